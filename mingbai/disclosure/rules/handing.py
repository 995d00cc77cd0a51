"""What somebody who left a post has in hand, by when it must be handed over, and whom the desk tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.disclosure.models import Edition
from mingbai.disclosure.rules.alarms import Alarm
from mingbai.disclosure.rules.desk import tasks_for
from mingbai.disclosure.rules.desk_task import Task
from mingbai.duties.models import Duty
from mingbai.duties.rules.labels import label_of
from mingbai.kit.clocks import due_date, parse_rule
from mingbai.kit.workdays import WorkCalendar, say_day
from mingbai.orgs.models import Handover
from mingbai.orgs.rules.may import Permission, Viewer

OF_EDITIONS = {"draft", "sign", "vote", "review", "approve", "file", "answer", "edition"}
WORDED = ("version", "notice")  # what an edition's line is worded from
RULE = "handover"  # ten days, 村委会法20


def due_of(made: Handover, calendar: WorkCalendar) -> date:
    """The last day of the handover: ten days after the last day in the post."""
    assert made.tenure.until is not None, "it was opened because the tenure ended"
    return due_date(parse_rule(RULE), made.tenure.until, calendar=calendar)[0]


def in_hand(made: Handover, now: datetime, calendar: WorkCalendar) -> list[Task]:
    """What stands on the desk of the post that was left, as its holder would see it; for a clerk also what others have
    in their hands, and drafts that settle no duty."""
    left = Viewer(person=made.tenure.person, tenure=made.tenure)
    found = tasks_for(left, now, calendar)
    if not left.may(Permission.NOTICE_WRITE):
        return found
    told = {task.target for task in found if task.kind != "duty"}
    more = Edition.objects.under_way().filter(notice__unit=left.unit).exclude(pk__in=told).order_by("pk")
    return found + [
        Task(timezone.localdate(one.saved_at), one.title, "", one.get_state_display(), "edition", one.pk)
        for one in more
    ]


def as_items(tasks: Sequence[Task]) -> list[dict[str, Any]]:
    """The list as it is shown and kept: the matter by the catalogue's own words and its period, never by what somebody
    wrote, which may be taken down one day, or be for a few. Operators read it too."""
    own = [task for task in tasks if not task.href]
    editions = Edition.objects.filter(pk__in=[task.target for task in own if task.kind in OF_EDITIONS])
    duties = Duty.objects.filter(pk__in=[task.target for task in own if task.kind == "duty"])
    titles = {
        **{("edition", one.pk): (one.version.title, one.notice.period) for one in editions.select_related(*WORDED)},
        **{("duty", one.pk): (one.public_title, one.period) for one in duties.select_related("version")},
    }
    return [{"title": _title(task, titles), "note": task.act, "due": task.due.isoformat()} for task in tasks]


def _title(task: Task, titles: dict[tuple[str, int], tuple[str, str]]) -> str:
    kind = "edition" if task.kind in OF_EDITIONS else task.kind
    found = None if task.href else titles.get((kind, task.target))
    if found is None:
        return task.act
    return _("%(title)s（%(period)s）") % {"title": found[0], "period": label_of(found[1])}


def open_handovers(viewer: Viewer) -> list[Handover]:
    """Those not done: left by the viewer, of the viewer's sort of post in the unit, or in the units looked after."""
    if viewer.person is None:
        return []
    mine = Q(tenure__person=viewer.person) | Q(successor=viewer.person)
    if viewer.unit is not None:
        mine |= Q(tenure__post__body__unit=viewer.unit, tenure__post__kind=viewer.kind)
    if viewer.permissions & {Permission.OVERVIEW_READ, Permission.ORG_WRITE}:
        mine |= viewer.reach("tenure__post__body__unit__")
    found = Handover.objects.filter(mine, done_at__isnull=True).select_related(
        "tenure__post__body__unit", "tenure__person", "successor"
    )
    return list(found.order_by("opened_at", "pk"))


def handing_tasks(viewer: Viewer, found: Iterable[Handover], calendar: WorkCalendar) -> Iterable[Task]:
    """For whoever takes over: one task for each handover that waits for the viewer or for anybody in that post."""
    for made in found:
        post, me = made.tenure.post, viewer.person.pk if viewer.person else None
        free = made.successor_id is None and viewer.kind == post.kind and viewer.unit == post.body.unit
        if me == made.tenure.person_id or not (free or made.successor_id == me):
            continue
        title = _("接手%(name)s的工作（%(post)s）") % {"name": made.tenure.person.name, "post": post.title}
        note = _("离任后十天内移交，看清单再接")
        href = reverse("disclosure:handover", args=[made.pk])
        yield Task(due_of(made, calendar), title, note, _("去接手"), "handover", made.pk, href=href)


def handing_alarms(viewer: Viewer, found: Iterable[Handover], now: datetime, calendar: WorkCalendar) -> list[Alarm]:
    """For those above: handovers that nobody finished in ten days."""
    on = timezone.localdate(now)
    alarms = []
    if not viewer.permissions & {Permission.OVERVIEW_READ, Permission.ORG_WRITE}:
        return []
    for made in found:
        day = due_of(made, calendar)
        if day >= on:
            continue
        words = {"day": say_day(day), "n": (on - day).days}
        who = made.successor.name if made.successor else ""
        note = _("该在 %(day)s 前移交完，已经晚了 %(n)s 天。") % words
        note += _("指定了%(name)s接手，还没有接。") % {"name": who} if who else _("还没有指定接手的人。")
        names = {"name": made.tenure.person.name, "post": made.tenure.post.title}
        href = reverse("disclosure:handover", args=[made.pk])
        alarms.append(Alarm(made.tenure.post.body.unit, _("%(post)s%(name)s的工作移交") % names, note, href=href))
    return alarms
