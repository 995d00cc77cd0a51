"""The overview of street and district."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingbai.catalog.render import attachment
from mingbai.catalog.rules.access import line_of, unit_by_code
from mingbai.duties.render import overview_xlsx
from mingbai.duties.rules.campaigns import behind
from mingbai.duties.rules.overview import LOW, MIDDLE, overview_of
from mingbai.duties.rules.tallies import Counts, quarter_of
from mingbai.kit.errors import NotFound
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
        "behind": behind(viewer, unit, on),
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
