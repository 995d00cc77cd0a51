"""Is the paper on the wall true: a number and the characters beside the code, no scanning needed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingbai.channels.public.asked import kept_by, viewer_of
from mingbai.channels.rules.notices import notice_of
from mingbai.channels.rules.paper import compare, read_number
from mingbai.channels.rules.units import profile_of, unit_of
from mingbai.kit.errors import NotFound


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Works for every published notice, those of a unit's own board too: nothing of their content is shown."""
    number, digits = request.GET.get("number", ""), request.GET.get("d", "")
    context: dict[str, Any] = {"number": number[:120], "digits": digits[:80]}
    if number or digits:
        context |= _looked_up(request, number, digits)
    return kept_by(request, render(request, "channels/verify.html", context))


def _looked_up(request: HttpRequest, number: str, digits: str) -> dict[str, Any]:
    read = read_number(number)
    if read is None:
        return {"missing": _("编号没看明白。纸上印的是这个样子：500153001003/2026-00012。")}
    try:
        notice, online = notice_of(viewer_of(request), *read)
    except NotFound:
        missing = _("没有这个编号的公开。请核对每一位；还是没有，这张纸就不是我们公布的。")
        return {"missing": missing, **_whom_to_ask(read[0])}
    editions = notice.editions.filter(number__isnull=False).defer("content", "steps")
    return {
        "notice": notice,
        "online": online,
        "paper": compare(digits, editions, online=online, held=notice.held_at is not None, over=notice.retired),
        "asked": notice.unit,
        "profile": profile_of(notice.unit),
    }


def _whom_to_ask(code: str) -> dict[str, Any]:
    """The unit that the number names, so that a paper nobody published can be reported; nothing where it names none."""
    try:
        unit = unit_of(code)
    except NotFound:
        return {}
    return {"asked": unit, "profile": profile_of(unit)}
