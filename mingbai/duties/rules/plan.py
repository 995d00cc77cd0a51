"""The plan of a year: for each item that applies, its periods and the day by which each is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

from mingbai.catalog.models import ItemVersion
from mingbai.catalog.rules.versions import applies, nearest, spec_of
from mingbai.catalog.schema.clock import quick_due
from mingbai.catalog.schema.item import ItemSpec
from mingbai.duties.models import DutyKind
from mingbai.kit.periods import Every, Period, periods_of
from mingbai.kit.workdays import WorkCalendar
from mingbai.orgs.models import Unit

# The declaration of nil and the answers to single residents follow other records; nobody owes them by calendar.
NOT_BY_CALENDAR = frozenset({"FW10", "FW11", "FW12", "FW07"})

GroupKey = tuple[str, tuple[int, ...]]


@dataclass(frozen=True)
class Planned:
    """One duty that every unit of a group owes."""

    version: ItemVersion
    kind: str
    period: Period
    due: date
    provisional: bool


def rhythm(spec: ItemSpec, unit_kind: str) -> tuple[str, str]:
    """(kind of duty, how often): by the item's own rule, else by roll call; ("", "") when nothing is owed."""
    every = spec.duty_every_for(unit_kind)
    if spec.code in NOT_BY_CALENDAR or every not in get_args(Every):
        return "", ""
    if spec.kind == "standing":
        return DutyKind.STANDING, every
    return (DutyKind.PERIODIC if spec.kind == "periodic" else DutyKind.ROLL_CALL), every


def planned(version: ItemVersion, unit_kind: str, year: int, calendar: WorkCalendar) -> list[Planned]:
    """The duties of one item in the periods of `year`; the due day may fall into the next year."""
    spec = spec_of(version)
    kind, every = rhythm(spec, unit_kind)
    rule = spec.duty_rule_for(unit_kind)
    if not every or rule is None:
        return []
    rows = []
    for period in periods_of(year, every):  # type: ignore[arg-type]  # rhythm() lets only the four through
        due, provisional = quick_due(rule, period, calendar)
        rows.append(Planned(version, kind, period, due, provisional))
    return rows


class Planner:
    """Plans for many units: those of one kind under the same local rules owe the same, so it is worked out once."""

    def __init__(self, versions: Iterable[ItemVersion], year: int, calendar: WorkCalendar) -> None:
        self.versions = list(versions)
        self.year = year
        self.calendar = calendar
        self._scopes = {version.scope_id: version.scope for version in self.versions if version.scope is not None}
        self._plans: dict[GroupKey, tuple[Planned, ...]] = {}

    def group(self, unit: Unit) -> GroupKey:
        """What decides the plan of a unit: its kind, and the units above it (itself included) that have local rules."""
        above = (pk for pk, scope in self._scopes.items() if pk is not None and unit.is_under(scope))
        return unit.kind, tuple(sorted(above))

    def plan(self, unit: Unit) -> tuple[Planned, ...]:
        """What the unit owes in the year. The version in force at the end of a period applies to the period."""
        key = self.group(unit)
        if key not in self._plans:
            self._plans[key] = tuple(self._work_out(unit))
        return self._plans[key]

    def _work_out(self, unit: Unit) -> list[Planned]:
        rows = {
            version.pk: planned(version, unit.kind, self.year, self.calendar)
            for version in self.versions
            if applies(version, unit) and (version.scope is None or unit.is_under(version.scope))
        }
        out: list[Planned] = []
        for end in sorted({row.period.end for mine in rows.values() for row in mine}):
            valid = [
                v for v in self.versions if v.valid_from <= end and (v.valid_until is None or v.valid_until >= end)
            ]
            for version in nearest(valid, unit).values():
                out.extend(row for row in rows.get(version.pk, ()) if row.period.end == end)
        return out


JOINING_DAYS = 20


def owed_since(plan: Sequence[Planned], since: date | None, calendar: WorkCalendar) -> list[Planned]:
    """What a unit that joined on `since` owes of a plan: nothing for periods that ended before, and 20 working days
    for what was due already (the time that 条例 26 gives to publish what has been formed)."""
    if since is None:
        return list(plan)
    owed = [row for row in plan if row.period.end >= since]
    first = calendar.add_workdays(since, JOINING_DAYS)
    return [replace(row, due=first) if row.due <= since else row for row in owed]
