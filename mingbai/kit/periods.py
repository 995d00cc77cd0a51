"""Periods that duties and accounts run by: months, quarters, half-years, years; each with a key and a Chinese name."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from mingbai.kit.workdays import FIRST_YEAR, LAST_YEAR, ONE_DAY, say_month

Every = Literal["month", "quarter", "half", "year"]

LENGTHS: dict[Every, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
KEYS: dict[Every, str] = {
    "month": "{year}-{nth:02}",
    "quarter": "{year}-Q{nth}",
    "half": "{year}-H{nth}",
    "year": "{year}",
}
QUARTERS = (
    gettext_noop("%(year)s年第一季度"),
    gettext_noop("%(year)s年第二季度"),
    gettext_noop("%(year)s年第三季度"),
    gettext_noop("%(year)s年第四季度"),
)
HALVES = (gettext_noop("%(year)s年上半年"), gettext_noop("%(year)s年下半年"))


@dataclass(frozen=True)
class Period:
    """A stretch of the calendar, first and last day included; the key sorts within its own kind."""

    key: str
    start: date
    end: date

    @property
    def every(self) -> Every:
        """Which kind of period this is."""
        months = self.end.month - self.start.month + 1
        return next(every for every, length in LENGTHS.items() if length == months)

    @property
    def label(self) -> str:
        """The name in a title: 2026年10月, 2026年第三季度, 2026年上半年, 2026年度."""
        year, nth = {"year": self.start.year}, (self.start.month - 1) // LENGTHS[self.every]
        if self.every == "month":
            return say_month(self.start)
        if self.every == "quarter":
            return _(QUARTERS[nth]) % year
        if self.every == "half":
            return _(HALVES[nth]) % year
        return _("%(year)s年度") % year

    def previous(self) -> "Period":
        """The period of the same kind just before."""
        return period_containing(self.start - ONE_DAY, self.every)

    def next(self) -> "Period":
        """The period of the same kind just after."""
        return period_containing(self.end + ONE_DAY, self.every)

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def parse(key: str) -> Period:
    """Read 2026-10, 2026-Q3, 2026-H1 or 2026; ValueError with a sentence otherwise."""
    found = re.fullmatch(r"([0-9]{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])))?", key.strip().upper())
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise ValueError(
            _("期间“%(key)s”读不懂，要写成 2026-10（月）、2026-Q3（季度）、2026-H1（半年）或 2026（年）。")
            % {"key": key}
        )
    year, month, quarter, half = found.groups()
    if month:
        return _nth(int(year), "month", int(month))
    if quarter:
        return _nth(int(year), "quarter", int(quarter))
    return _nth(int(year), "half", int(half)) if half else _nth(int(year), "year", 1)


def periods_of(year: int, every: Every) -> list[Period]:
    """All periods of one kind in a year, in order."""
    _check_every(every)
    return [_nth(year, every, nth) for nth in range(1, 12 // LENGTHS[every] + 1)]


def period_containing(day: date, every: Every) -> Period:
    """The period of a kind that a day falls in."""
    _check_every(every)
    return _nth(day.year, every, (day.month - 1) // LENGTHS[every] + 1)


def _check_every(every: str) -> None:
    if every not in get_args(Every):
        raise ValueError(_("期间只有 month 月、quarter 季度、half 半年、year 年，没有“%(every)s”。") % {"every": every})


def _nth(year: int, every: Every, nth: int) -> Period:
    last_month = nth * LENGTHS[every]
    following = date(year + last_month // 12, last_month % 12 + 1, 1)
    return Period(
        KEYS[every].format(year=year, nth=nth), date(year, last_month - LENGTHS[every] + 1, 1), following - ONE_DAY
    )
