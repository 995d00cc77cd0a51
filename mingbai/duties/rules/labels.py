"""Periods of duties by key: those of the calendar, and single days of events (E20261003-1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from mingbai.kit.periods import Period, parse


@dataclass(frozen=True)
class Occasion:
    """The day of an event, where others have a period."""

    key: str
    start: date
    end: date

    @property
    def label(self) -> str:
        return _("%(year)s年%(month)s月%(day)s日") % {
            "year": self.start.year,
            "month": self.start.month,
            "day": self.start.day,
        }


def period_of(key: str) -> Period | Occasion:
    """The period that a key names; ValueError when it names none."""
    if key.startswith("E"):
        day = date.fromisoformat(f"{key[1:5]}-{key[5:7]}-{key[7:9]}")
        return Occasion(key, day, day)
    return parse(key)


def label_of(key: str) -> str:
    return period_of(key).label
