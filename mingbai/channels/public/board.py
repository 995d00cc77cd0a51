"""The board of a unit."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingbai.channels.public.asked import code_picture, kept_by, page_number
from mingbai.channels.rules.board import board_of, domains_of, equation
from mingbai.channels.rules.units import above, profile_of, short, unit_of
from mingbai.duties.rules.choice import ALL_TIME


@require_safe
def board(request: HttpRequest, code: str) -> HttpResponse:
    """Six queries at most, whatever hangs there."""
    on = timezone.localdate()
    unit = unit_of(code, collecting=True)
    found = board_of(unit, on, page=page_number(request))
    ledger = _ledger(unit.code)
    address = f"{settings.BASE_URL}{reverse('channels:board', args=[unit.code])}"
    context = {
        "unit": unit,
        "kicker": _(" · ").join(short(one) for one in above(unit)),
        "profile": profile_of(unit),
        "board": found,
        "page": found.posted,
        "on": on,
        "state_items": equation(found, ledger),
        "domains": domains_of(found.tally.cells),
        "ledger": ledger,
        "all_time": ALL_TIME,
        "late_more": found.late_count - len(found.late),
        "nil_more": found.nil_count - len(found.nils),
        "qr": code_picture(address, _("二维码：%(name)s公开栏的网址") % {"name": short(unit)}),
    }
    return kept_by(request, render(request, "channels/board.html", context))


def _ledger(code: str) -> str:
    try:
        return reverse("duties:ledger", args=[code])
    except NoReverseMatch:
        return ""
