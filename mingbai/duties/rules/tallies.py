"""Counts of duties, set-wise: of one unit for its board and desk, of a whole subtree for the overview."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, Q
from django.db.models.functions import ExtractMonth, ExtractYear, Substr

from mingbai.catalog.models import Domain
from mingbai.duties.models import Duty, DutyQuerySet, Settlement
from mingbai.kit.periods import Period, period_containing
from mingbai.orgs.models import Unit
from mingbai.orgs.models.units import STEP, under

Month = tuple[int, int]
ORDER = {"late": 0, "done": 1, "nil": 2, "todo": 3}


@dataclass(frozen=True)
class Tally:
    """total = met + nil + overdue + todo. A cell is done, nil, late or todo; `cells` are by domain, in its order."""

    total: int = 0
    met: int = 0
    nil: int = 0
    overdue: int = 0
    todo: int = 0
    cells: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def row(self) -> tuple[str, ...]:
        """All cells in one row, worst first."""
        return tuple(sorted((cell for cells in self.cells.values() for cell in cells), key=ORDER.__getitem__))


@dataclass(frozen=True)
class Counts:
    """Duties of a month: `due` are those whose day has come or that are settled, `on_time` the settled ones in time."""

    total: int = 0
    met: int = 0
    nil: int = 0
    overdue: int = 0
    due: int = 0
    on_time: int = 0

    def __add__(self, other: Counts) -> Counts:
        mine, theirs = (vars(one).values() for one in (self, other))
        return Counts(*(a + b for a, b in zip(mine, theirs, strict=True)))

    @property
    def todo(self) -> int:
        return self.total - self.met - self.nil - self.overdue

    @property
    def rate(self) -> float | None:
        """Settled in time ÷ all due, open overdue ones included, in percent; None when nothing was due (B10)."""
        return 100 * self.on_time / self.due if self.due else None


def quarter_of(on: date) -> Period:
    """“本季度” means the duties whose due day lies in the calendar quarter of today."""
    return period_containing(on, "quarter")


def quarter_tally(unit: Unit, on: date) -> Tally:
    """The duties of one unit that fall due in the quarter of `on`. One query."""
    quarter = quarter_of(on)
    return tally_of(Duty.objects.filter(unit=unit).due_within(quarter.start, quarter.end), on)


def tally_of(duties: DutyQuerySet, on: date) -> Tally:
    """Count a queryset of duties. One query."""
    rows = duties.order_by("due", "pk").values_list("item__domain", "settlement", "due")
    cells: dict[str, list[str]] = defaultdict(list)
    for domain, settlement, due in rows:
        cells[domain].append(_cell(settlement, due, on))
    counted = [cell for row in cells.values() for cell in row]
    return Tally(
        total=len(counted),
        met=counted.count("done"),
        nil=counted.count("nil"),
        overdue=counted.count("late"),
        todo=counted.count("todo"),
        cells={domain: tuple(cells[domain]) for domain in Domain.values if domain in cells},
    )


def _cell(settlement: str, due: date, on: date) -> str:
    if settlement == Settlement.MET:
        return "done"
    if settlement == Settlement.NIL:
        return "nil"
    return "late" if due < on else "todo"


def tally_for_units(top: Unit, first: date, last: date, on: date) -> dict[str, dict[Month, Counts]]:
    """Duties due from `first` to `last` in the whole subtree, by the path of the child of `top` and by month.

    Rows of `top` itself stand under its own path. One query, whatever the number of units.
    """
    come = Q(due__lt=on) | ~Q(settlement="")
    rows = (
        Duty.objects.filter(under(top, "unit__"), due__gte=first, due__lte=last)
        .annotate(
            child=Substr("unit__path", 1, len(top.path) + STEP), year=ExtractYear("due"), month=ExtractMonth("due")
        )
        .values_list("child", "year", "month")
        .annotate(
            total=Count("pk"),
            met=Count("pk", filter=Q(settlement=Settlement.MET)),
            nil=Count("pk", filter=Q(settlement=Settlement.NIL)),
            overdue=Count("pk", filter=Q(settlement="", due__lt=on)),
            come=Count("pk", filter=come),
            on_time=Count("pk", filter=Q(settled_on__lte=F("due"))),
        )
        .order_by("child", "year", "month")
    )
    table: dict[str, dict[Month, Counts]] = defaultdict(dict)
    for child, year, month, *counts in rows:
        table[child][year, month] = Counts(*counts)
    return table
