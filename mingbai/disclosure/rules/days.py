"""By when: the last day to submit, and the last day of the step that a notice lies at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.catalog.models import Route
from mingbai.catalog.rules.route_checks import lead_words
from mingbai.catalog.rules.routes import Routes, route_code, step_due
from mingbai.catalog.rules.versions import spec_of
from mingbai.catalog.schema.route import COLLECT, proceeds
from mingbai.disclosure.models import Decision, Edition, EditionState, Verdict
from mingbai.disclosure.rules.steps import by_step, silent
from mingbai.duties.models import Duty
from mingbai.kit.clocks import before, parse_rule
from mingbai.kit.workdays import WorkCalendar


@dataclass(frozen=True)
class SubmitBy:
    """The last day to submit a duty's notice, and what it leaves time for, in words."""

    day: date
    why: str


def submit_by(duty: Duty, routes: Routes, calendar: WorkCalendar) -> SubmitBy:
    """Early enough for every blocking step of the route that will apply, or for the catalogue's own number of working
    days where that is more (S3: five working days before publication)."""
    spec = spec_of(duty.version)
    route, day = routes.applying(route_code(spec, routes.unit, nil=False), duty.due, calendar)
    why = _steps_in_words(route)
    if spec.review_days:
        local = before(parse_rule(f"{spec.review_days}wd"), duty.due, calendar=calendar).due
        if local < day:
            return SubmitBy(local, _("目录规定提前 %(n)s 个工作日") % {"n": spec.review_days})
    return SubmitBy(day, why)


def _steps_in_words(route: Route | None) -> str:
    steps = route.steps if route else []
    timed = [step for step in steps if step.get("blocks", True) and step.get("lead")]
    return _("，").join(f"{step['label']} {lead_words(step)}" for step in timed)


def arrived(edition: Edition, decisions: Iterable[Decision]) -> date:
    """The day on which the notice came to the step where it waits: that of the last word at another step; filing, which
    waits for nothing, is none."""
    beside = {edition.step, *(step["key"] for step in edition.steps if not step.get("blocks", True))}
    elsewhere = [word.at for word in decisions if word.step not in beside and word.verdict != Verdict.ANSWER]
    return timezone.localdate(max(elsewhere, default=edition.frozen_at or edition.saved_at))


def step_day(edition: Edition, decisions: Iterable[Decision], calendar: WorkCalendar) -> date | None:
    """The last day of the waiting step; None when it has no days of its own, or nothing waits."""
    step = edition.step_spec()
    return step_due(step, arrived(edition, decisions), calendar) if step else None


def lapses(edition: Edition, decisions: Sequence[Decision], calendar: WorkCalendar, on: date) -> bool:
    """Whether the waiting step is gone past on that day: its days are over, its route says so, nobody is against."""
    if edition.state != EditionState.MOVING or not proceeds(edition.step_spec()):
        return False
    day = step_day(edition, decisions, calendar)
    return day is not None and day < on and silent(by_step(decisions).get(edition.step, []))


def collecting(edition: Edition) -> bool:
    """Whether its text is up for comment now, for everybody to read."""
    return edition.state == EditionState.MOVING and edition.step == COLLECT


def collected(edition: Edition, decisions: Sequence[Decision], calendar: WorkCalendar, on: date) -> bool:
    """Whether the days of comment are over; whoever spoke may still wait for an answer."""
    day = step_day(edition, decisions, calendar) if collecting(edition) else None
    return day is not None and day < on
