"""Registering that something happened which must be disclosed."""

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
from django.views.decorators.http import require_http_methods

from mingbai.catalog.models import Item, ItemVersion
from mingbai.catalog.rules import current_calendar
from mingbai.catalog.rules.versions import spec_of, versions_for
from mingbai.duties.actions import open_event
from mingbai.duties.forms import EventForm
from mingbai.duties.rules.due import explain_event
from mingbai.duties.rules.events import event_due
from mingbai.kit.errors import NotNow
from mingbai.kit.workdays import say_day
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Permission, Viewer


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
