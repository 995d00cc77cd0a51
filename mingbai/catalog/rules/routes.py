"""Which route a notice takes, which routes hold for a unit, and by when a route must be begun to be through in time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from mingbai.catalog.models import Route
from mingbai.catalog.rules.route_checks import Problem, looser, problems
from mingbai.catalog.schema.item import ItemSpec
from mingbai.catalog.schema.route import Step
from mingbai.kit.clocks import before, due_date, parse_rule
from mingbai.kit.errors import NotNow
from mingbai.kit.workdays import WorkCalendar
from mingbai.orgs.models import Unit, UnitKind
from mingbai.orgs.models.units import under

# What there are routes for, in the order of the page. A matter without a route of its own takes the next one's.
CODES: Final = {
    "default": gettext_noop("居（村）务公开"),
    "finance": gettext_noop("财务公开"),
    "party": gettext_noop("党务公开"),
    "nil": gettext_noop("未发生声明"),
    "office": gettext_noop("镇街、部门和其他单位的公开"),
}
INSTEAD: Final = {"party": "default", "finance": "default"}
BASE: Final = (UnitKind.VILLAGE, UnitKind.COMMUNITY)
OFFICES: Final = (UnitKind.STREET, UnitKind.TOWN, UnitKind.BUREAU)


def codes_for(unit: Unit) -> list[str]:
    """The sorts of routes that can hold in a unit and below it."""
    if unit.is_grassroots:
        return [code for code in CODES if code != "office"]
    return ["office"] if unit.kind in (UnitKind.BUREAU, UnitKind.OTHER, UnitKind.GROUP) else list(CODES)


def kinds_for(code: str, scope: Unit) -> tuple[str, ...]:
    """The kinds of unit for which a route of that sort, laid down for `scope`, has to work."""
    if code != "office":
        return (scope.kind,) if scope.is_grassroots else BASE
    if scope.kind in (UnitKind.BUREAU, UnitKind.OTHER, UnitKind.GROUP, UnitKind.STREET, UnitKind.TOWN):
        return (scope.kind,)
    return OFFICES


def route_code(spec: ItemSpec, unit: Unit, *, nil: bool) -> str:
    if not unit.is_grassroots:
        return "office"
    if nil:
        return "nil"
    return spec.domain if spec.domain in ("finance", "party") else "default"


def domains_of(code: str) -> tuple[str, ...]:
    """The domains of the catalogue whose matters take a route; empty when it is not chosen by the domain."""
    return {
        "finance": ("finance",),
        "party": ("party",),
        "default": ("village", "community", "government", "service"),
    }.get(code, ())


@dataclass(frozen=True)
class Routes:
    """Every route that could hold for a unit, read in one query."""

    unit: Unit
    found: tuple[Route, ...]

    def on(self, code: str, day: date) -> Route | None:
        """The route of that sort on a day: of the nearest unit, of these the one that began last; else the one that
        stands in for it."""
        holding = [route for route in self.found if route.code == code and route.holds_on(day)]
        best = max(holding, key=_nearness, default=None)
        return self.on(INSTEAD[code], day) if best is None and code in INSTEAD else best

    def applying(self, code: str, due: date, calendar: WorkCalendar) -> tuple[Route | None, date]:
        """The route of what is due on a day, and the last day to submit: that of the route which holds on that day."""
        bound = due
        while (route := self.on(code, bound)) is not None:
            last = min(submit_by(route.steps, due, calendar), bound)
            if self.on(code, last) == route:
                return route, last
            # Submitted so early it would take the route before this one: that one's last day then.
            bound = last if route.holds_on(last) else route.valid_from - timedelta(days=1)
        return None, bound


def _nearness(route: Route) -> tuple[int, date, int]:
    return (len(route.scope.path) if route.scope else 0, route.valid_from, route.number)


def reaching(unit: Unit) -> Q:
    """Routes that can hold for a unit: the national ones, and those of the unit and the units above it."""
    return Q(scope__isnull=True) | Q(scope__path__in=unit.ancestor_paths(include_self=True))


@dataclass(frozen=True)
class Ready:
    """A route that comes with the project, with its source, for a district to choose."""

    key: str
    code: str
    kinds: tuple[str, ...]
    name: str
    source: str
    about: str
    steps: tuple[Step, ...]


@cache
def ready_routes() -> tuple[Ready, ...]:
    rows = json.loads((files("mingbai.catalog") / "data" / "ready_routes.json").read_text(encoding="utf-8"))
    return tuple(Ready(**{**row, "kinds": tuple(row["kinds"]), "steps": tuple(row["steps"])}) for row in rows)


def routes_of(unit: Unit) -> Routes:
    found = Route.objects.filter(reaching(unit)).select_related("scope", "laid_by").order_by("code", "number")
    return Routes(unit, tuple(found))


def above(unit: Unit, code: str, day: date, by: Unit | None = None) -> Route | None:
    """The route that would hold in `unit` if the unit had none of its own; what a level above `by` has laid down for
    the unit counts as that of the level above."""
    others = tuple(
        route for route in routes_of(unit).found if route.scope_id != unit.pk or (by is not None and route.binds(by))
    )
    return Routes(unit, others).on(code, day)


def route_for(*, spec: ItemSpec, unit: Unit, nil: bool, now: datetime) -> Route:
    """The newest route of the right sort from the unit itself or the nearest unit above; else the national one."""
    code = route_code(spec, unit, nil=nil)
    best = routes_of(unit).on(code, timezone.localdate(now))
    if best is None:
        raise NotNow(_("还没有载入“%(code)s”流程，请系统管理员运行 mingbai load-catalogue。") % {"code": code})
    return best


def submit_by(steps: Sequence[Step], due: date, calendar: WorkCalendar) -> date:
    """The last day to submit so that every blocking step has its days before the due day (S3: five working days).

    The days of one step begin when those of the step before it have run out; the last run out on the eve of `due`.
    """
    day = due
    for step in reversed(steps):
        if step.get("blocks", True) and step.get("lead"):
            after = day if day == due else day + timedelta(days=1)
            day = before(parse_rule(str(step["lead"])), after, calendar=calendar).due
    return day


def step_due(step: Step, since: date, calendar: WorkCalendar) -> date | None:
    """The last day of a step that has lain there since a day; None when the route gives it no days of its own."""
    lead = step.get("lead")
    return due_date(parse_rule(str(lead)), since, calendar=calendar)[0] if lead else None


def route_problems(
    code: str, steps: Sequence[Step], scope: Unit | None, on: date, *, tighten: bool, by: Unit | None = None
) -> list[Problem]:
    """Why these steps may not be the route of `scope` from a day on; the national routes (`scope` None) have to work in
    every kind of unit. With `tighten`, also what they take away from the route above, or from one that a level above
    `by` has laid down.
    """
    kinds = kinds_for(code, scope) if scope else (BASE if code != "office" else OFFICES)
    found = problems(steps, kinds)
    found += _without_bureau(steps, scope) if scope else []
    ground = above(scope, code, on, by) if tighten and scope else None
    return found + (looser(steps, ground.steps) if ground else [])


def bureaus_of(scope: Unit) -> list[str]:
    """The names of the bureaus that a step of the unit's routes may ask for: beside it, or beside units below it."""
    beside = Q(parent__path__in=scope.ancestor_paths(include_self=True)) | under(scope)
    return list(Unit.objects.filter(beside, kind=UnitKind.BUREAU).order_by("code").values_list("name", flat=True))


def _without_bureau(steps: Sequence[Step], scope: Unit) -> list[Problem]:
    """Steps for a bureau that there is none of: a slip of the pen would wait for ever."""
    if not any(step.get("bureau") for step in steps):
        return []
    known = bureaus_of(scope)
    return [
        Problem(_("区县里没有名称带“%(bureau)s”的部门，请写登记过的名称。") % {"bureau": step["bureau"]}, at)
        for at, step in enumerate(steps)
        if step.get("bureau") and not any(step["bureau"] in name for name in known)
    ]
