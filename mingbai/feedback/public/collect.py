"""A draft that is up for comment while it goes through its route."""

from __future__ import annotations

import copy
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from mingbai.channels.rules.units import full_name, unit_of
from mingbai.disclosure.models import Attachment, Edition
from mingbai.disclosure.render.blocks import present
from mingbai.disclosure.rules.days import collecting
from mingbai.feedback.models import Opinion
from mingbai.feedback.rules.collect import draft_for_all, files_for_all, place_of, until, why_not_say
from mingbai.feedback.rules.heard import counts_of
from mingbai.kit.errors import NotFound

SHOWN = 200


@require_safe
def collect(request: HttpRequest, pk: int) -> HttpResponse:
    """`/c/<n>/`: the text as it was signed so far, until when people are heard, and what they said."""
    edition = draft_for_all(pk)
    unit = unit_of(edition.notice.unit.code)
    heard = Opinion.objects.filter(edition=edition, shown=True).select_related("edition", "answer__tenure__post")
    files = files_for_all(edition, timezone.localdate())
    context = {
        "unit": unit,
        "full_name": full_name(unit),
        "edition": edition,
        "blocks": present(_with_addresses(edition, files)),
        "files": files,
        "until": until(edition) if collecting(edition) else None,
        "closed": why_not_say(edition, timezone.localdate()),
        "counts": counts_of(edition.notice, edition),
        "opinions": heard.order_by("pk")[:SHOWN],
        "published": place_of(edition) if edition.number else "",
    }
    response = render(request, "feedback/collect.html", context)
    patch_cache_control(response, public=True, no_cache=True)
    return response


@require_safe
def file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponseBase:
    """`/c/<n>/files/<m>/`: a file of a draft, while people are heard on it and never after; nobody keeps a copy."""
    offered = files_for_all(draft_for_all(pk), timezone.localdate())
    kept = next((one for one in offered if one.pk == file_pk), None)
    if kept is None or not kept.path.exists():
        raise NotFound
    response = FileResponse(kept.path.open("rb"), as_attachment=True, filename=kept.name, content_type=kept.mime)
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, no_store=True)
    return response


def _with_addresses(edition: Edition, files: list[Attachment]) -> dict[str, Any]:
    """The content with the addresses of the files that are offered; the others keep only their names."""
    found = {(one.name, one.digest): reverse("feedback:collect_file", args=[edition.pk, one.pk]) for one in files}
    content: dict[str, Any] = copy.deepcopy(edition.content) if found else edition.content
    for block in content.get("blocks", []) if found else ():
        for item in block["items"] if block["type"] == "files" else ():
            item["href"] = found.get((item["name"], item["digest"]), "")
    return content
