"""Due days counted again after a new calendar notice; each change goes to the journal."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from mingbai.catalog.models import CalendarNotice
from mingbai.catalog.rules.days import current_calendar
from mingbai.duties.models import Duty
from mingbai.duties.rules.due import due_of
from mingbai.orgs.actions.journal import record
from mingbai.orgs.models import Entry


@transaction.atomic
def recompute_provisional(*, now: datetime) -> int:
    """Open duties that were provisional, or are due from today on, are counted again; returns how many changed.

    Days past stay as they were promised, even when a notice is corrected later.
    """
    calendar = current_calendar()
    ahead = Q(provisional=True) | Q(due__gte=timezone.localdate(now))
    known: dict[tuple[int, str, str, str], tuple[object, bool]] = {}
    changed = 0
    for duty in Duty.objects.open().filter(ahead).select_related("version", "unit"):
        key = (duty.version_id, duty.kind, duty.unit.kind, duty.period)
        due, provisional = known.setdefault(key, due_of(duty, calendar))
        if (due, provisional) == (duty.due, duty.provisional):
            continue
        note = {"from": duty.due.isoformat(), "to": str(due), "provisional": provisional}
        Duty.objects.filter(pk=duty.pk, settlement="").update(due=due, provisional=provisional)
        record(act="duty:recompute", what=duty, now=now, unit=duty.unit, note=note)
        changed += 1
    newest = CalendarNotice.objects.order_by("-loaded_at").first()
    if newest is not None:
        record(act="calendar:applied", what=newest, now=now, note={"changed": changed})
    return changed


def notice_waits() -> bool:
    """Whether a notice was loaded and the due days have not been counted again since."""
    newest = CalendarNotice.objects.order_by("-loaded_at").first()
    if newest is None:
        return False
    applied = Entry.objects.filter(
        record_type=newest._meta.label_lower, record_id=str(newest.pk), act="calendar:applied"
    )
    return not applied.filter(at__gte=newest.loaded_at).exists()
