"""Opening a duty for something that happened, and settling duties by a published number."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from mingbai.catalog.models import Item
from mingbai.catalog.rules.versions import version_for
from mingbai.duties.models import Duty, DutyKind, Settlement
from mingbai.duties.rules.events import event_due
from mingbai.orgs.actions.journal import record
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Permission, Viewer


@transaction.atomic
def open_event(*, unit: Unit, item: Item, on: date, title: str, now: datetime, by: Viewer) -> Duty:
    """Something happened on `on` that must be disclosed: a duty with the item's clock for events."""
    by.require(Permission.DUTY_WRITE, unit)
    version = version_for(item, unit, on)
    due, provisional = event_due(version, unit, on, now)
    Unit.objects.select_for_update().filter(pk=unit.pk).first()  # one number each, also for two clerks at once
    same_day = Duty.objects.filter(unit=unit, item=item, period__startswith=f"E{on:%Y%m%d}").count()
    duty = Duty.objects.create(
        unit=unit,
        item=item,
        version=version,
        kind=DutyKind.EVENT,
        period=f"E{on:%Y%m%d}-{same_day + 1}",
        period_start=on,
        period_end=on,
        title=title.strip() or version.title,
        due=due,
        provisional=provisional,
    )
    record(act="duty:open", what=duty, now=now, by=by, unit=unit)
    return duty


def settle(*, duty: Duty, nil: bool, number: str, now: datetime, by: Viewer | None) -> None:
    """Mark a duty as met, or declared nil, by the notice with that number. Runs inside the publication."""
    today = timezone.localdate(now)
    settled = {"settlement": Settlement.NIL if nil else Settlement.MET, "settled_on": today, "settled_by": number}
    if not Duty.objects.filter(pk=duty.pk, settlement="").update(**settled):
        return  # another notice was quicker; the first publication counts
    record(act="duty:nil" if nil else "duty:met", what=duty, now=now, by=by, unit=duty.unit, note={"number": number})
    if duty.kind == DutyKind.EVENT and not nil:
        # What happened in the period has been published, so the roll call of that period is answered too.
        roll_calls = Duty.objects.filter(unit_id=duty.unit_id, item_id=duty.item_id, kind=DutyKind.ROLL_CALL)
        covered = roll_calls.open().filter(period_start__lte=duty.period_start, period_end__gte=duty.period_start)
        for answered in covered:
            Duty.objects.filter(pk=answered.pk, settlement="").update(**settled)
            record(
                act="duty:met", what=answered, now=now, by=by, unit=duty.unit, note={"number": number, "event": duty.pk}
            )
