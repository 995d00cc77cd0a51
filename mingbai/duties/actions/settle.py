"""Opening a duty for something that happened, settling duties by a published number, and owing them again."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.catalog.models import Item
from mingbai.catalog.rules.versions import version_for
from mingbai.duties.models import Duty, DutyKind, Settlement
from mingbai.duties.rules.events import event_due
from mingbai.kit.errors import NotNow
from mingbai.kit.workdays import say_day
from mingbai.orgs.actions.journal import record
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Permission, Viewer


@transaction.atomic
def open_event(*, unit: Unit, item: Item, on: date, title: str, now: datetime, by: Viewer) -> Duty:
    """Something happened on `on` that must be disclosed: a duty with the item's clock for events.

    Raises NotNow where the day does not fit, or the same thing stands in the ledger already.
    """
    by.require(Permission.DUTY_WRITE, unit)
    return open_demanded(unit=unit, item=item, on=on, title=title, now=now, by=by)


@transaction.atomic
def open_demanded(*, unit: Unit, item: Item, on: date, title: str, now: datetime, by: Viewer) -> Duty:
    """As `open_event`, for those in whose name others demand it: the caller has made sure that they may."""
    version = version_for(item, unit, on)
    due, provisional = event_due(version, unit, on, now)
    Unit.objects.select_for_update().filter(pk=unit.pk).first()  # one number each, also for two clerks at once
    title = one_line(title) or version.title
    that_day = Duty.objects.filter(unit=unit, item=item, period__startswith=f"E{on:%Y%m%d}")
    if that_day.filter(title=title).exists():
        words = {"title": title, "day": say_day(on)}
        raise NotNow(_("“%(title)s”（%(day)s）已经登记过了。是另一件事，就给它起个不一样的名字。") % words)
    duty = Duty.objects.create(
        unit=unit,
        item=item,
        version=version,
        kind=DutyKind.EVENT,
        period=f"E{on:%Y%m%d}-{that_day.count() + 1}",
        period_start=on,
        period_end=on,
        title=title,
        due=due,
        provisional=provisional,
    )
    record(act="duty:open", what=duty, now=now, by=by, unit=unit)
    return duty


def one_line(title: str) -> str:
    """Without what nobody sees: control signs pasted along would break the ledger's Excel file."""
    seen = re.sub("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]", "", title)
    return " ".join(re.sub("[\x00-\x1f\x7f]", " ", seen).split())


def settle(*, duty: Duty, nil: bool, number: str, now: datetime, by: Viewer | None, title: str = "") -> None:
    """Mark a duty as met, or declared nil, by the notice with that number. Runs inside the publication.

    An event is called from then on what the notice is called: its `title` has passed the gate, the clerk's has not.
    """
    today = timezone.localdate(now)
    settled = {"settlement": Settlement.NIL if nil else Settlement.MET, "settled_on": today, "settled_by": number}
    renamed = {"title": title or duty.version.title} if duty.kind == DutyKind.EVENT and not nil else {}
    if not Duty.objects.filter(pk=duty.pk, settlement="").update(**settled, **renamed):
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


def reopen(*, unit: Unit, number: str, now: datetime, by: Viewer) -> int:
    """What the notice of that number had settled is owed again, for the notice was taken back; returns how many."""
    settled = list(Duty.objects.select_for_update(of=("self",)).filter(unit=unit, settled_by=number).order_by("pk"))
    for duty in settled:
        Duty.objects.filter(pk=duty.pk).update(settlement=Settlement.OPEN, settled_on=None, settled_by="")
        record(act="duty:reopen", what=duty, now=now, by=by, unit=unit, note={"number": number})
    return len(settled)
