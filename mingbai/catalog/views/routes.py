"""The editor of a unit's route: choose a ready-made one or change steps, see it drawn, then confirm."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mingbai.catalog.actions import end_route, set_route
from mingbai.catalog.forms.routes import EndForm, RouteForm, StepForm, moved, posted, reshown, shown
from mingbai.catalog.rules.access import unit_by_code
from mingbai.catalog.rules.route_checks import Problem
from mingbai.catalog.rules.route_pages import drawn, own_below, ready_for, total_lead
from mingbai.catalog.rules.routes import CODES, Ready, above, bureaus_of, codes_for, route_problems, routes_of
from mingbai.catalog.schema.errors import SpecError
from mingbai.catalog.schema.route import MAX_STEPS, Step, read_steps
from mingbai.kit.errors import NotFound, NotNow
from mingbai.kit.workdays import say_day
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Permission, Viewer

SALT = "route-preview"
HOUR = 3600


def _writable(request: HttpRequest, code: str, route_code: str) -> tuple[Viewer, Unit]:
    """The unit whose routes the viewer may change; a unit outside the viewer's reach is NotFound."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require(Permission.ROUTE_TIGHTEN)
    unit = unit_by_code(code)
    if not viewer.may(Permission.ROUTE_TIGHTEN, unit) or route_code not in codes_for(unit):
        raise NotFound
    return viewer, unit


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_route(request: HttpRequest, code: str, route_code: str) -> HttpResponse:
    """`/u/<code>/catalogue/routes/<sort>/`: nothing is kept before the last click; the form carries the steps along."""
    viewer, unit = _writable(request, code, route_code)
    today = timezone.localdate()
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do == "confirm":
            return _confirmed(request, viewer, unit, route_code)
        steps = posted(request.POST)
        if do != "preview":
            form = RouteForm(request.POST, today=today)
            form.errors.clear()  # not asked yet
            return _page(request, viewer, unit, route_code, form, reshown(moved(steps, do)))
        return _preview(request, viewer, unit, route_code, RouteForm(request.POST, today=today), steps)
    form, steps = _start(unit, route_code, request.GET.get("from", ""), today)
    return _page(request, viewer, unit, route_code, form, steps)


def _start(unit: Unit, route_code: str, ready_key: str, today: date) -> tuple[RouteForm, list[StepForm]]:
    """A ready-made route if one was chosen, else the one that holds."""
    form = RouteForm(today=today)
    chosen: Ready | None = next((one for one in ready_for(route_code, unit) if one.key == ready_key), None)
    if chosen is not None:
        form.initial.update(name=chosen.name, source=chosen.source)
        return form, shown(list(chosen.steps))
    holding = routes_of(unit).on(route_code, today)
    if holding is None:
        return form, []
    form.initial.update(name=holding.name, source=holding.source if holding.scope_id == unit.pk else "")
    return form, shown(holding.steps)


def _preview(
    request: HttpRequest, viewer: Viewer, unit: Unit, route_code: str, form: RouteForm, forms: list[StepForm]
) -> HttpResponse:
    """Every refusal beside its step; without any, the line of stamps and the button that makes it hold."""
    sound = form.is_valid()
    day = form.cleaned_data.get("valid_from") or timezone.localdate()
    read = [one.is_valid() for one in forms]
    steps = [one.to_step(number) for number, one in enumerate(forms, start=1)]
    whole = []
    for problem in _problems(viewer, unit, route_code, steps, day):
        if problem.at is None:
            whole.append(problem.sentence)
        else:
            forms[problem.at].add_error(None, problem.sentence)
            sound = False
    if whole or not sound or not all(read):
        return _page(request, viewer, unit, route_code, form, forms, whole=whole, wrong=True, status=422)
    given = form.cleaned_data
    sealed = {
        "unit": unit.code,
        "code": route_code,
        "name": given["name"],
        "source": given["source"],
        "valid_from": day.isoformat(),
        "steps": steps,
    }
    preview = {
        "drawn": drawn(steps),
        "lead": total_lead(steps),
        "day": day,
        "confirmed": signing.dumps(sealed, salt=SALT, compress=True),
    }
    return _page(request, viewer, unit, route_code, form, forms, preview=preview)


def _problems(viewer: Viewer, unit: Unit, route_code: str, steps: list[Step], day: date) -> list[Problem]:
    try:
        read_steps(steps)
    except SpecError as error:
        return [Problem(error.sentence, int(error.where) - 1 if error.where.isdigit() else None)]
    tighten = not viewer.may(Permission.CATALOGUE_WRITE, unit)
    return route_problems(route_code, steps, unit, day, tighten=tighten, by=viewer.unit)


def _confirmed(request: HttpRequest, viewer: Viewer, unit: Unit, route_code: str) -> HttpResponse:
    """What is laid down is what was shown, signed by the server."""
    try:
        given = signing.loads(request.POST.get("confirmed", ""), salt=SALT, max_age=HOUR)
    except signing.BadSignature:
        raise NotNow(_("这份预览已经过了一个小时，请再预览一次。")) from None
    if (given["unit"], given["code"]) != (unit.code, route_code):
        raise NotFound
    day = date.fromisoformat(given["valid_from"])
    texts = {name: given[name] for name in ("name", "source", "steps")}
    set_route(scope=unit, code=route_code, valid_from=day, now=timezone.now(), by=viewer, **texts)
    words = {"name": given["name"], "day": say_day(day)}
    messages.success(request, _("“%(name)s”从 %(day)s 起执行。已经在路上的，照原来的流程走完。") % words)
    return HttpResponseRedirect(f"{reverse('catalog:routes', args=[unit.code])}#{route_code}")


@login_required
@require_POST
def end_own_route(request: HttpRequest, code: str, route_code: str) -> HttpResponse:
    """Take back a route that has not begun, or end one that has; the level above holds again."""
    viewer, unit = _writable(request, code, route_code)
    form = EndForm({"last_day": timezone.localdate().isoformat(), **request.POST.dict()})
    if not form.is_valid():
        raise NotNow(_("请选最后执行到哪天。"))
    given = form.cleaned_data
    route = end_route(route_id=given["route"], scope=unit, last_day=given["last_day"], now=timezone.now(), by=viewer)
    assert route.valid_until is not None, "it has just been ended"
    if route.taken_back:
        said = _("“%(name)s”撤回了，不会执行。") % {"name": route.name}
    else:
        said = _("“%(name)s”执行到 %(day)s 为止。") % {"name": route.name, "day": say_day(route.valid_until)}
    messages.success(request, said)
    return HttpResponseRedirect(f"{reverse('catalog:routes', args=[unit.code])}#{route_code}")


def _page(
    request: HttpRequest,
    viewer: Viewer,
    unit: Unit,
    route_code: str,
    form: RouteForm,
    steps: list[StepForm],
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    today = timezone.localdate()
    name = unit.short_name or unit.name
    ground = above(unit, route_code, today, viewer.unit)
    context = {
        "unit": unit,
        "code": route_code,
        "label": _(CODES[route_code]),
        "form": form,
        "steps": steps,
        "full": len(steps) >= MAX_STEPS,
        "ready": ready_for(route_code, unit),
        "bureaus": bureaus_of(unit),
        "tighten": not viewer.may(Permission.CATALOGUE_WRITE, unit),
        "ground": ground,
        "ground_drawn": drawn(ground.steps) if ground else [],
        "below": own_below(unit, route_code, today, routes_of(unit).on(route_code, today)),
        "crumbs": [
            (_("%(unit)s 目录") % {"unit": name}, reverse("catalog:unit", args=[unit.code])),
            (_("流程"), reverse("catalog:routes", args=[unit.code])),
            (_(CODES[route_code]), ""),
        ],
        **more,
    }
    return render(request, "catalog/route_edit.html", context, status=status)
