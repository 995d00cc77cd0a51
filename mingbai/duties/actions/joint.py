"""Linking the disclosure of several units: opening a matter, taking in and taking out a unit, stopping it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.catalog.models import Item
from mingbai.catalog.rules.days import current_calendar
from mingbai.duties.actions.generate import drop_unused
from mingbai.duties.actions.settle import one_line, open_demanded
from mingbai.duties.models import Duty, DutyKind, JointMatter, JointPart
from mingbai.duties.rules.due import due_of
from mingbai.duties.rules.joint import Planned, matter_for, plan_parts, why_not_change, why_not_join, why_not_open
from mingbai.duties.rules.later import why_not_said
from mingbai.kit.errors import NotFound, NotNow
from mingbai.orgs.actions.journal import record
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Permission, Viewer

MOST_NAME, MOST_WORDS, MOST_REASON = 60, 400, 120


@transaction.atomic
def open_matter(
    *,
    name: str,
    words: str,
    happened: date,
    since: date,
    until: date,
    units: Sequence[Unit],
    items: Mapping[str, Item],
    now: datetime,
    by: Viewer,
) -> JointMatter:
    """Let every unit owe its item by the last common day: what it owes already for the period, else something new.

    All or nothing: NotNow names the first unit for which it can't be. The law's own day holds where it is sooner.
    """
    by.require(Permission.JOINT_WRITE)
    assert by.unit is not None, "require() has made sure of a post"
    name, words, on = kept_words(name, MOST_NAME), kept_words(words, MOST_WORDS), timezone.localdate(now)
    if any(not by.may(Permission.JOINT_WRITE, unit) for unit in units):
        raise NotFound
    why = why_not_open(name, since, until, units, on) or why_not_said(f"{name}\n{words}", by.unit)
    if why:
        raise NotNow(why)
    Unit.objects.select_for_update().filter(pk=by.unit.pk).first()  # of two who open the same, the second reads it
    if JointMatter.objects.filter(unit=by.unit, name=name, ended_at__isnull=True).exists():
        raise NotNow(_("“%(name)s”已经在联动了。是另一件事，就给它起个不一样的名字。") % {"name": name})
    locked = Unit.objects.select_for_update().filter(pk__in=[unit.pk for unit in units]).order_by("path")
    planned = _all_can(plan_parts(locked, items, name=name, happened=happened, until=until, now=now, on=on))
    matter = JointMatter.objects.create(
        unit=by.unit, name=name, words=words, happened_on=happened, since=since, until=until, opened_at=now
    )
    record(act="joint:open", what=matter, now=now, by=by, unit=by.unit, note={"name": name, "units": len(planned)})
    for one in planned:
        _link(matter, one, now, by)
    return matter


@transaction.atomic
def add_parts(
    *, matter_id: int, units: Sequence[Unit], items: Mapping[str, Item], why: str, now: datetime, by: Viewer
) -> list[Planned]:
    """Let more units join a matter under way, with the reason, each as at the beginning; the common days stay.

    All or nothing: NotNow names the first unit for which it can't be, or says that the common days are over.
    """
    matter, why = _changing(matter_id, why, by)
    on = timezone.localdate(now)
    if any(not unit.is_under(matter.unit) for unit in units):
        raise NotFound
    refusal = why_not_join(matter, units, on)
    if refusal:
        raise NotNow(refusal)
    locked = Unit.objects.select_for_update().filter(pk__in=[unit.pk for unit in units]).order_by("path")
    days = {"happened": matter.happened_on, "until": matter.until}
    planned = _all_can(plan_parts(locked, items, name=matter.name, **days, now=now, on=on))
    for one in planned:
        part = _link(matter, one, now, by, added_at=now, added_why=why)
        note = {"name": matter.name, "reason": why}
        record(act="joint:add", what=part, now=now, by=by, unit=one.unit, note=note)
    return planned


def _all_can(planned: list[Planned]) -> list[Planned]:
    bad = next((one for one in planned if one.why), None)
    if bad is not None:
        raise NotNow(_("%(unit)s：%(why)s") % {"unit": bad.unit.short_name or bad.unit.name, "why": bad.why})
    return planned


def _link(matter: JointMatter, one: Planned, now: datetime, by: Viewer, **later: Any) -> JointPart:
    assert one.version is not None, "what can't be is refused before"
    duty = one.duty or open_demanded(
        unit=one.unit, item=one.version.item, on=matter.happened_on, title=matter.name, now=now, by=by
    )
    sooner = {"due": matter.until, "provisional": False} if matter.until < duty.due else {}
    Duty.objects.filter(pk=duty.pk).update(joint_until=matter.until, **sooner)
    part = JointPart.objects.create(matter=matter, unit=one.unit, item=one.version.item, duty=duty, **later)
    record(act="duty:link", what=duty, now=now, by=by, unit=one.unit, note={"name": matter.name})
    return part


@transaction.atomic
def remove_part(*, matter_id: int, unit: Unit, why: str, now: datetime, by: Viewer) -> None:
    """Take a unit out of a matter, with the reason. What it owed only for the matter goes, unless it is being written;
    what it owes anyway is due by its own rule again. NotNow where it has published already."""
    matter, why = _changing(matter_id, why, by)
    part = JointPart.objects.filter(matter=matter, unit=unit, removed_at__isnull=True).select_related("unit").first()
    if part is None:
        raise NotFound
    if not _unlink(part, why, now, by):
        raise NotNow(_("%(unit)s已经公开了，不能移出。") % {"unit": unit.short_name or unit.name})


@transaction.atomic
def end_matter(*, matter_id: int, why: str, now: datetime, by: Viewer) -> int:
    """Stop a matter, with the reason: units that have not published are taken out. Returns how many were."""
    matter, why = _changing(matter_id, why, by)
    parts = JointPart.objects.filter(matter=matter, removed_at__isnull=True).select_related("unit")
    out = sum(_unlink(part, why, now, by) for part in parts.order_by("unit__path"))
    matter.ended_at, matter.ended_why = now, why
    matter.save(update_fields=["ended_at", "ended_why"])
    record(act="joint:end", what=matter, now=now, by=by, unit=matter.unit, note={"name": matter.name, "reason": why})
    return out


def _changing(matter_id: int, why: str, by: Viewer) -> tuple[JointMatter, str]:
    """The matter, locked, and the reason as it is kept."""
    matter_for(by, matter_id)
    matter = JointMatter.objects.select_for_update(of=("self",)).select_related("unit").get(pk=matter_id)
    by.require(Permission.JOINT_WRITE, matter.unit)
    refusal, why = why_not_change(matter, by), kept_words(why, MOST_REASON)
    if not refusal and not why:
        refusal = _("请写原因。")
    refusal = refusal or why_not_said(why, matter.unit)
    if refusal:
        raise NotNow(refusal)
    return matter, why


def _unlink(part: JointPart, why: str, now: datetime, by: Viewer) -> bool:
    """False where the duty is settled already: what was published together stays together."""
    locked = Duty.objects.select_for_update(of=("self",)).select_related("version", "unit")
    duty = locked.get(joint_part=part)
    if duty.settlement:
        return False
    part.duty, part.removed_at, part.removed_why = None, now, why
    part.save(update_fields=["duty", "removed_at", "removed_why"])
    dropped = duty.kind == DutyKind.EVENT and drop_unused([duty.pk])  # not where a notice was begun on it
    if not dropped:
        duty.joint_until = None
        due, provisional = due_of(duty, current_calendar())
        Duty.objects.filter(pk=duty.pk).update(joint_until=None, due=due, provisional=provisional)
    note = {"name": part.matter.name, "reason": why}
    record(act="joint:remove", what=part, now=now, by=by, unit=part.unit, note=note)
    return True


def kept_words(text: str, most: int) -> str:
    """A few words as they are kept: one line, without what nobody sees; refused when there are too many."""
    text = one_line(text)
    if len(text) > most:
        raise NotNow(_("写了 %(n)s 个字，最多 %(max)s 个字，请写短些。") % {"n": len(text), "max": most})
    return text
