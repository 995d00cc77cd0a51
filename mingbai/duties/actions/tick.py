"""What time brings in this room: the duties of a new year, and due days counted again after a calendar notice."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from mingbai.catalog.models import ItemVersion
from mingbai.catalog.schema.vocab import UNIT_LABELS
from mingbai.duties.actions.generate import generate
from mingbai.duties.actions.recount import notice_waits, recompute_provisional
from mingbai.duties.models import Duty, DutyKind
from mingbai.orgs.models import Body, Entry, Unit
from mingbai.orgs.models.units import UnitQuerySet

DECEMBER = 12


def tick(now: datetime) -> int:
    """Generate this year's duties, from December on also next year's; returns how many are new.

    Cheap when nothing is to be done: a year is looked at again only when units joined or the catalogue changed
    since the journal's last entry about it. A unit that nobody has let owe anything yet joins today.
    """
    if notice_waits():
        recompute_provisional(now=now)
    today = timezone.localdate(now)
    years = [today.year, today.year + 1] if today.month == DECEMBER else [today.year]
    return sum(_bring(year, today, now) for year in years if _wants(year))


def _bring(year: int, today: date, now: datetime) -> int:
    """The duties of all who take part; who has owed nothing yet joins today."""
    owing = Duty.objects.filter(unit=OuterRef("pk")).exclude(kind=DutyKind.EVENT)
    fresh = list(active_units().exclude(Exists(owing)))
    new = generate(units=fresh, year=year, now=now, since=today) if fresh else 0
    return new + generate(units=active_units(), year=year, now=now)


def active_units() -> UnitQuerySet:
    """Units that owe disclosure and use the system: someone has set up at least one body there."""
    bodies = Body.objects.filter(unit=OuterRef("pk"))
    return Unit.objects.filter(Exists(bodies), kind__in=list(UNIT_LABELS))


def _wants(year: int) -> bool:
    top = active_units().order_by("path").first()
    newest = ItemVersion.objects.order_by("-loaded_at").values_list("loaded_at", flat=True).first()
    if top is None or newest is None:
        return False
    about = Entry.objects.filter(record_type=top._meta.label_lower, record_id=str(top.pk), act="duty:generate")
    done = [entry for entry in about.order_by("-at", "-pk")[:20] if entry.note.get("year") == year]
    if not done:
        return True
    return done[0].at < newest or done[0].note["units"] < active_units().count()
