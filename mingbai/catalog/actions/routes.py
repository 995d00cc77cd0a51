"""Loading routes, laying one down for a unit, ending one; editions under way keep the steps that they began with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.catalog.models import Route
from mingbai.catalog.rules.route_checks import Problem
from mingbai.catalog.rules.routes import codes_for, route_problems
from mingbai.catalog.schema.errors import SpecError
from mingbai.catalog.schema.route import Step, read_steps
from mingbai.kit.digests import digest
from mingbai.kit.errors import NotNow
from mingbai.kit.workdays import say_day
from mingbai.orgs.actions.journal import record
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Permission, Viewer

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "routes.json"


def shipped_routes() -> list[dict[str, Any]]:
    """The national routes, which hold where nobody laid down others."""
    rows: list[dict[str, Any]] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return rows


@transaction.atomic
def load_routes(
    *, rows: Iterable[dict[str, Any]], now: datetime, scope: Unit | None = None, by: Viewer | None = None
) -> int:
    """Load routes as data; returns how many were new or changed. Safe to run again.

    NotNow with the first sentence that stands against a route; then nothing is loaded.
    """
    changed = 0
    for row in rows:
        newest = Route.objects.filter(code=row["code"], scope=scope).order_by("-number").first()
        if newest is not None and newest.steps == row["steps"]:
            continue
        day = date.fromisoformat(row["valid_from"])
        _demand_sound(row["code"], row["steps"], scope, day, tighten=False)
        route = _add(row["code"], scope, row["name"], row["steps"], day, row.get("source", ""))
        record(act="route:load", what=route, now=now, by=by, unit=scope, after=digest(route.steps))
        changed += 1
    return changed


@transaction.atomic
def set_route(
    *,
    scope: Unit,
    code: str,
    name: str,
    steps: Sequence[Step],
    source: str,
    valid_from: date,
    now: datetime,
    by: Viewer,
) -> Route:
    """Lay down the route of a unit and all below it from a day on (M16, M21).

    A street may only tighten what holds above it. NotNow with the first sentence that stands against it.
    """
    by.require(Permission.ROUTE_TIGHTEN, scope)
    Unit.objects.select_for_update().get(pk=scope.pk)  # two people at once: the second gets the next number
    if code not in codes_for(scope):
        raise NotNow(_("这个单位没有这一类公开。"))
    if valid_from < timezone.localdate(now):
        raise NotNow(_("新流程只管以后，请选今天或以后的日子。"))
    if not name.strip() or not source.strip():
        raise NotNow(_("请写流程的名称，和依据哪份文件。"))
    tighten = not by.may(Permission.CATALOGUE_WRITE, scope)
    _demand_sound(code, list(steps), scope, valid_from, tighten=tighten, by=by.unit)
    newest = Route.objects.filter(code=code, scope=scope).order_by("-valid_from", "-number").first()
    if newest is not None and newest.steps == list(steps) and newest.holds_on(valid_from):
        raise NotNow(_("和现在的流程一样，没有要改的。"))
    route = _add(code, scope, name.strip(), list(steps), valid_from, source.strip(), by=by.unit)
    before = digest(newest.steps) if newest else ""
    note = {"name": route.name, "since": valid_from.isoformat()}
    record(act="route:set", what=route, now=now, by=by, unit=scope, before=before, after=digest(route.steps), note=note)
    return route


@transaction.atomic
def end_route(*, route_id: int, scope: Unit, last_day: date, now: datetime, by: Viewer) -> Route:
    """A unit's own route holds until `last_day`; then that of the level above holds again. One that has not begun is
    taken back: it ends on the eve of its first day."""
    by.require(Permission.ROUTE_TIGHTEN, scope)
    locked = Route.objects.select_for_update(of=("self",)).select_related("laid_by")
    route = locked.filter(pk=route_id, scope=scope).first()
    if route is None:
        raise NotNow(_("没有这条流程，或者它不是这个单位定的。"))
    if by.unit is not None and route.binds(by.unit):
        raise NotNow(_("这条流程是%(unit)s定的，不能由您停用。可以在它上面加步骤、加天数。") % {"unit": route.laid_by})
    today = timezone.localdate(now)
    eve = route.valid_from - timedelta(days=1)
    last = eve if route.valid_from > today else last_day
    if route.valid_until is not None and route.valid_until <= last:
        raise NotNow(_("这条流程已经定在 %(day)s 停用。") % {"day": say_day(route.valid_until)})
    if route.valid_from <= today and last < today:
        raise NotNow(_("已经执行的日子不能改，最早今天停用。"))
    route.valid_until = last
    route.save(update_fields=["valid_until"])
    note = {"name": route.name, "until": last.isoformat()}
    record(act="route:end", what=route, now=now, by=by, unit=scope, before=digest(route.steps), note=note)
    return route


def _demand_sound(
    code: str, steps: list[Step], scope: Unit | None, on: date, *, tighten: bool, by: Unit | None = None
) -> None:
    try:
        read_steps(steps)
    except SpecError as error:
        raise NotNow(_("第 %(n)s 步：%(why)s") % {"n": error.where, "why": error.sentence}) from error
    found = route_problems(code, steps, scope, on, tighten=tighten, by=by)
    if found:
        raise NotNow(sentence(found[0]))


def sentence(problem: Problem) -> str:
    if problem.at is None:
        return problem.sentence
    return _("第 %(n)s 步：%(why)s") % {"n": problem.at + 1, "why": problem.sentence}


def _add(
    code: str,
    scope: Unit | None,
    name: str,
    steps: list[Step],
    valid_from: date,
    source: str,
    *,
    by: Unit | None = None,
) -> Route:
    newest = Route.objects.filter(code=code, scope=scope).order_by("-number").first()
    return Route.objects.create(
        code=code,
        scope=scope,
        laid_by=by,
        number=newest.number + 1 if newest else 1,
        name=name,
        valid_from=valid_from,
        steps=steps,
        source=source,
    )
