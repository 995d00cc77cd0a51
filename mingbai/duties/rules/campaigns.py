"""Campaign plans: who may see and change one, and how far each unit is in each phase."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from mingbai.catalog.models import ItemVersion
from mingbai.duties.models import Campaign, CampaignPlan, CampaignReport, CampaignUnit, Duty, Settlement
from mingbai.kit.errors import NotFound
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Permission, Viewer

Plan = dict[str, Any]
MOST_PHASES, MOST_TASKS, MOST_TITLE = 6, 12, 80
STATES = {"running": gettext_noop("正在进行"), "late": gettext_noop("有任务逾期"), "ended": gettext_noop("已经结束")}
# The phases of the scheme of 桂花社区 (seed 003): 宣传发动、方案制定、方案实施、总结验收.
PHASES = (
    (gettext_noop("宣传发动"), gettext_noop("学习文件，开动员会")),
    (gettext_noop("方案制定"), gettext_noop("制定本单位的工作方案，听取各方意见")),
    (gettext_noop("组织实施"), gettext_noop("重点事项按时公开")),
    (gettext_noop("总结验收"), gettext_noop("自查，写出总结")),
)
ORDER = {"late": 0, "going": 1, "todo": 2, "done": 3}


@dataclass(frozen=True)
class Step:
    """One task of one unit: done by a report or by what the unit published (`record`), late, going or todo."""

    key: str
    title: str
    code: str
    until: date
    state: str
    done_on: date | None = None
    report: CampaignReport | None = None
    record: bool = False

    @property
    def was_late(self) -> bool:
        return self.done_on is not None and self.done_on > self.until


@dataclass(frozen=True)
class Cell:
    """One phase of one unit."""

    phase: dict[str, Any]
    steps: tuple[Step, ...]
    state: str

    @property
    def done(self) -> int:
        return sum(step.state == "done" for step in self.steps)

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def late(self) -> int:
        return sum(step.state == "late" for step in self.steps)


@dataclass(frozen=True)
class Row:
    """One unit with its phases in order."""

    unit: Unit
    cells: tuple[Cell, ...]

    @property
    def late(self) -> int:
        return sum(cell.late for cell in self.cells)

    @property
    def done(self) -> int:
        return sum(cell.done for cell in self.cells)

    @property
    def total(self) -> int:
        return sum(cell.total for cell in self.cells)


def campaigns_for(viewer: Viewer) -> QuerySet[Campaign]:
    """The campaigns of the units that a capacity looks after: planned there, or with a part there."""
    if viewer.unit is None or not viewer.may(Permission.NOTICE_READ):
        return Campaign.objects.none()
    mine = CampaignUnit.objects.filter(viewer.reach("unit__"), campaign=OuterRef("pk"), left_at__isnull=True)
    found = Campaign.objects.filter(viewer.reach("unit__") | Q(Exists(mine))).select_related("unit")
    return with_plans(found)


def with_plans(campaigns: QuerySet[Campaign]) -> QuerySet[Campaign]:
    """With versions and units read along, so that any number of campaigns costs the same."""
    plans = CampaignPlan.objects.order_by("-number").select_related("made_by__person", "made_by__post")
    parts = CampaignUnit.objects.filter(left_at__isnull=True).select_related("unit__parent").order_by("unit__path")
    return campaigns.prefetch_related(Prefetch("plans", plans), Prefetch("parts", parts))


def campaign_for(viewer: Viewer, pk: int) -> Campaign:
    """The campaign for this viewer, or NotFound."""
    found = campaigns_for(viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def newest(campaign: Campaign) -> CampaignPlan:
    """The version that holds."""
    return max(campaign.plans.all(), key=lambda version: version.number)


def plan_of(campaign: Campaign) -> Plan:
    """The plan that holds, with its days as dates."""
    plan: Plan = newest(campaign).plan
    days = ("since", "until")
    return {
        **plan,
        "phases": [{**one, **{day: date.fromisoformat(one[day]) for day in days}} for one in plan["phases"]],
    }


def why_not_plan(name: str, phases: Sequence[Plan], units: Sequence[Unit]) -> str:
    """What is wrong with a plan; empty when nothing is."""
    if not name:
        return _("请写活动叫什么。")
    if not phases:
        return _("至少要有一个阶段。")
    if not units:
        return _("请勾上参加的单位。")
    for one in phases:
        if not one["tasks"]:
            return _("“%(phase)s”还没有任务。") % {"phase": one["name"]}
        if one["until"] < one["since"]:
            return _("“%(phase)s”的最后一天早于第一天。") % {"phase": one["name"]}
        if len(one["tasks"]) > MOST_TASKS:
            return _("“%(phase)s”的任务最多 %(max)s 项。") % {"phase": one["name"], "max": MOST_TASKS}
    before = next((one for last, one in pairwise(phases) if one["since"] < last["since"]), None)
    return _("“%(phase)s”开始得比前一个阶段还早。") % {"phase": before["name"]} if before else ""


def why_not_change(campaign: Campaign, viewer: Viewer) -> str:
    """Why the plan can't be changed or ended now; empty when it can."""
    if not viewer.may(Permission.CAMPAIGN_WRITE, campaign.unit):
        return _("由%(unit)s来改。") % {"unit": campaign.unit.short_name}
    return _("活动已经结束了。") if campaign.ended_at is not None else ""


def grids(campaigns: Iterable[Campaign], on: date) -> dict[int, list[Row]]:
    """campaign → its units, the late ones first. Three queries for any number of campaigns read by `with_plans`."""
    found = list(campaigns)
    plans = {campaign.pk: plan_of(campaign) for campaign in found}
    reports: dict[tuple[int, int], dict[str, CampaignReport]] = defaultdict(dict)
    standing = CampaignReport.objects.filter(campaign__in=found, undone_at__isnull=True)
    for report in standing.select_related("done_by__person", "done_by__post"):
        reports[report.campaign_id, report.unit_id][report.key] = report
    codes = {task["code"] for plan in plans.values() for one in plan["phases"] for task in one["tasks"] if task["code"]}
    units = {part.unit_id for campaign in found for part in campaign.parts.all()}
    records = _records(units, codes) if codes else _Records({}, {})
    table = {}
    for campaign in found:
        phases = plans[campaign.pk]["phases"]
        rows = [
            Row(
                part.unit,
                tuple(_cell(one, part.unit, reports[campaign.pk, part.unit_id], records, on) for one in phases),
            )
            for part in campaign.parts.all()
        ]
        table[campaign.pk] = sorted(rows, key=lambda row: (-row.late, row.done - row.total, row.unit.path))
    return table


def behind(viewer: Viewer, top: Unit, on: date) -> list[tuple[Campaign, list[Row]]]:
    """Campaigns under way, each with its late units at or below `top`, for the overview of that unit."""
    found = list(campaigns_for(viewer).filter(ended_at__isnull=True).order_by("pk"))
    table = grids(found, on) if found else {}
    late = [(one, [row for row in table[one.pk] if row.late and row.unit.is_under(top)]) for one in found]
    return [(one, rows) for one, rows in late if rows]


@dataclass(frozen=True)
class _Records:
    """Which kinds of unit owe an item, and on which days the units settled it."""

    kinds: dict[str, set[str]]
    days: dict[tuple[int, str], list[date]]


def _records(units: Iterable[int], codes: Iterable[str]) -> _Records:
    kinds: dict[str, set[str]] = defaultdict(set)
    for code, spec in ItemVersion.objects.filter(item__code__in=codes).values_list("item__code", "spec"):
        kinds[code] |= set(spec["applies_to"])
    days: dict[tuple[int, str], list[date]] = defaultdict(list)
    settled = Duty.objects.filter(unit__in=units, item__code__in=codes).exclude(settlement=Settlement.OPEN)
    for unit, code, day in settled.order_by("settled_on").values_list("unit", "item__code", "settled_on"):
        if day is not None:
            days[unit, code].append(day)
    return _Records(kinds, days)


def _cell(phase: Plan, unit: Unit, reports: dict[str, CampaignReport], records: _Records, on: date) -> Cell:
    steps = tuple(_step(task, phase, unit, reports, records, on) for task in phase["tasks"])
    states = {step.state for step in steps}
    state = "done" if states == {"done"} else min(states - {"done"}, key=ORDER.__getitem__)
    return Cell(phase, steps, state)


def _step(task: Plan, phase: Plan, unit: Unit, reports: dict[str, CampaignReport], records: _Records, on: date) -> Step:
    key, title, code, until = task["key"], task["title"], task["code"], phase["until"]
    by_record = unit.kind in records.kinds.get(code, ())
    if by_record:
        day = next((day for day in records.days.get((unit.pk, code), ()) if day >= phase["since"]), None)
        if day is not None:
            return Step(key, title, code, until, "done", day, record=True)
    report = reports.get(key)
    if report is not None:
        return Step(key, title, code, until, "done", timezone.localdate(report.done_at), report)
    state = "late" if until < on else "going" if phase["since"] <= on else "todo"
    return Step(key, title, code, until, state, record=by_record)


def given_up(campaign: Campaign, unit: Unit) -> list[CampaignReport]:
    """What a unit reported on tasks that a later plan no longer has. One query."""
    keys = {task["key"] for one in newest(campaign).plan["phases"] for task in one["tasks"]}
    found = CampaignReport.objects.filter(campaign=campaign, unit=unit, undone_at__isnull=True).exclude(key__in=keys)
    return list(found.order_by("done_at"))


def why_not_report(campaign: Campaign, unit: Unit, step: Step | None, viewer: Viewer, now: datetime) -> str:
    """Why a task can't be reported as done; empty when it can."""
    if not viewer.may(Permission.DUTY_WRITE, unit):
        return _("由%(unit)s的经办人来报。") % {"unit": unit.short_name}
    if campaign.ended_at is not None:
        return _("活动已经结束了。")
    if step is None:
        return _("安排改过了，没有这一项任务。请刷新再看。")
    if step.record:
        return _("这一项不用报，公布了就算。")
    if step.state == "todo":
        return _("这个阶段还没开始。")
    return _("已经报过了。") if step.state == "done" else ""
