"""The routes of a unit as its page shows them: drawn like the line of stamps on a notice, with what takes each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from mingbai.catalog.models import ItemVersion, Route
from mingbai.catalog.rules.route_checks import lead_words, looser, names
from mingbai.catalog.rules.routes import CODES, Ready, Routes, codes_for, domains_of, kinds_for, ready_routes, routes_of
from mingbai.catalog.rules.versions import versions_below
from mingbai.catalog.schema.route import COLLECT, POLICIES, WHO, Step, proceeds, who_of
from mingbai.orgs.models import Unit
from mingbai.orgs.models.units import under


@dataclass(frozen=True)
class Drawn:
    """One step as people will see it: the stamp, its name, and in a line or two who does it and in what time."""

    stamp: str
    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """One sort of matter in a unit: the route that holds, what comes next, and what takes it."""

    code: str
    label: str
    route: Route
    drawn: list[Drawn]
    own: bool
    borrowed: bool  # a route of another sort stands in
    coming: list[Route]
    items: list[str]
    lead: str


def drawn(steps: Sequence[Step]) -> list[Drawn]:
    return [Drawn(str(step["stamp"]), str(step["label"]), _lines(step)) for step in steps]


def _lines(step: Step) -> tuple[str, ...]:
    who = who_of(step)
    asked = _(WHO[who].label) if who else names(step["posts"])
    if step["kind"] == COLLECT:
        asked = _("谁都可以提，逐条答复")
    if step.get("bureau"):
        asked = _("%(bureau)s的%(posts)s") % {"bureau": step["bureau"], "posts": names(step["posts"])}
    policy = step.get("policy", "one")
    if policy != "one":
        many = _(POLICIES[policy]) if policy in POLICIES else _("%(n)s 人") % {"n": policy}
        asked = _("%(who)s，%(many)s同意") % {"who": asked, "many": many}
    said = [asked]
    if step["kind"] == "release":
        return (asked, _("先看 %(days)s，到日子自动公布") % {"days": lead_words(step)})
    if step.get("lines"):
        said.append(_("逐笔逐项表决"))
    if step.get("lead"):
        said.append((_("征求 %(days)s") if step["kind"] == COLLECT else _("%(days)s内办")) % {"days": lead_words(step)})
    if step.get("late") == "climb":
        said.append(_("过期报上一级"))
    if proceeds(step):
        said.append(_("过期往下走，公开写明"))
    if not step.get("blocks", True):
        said.append(_("公布后补办"))
    return tuple(said)


def total_lead(steps: Sequence[Step]) -> str:
    """The days of all blocking steps together, as people say them; empty when the route gives none."""
    leads = [str(step["lead"]) for step in steps if step.get("blocks", True) and step.get("lead")]
    work = sum(int(lead[:-2]) for lead in leads if lead.endswith("wd"))
    plain = sum(int(lead[:-1]) for lead in leads if not lead.endswith("wd"))
    said = [_("%(n)s 个工作日") % {"n": work}] if work else []
    return _("加").join([*said, _("%(n)s 天") % {"n": plain}] if plain else said)


def ways_of(unit: Unit, on: date) -> list[Way]:
    """Every sort of matter that the unit, or units below it, make public, with its route. Two queries."""
    found = routes_of(unit)
    versions = versions_below(unit, on)
    ways = []
    for code in codes_for(unit):
        route = found.on(code, on)
        if route is not None:
            ways.append(_way(code, route, found, _taking(code, unit, versions), on))
    return ways


def _taking(code: str, unit: Unit, versions: Sequence[ItemVersion]) -> list[str]:
    """The matters that take a route of that sort: of its domains, and owed by a kind of unit that goes this way. What
    only a street or a bureau makes public takes the route of offices, whatever its domain."""
    kinds, domains = set(kinds_for(code, unit)), domains_of(code)
    owed = [version for version in versions if kinds & set(version.spec["applies_to"])]
    return [version.title for domain in domains for version in owed if version.item.domain == domain]


def _way(code: str, route: Route, found: Routes, items: list[str], on: date) -> Way:
    coming = [one for one in found.found if one.code == code and one.valid_from > on and not one.taken_back]
    return Way(
        code=code,
        label=_(CODES[code]),
        route=route,
        drawn=drawn(route.steps),
        own=route.scope_id == found.unit.pk and route.code == code,
        borrowed=route.code != code,
        coming=sorted(coming, key=lambda one: one.valid_from),
        items=items,
        lead=total_lead(route.steps),
    )


def ready_for(code: str, scope: Unit) -> list[Ready]:
    """The ready-made routes that would work for this sort of matter in every kind of unit concerned."""
    kinds = set(kinds_for(code, scope))
    return [ready for ready in ready_routes() if ready.code == code and kinds <= set(ready.kinds)]


def own_below(unit: Unit, code: str, on: date, ground: Route | None) -> list[tuple[Route, list[str]]]:
    """The routes that units below laid down themselves, each with what it takes away from `ground`."""
    below = Route.objects.filter(under(unit, "scope__"), code=code).exclude(scope=unit).select_related("scope")
    holding = {route.scope_id: route for route in below.order_by("valid_from", "number") if route.holds_on(on)}
    return [
        (route, [problem.sentence for problem in looser(route.steps, ground.steps)] if ground else [])
        for route in holding.values()
    ]
