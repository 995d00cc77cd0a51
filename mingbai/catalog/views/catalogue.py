"""Pages of the district: local rules above the national floor, and taking in a catalogue file."""

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
from django.views.decorators.http import require_http_methods

from mingbai.catalog.actions import add_local, load_rows, standing_rules
from mingbai.catalog.forms import ImportForm, LocalForm
from mingbai.catalog.models import Item
from mingbai.catalog.rules.access import unit_by_code
from mingbai.catalog.rules.imports import Report, compare
from mingbai.catalog.rules.listing import Entry, words_of
from mingbai.catalog.rules.versions import applies, reaching, spec_of, version_for
from mingbai.catalog.schema.item import ItemSpec
from mingbai.catalog.schema.lists import never_kept
from mingbai.catalog.schema.official_xlsx import read_official_xlsx
from mingbai.kit.errors import NotFound, NotNow
from mingbai.kit.workdays import say_day
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Permission, Viewer

SALT = "catalogue-import"
HOUR = 3600


def _writable(request: HttpRequest, code: str) -> tuple[Viewer, Unit]:
    """The unit whose catalogue the viewer may change; a unit outside the viewer's reach is NotFound."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require(Permission.CATALOGUE_WRITE)
    unit = unit_by_code(code)
    if not viewer.may(Permission.CATALOGUE_WRITE, unit):
        raise NotFound
    return viewer, unit


def _crumbs(unit: Unit, here: str) -> list[tuple[str, str]]:
    name = _("%(unit)s 目录") % {"unit": unit.short_name or unit.name}
    return [(name, reverse("catalog:unit", args=[unit.code])), (here, "")]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def local(request: HttpRequest, code: str, item_code: str) -> HttpResponse:
    """A local rule for the unit and all below it: stricter only; a loosening gets the sentence with the law."""
    viewer, unit = _writable(request, code)
    item = Item.objects.filter(code=item_code).first()
    if item is None:
        raise NotFound
    today = timezone.localdate()
    current = version_for(item, unit, today)
    # Of the unit's own rules the newest, which may begin later: a further one is laid on that.
    newest = item.versions.filter(scope=unit).order_by("-number").first() or current
    form = LocalForm(request.POST or None, today=today, columns=Entry(newest, spec_of(newest)).columns)
    status = 200
    if request.method == "POST":
        status = 422
        rule = form.override(item.code, spec_of(current).duty_every_for(unit.kind)) if form.is_valid() else None
        if rule is not None:
            try:
                rules = [*standing_rules(item.code, unit), rule]
                day = form.cleaned_data["valid_from"]
                add_local(scope=unit, overrides=rules, valid_from=day, now=timezone.now(), by=viewer)
            except NotNow as refused:
                form.add_error(None, refused.sentence)
                status = 409
            else:
                said = _("%(title)s：本地规定从 %(day)s 起执行。") % {"title": current.title, "day": say_day(day)}
                messages.success(request, said)
                listed = "" if applies(current, unit) else "?below=1"
                return HttpResponseRedirect(f"{reverse('catalog:unit', args=[unit.code])}{listed}#{item.code}")
    history = item.versions.filter(reaching(unit)).select_related("scope").order_by("-valid_from", "-number")
    context = {
        "unit": unit,
        "item": item,
        "entry": Entry(current, spec_of(current)),
        "never": never_kept(),
        "applies": applies(current, unit),
        "history": [(version, Entry(version, spec_of(version)).local) for version in history],
        "rules": [word for one in standing_rules(item.code, unit) for word in words_of(one)],
        "form": form,
        "crumbs": _crumbs(unit, current.title),
    }
    return render(request, "catalog/local.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest, code: str) -> HttpResponse:
    """A catalogue file: first what it would change, then, confirmed, all of it or nothing."""
    viewer, unit = _writable(request, code)
    if "confirmed" in request.POST:
        return _confirmed(request, viewer, unit)
    form = ImportForm(request.POST or None, request.FILES or None, today=timezone.localdate())
    context: dict[str, Any] = {"unit": unit, "form": form, "crumbs": _crumbs(unit, _("导入目录"))}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            specs, problems = read_official_xlsx(given["file"].read())
            report = compare(specs, unit, given["source"], given["valid_from"])
            report.problems[:0] = problems
            status = 200 if report.sound else 422
            context |= {"report": report, "changes": _changes(report), "given": given, "name": given["file"].name}
            if report.sound and not report.empty:
                context["confirmed"] = _sealed(unit, specs, given["source"], given["valid_from"])
    return render(request, "catalog/take_in.html", context, status=status)


def _changes(report: Report) -> list[tuple[ItemSpec, list[str]]]:
    return [(spec, [word for rule in rules for word in words_of(rule)]) for spec, rules in report.changed]


def _sealed(unit: Unit, specs: list[ItemSpec], source: str, valid_from: date) -> str:
    """The rows as they were shown, signed: what is confirmed is what was read, and nothing lies about on the server."""
    rows = [spec.to_json() for spec in specs]
    shown = {"unit": unit.code, "source": source, "valid_from": valid_from.isoformat(), "rows": rows}
    return signing.dumps(shown, salt=SALT, compress=True)


def _confirmed(request: HttpRequest, viewer: Viewer, unit: Unit) -> HttpResponse:
    try:
        shown = signing.loads(request.POST["confirmed"], salt=SALT, max_age=HOUR)
    except signing.BadSignature:
        raise NotNow(_("这份预览已经过了一个小时，请重新选文件。")) from None
    if shown["unit"] != unit.code:
        raise NotFound
    valid_from = date.fromisoformat(shown["valid_from"])
    specs = [ItemSpec.from_json(row) for row in shown["rows"]]
    report = compare(specs, unit, shown["source"], valid_from)
    changed = load_rows(scope=unit, report=report, valid_from=valid_from, now=timezone.now(), by=viewer)
    messages.success(request, _("装入了 %(n)s 项。") % {"n": changed})
    return HttpResponseRedirect(reverse("catalog:unit", args=[unit.code]))
