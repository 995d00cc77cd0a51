"""Saying something about a notice, without an account."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from mingbai.channels.rules.board import on_display
from mingbai.channels.rules.units import profile_of, unit_of
from mingbai.disclosure.models import Edition, Notice
from mingbai.disclosure.models.notices import still_up
from mingbai.feedback.actions import say as act
from mingbai.feedback.actions.pace import SAYING, keep_pace
from mingbai.feedback.forms import SayForm
from mingbai.feedback.rules.codes import fresh_form, spoken
from mingbai.feedback.rules.collect import draft_for_all, drafts_of, place_of
from mingbai.feedback.rules.collect import why_not_say as why_not_on_draft
from mingbai.feedback.rules.demands import demands_of
from mingbai.feedback.rules.parts import parts_of
from mingbai.feedback.rules.say import for_all, why_not_say
from mingbai.kit.errors import NotFound, NotNow
from mingbai.orgs.models import Unit

LISTED = 40


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def say(request: HttpRequest, code: str) -> HttpResponse:
    """`?notice=2026-00012` says about which, `?part=` of which paragraph; without, what hangs on the board is offered.

    Who is logged in is not looked at. A sent form is answered at once with the code, for no address may carry it.
    """
    unit = unit_of(code)
    asked = request.POST.get("notice") or request.GET.get("notice", "")
    draft = request.POST.get("draft") or request.GET.get("draft", "")
    if not asked and not draft:
        return render(request, "feedback/choose.html", _offered(unit))
    live = _draft(unit, draft) if draft else _live(_notice(unit, asked))
    notice, today = live.notice, timezone.localdate()
    public = for_all(notice)
    parts = parts_of(live.content) if public else []
    first = {"form": fresh_form(), "part": request.GET.get("part", ""), "kind": request.GET.get("kind", "")}
    form = SayForm(request.POST if request.method == "POST" else None, initial=first, parts=parts, public=public)
    context = {"unit": unit, "notice": notice, "live": live, "form": form, "public": public, "asked": asked}
    closed = why_not_on_draft(live, today) if draft else why_not_say(notice, today)
    title = live.title if draft else notice.public_title
    context |= {"closed": closed, "profile": profile_of(unit), "draft": draft, "title": title, "back": place_of(live)}
    if request.method == "POST":
        return _sent(request, form, context)
    return render(request, "feedback/say.html", context)


def _offered(unit: Unit) -> dict[str, object]:
    """What hangs on the board, the drafts up for comment, and what others demand together."""
    listed = on_display(unit, timezone.localdate()).filter(still_up())[:LISTED]
    demands = demands_of(unit, timezone.now())[:LISTED]
    drafts, profile = drafts_of(unit), profile_of(unit)
    return {"unit": unit, "notices": listed, "drafts": drafts, "demands": demands, "profile": profile}


def _sent(request: HttpRequest, form: SayForm, context: dict[str, object]) -> HttpResponse:
    now, notice = timezone.now(), context["notice"]
    assert isinstance(notice, Notice), "say() has put it there"
    keep_pace(what="say", address=request.META.get("REMOTE_ADDR"), most=SAYING, now=now)
    if not form.is_valid():
        return render(request, "feedback/say.html", context, status=422)
    told = {name: form.cleaned_data.get(name) or "" for name in ("form", "kind", "words", "name", "contact", "part")}
    shown = bool(form.cleaned_data.get("shown"))
    try:
        draft_id = int(str(context["draft"])) if context["draft"] else None
        opinion, code = act(notice_id=notice.pk, draft_id=draft_id, shown=shown, now=now, **told)
    except NotNow as reason:
        return render(request, "feedback/say.html", {**context, "why": reason.sentence}, status=409)
    return render(request, "feedback/said.html", {**context, "opinion": opinion, "code": spoken(code)})


def _draft(unit: Unit, asked: str) -> Edition:
    """A draft of the unit that is up for comment; else NotFound."""
    if not re.fullmatch(r"[0-9]{1,15}", asked):
        raise NotFound
    edition = draft_for_all(int(asked))
    if edition.notice.unit_id != unit.pk:
        raise NotFound
    return edition


def _live(notice: Notice) -> Edition:
    assert notice.live is not None, "only published notices are found"
    notice.live.notice = notice
    return notice.live


def _notice(unit: Unit, asked: str) -> Notice:
    """The unit's published notice of a number such as 2026-00012; else NotFound."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{1,9})", asked)
    if found is None:
        raise NotFound
    numbered = Notice.objects.published().filter(unit=unit, year=int(found[1]), serial=int(found[2]))
    notice = numbered.select_related("unit", "live__version").first()
    if notice is None:
        raise NotFound
    return notice
