"""Periods of duties by key: those of the calendar, and single days of events (E20261003-1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mingbai.kit.periods import Period, parse
from mingbai.kit.workdays import say_date


@dataclass(frozen=True)
class Occasion:
    """The day of an event, where others have a period."""

    key: str
    start: date
    end: date

    @property
    def label(self) -> str:
        return say_date(self.start)


def period_of(key: str) -> Period | Occasion:
    """The period that a key names; ValueError when it names none."""
    if key.startswith("E"):
        day = date.fromisoformat(f"{key[1:5]}-{key[5:7]}-{key[7:9]}")
        return Occasion(key, day, day)
    return parse(key)


def label_of(key: str) -> str:
    return period_of(key).label
