"""One place decides whether a whole page or a part of one is asked for, and tells caches so."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

# The headers that the answer depends on; a cache that ignored one could hand a part to someone who wants the page.
VARY = ("HX-Request", "HX-Boosted", "HX-History-Restore-Request")


def is_fragment(request: "HttpRequest") -> bool:
    """True when htmx asks for a part; a boosted link and a lost history entry want the whole page."""
    asked = {name: request.headers.get(name) == "true" for name in VARY}
    return asked["HX-Request"] and not asked["HX-Boosted"] and not asked["HX-History-Restore-Request"]


def patch_vary(response: "HttpResponseBase") -> None:
    """Add the headers of htmx to Vary, keeping what is there."""
    present = [name.strip() for name in response.headers.get("Vary", "").split(",") if name.strip()]
    if "*" in present:
        return
    known = {name.lower() for name in present}
    response.headers["Vary"] = ", ".join([*present, *(name for name in VARY if name.lower() not in known)])
