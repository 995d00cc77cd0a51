"""上墙和换贴: what must be replaced on the boards, what does not hang there yet, what hangs where, and the boards."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mingbai.catalog.render import attachment
from mingbai.channels.actions import walls as act
from mingbai.channels.forms import DownForm, EndForm, HangForm, WallForm
from mingbai.channels.models import PostingQuerySet
from mingbai.channels.render.paper import paper_file
from mingbai.channels.rules.walls import CHOSEN_FROM, missing_on, on_display, postings_for, walls_of, wrong_on
from mingbai.disclosure.models.notices import still_up
from mingbai.kit.errors import NotNow
from mingbai.orgs.rules.may import Permission, Viewer

PER_PAGE = 30
STATES = ("hanging", "down", "")


def viewer_of(request: HttpRequest) -> Viewer:
    return cast(Viewer, request.viewer)  # type: ignore[attr-defined]


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def walls(request: HttpRequest) -> HttpResponse:
    """The page of the unit's clerk; its other officials read it."""
    viewer = viewer_of(request)
    postings_for(viewer)
    if request.method != "POST":
        return _page(request, viewer)
    viewer.require(Permission.POSTING_WRITE)
    do = request.POST.get("do", "")
    if do not in FORMS:
        return _page(request, viewer, why=_("请选一个再交。"), status=409)
    form = _form(do, request, viewer)
    if not form.is_valid():
        return _page(request, viewer, failed=form, status=422)
    try:
        said = DONE[do](form.cleaned_data, viewer)
    except NotNow as reason:
        return _page(request, viewer, failed=form, why=reason.sentence, status=409)
    messages.success(request, said)
    return redirect("channels:walls")


@login_required
@never_cache
@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    """What the list shows, all pages of it."""
    return attachment(paper_file(_found(request, viewer_of(request)), form), f"{_('上墙登记')}.{form}")


# The forms that stand on the page with what was typed, when they come back.
KEPT: dict[type[forms.Form], str] = {HangForm: "hang_form", WallForm: "wall_form"}
FORMS: dict[str, type[forms.Form]] = {"hang": HangForm, "down": DownForm, "add": WallForm, "end": EndForm}


def _form(do: str, request: HttpRequest, viewer: Viewer) -> forms.Form:
    if do != "hang":
        return FORMS[do](request.POST)
    assert viewer.unit is not None, "require() has made sure of a post"
    notices = on_display(viewer.unit, timezone.localdate())
    return HangForm(request.POST, notices=notices, walls=walls_of(viewer.unit))


def _hang(told: dict[str, Any], viewer: Viewer) -> str:
    made = act.hang(edition_id=told["edition"], wall_ids=told["walls"], day=told["day"], now=timezone.now(), by=viewer)
    words = {"title": made[0].edition.title, "walls": _("、").join(posting.place for posting in made)}
    return _("登记好了：“%(title)s”贴在%(walls)s。") % words


def _down(told: dict[str, Any], viewer: Viewer) -> str:
    told = {"posting_id": told["posting"], "day": told["day"], "reason": told["reason"]}
    posting = act.take_down(now=timezone.now(), by=viewer, **told)
    return _("登记好了：%(wall)s上的那一张撤下了。") % {"wall": posting.place}


def _add(told: dict[str, Any], viewer: Viewer) -> str:
    return _("登记了公示栏“%(name)s”。") % {"name": act.add_wall(now=timezone.now(), by=viewer, **told).name}


def _end(told: dict[str, Any], viewer: Viewer) -> str:
    wall = act.end_wall(wall_id=told["wall"], now=timezone.now(), by=viewer)
    return _("“%(name)s”停用了，以前的登记都留着。") % {"name": wall.name}


DONE = {"hang": _hang, "down": _down, "add": _add, "end": _end}


def _wanted(request: HttpRequest) -> tuple[str, str, int]:
    words = request.GET.get("q", "").replace("\0", "").strip()[:40]
    state, wall = request.GET.get("state", "hanging"), request.GET.get("wall", "")
    number = int(wall) if wall.isascii() and wall.isdigit() and len(wall) < 18 else 0
    return words, state if state in STATES else "hanging", number


def _found(request: HttpRequest, viewer: Viewer) -> PostingQuerySet:
    words, state, wall = _wanted(request)
    found = postings_for(viewer)
    if state:
        found = found.filter(until__isnull=state == "hanging")
    if wall:
        found = found.filter(wall=wall)
    if words:
        titled = still_up("edition__notice__") & Q(edition__title__contains=words)
        found = found.filter(titled | Q(place__contains=words))
    return found.order_by("-since", "-pk")


def _page(
    request: HttpRequest, viewer: Viewer, *, failed: forms.Form | None = None, why: str = "", status: int = 200
) -> HttpResponse:
    unit, on = viewer.unit, timezone.localdate()
    assert unit is not None, "postings_for() has made sure of a post"
    words, state, wall = _wanted(request)
    boards, missing = walls_of(unit), missing_on(unit, on)
    notices = list(on_display(unit, on)[:CHOSEN_FROM]) if boards else []
    context = {
        "unit": unit,
        "on": on,
        "writes": viewer.may(Permission.POSTING_WRITE),
        "wrong": wrong_on(unit),
        "missing": missing,
        "page": Paginator(_found(request, viewer), PER_PAGE).get_page(request.GET.get("page")),
        "walls": boards,
        "hang_form": HangForm(notices=notices, walls=boards, initial={"day": on}) if notices else None,
        "wall_form": WallForm(),
        "has_main": any(one.main for one in boards),
        "q": words,
        "state": state,
        "wall": wall,
        "query": request.GET.urlencode(),
        "why": why,
    }
    if failed is not None:
        context |= {"form": failed, KEPT.get(type(failed), "kept"): failed}
    return render(request, "channels/walls.html", context, status=status)
