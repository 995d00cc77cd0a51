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
        notice, _full = notice_of(viewer_of(request), *read)
    except NotFound:
        return {"missing": _("没有这个编号的公开。请核对每一位；还是没有，这张纸就不是我们公布的。")}
    editions = notice.editions.filter(number__isnull=False).defer("content", "steps")
    return {"notice": notice, "paper": compare(digits, editions)}
