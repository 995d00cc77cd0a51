"""The unit's opinions: to look through, to take away, to answer."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mingbai.catalog.render import attachment
from mingbai.catalog.rules.days import current_calendar
from mingbai.feedback.actions import answer as act
from mingbai.feedback.actions.export import export as taken_away
from mingbai.feedback.forms import AnswerForm
from mingbai.feedback.models import Opinion, OpinionKind
from mingbai.feedback.models.opinions import OpinionQuerySet
from mingbai.feedback.render import opinions_file
from mingbai.feedback.rules.access import opinion_for, opinions_for, sayer_of
from mingbai.feedback.rules.collect import opinion_place
from mingbai.feedback.rules.listing import STATES, place_of, sought
from mingbai.feedback.rules.parts import part_named
from mingbai.feedback.rules.terms import answer_by, known_until
from mingbai.kit.errors import NotNow
from mingbai.orgs.rules.may import Permission, Viewer

PER_PAGE = 30


def viewer_of(request: HttpRequest) -> Viewer:
    return cast(Viewer, request.viewer)  # type: ignore[attr-defined]


@login_required
@never_cache
@require_safe
def opinions(request: HttpRequest) -> HttpResponse:
    """Every opinion on the unit's notices, with search and filter."""
    viewer = viewer_of(request)
    page = Paginator(_found(request, viewer), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(opinion, place_of(opinion), getattr(opinion, "answer", None)) for opinion in page]
    words, state, kind = _wanted(request)
    context = {"page": page, "rows": rows, "q": words, "state": state, "kind": kind, "query": request.GET.urlencode()}
    return render(request, "feedback/list.html", {**context, "states": STATES, "kinds": OpinionKind.choices})


@login_required
@never_cache
@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    """What the list shows, all pages of it; never names or telephones."""
    viewer = viewer_of(request)
    found = _found(request, viewer)
    body = opinions_file(found, form)
    taken_away(form=form, now=timezone.now(), by=viewer)
    return attachment(body, f"{_('意见和答复')}.{form}")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One opinion: what it says and about what, who gave it where that is known and the viewer's to know."""
    viewer = viewer_of(request)
    opinion = opinion_for(viewer, pk)
    form, why = _form(request, opinion), ""
    if request.method == "POST":
        viewer.require(Permission.OPINION_ANSWER, opinion.notice.unit)
        if form.is_valid():
            try:
                act(opinion_id=pk, now=timezone.now(), by=viewer, **form.cleaned_data)
            except NotNow as reason:
                why = reason.sentence
            else:
                messages.success(request, _("已经答复“%(title)s”的意见。") % {"title": opinion.title})
                return redirect("disclosure:desk")
    sayer = sayer_of(viewer, opinion)
    context = {
        "opinion": opinion,
        "notice": opinion.notice,
        "place": opinion_place(opinion),
        "part": None if opinion.notice.gone else part_named(opinion.edition.content, opinion.part),
        "answer": getattr(opinion, "answer", None),
        "sayer": sayer,
        "known": known_until(opinion) if sayer else None,
        "may_know": viewer.may(Permission.OPINION_CONTACT, opinion.notice.unit),
        "answers": viewer.may(Permission.OPINION_ANSWER, opinion.notice.unit),
        "by": answer_by(opinion, current_calendar()),
        "form": form,
        "why": why,
    }
    status = 409 if why else 422 if form.errors else 200
    return render(request, "feedback/answer.html", context, status=status)


def _form(request: HttpRequest, opinion: Opinion) -> AnswerForm:
    sent = request.POST if request.method == "POST" else None
    return AnswerForm(sent, objection=opinion.kind == OpinionKind.OBJECTION)


def _wanted(request: HttpRequest) -> tuple[str, str, str]:
    words = request.GET.get("q", "").replace("\0", "").strip()[:60]
    return words, request.GET.get("state", ""), request.GET.get("kind", "")


def _found(request: HttpRequest, viewer: Viewer) -> OpinionQuerySet:
    words, state, kind = _wanted(request)
    return sought(opinions_for(viewer), words=words, state=state, kind=kind)
