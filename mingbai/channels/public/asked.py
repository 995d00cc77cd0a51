"""What the public pages share: who looks, which page of a list, who may keep the answer, the picture of a code."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.safestring import SafeString, mark_safe

from mingbai.channels.render.qr import qr_svg
from mingbai.kit.errors import NotFound
from mingbai.orgs.rules.may import ANONYMOUS, Viewer


def viewer_of(request: HttpRequest) -> Viewer:
    return cast(Viewer, getattr(request, "viewer", ANONYMOUS))


def page_number(request: HttpRequest) -> int:
    """The page asked for; anything that is no page is the first one."""
    text = request.GET.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def edition_number(request: HttpRequest, name: str = "edition") -> int | None:
    """Which edition is asked for; NotFound for what is no number."""
    text = request.GET.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise NotFound
    return int(text)


def kept_by(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Say who may keep the answer: anyone for a moment, or nobody when it was made for somebody who is logged in."""
    if viewer_of(request).user is None:
        patch_cache_control(response, public=True, no_cache=True)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


@lru_cache(maxsize=512)
def code_picture(text: str, label: str) -> SafeString:
    """The QR code of an address as SVG for a page; our own markup, the label is escaped there."""
    return mark_safe(qr_svg(text, label, border=2))
