"""The landing page of the demo: choose who you are and go in. Its addresses exist in demo mode only."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from mingbai.kit.errors import NotFound
from mingbai.orgs.models import User
from mingbai.web.demo.build import ROLES
from mingbai.web.demo.world import PILOT


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/landing.html", {"roles": ROLES})


@require_POST
def enter(request: HttpRequest, key: str) -> HttpResponse:
    """Go in as one of the cards; whoever was logged in before goes out first."""
    role = next((role for role in ROLES if role.key == key), None)
    if role is None:
        raise NotFound
    logout(request)
    if not role.kind and not role.tier:
        return redirect("channels:board", PILOT)
    user = User.objects.filter(username=f"demo-{role.key}").first()
    if user is None:
        raise NotFound
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    if role.tier:
        return redirect("channels:members")
    if role.key == "district":
        return redirect("duties:overview", role.unit)
    return redirect("admin:index" if role.key == "operator" else "disclosure:desk")
