"""Responsibility letters for officials: all units of a year, one letter with how its tasks go, and its draft."""

from __future__ import annotations

from typing import Any

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
from mingbai.catalog.rules.access import unit_by_code
from mingbai.duties.actions import (
    draw_letter,
    drop_letter,
    report_task,
    save_letter,
    settle_report,
    sign_letter,
    take_back_report,
)
from mingbai.duties.forms import LetterForm
from mingbai.duties.models import Letter, LetterSide
from mingbai.duties.render import letters_file
from mingbai.duties.rules.letters.access import (
    in_force,
    letter_for,
    newest,
    side_of,
    why_not_draw,
    why_not_edit,
    why_not_sign,
)
from mingbai.duties.rules.letters.follow import (
    STATES,
    Row,
    counted,
    doers,
    follow,
    percent,
    reports_of,
    rows_of,
    still_held,
)
from mingbai.duties.rules.letters.text import digest_of, people_of, workers
from mingbai.duties.views.joint import asked, viewer_of
from mingbai.kit.errors import NotFound, NotNow
from mingbai.orgs.rules.may import Permission, Viewer

PER_PAGE = 40


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: HttpRequest) -> HttpResponse:
    """Every unit in reach with its letter of a year; POST draws up the letter of one of them."""
    viewer, on = viewer_of(request), timezone.localdate()
    viewer.require(Permission.NOTICE_READ)
    year = _year(request, on.year)
    if request.method == "POST":
        unit = unit_by_code(request.POST.get("unit", ""))
        if not viewer.may(Permission.NOTICE_READ, unit):
            raise NotFound
        letter = draw_letter(unit=unit, year=year, now=timezone.now(), by=viewer)
        messages.success(request, _("起草好了：任务是按目录列的。请看看每一项由谁办，再加上本单位自己的任务。"))
        return redirect("duties:letter_edit", letter.pk)
    rows, words, state = _rows(request, viewer, year)
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "year": year,
        "years": range(on.year - 1, on.year + 2),
        "q": words,
        "state": state,
        "states": [(key, _(label)) for key, label in STATES.items()],
        "draws": viewer.may(Permission.LETTER_WRITE),
        "query": request.GET.urlencode(),
    }
    return render(request, "duties/letters.html", context)


@login_required
@never_cache
@require_safe
def letters_table(request: HttpRequest, form: str) -> HttpResponse:
    """What the list shows, all pages of it."""
    viewer, on = viewer_of(request), timezone.localdate()
    viewer.require(Permission.NOTICE_READ)
    year = _year(request, on.year)
    rows, _words, _state = _rows(request, viewer, year)
    return attachment(letters_file(rows, year, on, form), f"{_('责任书')}-{year}.{form}")


def _year(request: HttpRequest, now: int) -> int:
    text = request.GET.get("year", "") or request.POST.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == len(str(now)) else now
    return year if abs(year - now) <= 1 else now


def _rows(request: HttpRequest, viewer: Viewer, year: int) -> tuple[list[Row], str, str]:
    words, state = asked(request)
    rows = rows_of(viewer, year, timezone.localdate(), words=words)
    if state == "late":
        rows = [row for row in rows if row.late]
    elif state in STATES:
        rows = [row for row in rows if row.state == state]
    return rows, words, state


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter: what was promised by whom, who signed, and how each task goes."""
    viewer = viewer_of(request)
    found = letter_for(viewer, pk)
    if request.method != "POST":
        return _page(request, found, viewer)
    try:
        return _do(request, found, viewer)
    except NotNow as refused:
        return _page(request, letter_for(viewer, pk), viewer, why=refused.sentence, status=409)


def _do(request: HttpRequest, found: Letter, viewer: Viewer) -> HttpResponse:
    sent = request.POST
    told: dict[str, Any] = {"letter_id": found.pk, "now": timezone.now(), "by": viewer}
    act, key = sent.get("do", ""), sent.get("key", "")
    if act == "sign":
        sign_letter(digest=sent.get("digest", ""), **told)
        messages.success(request, _("签好了。"))
    elif act == "report":
        report_task(key=key, words=sent.get("words", ""), **told)
        messages.success(request, _("报上去了，等上级确认。"))
    elif act == "take_back":
        take_back_report(key=key, **told)
        messages.success(request, _("收回来了，这一项又等着办。"))
    elif act in ("confirm", "send_back"):
        settle_report(key=key, agreed=act == "confirm", why=sent.get("why", ""), **told)
        messages.success(request, _("确认了。") if act == "confirm" else _("退回去了，写明了原因。"))
    elif act == "draw":
        drawn = draw_letter(unit=found.unit, year=found.year, now=told["now"], by=viewer)
        return redirect("duties:letter_edit", drawn.pk)
    elif act == "drop":
        drop_letter(**told)
        messages.success(request, _("这份草稿不要了。"))
        return redirect("duties:letters")
    else:
        raise NotNow(_("没有这个操作，请刷新页面再试。"))
    return redirect("duties:letter", found.pk)


def _page(request: HttpRequest, found: Letter, viewer: Viewer, *, why: str = "", status: int = 200) -> HttpResponse:
    on, unit = timezone.localdate(), found.unit
    tasks = follow(found, counted([unit.pk], found.year, on)[unit.pk], reports_of([unit.pk], found.year)[unit.pk], on)
    force, last = in_force(found), newest(unit, found.year)
    signatures = {signature.side: signature for signature in found.signatures.all()}
    context: dict[str, Any] = {
        "letter": found,
        "content": found.content,
        "unit_of_letter": unit,
        "people": people_of(found.content),
        "sides": [(str(side.label), signatures.get(side.value)) for side in LetterSide],
        "digest": digest_of(found.content),
        "force": force,
        "newer": last if last is not None and last.number > found.number else None,
        "doers": doers(tasks, still_held(found, on)) if force else [],
        "percent": percent(tasks),
        "late": sum(one.state == "late" for one in tasks),
        "own": [one for one in tasks if one.task["kind"] == "own"],
        "mine": viewer.tenure.pk if viewer.tenure and not viewer.standing_in else 0,
        "why_not_sign": why_not_sign(found, viewer),
        "signs": bool(side_of(found, viewer)),
        "above": side_of(found, viewer) == LetterSide.ABOVE,
        "edits": not why_not_edit(found, viewer),
        "draws": not why_not_draw(unit, found.year, on, viewer),
        "why": why,
        "key": request.POST.get("key", ""),
        "words": request.POST.get("words", ""),
        "on": on,
    }
    return render(request, "duties/letter.html", context, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft: who does what, and the unit's own tasks."""
    viewer = viewer_of(request)
    found = letter_for(viewer, pk)
    viewer.require(Permission.LETTER_WRITE, found.unit)
    refusal = why_not_edit(found, viewer)
    if refusal and request.method != "POST":
        return redirect("duties:letter", pk)
    sent = request.POST if request.method == "POST" else None
    form, why = LetterForm(sent, letter=found, staff=workers(found.unit, timezone.localdate())), refusal
    if sent is not None and form.is_valid():
        try:
            save_letter(letter_id=pk, now=timezone.now(), by=viewer, **form.told())
        except NotNow as reason:
            why = reason.sentence
        else:
            messages.success(request, _("存好了。"))
            return redirect("duties:letter_edit" if sent.get("do") == "more" else "duties:letter", pk)
    context = {"letter": found, "unit_of_letter": found.unit, "form": form, "why": why}
    return render(request, "duties/letter_edit.html", context, status=409 if why else 422 if form.errors else 200)
