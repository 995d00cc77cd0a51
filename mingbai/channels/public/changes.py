"""What a corrected edition changed, beside the note that says why."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingbai.channels.public.asked import edition_number, kept_by, viewer_of
from mingbai.channels.public.notice import canonical
from mingbai.channels.rules.changes import changes
from mingbai.channels.rules.notices import notice_of
from mingbai.channels.rules.units import full_name
from mingbai.disclosure.models import Edition, EditionState
from mingbai.disclosure.rules.content import note_of
from mingbai.kit.errors import NotFound


@require_safe
def changed(request: HttpRequest, code: str, year: int, serial: int) -> HttpResponseBase:
    """`?to=3` against the edition before it, or against `from=1`; without either the newest one. Two queries.

    NotFound where there is nothing to compare, or where one of the two may not be read.
    """
    moved = canonical(request, "changes", code, year, serial)
    if moved:
        return moved
    notice, full = notice_of(viewer_of(request), code, year, serial)
    if not full:
        raise NotFound
    found = notice.editions.filter(number__isnull=False).exclude(state=EditionState.WITHDRAWN)
    editions: dict[int, Edition] = {one.number: one for one in found if one.number is not None}
    to = edition_number(request, "to") or max(editions, default=0)
    since = edition_number(request, "from") or to - 1
    if to not in editions or since not in editions or since >= to:
        raise NotFound
    old, new = editions[since], editions[to]
    context = {
        "unit": notice.unit,
        "full_name": full_name(notice.unit),
        "notice": notice,
        "old": old,
        "new": new,
        "note": note_of(new.content),
        "changes": changes(old.content, new.content),
        "others": [number for number in sorted(editions)[1:] if number != to],
    }
    return kept_by(request, render(request, "channels/changes.html", context))
