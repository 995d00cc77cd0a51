"""Duties of many units for a year, written set-wise; safe to run again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import F, Q

from mingbai.catalog.models import ItemVersion
from mingbai.catalog.rules.days import current_calendar
from mingbai.duties.models import Duty, DutyKind, Joining
from mingbai.duties.rules.plan import GroupKey, Planned, Planner, owed_since
from mingbai.orgs.actions.journal import record
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Viewer

T = TypeVar("T")
# SQLite takes 32 766 values in one statement; a row of the plan has ten.
ROWS, UNITS = 500, 1000
COLUMNS = "item_id, version_id, kind, period, period_start, period_end, title, due, provisional"


@transaction.atomic
def generate(
    *, units: Iterable[Unit], year: int, now: datetime, by: Viewer | None = None, since: date | None = None
) -> int:
    """Write what is missing of the year's duties; returns how many are new.

    An open duty whose period another version of the item now governs takes over that version and its due day;
    settled duties and those of earlier periods stay as they are. The number of statements depends on how many
    kinds of unit, local rules and days of joining there are, not on how many units. `since` is the day on which the
    units joined; it is kept, and the first one counts.
    """
    planner = Planner(_versions(year), year, current_calendar())
    groups: dict[tuple[GroupKey, date | None], list[Unit]] = defaultdict(list)
    units = list(units)
    if since is not None:
        Joining.objects.bulk_create([Joining(unit=unit, on=since) for unit in units], ignore_conflicts=True)
    joined = _joined(units)
    for unit in units:
        groups[planner.group(unit), joined.get(unit.pk)].append(unit)
    new, moved = 0, Counter[int]()
    for (_key, day), members in groups.items():
        plan = owed_since(planner.plan(members[0]), day, planner.calendar)
        for some in _chunks(members, UNITS):
            ids = [unit.pk for unit in some]
            new += sum(_insert(ids, rows) for rows in _chunks(plan, ROWS))
            moved.update(_take_over(ids, plan, year))
    _journal(units, planner, year, now, by, new, moved, since)
    return new


def _joined(units: Sequence[Unit]) -> dict[int, date]:
    found: dict[int, date] = {}
    for some in _chunks(units, UNITS):
        found.update(Joining.objects.filter(unit__in=[unit.pk for unit in some]).values_list("unit", "on"))
    return found


def _versions(year: int) -> list[ItemVersion]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    in_force = Q(valid_until__isnull=True) | Q(valid_until__gte=first)
    return list(ItemVersion.objects.filter(in_force, valid_from__lte=last).select_related("item", "scope"))


def _chunks(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _insert(unit_ids: Sequence[int], plan: Sequence[Planned]) -> int:
    """Every unit times every planned row, multiplied inside the database; what is there already is left alone."""
    as_date = connection.ops.adapt_datefield_value
    values: list[Any] = []
    for row in plan:
        period = row.period
        start, end, due = as_date(period.start), as_date(period.end), as_date(row.due)
        version = row.version
        values += [
            version.item_id,
            version.pk,
            str(row.kind),
            period.key,
            start,
            end,
            version.title,
            due,
            row.provisional,
        ]
    one = f"({', '.join(['%s'] * 9)})"
    picked = ", ".join(f"v.column{number}" for number in range(1, 10))
    # Only names and placeholders are put together here; every value goes in as a parameter.
    sql = (
        f"INSERT INTO {Duty._meta.db_table} (unit_id, {COLUMNS}, settlement, settled_by) "  # noqa: S608
        f"SELECT u.id, {picked}, '', '' FROM {Unit._meta.db_table} u "
        f"CROSS JOIN (VALUES {', '.join([one] * len(plan))}) AS v "
        f"WHERE u.id IN ({', '.join(['%s'] * len(unit_ids))}) ON CONFLICT DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, *unit_ids])
        written: int = cursor.rowcount
    return written


def _take_over(unit_ids: Sequence[int], plan: Sequence[Planned], year: int) -> Counter[int]:
    """Fit open duties to the versions that now govern their periods; how many changed, by version.

    Where the same period is still asked for, the duty takes over version and due day. Where shorter periods now
    cover it wholly (a quarter that became three months), it goes, unless something refers to it already.
    """
    wanted = {(row.version.item_id, row.period.key): row for row in plan}
    found = Duty.objects.open().filter(unit__in=unit_ids, period_start__year=year).exclude(kind=DutyKind.EVENT)
    stale: dict[tuple[int, str], list[int]] = defaultdict(list)
    surplus: dict[tuple[int, date, date], list[int]] = defaultdict(list)
    fields = ("pk", "item_id", "period", "version_id", "period_start", "period_end")
    for pk, item_id, period, version_id, start, end in found.values_list(*fields):
        row = wanted.get((item_id, period))
        if row is None:
            surplus[item_id, start, end].append(pk)
        elif row.version.pk != version_id:
            stale[item_id, period].append(pk)
    moved = Counter[int]()
    for key, pks in stale.items():
        row = wanted[key]
        fresh = {"version": row.version, "title": row.version.title, "due": row.due, "provisional": row.provisional}
        moved[row.version.pk] += Duty.objects.filter(pk__in=pks).update(**fresh)
        sooner = Duty.objects.filter(pk__in=pks, joint_until__lt=row.due)  # linked to others by an earlier day
        sooner.update(due=F("joint_until"), provisional=False)
    for (item_id, start, end), pks in surplus.items():
        within = [row for row in plan if row.version.item_id == item_id and start <= row.period.start <= end]
        if sum((row.period.end - row.period.start).days + 1 for row in within) == (end - start).days + 1:
            moved[within[-1].version.pk] += drop_unused(pks)
    return moved


def drop_unused(pks: Sequence[int]) -> int:
    """Delete those duties to which nothing refers; returns how many went."""
    unused = Duty.objects.filter(pk__in=pks)
    for relation in Duty._meta.related_objects:
        unused = unused.filter(**{f"{relation.name}__isnull": True})
    number, _by_model = Duty.objects.filter(pk__in=list(unused.values_list("pk", flat=True))).delete()
    return number


def _journal(
    units: list[Unit],
    planner: Planner,
    year: int,
    now: datetime,
    by: Viewer | None,
    new: int,
    moved: Counter[int],
    since: date | None,
) -> None:
    if not units:
        return
    top = min(units, key=lambda unit: unit.path)
    note: dict[str, Any] = {"year": year, "units": len(units), "new": new}
    note |= {"since": since.isoformat()} if since else {}
    record(act="duty:generate", what=top, now=now, by=by, unit=top, note=note)
    for version in planner.versions:
        if moved[version.pk]:
            note = {"year": year, "duties": moved[version.pk]}
            record(act="duty:take_over", what=version, now=now, by=by, unit=version.scope, note=note)
