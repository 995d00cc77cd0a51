"""How the tasks of a letter go: from the duties and the reports; by person, by unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q
from django.utils.translation import gettext_noop

from mingbai.catalog.schema.vocab import UNIT_LABELS
from mingbai.duties.models import Duty, DutyKind, Letter, LetterReport, LetterSide
from mingbai.duties.rules.letters.access import letters_for, signed, standing_letter
from mingbai.orgs.models import Body, Tenure, Unit
from mingbai.orgs.rules.may import Viewer

Counted = tuple[int, int, int, int]  # of the duties of one item: all, settled, overdue now, settled late
NONE: Counted = (0, 0, 0, 0)
STATES = {
    "none": gettext_noop("没有责任书"),
    "draft": gettext_noop("在起草"),
    "half": gettext_noop("等上级签"),
    "force": gettext_noop("双方已签"),
    "late": gettext_noop("有任务逾期"),
}
ORDER = {"late": 0, "reported": 1, "going": 2, "done": 3}


@dataclass(frozen=True)
class Followed:
    """One task and how it goes: late, reported (waits to be confirmed), going, done."""

    task: dict[str, Any]
    state: str
    total: int
    settled: int
    late: int
    due: date | None
    report: LetterReport | None = None

    @property
    def key(self) -> str:
        return str(self.task["key"])


@dataclass(frozen=True)
class Doer:
    """One named person with the tasks, the late ones first. `left` where the post is no longer held."""

    tenure: int
    post: str
    name: str
    tasks: tuple[Followed, ...]
    left: bool

    @property
    def late(self) -> int:
        return sum(one.state == "late" for one in self.tasks)

    @property
    def percent(self) -> int:
        return percent(self.tasks)


def percent(tasks: Iterable[Followed]) -> int:
    """What is settled of all, in whole percent, never rounded up; each duty counts, and each task of the unit's own."""
    rows = list(tasks)
    total = sum(one.total for one in rows)
    return 100 * sum(one.settled for one in rows) // total if total else 0


def counted(units: Collection[int], year: int, on: date) -> dict[int, dict[str, Counted]]:
    """unit → code of the item → its duties of the year. One query."""
    rows = (
        Duty.objects.filter(unit__in=units, period_start__year=year)
        .exclude(kind=DutyKind.EVENT)
        .values_list("unit", "item__code")
        .annotate(
            all=Count("pk"),
            settled=Count("pk", filter=~Q(settlement="")),
            late=Count("pk", filter=Q(settlement="", due__lt=on)),
            was_late=Count("pk", filter=Q(settled_on__gt=F("due"))),
        )
        .order_by("unit", "item__code")
    )
    table: dict[int, dict[str, Counted]] = defaultdict(dict)
    for unit, code, total, settled, late, was_late in rows:
        table[unit][code] = (total, settled, late, was_late)
    return table


def reports_of(units: Collection[int], year: int) -> dict[int, dict[str, LetterReport]]:
    """unit → key of the task → its report that stands. One query."""
    table: dict[int, dict[str, LetterReport]] = defaultdict(dict)
    found = LetterReport.objects.filter(unit__in=units, year=year, undone_at__isnull=True)
    for report in found.select_related("done_by__person", "done_by__post", "confirmed_by__person"):
        table[report.unit_id][report.key] = report
    return table


def follow(letter: Letter, counts: dict[str, Counted], reports: dict[str, LetterReport], on: date) -> list[Followed]:
    """Every task of the letter, the late ones first."""
    rows = [_followed(task, counts, reports, on) for task in letter.content["tasks"]]
    return sorted(rows, key=lambda one: (ORDER[one.state], one.due or date.max))


def _followed(task: dict[str, Any], counts: dict[str, Counted], reports: dict[str, LetterReport], on: date) -> Followed:
    if task["kind"] == "item":
        total, settled, late, _was_late = counts.get(task["code"], NONE)
        state = "late" if late else "done" if total and settled == total else "going"
        return Followed(task, state, total, settled, late, None)
    due, report = date.fromisoformat(task["due"]), reports.get(task["key"])
    if report is not None:
        done = report.confirmed_at is not None
        return Followed(task, "done" if done else "reported", 1, int(done), 0, due, report)
    return Followed(task, "late" if due < on else "going", 1, 0, int(due < on), due)


def doers(tasks: Iterable[Followed], holding: Collection[int]) -> list[Doer]:
    """The tasks by person, whoever is late first; `holding` are the tenures that still run."""
    grouped: dict[int, list[Followed]] = defaultdict(list)
    for one in tasks:
        grouped[one.task["tenure"]].append(one)
    rows = [
        Doer(tenure, some[0].task["post"], some[0].task["name"], tuple(some), tenure not in holding)
        for tenure, some in grouped.items()
    ]
    return sorted(rows, key=lambda row: (-row.late, -len(row.tasks), row.name))


@dataclass(frozen=True)
class Row:
    """One unit on the page of all letters: where its letter stands, who is first responsible, how far, who is late."""

    unit: Unit
    letter: Letter | None
    state: str
    first: str
    percent: int
    late: int
    who: tuple[tuple[str, int], ...]


def rows_of(viewer: Viewer, year: int, on: date, *, words: str = "") -> list[Row]:
    """A row for each unit in the viewer's reach where somebody is at work: the late first, then those without one.
    Five queries, however many units."""
    at_work = Body.objects.values("unit")
    units = Unit.objects.filter(viewer.reach(), kind__in=list(UNIT_LABELS), parent__isnull=False, pk__in=at_work)
    if words:
        units = units.filter(Q(name__contains=words) | Q(short_name__contains=words))
    found = list(units.order_by("path"))
    keys = [unit.pk for unit in found]
    versions: dict[int, list[Letter]] = defaultdict(list)
    for letter in letters_for(viewer).filter(unit__in=keys, year=year).order_by("number"):
        versions[letter.unit_id].append(letter)
    counts, reports = counted(keys, year, on), reports_of(keys, year)
    rows = [_row(unit, versions.get(unit.pk, []), counts[unit.pk], reports[unit.pk], on) for unit in found]
    order = {"none": 1, "draft": 2, "half": 3, "force": 4}
    return sorted(rows, key=lambda row: (-row.late, order[row.state], row.unit.path))


def _row(
    unit: Unit, letters: list[Letter], counts: dict[str, Counted], reports: dict[str, LetterReport], on: date
) -> Row:
    standing, last = standing_letter(letters), letters[-1] if letters else None
    letter = standing or last
    if letter is None:
        return Row(unit, None, "none", "", 0, 0, ())
    first = letter.content["first"]
    name = f"{first['post']} {first['name']}".strip()
    if standing is None:
        state = "half" if LetterSide.UNIT in signed(letter) else "draft"
        return Row(unit, letter, state, name, 0, 0, ())
    tasks = follow(letter, counts, reports, on)
    late = [(row.name, row.late) for row in doers(tasks, ()) if row.late]
    return Row(unit, letter, "force", name, percent(tasks), sum(n for _name, n in late), tuple(late))


def still_held(letter: Letter, on: date) -> set[int]:
    """Of the tenures that a letter names, those that run on a day."""
    named = {task["tenure"] for task in letter.content["tasks"]}
    return set(Tenure.objects.held_on(on).filter(pk__in=named).values_list("pk", flat=True))
