"""The page of one notice, and its data beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingbai.channels.actions.sheets import stored_size
from mingbai.channels.public.asked import code_picture, edition_number, kept_by, viewer_of
from mingbai.channels.rules.beside import beside
from mingbai.channels.rules.document import document, refused, retired, stub
from mingbai.channels.rules.notices import Shown, notice_of, shown, withdrawal_of
from mingbai.channels.rules.paper import compare
from mingbai.channels.rules.retired import signatures_of, totals_of
from mingbai.channels.rules.sheet import scan_link
from mingbai.channels.rules.trail import name_of
from mingbai.channels.rules.units import full_name, profile_of
from mingbai.disclosure.models.decisions import in_post
from mingbai.disclosure.render.blocks import present
from mingbai.duties.rules.roster import masked
from mingbai.orgs.rules.may import Permission

Canonical = HttpResponsePermanentRedirect | None
PLAIN = {"ensure_ascii": False, "indent": 1}


def canonical(request: HttpRequest, name: str, *key: object) -> Canonical:
    """The answer to an address that writes the number in another way; None for the one way it is written."""
    wanted = reverse(f"channels:{name}", args=key)
    if request.path == wanted:
        return None
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{wanted}?{query}" if query else wanted)


@require_safe
def notice(request: HttpRequest, code: str, year: int, serial: int) -> HttpResponseBase:
    """Six queries at most. A notice that is only for the unit's own board answers 403, without its content."""
    moved = canonical(request, "notice", code, year, serial)
    if moved:
        return moved
    found, full = notice_of(viewer_of(request), code, year, serial)
    one = shown(found, full=full, number=edition_number(request))
    context = _common(request, one)
    if one.gone:
        return kept_by(request, render(request, "channels/gone.html", context | taken_back(one), status=410))
    if one.retired:
        return kept_by(request, retired_page(request, context))
    if not full:
        return render(request, "channels/local.html", context, status=403)
    on = timezone.localdate()
    context |= {
        "public": True,
        "on": on,
        "days": one.days(on),
        "left": one.edition.days_left(on),
        "blocks": present(one.edition.content),
        "files": one.files or None,
        "qr": _code(one),
        **_urgent(one),
        "pdf_size": stored_size(one.edition) if one.is_live else None,
        "on_desk": viewer_of(request).may(Permission.NOTICE_READ, found.unit),
    }
    return kept_by(request, render(request, "channels/notice.html", context))


@require_safe
def data(request: HttpRequest, code: str, year: int, serial: int) -> HttpResponseBase:
    """The notice as JSON; 403 with what is public of it where the content is not for this reader."""
    moved = canonical(request, "data", code, year, serial)
    if moved:
        return moved
    found, full = notice_of(viewer_of(request), code, year, serial)
    one = shown(found, full=full, number=edition_number(request))
    if one.gone:
        return kept_by(request, JsonResponse(stub(one, withdrawal_of(found)), status=410, json_dumps_params=PLAIN))
    if one.retired:
        return kept_by(request, JsonResponse(retired(one), status=410, json_dumps_params=PLAIN))
    if not full:
        return JsonResponse(refused(one), status=403, json_dumps_params=PLAIN)
    response = JsonResponse(document(one), json_dumps_params=PLAIN)
    response["Access-Control-Allow-Origin"] = "*"
    return kept_by(request, response)


def retired_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The stub of a list about residents whose display has ended."""
    one = context["shown"]
    more = {"totals": totals_of(one), "signatures": signatures_of(one), "paper": context.get("paper")}
    return render(request, "channels/retired.html", context | more, status=410)


def _urgent(one: Shown) -> dict[str, Any]:
    """By whom an emergency publication was ordered, and whether the signatures are late."""
    urgent = one.urgent
    if urgent is None or urgent.word.tenure is None:
        return {}
    by = f"{urgent.word.tenure.post.title} {name_of(urgent.word)}"
    return {"urgent_by": by, "urgent_late": urgent.late(timezone.localdate())}


def taken_back(one: Shown) -> dict[str, Any]:
    """Who took it back and why, with posts and surnames, for the page that stands in its place."""
    asked = withdrawal_of(one.notice)
    hands = [(asked.asked_by, asked.asker), (asked.decided_by, asked.decider)] if asked else []
    names = [f"{tenure.post.title} {in_post(tenure, hand, masked)}" for tenure, hand in hands if tenure is not None]
    return {"asked": asked, "names": names}


def _common(request: HttpRequest, one: Shown) -> dict[str, Any]:
    digits = request.GET.get("d")
    return {
        "unit": one.notice.unit,
        "full_name": full_name(one.notice.unit),
        "profile": profile_of(one.notice.unit),
        "notice": one.notice,
        "edition": one.edition,
        "shown": one,
        "beside": beside(one, timezone.localdate()),
        "paper": None
        if digits is None
        else compare(digits, one.editions, online=one.full, held=one.held, over=one.retired),
        "number": one.notice.number,
    }


def _code(one: Shown) -> SafeString:
    return code_picture(scan_link(one.notice, one.edition.digest), _("二维码：核对这份公开"))
