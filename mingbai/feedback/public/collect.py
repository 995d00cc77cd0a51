"""A draft that is up for comment while it goes through its route."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from mingbai.channels.rules.units import full_name, unit_of
from mingbai.disclosure.render.blocks import present
from mingbai.disclosure.rules.days import collecting
from mingbai.feedback.models import Opinion
from mingbai.feedback.rules.collect import draft_for_all, place_of, until, why_not_say
from mingbai.feedback.rules.heard import counts_of

SHOWN = 200


@require_safe
def collect(request: HttpRequest, pk: int) -> HttpResponse:
    """`/c/<n>/`: the text as it was signed so far, until when people are heard, and what they said."""
    edition = draft_for_all(pk)
    unit = unit_of(edition.notice.unit.code)
    heard = Opinion.objects.filter(edition=edition, shown=True).select_related("edition", "answer__tenure__post")
    context = {
        "unit": unit,
        "full_name": full_name(unit),
        "edition": edition,
        "blocks": present(edition.content),
        "until": until(edition) if collecting(edition) else None,
        "closed": why_not_say(edition, timezone.localdate()),
        "counts": counts_of(edition.notice, edition),
        "opinions": heard.order_by("pk")[:SHOWN],
        "published": place_of(edition) if edition.number else "",
    }
    response = render(request, "feedback/collect.html", context)
    patch_cache_control(response, public=True, no_cache=True)
    return response
