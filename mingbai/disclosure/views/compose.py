"""Writing a notice: the form, autosave, the gate's findings, files, and sending it on its way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from mingbai.catalog.rules.routes import route_for
from mingbai.catalog.rules.versions import spec_of
from mingbai.catalog.schema.item import ItemSpec
from mingbai.disclosure.actions import decisions, drafts, rulings
from mingbai.disclosure.forms import Misfit, read_content
from mingbai.disclosure.models import Attachment, Decision, Edition, EditionState, Notice, NoticeKind, Veil, Verdict
from mingbai.disclosure.render.blocks import present
from mingbai.disclosure.render.editor import editor
from mingbai.disclosure.rules.access import duty_for, edition_for
from mingbai.disclosure.rules.assessments import assessment_of, needs_assessment, why_not_assessed
from mingbai.disclosure.rules.content import problems
from mingbai.disclosure.rules.findings import all_findings, being_read
from mingbai.disclosure.rules.gate.findings import fingerprint
from mingbai.disclosure.rules.later import against
from mingbai.disclosure.rules.lists import Bare, list_problems, unveiled
from mingbai.disclosure.rules.mended import why_not_mended
from mingbai.disclosure.rules.told import Told, listed_in
from mingbai.disclosure.views.desk import viewer_of
from mingbai.disclosure.views.pressed import beside, number, on_files, on_lists, reshaped
from mingbai.duties.models import Duty
from mingbai.kit.errors import NotNow
from mingbai.kit.htmx import is_fragment
from mingbai.orgs.rules.may import Permission, Viewer

LONGEST_PLAN = timedelta(days=366)  # a publication planned for later is a slip of the year
LONGEST_MOMENT = 40  # characters of a planned moment, however it is typed
SAID = {"save": gettext_noop("已经存好。"), "overwrite": gettext_noop("已经用您写的盖过去了。")}


@login_required
@require_POST
def start(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Begin writing what a duty asks for."""
    viewer = viewer_of(request)
    duty = duty_for(viewer, duty_id)
    viewer.require(Permission.NOTICE_WRITE, duty.unit)
    begun = Edition.objects.under_way().filter(notice__duties=duty).order_by("-pk").first()
    if begun is not None:
        messages.success(request, _("这件事已经开始写了，就是下面这一份。"))
        return redirect("disclosure:compose", begun.pk)
    edition = drafts.start_draft(
        unit=duty.unit,
        version=duty.version,
        period=duty.period,
        duties=[duty],
        title=duty.title if duty.kind == "event" else "",
        now=timezone.now(),
        by=viewer,
    )
    return redirect("disclosure:compose", edition.pk)


@login_required
@require_POST
def nil(request: HttpRequest) -> HttpResponse:
    """Begin a declaration of nil for the ticked duties."""
    viewer = viewer_of(request)
    viewer.require(Permission.NOTICE_WRITE)
    assert viewer.unit is not None, "require() has made sure of a post"
    ids = [number(value) for value in request.POST.getlist("duty")]
    duties = list(Duty.objects.filter(pk__in=ids, unit=viewer.unit).select_related("item", "unit"))
    edition = drafts.declare_nil(unit=viewer.unit, duties=duties, now=timezone.now(), by=viewer)
    return redirect("disclosure:compose", edition.pk)


@login_required
def compose(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of one draft. Every button posts the whole form, so nothing written is ever lost."""
    viewer, now = viewer_of(request), timezone.now()
    edition = edition_for(viewer, pk)
    if request.method == "GET" and request.GET.get("part") == "reading":
        return render(request, "disclosure/parts/reading.html", {"edition": edition, "oob": True, **_gate(edition)})
    if request.method != "POST":
        writes = viewer.may(Permission.NOTICE_WRITE, edition.notice.unit)
        if edition.state != EditionState.DRAFT or not writes:
            return redirect("disclosure:review", pk)
        return _page(request, edition, viewer)
    viewer.require(Permission.NOTICE_WRITE, edition.notice.unit)  # before a word of what was sent is looked at
    try:
        return _do(request, edition, viewer, now)
    except NotNow as reason:
        return _refused(request, pk, viewer, reason)


def _refused(request: HttpRequest, pk: int, viewer: Viewer, reason: NotNow) -> HttpResponse:
    """The form again with what was written. What was kept before the refusal is seen; what others wrote is not."""
    edition = edition_for(viewer, pk)
    newer = _newer(edition, request)
    if request.POST.get("do") == "autosave" or is_fragment(request):
        context = {"edition": edition, "why": reason.sentence, "newer": newer, "locked": _locked(edition)}
        return render(request, "disclosure/parts/unsaved.html", context, status=409)
    # Only shown, never saved: heading, gate, form and preview must all speak of what the form holds.
    edition.content = _posted(edition, request)
    return _page(request, edition, viewer, reason=reason, newer=newer)


def _locked(edition: Edition) -> bool:
    """Whether the text can't be written any more: it was submitted or given up, maybe on another machine."""
    return edition.state != EditionState.DRAFT


def _newer(edition: Edition, request: HttpRequest) -> int:
    """The lock number of a draft that somebody else has saved since this form was opened; 0 where there is none."""
    form = request.POST.get("form", "")
    own = bool(form) and form == edition.saved_from
    known = own or _seen(request) == edition.lock or _posted(edition, request) == edition.content
    return 0 if known or _locked(edition) else edition.lock


def _seen(request: HttpRequest) -> int:
    """The lock number of the draft that the writer knows of; who overwrites was told the newer one."""
    return number(request.POST.get("newer" if request.POST.get("do") == "overwrite" else "seen", ""))


def _posted(edition: Edition, request: HttpRequest) -> dict[str, Any]:
    """What the form holds, so that a refusal does not lose it; the stored draft where even that can't be read."""
    try:
        return read_content(edition.content, request.POST.dict())
    except NotNow:
        return dict(edition.content)


def _do(request: HttpRequest, edition: Edition, viewer: Viewer, now: datetime) -> HttpResponse:
    """Every button first keeps what was written, then does its own."""
    do = request.POST.get("do", "save")
    content = read_content(edition.content, request.POST.dict())
    spec = spec_of(edition.version)
    content, anchor = reshaped(content, do, request, spec)
    if do == "veil":
        content = listed_in(edition, timezone.localdate(now)).kept_full(edition.content, content)
    seen, form = _seen(request), request.POST.get("form", "")
    edition = drafts.save_draft(edition_id=edition.pk, content=content, seen=seen, now=now, by=viewer, form=form)
    if do == "autosave":
        gate = _gate(edition)
        changed = request.POST.get("marks", "") != gate["marks"]
        return render(request, "disclosure/parts/saved.html", {"edition": edition, "gate_changed": changed, **gate})
    if do == "assess":
        return redirect("disclosure:assessment", edition.pk)
    if do == "submit":
        return _submit(request, edition, viewer, now)
    if do == "discard":
        return _discard(request, edition, viewer, now)
    if do in SAID:
        messages.success(request, _(SAID[do]))
    if do == "copy":
        drafts.copy_last(edition_id=edition.pk, now=now, by=viewer)
        messages.success(request, _("已经抄来上一期的内容，请把数字改成这一期的。"))
    if do.startswith("mask-"):
        _mask(edition, do.removeprefix("mask-"), viewer, now)
        messages.success(request, _("已经遮好。"))
        anchor = "#gate"
    if do.startswith("plea-"):
        mark = do.removeprefix("plea-")
        plea = request.POST.get(f"plea-{mark}", "")
        rulings.ask_ruling(edition_id=edition.pk, fingerprint=mark, plea=plea, now=now, by=viewer)
        messages.success(request, _("已经请保密隐私审查员裁定，裁定以后才能送审。"))
        anchor = "#gate"
    if do.startswith("redact-"):
        return redirect("disclosure:redact", edition.pk, number(do.removeprefix("redact-")))
    anchor = on_lists(request, edition, viewer, now) or on_files(request, edition, viewer, now) or anchor
    return _back(request, edition, anchor)


def _back(request: HttpRequest, edition: Edition, anchor: str) -> HttpResponse:
    """To the form again. The planned moment is kept nowhere before submission, so the address carries it along."""
    planned = request.POST.get("publish_at", "").strip()[:LONGEST_MOMENT]
    query = f"?{urlencode({'publish_at': planned})}" if planned else ""
    return redirect(f"{reverse('disclosure:compose', args=[edition.pk])}{query}{anchor}")


def _discard(request: HttpRequest, edition: Edition, viewer: Viewer, now: datetime) -> HttpResponse:
    drafts.discard(edition_id=edition.pk, now=now, by=viewer)
    hangs = edition.corrects and not edition.notice.gone
    kept = _("公开栏上还是原来的那一版。") if hangs else _("这件事还在“今天要办”里。")
    messages.success(request, _("“%(title)s”不写了，%(kept)s") % {"title": edition.title, "kept": kept})
    return redirect("disclosure:desk")


def _submit(request: HttpRequest, edition: Edition, viewer: Viewer, now: datetime) -> HttpResponse:
    with beside("publish_at"):
        publish_at = _planned(request.POST.get("publish_at", ""), now)
    edition = decisions.submit(edition_id=edition.pk, seen=edition.lock, now=now, by=viewer, publish_at=publish_at)
    step = edition.step_spec()
    if edition.state == EditionState.PUBLISHED:
        messages.success(request, _("已经公布，编号 %(number)s。") % {"number": edition.notice.number})
    else:
        words = {"title": edition.title, "step": step.get("label", "")}
        messages.success(request, _("“%(title)s”已签字送审，现在等%(step)s。") % words)
    return redirect("disclosure:desk")


def _planned(text: str, now: datetime) -> datetime | None:
    if not text.strip():
        return None
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise NotNow(_("计划公布的时间读不懂，请这样填：2026-10-10 09:00，或者空着。"))
    moment = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
    if moment < now:
        raise NotNow(_("计划公布的时间已经过了。请改晚一点，或者空着，签完就公布。"))
    if moment > now + LONGEST_PLAN:
        raise NotNow(_("计划公布的时间在一年以后，像是填错了年份。请改到一年以内，或者空着，签完就公布。"))
    return moment


def _mask(edition: Edition, fingerprint: str, viewer: Viewer, now: datetime) -> None:
    finding = next((one for one in all_findings(edition) if one.fingerprint == fingerprint and not one.file), None)
    if finding is None:
        raise NotNow(_("这一处已经不在草稿里了。"))
    drafts.mask(
        edition_id=edition.pk,
        path=finding.path,
        start=finding.start,
        end=finding.end,
        masked=finding.masked,
        now=now,
        by=viewer,
    )


def _gate(edition: Edition) -> dict[str, Any]:
    """What stands between the draft and its submission; `marks` tells a later autosave what the page shows of it."""
    found, spec = all_findings(edition), spec_of(edition.version)
    listed = listed_in(edition, timezone.localdate())
    told, unsure = listed.told(edition.content), listed.unsure(edition.content)
    cells = unveiled(edition.content, spec)
    bare: list[Bare | Told] = [*cells, *told]
    marks = [*(one.fingerprint for one in found), *(one.mark for one in bare)]
    return {
        "findings": [finding for finding in found if finding.blocks],
        "allowed": [finding for finding in found if not finding.blocks],
        "wrong": [
            *problems(edition.content, complete=True),
            *list_problems(edition.content, spec),
            *(one.sentence for one in told),
            *why_not_mended(edition),
            *why_not_assessed(edition),
            *against(edition, timezone.localdate()),
        ],
        "bare": bare,
        "cells": len(cells),
        "told": len(told),
        "unsure": unsure,
        "veil": Veil.objects.filter(edition=edition).first() if needs_assessment(edition) else None,
        "reading": being_read(edition.notice, timezone.now()),
        "files": _files(edition.notice),
        "marks": " ".join([*marks, *(fingerprint("", one, "") for one in unsure)]),
    }


def _files(notice: Notice) -> list[Attachment]:
    return list(
        notice.attachments.filter(removed_at__isnull=True).select_related("reading", "redaction").order_by("pk")
    )


def _heading(edition: Edition, title: str) -> str:
    """What the page is called: the title as it is written, or while there is none the item and its period."""
    period = (edition.content.get("period") or {}).get("label", "")
    return str(edition.content["title"]).strip() or f"{period}{title}"


def _sent_back(edition: Edition) -> list[Decision]:
    """Who returned the attempt before this one and why: what the writer has to mend."""
    before = Decision.objects.filter(edition__notice=edition.notice_id, edition__attempt=edition.attempt - 1)
    returned = before.filter(verdict=Verdict.RETURN).select_related("tenure__person", "tenure__post", "deputy")
    return list(returned.order_by("at", "pk"))


def _page(
    request: HttpRequest, edition: Edition, viewer: Viewer, *, reason: NotNow | None = None, newer: int = 0
) -> HttpResponse:
    """The whole page; `newer` is what a refused form has not seen, see `_newer`."""
    notice, gate, spec = edition.notice, _gate(edition), spec_of(edition.version)
    nil_notice = notice.kind == NoticeKind.NIL
    refused = reason.field if isinstance(reason, Misfit) else ""
    forms = editor(edition.content, [*gate["findings"], *gate["bare"]], pasted=request.POST, refused=refused)
    context = {
        "edition": edition,
        "heading": _heading(edition, spec.title),
        "spec": spec,
        # The table of a declaration of nil names its duties; the preview shows it, nobody writes it.
        "blocks": [block for block in forms if not (nil_notice and block.type == "table")],
        "content": edition.content,
        "preview": present(edition.content),
        "why": reason.sentence if reason else "",
        "refused": refused,
        "sent_back": _sent_back(edition),
        "newer": newer,
        "locked": _locked(edition),
        "publish_at": request.POST.get("publish_at", request.GET.get("publish_at", ""))[:LONGEST_MOMENT],
        "last": None if nil_notice else drafts.last_published(notice),
        "is_nil": nil_notice,
        "needs_assessment": needs_assessment(edition),
        "assessment": assessment_of(edition) if needs_assessment(edition) else None,
        "form": get_random_string(12),
        "seen": _seen(request) if newer else edition.lock,
        **gate,
        **_around(notice, spec),
    }
    return render(request, "disclosure/compose.html", context, status=409 if reason else 200)


def _around(notice: Notice, spec: ItemSpec) -> dict[str, Any]:
    """What stands around the form: the duty and its day, the way that the notice will go, its files."""
    now = timezone.now()
    on = timezone.localdate(now)
    duty = notice.duties.order_by("due").first()
    route = route_for(spec=spec, unit=notice.unit, nil=notice.kind == NoticeKind.NIL, now=now)
    return {
        "notice": notice,
        "duty": duty,
        "state": duty.state(on) if duty else "",
        "late": duty.days_late(on) if duty else 0,
        "route": route,
        "review_labels": [step["label"] for step in route.steps if step["key"] != "handler" and step["blocks"]],
    }
