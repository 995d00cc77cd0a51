"""How the units below one stand: on-time rates by month, worst first; the equation; what is overdue longest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import floor
from typing import Any

from django.db.models import Exists, OuterRef

from mingbai.duties.models import Duty
from mingbai.duties.rules.tallies import Counts, Month, quarter_of, tally_for_units
from mingbai.kit.clocks import add_months
from mingbai.orgs.models import Unit
from mingbai.orgs.models.units import under

MONTHS = 9  # as many columns as a page of 1280 holds
LOW, MIDDLE = 90, 95  # percent: below the first it is red, below the second yellow
LONGEST = 10


@dataclass(frozen=True)
class Cell:
    """The rate of one month; `level` is low, mid or empty, and None is a month in which nothing was due."""

    rate: float | None
    level: str
    counts: Counts

    @property
    def whole(self) -> int | None:
        """Whole percent, never rounded up into the next band."""
        return None if self.rate is None else floor(self.rate)


@dataclass(frozen=True)
class Row:
    """One child unit with its average, its months (newest first) and its quarter."""

    unit: Unit
    own: bool
    leaf: bool  # nothing lies below it: its own ledger says more than an overview
    average: Cell
    months: tuple[Cell, ...]
    quarter: Counts


@dataclass(frozen=True)
class Overview:
    """The whole page: months newest first, rows worst first, the quarter of the subtree, the longest overdue."""

    months: tuple[Month, ...]
    rows: tuple[Row, ...]
    quarter: Counts
    longest: tuple[Duty, ...]


def overview_of(top: Unit, on: date) -> Overview:
    """Three queries: the children, the counts by child and month, the longest overdue."""
    quarter = quarter_of(on)
    oldest = add_months(on.replace(day=1), 1 - MONTHS)
    shown = tuple(_month(add_months(on.replace(day=1), -back)) for back in range(MONTHS))
    this_quarter = {_month(add_months(quarter.start, step)) for step in range(3)}
    table = tally_for_units(top, min(oldest, quarter.start), quarter.end, on)
    lower = Exists(Unit.objects.filter(parent=OuterRef("pk")))
    children: Iterable[Any] = Unit.objects.children_of(top).annotate(above=lower)
    rows = [_row(unit, table.get(unit.path, {}), shown, this_quarter, leaf=not unit.above) for unit in children]
    if top.path in table:
        rows.append(_row(top, table[top.path], shown, this_quarter, own=True, leaf=True))
    rows.sort(key=lambda row: (row.average.rate is None, row.average.rate or 0.0, row.unit.code))
    overdue = Duty.objects.filter(under(top, "unit__")).overdue(on)
    longest = overdue.select_related("unit__parent", "item", "version").order_by("due", "unit__code", "pk")[:LONGEST]
    total = sum((row.quarter for row in rows), Counts())
    return Overview(shown, tuple(rows), total, tuple(longest))


def _row(
    unit: Unit,
    counts: dict[Month, Counts],
    shown: tuple[Month, ...],
    quarter: set[Month],
    *,
    leaf: bool,
    own: bool = False,
) -> Row:
    months = tuple(_cell(counts.get(month, Counts())) for month in shown)
    average = _cell(sum((cell.counts for cell in months), Counts()))
    return Row(unit, own, leaf, average, months, sum((counts.get(month, Counts()) for month in quarter), Counts()))


def _cell(counts: Counts) -> Cell:
    rate = counts.rate
    level = "" if rate is None or rate >= MIDDLE else "low" if rate < LOW else "mid"
    return Cell(rate, level, counts)


def _month(day: date) -> Month:
    return day.year, day.month
