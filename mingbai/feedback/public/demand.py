"""A joint demand: to open one, and its page, where anybody reads what is demanded and signs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from mingbai.channels.rules.units import profile_of, unit_of
from mingbai.feedback.actions import demand as open_demand
from mingbai.feedback.actions import sign
from mingbai.feedback.actions.pace import SAYING, keep_pace
from mingbai.feedback.forms import DemandForm, SignForm
from mingbai.feedback.models import Demand, DemandKind, Signer, Verification
from mingbai.feedback.rules.demands import demandable, demands_of, share_of
from mingbai.kit.errors import NotFound, NotNow
from mingbai.orgs.models import Unit

LISTED = 40


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Villages and communities only; for offices the law has the application."""
    unit, now, why = unit_of(code), timezone.now(), ""
    if not unit.is_grassroots:
        raise NotFound
    sent = request.POST if request.method == "POST" else None
    form = DemandForm(sent, versions=demandable(unit, timezone.localdate(now)), kinds=_kinds(unit))
    if sent is not None:
        keep_pace(what="demand", address=request.META.get("REMOTE_ADDR"), most=SAYING, now=now)
        if form.is_valid():
            try:
                found = open_demand(unit=unit, now=now, **_told(form, "code", "kind", "words", "name", "place"))
            except NotNow as reason:
                why = reason.sentence
            else:
                return redirect("feedback:demand", found.pk)
    status = 409 if why else 422 if form.errors else 200
    context = {
        "unit": unit,
        "form": form,
        "why": why,
        "profile": profile_of(unit),
        "demands": demands_of(unit, now)[:LISTED],
    }
    return render(request, "feedback/demand_new.html", context, status=status)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def demand(request: HttpRequest, pk: int) -> HttpResponse:
    """What is demanded, how many have signed, how many are needed; never who."""
    found = Demand.objects.select_related("unit", "item").filter(pk=pk).first()
    if found is None:
        raise NotFound
    sent, now, why = request.POST if request.method == "POST" else None, timezone.now(), ""
    form = SignForm(sent)
    if sent is not None:
        keep_pace(what="demand", address=request.META.get("REMOTE_ADDR"), most=SAYING, now=now)
        if form.is_valid():
            try:
                sign(demand_id=pk, now=now, **_told(form, "name", "place"))
            except NotNow as reason:
                why = reason.sentence
            else:
                messages.success(request, _("签好了。姓名只给监督委员会看。"))
                return redirect("feedback:demand", pk)
    unit = unit_of(found.unit.code)
    context = {
        "unit": unit,
        "demand": found,
        "signed": Signer.objects.filter(demand=found).count(),
        "share": share_of(unit, found.kind),
        "checked": Verification.objects.select_related("duty", "tenure__post").filter(demand=found).first(),
        "form": form,
        "why": why,
        "profile": profile_of(unit),
    }
    return render(request, "feedback/demand.html", context, status=409 if why else 422 if form.errors else 200)


def _kinds(unit: Unit) -> list[tuple[str, str]]:
    return [
        (kind.value, _("%(who)s，要 %(share)s") % {"who": kind.label, "share": share_of(unit, kind).words})
        for kind in DemandKind
    ]


def _told(form: SignForm, *names: str) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in names}
