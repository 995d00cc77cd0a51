"""What would otherwise wait in silence (M04): nobody holds a post that a route asks for, too few are left who have not
signed, nobody stands above, or a step has outstayed its days and the route says that the level above is to hear of it.

Shown to the levels above (the street, the district), to the operators who can appoint, and to the unit's own clerk.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.catalog.models import Route
from mingbai.catalog.rules.route_checks import names
from mingbai.catalog.rules.routes import Routes, codes_for
from mingbai.catalog.schema.route import Step, act_of
from mingbai.disclosure.models import Decision, Edition, EditionState, Verdict
from mingbai.disclosure.rules.days import step_day
from mingbai.disclosure.rules.seats import Roster
from mingbai.disclosure.rules.steps import needed
from mingbai.disclosure.rules.urgent import cosign_due, urgent_word, waits
from mingbai.duties.models import Duty
from mingbai.kit.workdays import WorkCalendar, say_day
from mingbai.orgs.models import Unit
from mingbai.orgs.models.units import under
from mingbai.orgs.rules.may import Permission, Viewer

WATCHES = (Permission.OVERVIEW_READ, Permission.ORG_WRITE, Permission.NOTICE_WRITE)
SIGNS_NOTHING = (Verdict.ANSWER, Verdict.URGENT)  # after these words the same person may still do a step
MOST = 20  # shown on a desk; the rest is counted


@dataclass(frozen=True)
class Alarm:
    """Something stands still, or will: where, why, and what to do. `edition` is the notice that waits, if one does."""

    unit: Unit
    title: str
    note: str
    edition: Edition | None = None
    href: str = ""  # of an alarm that is not about a notice


def alarms_for(viewer: Viewer, now: datetime, calendar: WorkCalendar) -> list[Alarm]:
    """Everything that stands still below the viewer: notices first, then posts that nobody holds."""
    if viewer.unit is None or not viewer.permissions & set(WATCHES):
        return []
    on = timezone.localdate(now)
    roster = Roster.of(viewer.unit, on)
    moving = Edition.objects.filter(waits(), viewer.reach("notice__unit__"))
    editions = moving.select_related("notice__unit").prefetch_related("decisions__tenure").order_by("frozen_at", "pk")
    found = [alarm for edition in editions if (alarm := _of_edition(edition, roster, on, calendar, viewer)) is not None]
    return found + _vacant(viewer, roster, on)


def _of_edition(edition: Edition, roster: Roster, on: date, calendar: WorkCalendar, viewer: Viewer) -> Alarm | None:
    unit, step = edition.notice.unit, edition.step_spec()
    decisions = list(edition.decisions.all())
    why = too_few(edition, decisions, roster)
    if why:
        return Alarm(unit, edition.title, why, edition)
    word = urgent_word(decisions)
    if word is not None:
        return _not_cosigned(edition, word, on)
    day = step_day(edition, decisions, calendar)
    if day is None or day >= on or step.get("late", "remind") == "remind" or viewer.unit == unit:
        return None
    words = {"step": step["label"], "day": say_day(day), "n": (on - day).days}
    return Alarm(unit, edition.title, _("“%(step)s”该在 %(day)s 前办完，已经晚了 %(n)s 天。请催办。") % words, edition)


def _not_cosigned(edition: Edition, word: Decision, on: date) -> Alarm | None:
    """Up since an emergency, marked for everybody, and past the day by which all should have signed."""
    day = cosign_due(word)
    if day >= on:
        return None
    words = {"step": edition.step_spec().get("label", ""), "day": say_day(day), "n": (on - day).days}
    note = _("紧急公布的，该在 %(day)s 前补签完，还差“%(step)s”，已经晚了 %(n)s 天。请催办。") % words
    return Alarm(edition.notice.unit, edition.title, note, edition)


def too_few(edition: Edition, decisions: Sequence[Decision], roster: Roster) -> str:
    """A sentence when too few of those who may do the waiting step are left to do it; else empty."""
    step = edition.step_spec()
    if not step or not act_of(step) or not (edition.state == EditionState.MOVING or edition.cosigning):
        return ""
    people = roster.holders(step, edition.notice.unit)
    if not people:
        return nobody(step, edition.notice.unit)
    busy = {
        decision.signer_id
        for decision in decisions
        if decision.signer_id and decision.step != step["key"] and decision.verdict not in SIGNS_NOTHING
    }
    if len(roster.able(step, edition.notice.unit) - busy) >= needed(step, len(people)):
        return ""
    words = {"step": step["label"], "posts": names(step["posts"]), "where": _where(step, edition.notice.unit)}
    return (
        _("“%(step)s”任职的人里，有人已经在别的步骤签过，剩下的不够。请系统管理员在%(where)s再登记%(posts)s。") % words
    )


def nobody(step: Step, unit: Unit) -> str:
    """Who is missing at a step that nobody can do, and where to appoint somebody."""
    words = {"step": step["label"], "posts": names(step["posts"]), "where": _where(step, unit)}
    if step.get("where") == "above" and unit.parent_id is None:
        return _("“%(step)s”要由上级来办，可是本单位没有上级单位。请系统管理员登记上级，或者改流程。") % words
    return _("“%(step)s”还没有人任职，这一步没有人能办。请系统管理员在%(where)s登记%(posts)s。") % words


def _where(step: Step, unit: Unit) -> str:
    own = step.get("where", "own")
    if own == "beside":
        return str(step["bureau"])
    name = unit.short_name or unit.name
    return {"own": name, "above": _("%(unit)s的上级") % {"unit": name}}.get(
        own, _("%(unit)s或它的上级") % {"unit": name}
    )


def _vacant(viewer: Viewer, roster: Roster, on: date) -> list[Alarm]:
    """Units that owe something and whose routes ask for posts that nobody holds; one alarm for each unit."""
    assert viewer.unit is not None, "alarms_for() has asked"
    owing = Duty.objects.filter(unit=OuterRef("pk"), settlement="")
    units = list(Unit.objects.filter(viewer.reach()).filter(Exists(owing)).order_by("path"))
    routes = _routes(viewer.unit)
    found = []
    for unit in units:
        mine = Routes(unit, tuple(route for route in routes if _reaches(route, unit)))
        missing = missing_steps(mine, roster, on)
        if missing:
            said = [nobody(step, unit) for step in missing]
            found.append(Alarm(unit, _("有职务没有人担任"), "".join(said)))
    return found


def missing_steps(routes: Routes, roster: Roster, on: date) -> list[Step]:
    """The steps of the unit's routes that nobody can do today, each post once."""
    unit = routes.unit
    kinds = [code for code in codes_for(unit) if unit.is_grassroots == (code != "office")]
    steps: dict[tuple[str, ...], Step] = {}
    for code in kinds:
        route = routes.on(code, on)
        for step in route.steps if route else []:
            if act_of(step) and not roster.holders(step, unit):
                steps.setdefault((*step["posts"], step.get("where", "own"), step.get("bureau", "")), step)
    return list(steps.values())


def _routes(unit: Unit) -> list[Route]:
    """Every route that holds in the unit, above it or below it. One query."""
    above = Q(scope__isnull=True) | Q(scope__path__in=unit.ancestor_paths(include_self=True))
    return list(Route.objects.filter(above | under(unit, "scope__")).select_related("scope"))


def _reaches(route: Route, unit: Unit) -> bool:
    return route.scope is None or unit.is_under(route.scope)


def shown(alarms: Iterable[Alarm]) -> tuple[list[Alarm], int]:
    """What fits on a desk, and how many more there are."""
    every = list(alarms)
    return every[:MOST], max(0, len(every) - MOST)
