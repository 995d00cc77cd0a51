"""Pages that anyone may see: a unit's ledger, how each deadline was counted, and the ledger as a file."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case, Max, Min, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingbai.catalog.models import Domain
from mingbai.catalog.render import attachment
from mingbai.catalog.rules import current_calendar
from mingbai.catalog.rules.access import line_of, unit_by_code
from mingbai.duties.forms import LedgerForm
from mingbai.duties.models import Duty, DutyQuerySet
from mingbai.duties.render import ledger_csv, ledger_xlsx
from mingbai.duties.rules.choice import ALL_TIME, Choice, quarter_labels, read_choice
from mingbai.duties.rules.due import explain
from mingbai.duties.rules.history import history_of
from mingbai.duties.rules.joint import matter_of
from mingbai.duties.rules.ledger import Line, lines_of
from mingbai.duties.rules.tallies import Tally, tally_of
from mingbai.kit.errors import NotFound
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Permission, Viewer

PER_PAGE = 60


@require_safe
def ledger(request: HttpRequest, code: str) -> HttpResponse:
    """The ledger of one unit for a quarter, a year or all time; eight queries for the public, whatever is in it."""
    on = timezone.localdate()
    unit = unit_by_code(code)
    choice = read_choice(request.GET, on)
    owed = Duty.objects.filter(unit=unit)
    found = worst_first(choice.narrow(owed, on), on).select_related("item", "version")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    lines = lines_of(unit, list(page), on, inside=viewer.may(Permission.NOTICE_READ, unit))
    tally = tally_of(choice.within(owed), on)
    context = {
        "unit": unit,
        "crumbs": crumbs(unit, _("台账")),
        "on": on,
        "choice": choice,
        "form": LedgerForm(choice),
        "years": years_of(unit, on, choice.year),
        "quarters": quarter_labels(),
        "all_time": ALL_TIME,
        "tally": tally,
        "domains": domains_of(tally),
        "state_items": equation(unit, choice, tally),
        "page": page,
        "groups": groups_of(lines),
        "may_write": viewer.may(Permission.NOTICE_WRITE, unit) and any(line.open for line in lines),
        "layout": "staff.html" if viewer.unit else "base.html",
        "query": request.GET.urlencode(),
    }
    return render(request, "duties/ledger.html", context)


@require_safe
def ledger_file(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """What the ledger shows, all pages of it, as .csv or .xlsx."""
    on = timezone.localdate()
    unit = unit_by_code(code)
    choice = read_choice(request.GET, on)
    lines = lines_of(unit, choice.narrow(Duty.objects.filter(unit=unit), on), on)
    title = _("%(unit)s公开台账 %(period)s（截至 %(on)s）") % {
        "unit": unit.short_name or unit.name,
        "period": choice.label,
        "on": on.isoformat(),
    }
    body = ledger_csv(lines) if form == "csv" else ledger_xlsx(title, lines)
    return attachment(body, f"{unit.short_name or unit.name}-{_('台账')}-{choice.key}.{form}")


@require_safe
def counted(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """How the due day of one duty was counted: every day and why, the rule, the law, what happened since."""
    on = timezone.localdate()
    related = ("unit", "item", "version__scope")
    duty = Duty.objects.select_related(*related).filter(pk=pk, unit__code=code).first()
    if duty is None:
        raise NotFound
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    line = lines_of(duty.unit, [duty], on, inside=viewer.may(Permission.NOTICE_READ, duty.unit))[0]
    context = {
        "unit": duty.unit,
        "crumbs": crumbs(duty.unit, line.title, ledger_too=True),
        "duty": duty,
        "line": line,
        "spec": duty.version.spec,
        "explained": explain(duty, current_calendar()),
        "history": history_of(duty),
        "matter": matter_of(duty),
        "may_write": line.open and viewer.may(Permission.NOTICE_WRITE, duty.unit),
        "layout": "staff.html" if viewer.unit else "base.html",
        "on": on,
    }
    return render(request, "duties/counted.html", context)


def crumbs(unit: Unit, here: str, *, ledger_too: bool = False) -> list[tuple[str, str]]:
    """The way down the tree, then this page. One query."""
    above = [(one.short_name or one.name, reverse("duties:ledger", args=[one.code])) for one in line_of(unit)]
    own = (unit.short_name or unit.name, reverse("duties:ledger", args=[unit.code]) if ledger_too else "")
    return [*above, own, (here, "")] if ledger_too else [*above, (f"{own[0]} {here}", "")]


def years_of(unit: Unit, on: date, chosen: int) -> list[int]:
    """Years in which something of the unit falls due; this year and the chosen one in any case. One query."""
    ends = Duty.objects.filter(unit=unit).aggregate(first=Min("due"), last=Max("due"))
    first = ends["first"].year if ends["first"] else on.year
    last = ends["last"].year if ends["last"] else on.year
    return sorted({*range(first, last + 1), on.year, chosen})


def worst_first(duties: DutyQuerySet, on: date) -> DutyQuerySet:
    """What is overdue stands on top; then the ledger runs by its days."""
    late = Case(When(settlement="", due__lt=on, then=0), default=1)
    return duties.order_by(late, "due", "item__position", "period", "pk")


def groups_of(lines: list[Line]) -> list[dict[str, Any]]:
    """The lines of a page: overdue ones together, the others under the month in which they fall due."""

    def month(line: Line) -> date | None:
        return None if line.mark == "late" else line.duty.due.replace(day=1)

    return [{"month": first, "lines": list(some)} for first, some in groupby(lines, key=month)]


def domains_of(tally: Tally) -> list[dict[str, Any]]:
    """A row of squares for each domain, with its words."""
    rows = []
    for domain, cells in tally.cells.items():
        label = str(Domain(domain).label)
        late = cells.count("late")
        count = _("%(n)s 项，逾期 %(late)s 项") if late else _("%(n)s 项，没有逾期")
        said = count % {"n": len(cells), "late": late}
        rows.append({"domain": domain, "label": label, "char": label[0], "cells": cells, "count": said})
    return rows


def equation(unit: Unit, choice: Choice, tally: Tally) -> list[dict[str, Any]]:
    """Due = out + nil + late + still to come; each part leads to its lines."""
    here = reverse("duties:ledger", args=[unit.code])
    period = f"?year={choice.year}&quarter={choice.quarter}"
    parts = [
        ("", "", "", _("应公开"), tally.total, ""),
        ("＝", "is-done", "check", _("已公开"), tally.met, "done"),
        ("＋", "", "nil", _("声明未发生"), tally.nil, "nil"),
        ("＋", "is-late" if tally.overdue else "", "late", _("逾期"), tally.overdue, "late"),
        ("＋", "", "wait", _("还没到期"), tally.todo, "todo"),
    ]
    return [
        {"op": op, "cls": cls, "icon": icon, "label": label, "num": num, "href": f"{here}{period}&state={state}#lines"}
        for op, cls, icon, label, num, state in parts
    ]
