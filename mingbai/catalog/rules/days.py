"""The working-day calendar in force: loaded notices, else those that come with the project."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from mingbai.catalog.models import CalendarNotice
from mingbai.kit.workdays import WorkCalendar

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "holidays"


def shipped_notices() -> list[dict[str, Any]]:
    """The notices that come with the project, as the files have them."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(SHIPPED.glob("*.json"))]


def current_calendar() -> WorkCalendar:
    """A loaded notice wins over the shipped one of the same year. One query; built again only after a change."""
    loaded = CalendarNotice.objects.values_list("year", "loaded_at").order_by("year")
    return _calendar(tuple((year, at.isoformat()) for year, at in loaded))


@lru_cache(maxsize=4)
def _calendar(loaded: tuple[tuple[int, str], ...]) -> WorkCalendar:
    notices = {notice["year"]: notice for notice in shipped_notices()}
    if loaded:
        rows: Iterable[CalendarNotice] = CalendarNotice.objects.filter(year__in=[year for year, _at in loaded])
        notices |= {row.year: {"year": row.year, "papers": [row.source], "days": row.days} for row in rows}
    return WorkCalendar.from_notices(notices.values())
