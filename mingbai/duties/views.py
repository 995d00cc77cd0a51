"""Pages of officials: the overview of street and district, and registering that something happened."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mingbai.catalog.models import Item, ItemVersion
from mingbai.catalog.render import attachment
from mingbai.catalog.rules import current_calendar
from mingbai.catalog.rules.access import line_of, unit_by_code
from mingbai.catalog.rules.versions import spec_of, versions_for
from mingbai.duties.actions import open_event
from mingbai.duties.forms import EventForm
from mingbai.duties.render import overview_xlsx
from mingbai.duties.rules.due import explain_event
from mingbai.duties.rules.events import event_due
from mingbai.duties.rules.overview import LOW, MIDDLE, overview_of
from mingbai.duties.rules.tallies import Counts, quarter_of
from mingbai.kit.errors import NotFound, NotNow
from mingbai.kit.workdays import say_day
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Permission, Viewer


@login_required
@require_safe
def overview(request: HttpRequest, code: str) -> HttpResponse:
    """How all units below one stand. A unit outside the viewer's reach is as if it did not exist."""
    on = timezone.localdate()
    viewer, unit = _overseen(request, code)
    found = overview_of(unit, on)
    context = {
        "unit": unit,
        "viewer": viewer,
        "on": on,
        "overview": found,
        "crumbs": _crumbs(viewer, unit),
        "months": [date(year, month, 1) for year, month in found.months],
        "quarter": quarter_of(on),
        "state_items": _equation(unit, found.quarter, quarter_of(on).start),
        "low": LOW,
        "middle": MIDDLE,
        "late": [(duty, duty.days_late(on)) for duty in found.longest],
        "below": sum(not row.own for row in found.rows),
    }
    return render(request, "duties/overview.html", context)


@login_required
@require_safe
def overview_file(request: HttpRequest, code: str) -> HttpResponse:
    """The same as an Excel file: rates, counts, and what is overdue longest."""
    on = timezone.localdate()
    _viewer, unit = _overseen(request, code)
    name = _("%(unit)s公开情况-%(on)s.xlsx") % {"unit": unit.short_name or unit.name, "on": on.isoformat()}
    return attachment(overview_xlsx(unit, overview_of(unit, on), on), name)


def _overseen(request: HttpRequest, code: str) -> tuple[Viewer, Unit]:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    unit = unit_by_code(code)
    viewer.require(Permission.OVERVIEW_READ)
    if not viewer.may(Permission.OVERVIEW_READ, unit):
        raise NotFound
    return viewer, unit


def _crumbs(viewer: Viewer, unit: Unit) -> list[tuple[str, str]]:
    """From the viewer's own unit down; what lies above is not the viewer's."""
    above = [one for one in line_of(unit) if viewer.may(Permission.OVERVIEW_READ, one)]
    links = [(one.short_name or one.name, reverse("duties:overview", args=[one.code])) for one in above]
    return [*links, (unit.short_name or unit.name, "")]


def _equation(unit: Unit, counts: Counts, start: date) -> list[dict[str, Any]]:
    here = reverse("duties:overview", args=[unit.code])
    parts = [
        ("", "", "", _("本季度应公开"), counts.total, "#heat"),
        ("＝", "is-done", "check", _("已公开"), counts.met, "#heat"),
        ("＋", "", "nil", _("声明未发生"), counts.nil, "#heat"),
        ("＋", "is-late" if counts.overdue else "", "late", _("逾期"), counts.overdue, "#worst"),
        ("＋", "", "wait", _("还没到期"), counts.todo, "#heat"),
    ]
    return [
        {"op": op, "cls": cls, "icon": icon, "label": label, "num": f"{num:,}", "href": here + where}
        for op, cls, icon, label, num, where in parts
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def event(request: HttpRequest) -> HttpResponse:
    """Something happened: choose item and day, see the due day and why, then register it."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require(Permission.DUTY_WRITE)
    unit = viewer.unit
    assert unit is not None, "who may write duties holds a post in a unit"
    now = timezone.now()
    versions = [version for version in versions_for(unit, timezone.localdate(now)) if spec_of(version).event_rule]
    data = request.POST if request.method == "POST" else (request.GET if "item" in request.GET else None)
    form = EventForm(data, versions=versions, today=timezone.localdate(now))
    shown: dict[str, Any] = {}
    if form.is_valid():
        version = next(one for one in versions if one.item.code == form.cleaned_data["item"])
        on, title = form.cleaned_data["on"], form.cleaned_data["title"]
        try:
            if request.method == "POST":
                return _register(request, viewer, unit, version.item, on, title)
            event_due(version, unit, on, now)
            shown = _preview(version, unit, on)
        except NotNow as refused:
            form.add_error("on", refused.sentence)
    context = {"form": form, "unit_of_post": unit, **shown}
    return render(
        request, "duties/event.html", context, status=422 if form.errors and request.method == "POST" else 200
    )


def _preview(version: ItemVersion, unit: Unit, on: date) -> dict[str, Any]:
    spec = spec_of(version)
    return {
        "explained": explain_event(spec, on, current_calendar(), unit_kind=unit.kind),
        "version": version,
        "spec": version.spec,
        "happened": on,
    }


def _register(request: HttpRequest, viewer: Viewer, unit: Unit, item: Item, on: date, title: str) -> HttpResponse:
    duty = open_event(unit=unit, item=item, on=on, title=title, now=timezone.now(), by=viewer)
    said = _("登记好了：%(title)s，应在 %(day)s 前公开。")
    messages.success(request, said % {"title": duty.title, "day": say_day(duty.due)})
    return HttpResponseRedirect(reverse("duties:counted", args=[unit.code, duty.pk]))
