"""Linked disclosure for officials: the list, opening a matter, its page, and letting more units join."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mingbai.catalog.models import ItemVersion
from mingbai.catalog.render import attachment
from mingbai.catalog.rules.versions import versions_for
from mingbai.duties.actions import add_parts, end_matter, open_matter, remove_part
from mingbai.duties.forms import JoinForm, JointForm
from mingbai.duties.models import JointMatter
from mingbai.duties.render import joint_file
from mingbai.duties.rules.joint import (
    STATES,
    Planned,
    changed_parts,
    choosable,
    items_of,
    matter_for,
    matters_for,
    outside,
    plan_parts,
    sought,
    standings,
    standings_of,
    why_closed,
    why_not_change,
    why_not_open,
)
from mingbai.kit.errors import NotFound, NotNow
from mingbai.kit.workdays import say_day
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Permission, Viewer

PER_PAGE = 30


def viewer_of(request: HttpRequest) -> Viewer:
    return cast(Viewer, request.viewer)  # type: ignore[attr-defined]


def asked(request: HttpRequest) -> tuple[str, str]:
    """The words and the state of the filter."""
    return request.GET.get("q", "").replace("\0", "").strip()[:60], request.GET.get("state", "")


@login_required
@never_cache
@require_safe
def matters(request: HttpRequest) -> HttpResponse:
    """Every matter that concerns the viewer's units, the newest first."""
    viewer, on = viewer_of(request), timezone.localdate()
    viewer.require(Permission.NOTICE_READ)
    words, state = asked(request)
    page = Paginator(sought(matters_for(viewer), on, words=words, state=state), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "on": on,
        "q": words,
        "state": state,
        "states": [(key, _(label)) for key, label in STATES.items()],
        "opens": viewer.may(Permission.JOINT_WRITE),
        "query": request.GET.urlencode(),
    }
    return render(request, "duties/joint_list.html", context)


@login_required
@never_cache
@require_safe
def matters_file(request: HttpRequest, form: str) -> HttpResponse:
    """What the list shows, a row for each unit of each matter."""
    viewer, on = viewer_of(request), timezone.localdate()
    viewer.require(Permission.NOTICE_READ)
    words, state = asked(request)
    found = list(sought(matters_for(viewer), on, words=words, state=state))
    rows = standings_of([matter.pk for matter in found], on)
    listed = [(matter, one) for matter in found for one in rows.get(matter.pk, [])]
    return attachment(joint_file(listed, on, form), f"{_('联动公开')}-{on.isoformat()}.{form}")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Choose units, items and days; see what each unit would owe; then link them."""
    viewer, now = viewer_of(request), timezone.now()
    viewer.require(Permission.JOINT_WRITE)
    on = timezone.localdate(now)
    units = choosable(viewer)
    form = JointForm(
        request.POST if request.method == "POST" else None, units=units, versions=_versions(units), today=on
    )
    planned: list[Planned] = []
    why = ""
    if form.is_valid():
        told = form.told()
        why = why_not_open(told["name"], told["since"], told["until"], told["units"], on)
        if not why:
            names = {"name": told["name"], "happened": told["happened"], "until": told["until"]}
            planned = plan_parts(told["units"], told["items"], **names, now=now, on=on)
        if not why and request.POST.get("do") == "open":
            try:
                matter = open_matter(**told, now=now, by=viewer)
            except NotNow as refused:
                why = refused.sentence
            else:
                said = _("开始了：%(n)s 个单位，最晚 %(day)s 公布，已经在各单位的“今天要办”里。")
                messages.success(request, said % {"n": len(planned), "day": say_day(matter.until)})
                return redirect("duties:joint", matter.pk)
    bad = [one for one in planned if one.why]
    context = {"form": form, "planned": planned, "bad": len(bad), "why": why}
    return render(request, "duties/joint_new.html", context, status=409 if why else 422 if form.errors else 200)


def _versions(units: list[Unit]) -> dict[str, list[ItemVersion]]:
    """kind of unit → the items that one of its kind has, in the order of the catalogue."""
    first: dict[str, Unit] = {}
    for unit in units:
        first.setdefault(unit.kind, unit)
    on = timezone.localdate()
    return {kind: versions_for(unit, on) for kind, unit in first.items()}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose units that join a matter under way, see what each would owe, then let them join."""
    viewer, now = viewer_of(request), timezone.now()
    found, on = matter_for(viewer, pk), timezone.localdate(now)
    viewer.require(Permission.JOINT_WRITE, found.unit)
    units = outside(found)
    sent = request.POST if request.method == "POST" else None
    form = JoinForm(sent, units=units, versions=_versions(units), chosen=items_of(found))
    planned: list[Planned] = []
    why = why_not_change(found, viewer) or why_closed(found, on)
    if not why and form.is_valid():
        told = {"units": form.cleaned_data["chosen"], "items": form.cleaned_data["items"]}
        planned = plan_parts(**told, name=found.name, happened=found.happened_on, until=found.until, now=now, on=on)
        if request.POST.get("do") == "add":
            try:
                add_parts(matter_id=pk, **told, why=form.cleaned_data["why"], now=now, by=viewer)
            except NotNow as refused:
                why = refused.sentence
            else:
                said = _("加进来了：%(n)s 个单位，最晚 %(day)s 公布，已经在它们的“今天要办”里。")
                messages.success(request, said % {"n": len(planned), "day": say_day(found.until)})
                return redirect("duties:joint", pk)
    bad = sum(bool(one.why) for one in planned)
    context = {"matter": found, "form": form, "planned": planned, "bad": bad, "why": why, "units": units}
    refused_status = 409 if sent is not None and why else 422 if form.errors else 200
    return render(request, "duties/joint_add.html", context, status=refused_status)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def matter(request: HttpRequest, pk: int) -> HttpResponse:
    """Every unit of a matter: published, under way, overdue; taking out a unit and stopping are for who began it."""
    viewer = viewer_of(request)
    found = matter_for(viewer, pk)
    if request.method != "POST":
        return _page(request, found, viewer)
    viewer.require(Permission.JOINT_WRITE, found.unit)
    try:
        return _change(request, found, viewer)
    except NotNow as refused:
        return _page(request, matter_for(viewer, pk), viewer, why=refused.sentence, status=409)


def _change(request: HttpRequest, found: JointMatter, viewer: Viewer) -> HttpResponse:
    now, why = timezone.now(), request.POST.get("why", "")
    if request.POST.get("do") == "end":
        n = end_matter(matter_id=found.pk, why=why, now=now, by=viewer)
        messages.success(request, _("停止了。%(n)s 个还没公布的单位已经移出，公布了的不变。") % {"n": n})
    elif request.POST.get("do") == "remove":
        unit = Unit.objects.filter(code=request.POST.get("unit", "")).first()
        if unit is None:
            raise NotNow(_("请选要移出的单位。"))
        try:
            remove_part(matter_id=found.pk, unit=unit, why=why, now=now, by=viewer)
        except NotFound:
            raise NotNow(_("这个单位已经不在里面了。")) from None
        messages.success(request, _("%(unit)s移出来了。") % {"unit": unit.short_name or unit.name})
    else:
        raise NotNow(_("没有这个操作，请刷新页面再试。"))
    return redirect("duties:joint", found.pk)


def _page(
    request: HttpRequest, found: JointMatter, viewer: Viewer, *, why: str = "", status: int = 200
) -> HttpResponse:
    on = timezone.localdate()
    rows = standings(found, on)
    context: dict[str, Any] = {
        "matter": found,
        "rows": rows,
        "on": on,
        "counts": counts_of(rows),
        "changed": changed_parts(found),
        "adds": not why_closed(found, on),
        "changes": not why_not_change(found, viewer),
        "open_rows": [row for row in rows if not row.number],
        "own": viewer.unit,
        "why": why,
        "reason": request.POST.get("why", ""),
    }
    return render(request, "duties/joint.html", context, status=status)


def counts_of(rows: list[Any]) -> dict[str, int]:
    """How many units stand how."""
    states = [row.state for row in rows]
    counts = {state: states.count(state) for state in ("done", "nil", "late", "begun", "todo")}
    return {**counts, "all": len(rows), "waiting": counts["begun"] + counts["todo"]}
