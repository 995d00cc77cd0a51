"""What waits for an answer, as tasks of the desk; web/wiring.py hands it there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mingbai.catalog.rules.days import current_calendar
from mingbai.disclosure.rules.desk_task import Task
from mingbai.feedback.models import Demand, Opinion, Stage, StageKind, Thread
from mingbai.feedback.rules.reports import due_of
from mingbai.feedback.rules.stages import thread_standings, why_not_next
from mingbai.feedback.rules.terms import answer_by
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Permission, Viewer

SAID = 40
VERIFIED_WITHIN = timedelta(days=15)  # the house's proposal: people need time to sign
TOLD_WITHIN = timedelta(days=10)  # the house's proposal, as in the catalogue's own row on this (ZW05)


def tasks_for(viewer: Viewer, now: datetime) -> Iterator[Task]:
    """For the clerk each opinion that waits for an answer, each draft on which the unit can decide, and the reports to
    put on file; for the committee each joint demand."""
    if viewer.may(Permission.DEMAND_VERIFY) and viewer.unit is not None:
        yield from _demands(viewer.unit)
    if viewer.may(Permission.NOTICE_WRITE) and viewer.unit is not None:
        yield from _reports(viewer.unit, timezone.localdate(now))
    if not viewer.may(Permission.OPINION_ANSWER) or viewer.unit is None:
        return
    waiting = (
        Opinion.objects.of_unit(viewer.unit)
        .unanswered()
        .select_related("edition", "notice__live__version")
        .defer("edition__content")
    )
    found = list(waiting.order_by("pk"))
    calendar = current_calendar() if found else None
    for opinion in found:
        assert calendar is not None, "there is something to count for"
        said = opinion.words if len(opinion.words) <= SAID else f"{opinion.words[:SAID]}…"
        title = _("答复%(kind)s：%(title)s") % {"kind": opinion.get_kind_display(), "title": opinion.title}
        href = reverse("feedback:answer", args=[opinion.pk])
        yield Task(answer_by(opinion, calendar), title, said, _("去答复"), "opinion", opinion.pk, href=href)
    yield from _decisions(viewer.unit, timezone.localdate(now))


def _decisions(unit: Unit, on: date) -> Iterator[Task]:
    """Drafts on which everybody has been heard and answered: within ten days people are told what was decided."""
    decided = Stage.objects.filter(thread=OuterRef("pk"), kind=StageKind.DECISION)
    for thread in Thread.objects.filter(~Exists(decided), unit=unit).order_by("pk"):
        standings = thread_standings(thread, on)
        until = standings[-1].until
        if until is None or why_not_next(standings):
            continue
        title = _("写决定：%(title)s") % {"title": thread.title}
        note = _("征求意见已满，意见都答复了，该把决定公布出来")
        href = reverse("feedback:thread", args=[thread.pk])
        yield Task(until + TOLD_WITHIN, title, note, _("写决定"), "thread", thread.pk, href=href)


def _reports(unit: Unit, on: date) -> Iterator[Task]:
    """One task for all that was shown its days, by the day of the oldest: many are put on file by one press."""
    due = [one for one in due_of(unit, on) if not one.waiting]
    if due:
        title = ngettext("填公开报告单：%(n)s 份公示期满", "填公开报告单：%(n)s 份公示期满", len(due))
        note = _("没有意见的可以一次归档")
        yield Task(due[0].by, title % {"n": len(due)}, note, _("去归档"), "report", 0, href=reverse("feedback:reports"))


def _demands(unit: Unit) -> Iterator[Task]:
    """Joint demands that nobody has verified."""
    waiting = Demand.objects.filter(unit=unit, verification__isnull=True).annotate(signed=Count("signers"))
    for demand in waiting.order_by("pk"):
        words = demand.words if len(demand.words) <= SAID else f"{demand.words[:SAID]}…"
        title = _("核实联名：%(words)s") % {"words": words}
        note = ngettext("已有 %(n)s 人签名", "已有 %(n)s 人签名", demand.signed) % {"n": demand.signed}
        href = reverse("feedback:verify", args=[demand.pk])
        yield Task(demand.opened_on + VERIFIED_WITHIN, title, note, _("去核实"), "demand", demand.pk, href=href)
