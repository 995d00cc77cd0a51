"""The due day of one duty, and every day on the way to it with the reason why it counts or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mingbai.catalog.rules.versions import spec_of
from mingbai.catalog.schema.clock import DueDay, due_for_event, due_for_period, quick_due
from mingbai.catalog.schema.due import DueRule
from mingbai.catalog.schema.item import ItemSpec
from mingbai.duties.models import Duty, DutyKind
from mingbai.kit import clocks
from mingbai.kit.clocks import Day
from mingbai.kit.periods import Period, parse
from mingbai.kit.workdays import ONE_DAY, WorkCalendar


@dataclass(frozen=True)
class Explanation:
    """How a due day came about: the rule in words, the sentence, and the days one by one."""

    due: date
    provisional: bool
    sentence: str
    rule: str
    ground: str
    house: bool
    days: list[Day]

    @property
    def skipped(self) -> int:
        """How many of the days were not counted."""
        return sum(not day.counted for day in self.days)


def rule_of(duty: Duty, spec: ItemSpec) -> DueRule | None:
    """The rule of the item's version that gave the duty its day; None when the version knows none."""
    return spec.event_rule if duty.kind == DutyKind.EVENT else spec.duty_rule_for(duty.unit.kind)


def due_of(duty: Duty, calendar: WorkCalendar) -> tuple[date, bool]:
    """Due day and provisional flag: by the duty's own version, or the last day of a linked disclosure if sooner."""
    due, provisional = counted_due(duty, calendar)
    if duty.joint_until is not None and duty.joint_until < due:
        return duty.joint_until, False
    return due, provisional


def counted_due(duty: Duty, calendar: WorkCalendar) -> tuple[date, bool]:
    """As the duty's own version counts; what the duty has when the version knows no rule."""
    spec = spec_of(duty.version)
    rule = rule_of(duty, spec)
    if rule is None:
        return duty.due, duty.provisional
    if duty.kind == DutyKind.EVENT:
        day = due_for_event(spec, duty.period_start, calendar, rule=rule)
        return day.due, day.provisional
    return quick_due(rule, period_of(duty), calendar)


def period_of(duty: Duty) -> Period:
    """The period of a duty that is not an event."""
    return parse(duty.period)


def explain(duty: Duty, calendar: WorkCalendar) -> Explanation:
    """Why the duty is due when it is. The duty's own day holds even when today's calendar would count otherwise."""
    spec = spec_of(duty.version)
    rule = rule_of(duty, spec)
    if rule is None:
        return Explanation(duty.due, duty.provisional, "", "", spec.ground_for(duty.unit.kind), False, [])
    if duty.kind == DutyKind.EVENT:
        return explain_event(spec, duty.period_start, calendar, unit_kind=duty.unit.kind)
    said = due_for_period(spec, period_of(duty), calendar, duty.unit.kind)
    return _explanation(spec, rule, said, _days(rule, period_of(duty), calendar), duty.unit.kind)


def explain_event(spec: ItemSpec, on: date, calendar: WorkCalendar, *, unit_kind: str) -> Explanation:
    """By when something of that day must be published; ValueError (a sentence) when the item has no such rule."""
    said = due_for_event(spec, on, calendar)
    rule = spec.event_rule
    assert rule is not None, "due_for_event has refused the item by now"
    return _explanation(spec, rule, said, _event_days(rule, on, calendar), unit_kind)


def _explanation(spec: ItemSpec, rule: DueRule, said: DueDay, days: list[Day], unit_kind: str) -> Explanation:
    ground = spec.ground_for(unit_kind, rule)
    return Explanation(said.due, said.provisional, said.sentence, rule.shown(), ground, rule.house, days)


def _length(rule: DueRule, *, backward: bool = False) -> clocks.Rule:
    return clocks.Rule(rule.n or 0, "wd" if rule.day_kind == "WD" else "d", roll=not backward, backward=backward)


def _days(rule: DueRule, period: Period, calendar: WorkCalendar) -> list[Day]:
    if rule.trigger == "period_end":
        return clocks.explain(_length(rule), period.end, calendar=calendar).days
    if rule.trigger == "period_start":
        return clocks.explain(_length(rule), period.start - ONE_DAY, calendar=calendar).days
    named = _named(rule, period)
    due = calendar.next_workday(named)
    span = range(named.toordinal(), due.toordinal() + 1)
    days = [date.fromordinal(number) for number in span]
    return [Day(day, day == due, calendar.why(day), int(day == due)) for day in days]


def _named(rule: DueRule, period: Period) -> date:
    if rule.trigger == "fixed_date":
        return clocks.fixed_date(period.end.year + rule.year_offset, rule.month or 1, rule.day or 1)
    return (period.end + ONE_DAY).replace(day=rule.n or 1)


def _event_days(rule: DueRule, on: date, calendar: WorkCalendar) -> list[Day]:
    if rule.trigger == "same_day" or not rule.n:
        return [Day(on, True, calendar.why(on), 1)]
    if rule.trigger == "before_event":
        return clocks.before(_length(rule, backward=True), on, calendar=calendar).days
    return clocks.explain(_length(rule), on, calendar=calendar).days
