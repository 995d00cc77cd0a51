"""Loading the yearly holiday notice; what was provisional is recomputed by the room duties."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from mingbai.catalog.models import CalendarNotice
from mingbai.kit.digests import digest
from mingbai.kit.workdays import WorkCalendar
from mingbai.orgs.actions.journal import record
from mingbai.orgs.rules.may import Viewer


@transaction.atomic
def load_notice(*, notice: dict[str, Any], now: datetime, by: Viewer | None = None) -> bool:
    """Store one year's notice; ValueError with a sentence when it is malformed. Returns False if nothing is new."""
    WorkCalendar.from_notices([notice])
    days = notice["days"]
    old = CalendarNotice.objects.select_for_update().filter(year=notice["year"]).first()
    if old is not None and old.days == days:
        return False
    row, _created = CalendarNotice.objects.update_or_create(
        year=notice["year"],
        defaults={"source": (notice.get("papers") or [""])[0], "days": days, "loaded_at": now},
    )
    record(act="calendar:load", what=row, now=now, by=by, before=digest(old.days) if old else "", after=digest(days))
    return True
