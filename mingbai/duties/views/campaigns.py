"""Campaign plans for officials: the list, laying one down and changing it, and the picture of units and phases."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mingbai.catalog.models import Item
from mingbai.catalog.render import attachment
from mingbai.catalog.rules.access import unit_by_code
from mingbai.duties.actions import change_campaign, end_campaign, open_campaign, report_step, take_back_step
from mingbai.duties.forms import CampaignForm
from mingbai.duties.models import Campaign
from mingbai.duties.render import campaign_file
from mingbai.duties.rules.campaigns import (
    STATES,
    Row,
    campaign_for,
    campaigns_for,
    given_up,
    grids,
    plan_of,
    why_not_change,
)
from mingbai.duties.rules.joint import choosable
from mingbai.duties.views.joint import asked, viewer_of
from mingbai.kit.errors import NotNow
from mingbai.orgs.rules.may import Permission, Viewer

PER_PAGE = 20


@login_required
@never_cache
@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """Every campaign that concerns the viewer's units, the newest first."""
    viewer, on = viewer_of(request), timezone.localdate()
    viewer.require(Permission.NOTICE_READ)
    words, state = asked(request)
    listed = _sought(campaigns_for(viewer), words, state)
    table = grids(listed, on)
    rows = [(one, plan_of(one), table[one.pk], sum(bool(row.late) for row in table[one.pk])) for one in listed]
    if state == "late":
        rows = [row for row in rows if row[3] and row[0].ended_at is None]
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "q": words,
        "state": state,
        "states": [(key, _(label)) for key, label in STATES.items()],
        "opens": viewer.may(Permission.CAMPAIGN_WRITE),
    }
    return render(request, "duties/campaigns.html", context)


def _sought(found: QuerySet[Campaign], words: str, state: str) -> list[Campaign]:
    if words:
        found = found.filter(name__contains=words)
    if state in STATES:
        found = found.filter(ended_at__isnull=state != "ended")
    return list(found.order_by("-opened_at", "-pk"))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Phases, days, tasks, units; then the units find it on their desks."""
    viewer = viewer_of(request)
    viewer.require(Permission.CAMPAIGN_WRITE)
    return _form(request, viewer, None)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """A new version of a plan under way."""
    viewer = viewer_of(request)
    found = campaign_for(viewer, pk)
    viewer.require(Permission.CAMPAIGN_WRITE, found.unit)
    return _form(request, viewer, found)


def _form(request: HttpRequest, viewer: Viewer, found: Campaign | None) -> HttpResponse:
    codes = set(Item.objects.values_list("code", flat=True))
    sent, why = request.POST if request.method == "POST" else None, ""
    form = CampaignForm(sent, units=choosable(viewer), codes=codes, campaign=found)
    if sent is not None and form.is_valid():
        told: dict[str, Any] = {**form.told(), "now": timezone.now(), "by": viewer}
        try:
            if found is None:
                pk = open_campaign(**told).pk
                messages.success(request, _("安排好了，到了日子就在各单位的“今天要办”里。"))
            else:
                pk = change_campaign(campaign_id=found.pk, **told).campaign_id
                messages.success(request, _("改好了，报过的都留着。"))
        except NotNow as refused:
            why = refused.sentence
        else:
            return redirect("duties:campaign", pk)
    context = {"form": form, "campaign": found, "why": why}
    return render(request, "duties/campaign_edit.html", context, status=409 if why else 422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """How far each unit is in each phase; the tasks of one unit below it, to report there."""
    viewer = viewer_of(request)
    found = campaign_for(viewer, pk)
    if request.method != "POST":
        return _page(request, found, viewer)
    try:
        return _do(request, found, viewer)
    except NotNow as refused:
        return _page(request, campaign_for(viewer, pk), viewer, why=refused.sentence, status=409)


def _do(request: HttpRequest, found: Campaign, viewer: Viewer) -> HttpResponse:
    sent, act = request.POST, request.POST.get("do", "")
    told: dict[str, Any] = {"campaign_id": found.pk, "now": timezone.now(), "by": viewer}
    if act == "end":
        end_campaign(why=sent.get("why", ""), **told)
        messages.success(request, _("活动结束了，报过的都留着。"))
        return redirect("duties:campaign", found.pk)
    unit = unit_by_code(sent.get("unit", ""))
    if act == "report":
        report_step(unit=unit, key=sent.get("key", ""), words=sent.get("words", ""), **told)
        messages.success(request, _("报上去了。"))
    elif act == "take_back":
        take_back_step(unit=unit, key=sent.get("key", ""), **told)
        messages.success(request, _("收回来了，这一项又等着办。"))
    else:
        raise NotNow(_("没有这个操作，请刷新页面再试。"))
    return redirect("duties:campaign", found.pk)


def _page(request: HttpRequest, found: Campaign, viewer: Viewer, *, why: str = "", status: int = 200) -> HttpResponse:
    rows = grids([found], timezone.localdate())[found.pk]
    code = request.GET.get("unit", "") or (viewer.unit.code if viewer.unit else "")
    shown: Row | None = next((row for row in rows if row.unit.code == code), None)
    if shown is None and len(rows) == 1:
        shown = rows[0]
    context: dict[str, Any] = {
        "campaign": found,
        "plan": plan_of(found),
        "rows": rows,
        "late": sum(bool(row.late) for row in rows),
        "shown": shown,
        "reports": shown is not None and found.ended_at is None and viewer.may(Permission.DUTY_WRITE, shown.unit),
        "given_up": given_up(found, shown.unit) if shown else [],
        "changes": not why_not_change(found, viewer),
        "versions": list(found.plans.all()),
        "why": why,
        "key": request.POST.get("key", ""),
        "words": request.POST.get("words", ""),
    }
    return render(request, "duties/campaign.html", context, status=status)


@login_required
@never_cache
@require_safe
def table(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """A row for each task of each unit."""
    on = timezone.localdate()
    found = campaign_for(viewer_of(request), pk)
    body = campaign_file(found, grids([found], on)[found.pk], on, form)
    return attachment(body, f"{found.name}-{on.isoformat()}.{form}")
