"""Pages that anyone may see: the catalogue of a unit (目录), also as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingbai.catalog.forms import CatalogueForm
from mingbai.catalog.render import attachment
from mingbai.catalog.rules.access import line_of, unit_by_code
from mingbai.catalog.rules.listing import by_domain, entries_for, read_wanted
from mingbai.catalog.rules.route_pages import ways_of
from mingbai.catalog.schema.item import ItemSpec
from mingbai.catalog.schema.official import to_csv_row
from mingbai.catalog.schema.official_xlsx import write_official_xlsx
from mingbai.catalog.schema.reader import COLUMNS
from mingbai.orgs.rules.demo import demo_note
from mingbai.orgs.rules.may import Permission, Viewer

FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_safe
def catalogue(request: HttpRequest, code: str) -> HttpResponse:
    """What this unit must disclose, on what ground, how often, by whom; three queries for the public."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    staff = viewer.unit is not None
    unit = unit_by_code(code)
    may_write = viewer.may(Permission.CATALOGUE_WRITE, unit)
    below = may_write and request.GET.get("below") == "1"
    entries = entries_for(unit, timezone.localdate(), below=below)
    wanted = read_wanted(request.GET, staff=staff)
    found = [entry for entry in entries if wanted.fits(entry)]
    above = [(one.short_name or one.name, reverse("catalog:unit", args=[one.code])) for one in line_of(unit)]
    context = {
        "unit": unit,
        "crumbs": [*above, (_("%(unit)s 目录") % {"unit": unit.short_name or unit.name}, "")],
        "domains": by_domain(found),
        "all_count": len(entries),
        "count": len(found),
        "counts": [(label, len(some)) for _domain, label, some in by_domain(entries)],
        "to_confirm": sum(entry.spec.to_confirm for entry in entries) if staff else 0,
        "local_count": sum(bool(entry.local or entry.own) for entry in entries),
        "wanted": wanted,
        "form": CatalogueForm(wanted, staff=staff),
        "staff": staff,
        "may_write": may_write,
        "may_route": viewer.may(Permission.ROUTE_TIGHTEN, unit),
        "below": below,
        "layout": "staff.html" if staff else "base.html",
    }
    return render(request, "catalog/catalogue.html", context)


@require_safe
def routes(request: HttpRequest, code: str) -> HttpResponse:
    """Whose hands a notice of this unit goes through before it is up, drawn as on the notice; since when, and why."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    unit = unit_by_code(code)
    name = unit.short_name or unit.name
    above = [(one.short_name or one.name, reverse("catalog:unit", args=[one.code])) for one in line_of(unit)]
    ways = ways_of(unit, timezone.localdate())
    shown = [route for way in ways for route in (way.route, *way.coming)]
    context = {
        "unit": unit,
        "ways": ways,
        "bound": {route.pk for route in shown if viewer.unit is not None and route.binds(viewer.unit)},
        "may_write": viewer.may(Permission.ROUTE_TIGHTEN, unit),
        "today": timezone.localdate(),
        "layout": "staff.html" if viewer.unit is not None else "base.html",
        "crumbs": [
            *above,
            (_("%(unit)s 目录") % {"unit": name}, reverse("catalog:unit", args=[unit.code])),
            (_("流程"), ""),
        ],
    }
    return render(request, "catalog/routes.html", context)


@require_safe
def catalogue_file(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The whole catalogue of the unit: .xlsx in the official layout, .csv in the 20 columns."""
    unit = unit_by_code(code)
    specs = [entry.spec for entry in entries_for(unit, timezone.localdate())]
    name = unit.short_name or unit.name
    body = write_official_xlsx(specs, unit.name, demo_note()) if form == "xlsx" else catalogue_csv(specs)
    what = _("公开事项目录")  # a name of its own: what stands in an f-string is not found for translation
    return attachment(body, f"{name}-{what}.{form}")


def catalogue_csv(specs: Sequence[ItemSpec]) -> bytes:
    """The 20-column layout; UTF-8 with a mark, for Excel and WPS; what looks like a formula gets an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    rows = (to_csv_row(spec) for spec in specs)
    writer.writerows(
        {name: f"'{cell}" if cell.startswith(FORMULA) else cell for name, cell in row.items()} for row in rows
    )
    if note := demo_note():
        writer.writerow({COLUMNS[0]: _("说明"), COLUMNS[1]: note})
    return out.getvalue().encode("utf-8-sig")
