"""The supervision committee verifies who signed a joint demand; nobody else sees the names."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mingbai.feedback.actions import verify as act
from mingbai.feedback.models import Demand, Signer, Verification
from mingbai.feedback.rules.demands import demand_for, share_of
from mingbai.feedback.views.opinions import viewer_of
from mingbai.kit.errors import NotNow


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick the signatures that hold, say how many may sign."""
    viewer = viewer_of(request)
    found = demand_for(viewer, pk)
    why = ""
    if request.method == "POST":
        valid = [int(text) for text in request.POST.getlist("valid") if text.isascii() and text.isdigit()]
        text = request.POST.get("base", "").strip()
        base = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
        try:
            made = act(demand_id=pk, valid=valid, base=base, now=timezone.now(), by=viewer)
        except NotNow as reason:
            why = reason.sentence
        else:
            told = _("够了，已经列进台账，到期要公开。") if made.duty_id else _("没有够，已经写明差多少。")
            messages.success(request, told)
            return redirect("feedback:demand", pk)
    context = {
        "demand": found,
        "signers": _signers(found),
        "share": share_of(found.unit, found.kind),
        "checked": Verification.objects.filter(demand=found).first(),
        "ticked": set(request.POST.getlist("valid")),
        "base": request.POST.get("base", ""),
        "why": why,
    }
    return render(request, "feedback/verify.html", context, status=409 if why else 200)


def _signers(demand: Demand) -> list[tuple[Signer, bool]]:
    """Who signed, and whether the same name stands there before."""
    found, seen = [], set()
    for signer in Signer.objects.filter(demand=demand).order_by("pk"):
        key = (signer.name, signer.place)
        found.append((signer, key in seen))
        seen.add(key)
    return found
