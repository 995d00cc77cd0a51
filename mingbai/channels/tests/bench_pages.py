"""Board and notice pages per second, with and without the front cache, beside a bare Django view in the same run."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from mingbai.disclosure.tests.factories import World, draft, make_world, owe, walk
from mingbai.web.cache import FrontCache
from mingbai.web.staticfiles import collect_when_changed

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
NOTICES = 60
SECONDS = 2.0
BOARD, NOTICE, BARE = "/u/500153001003/", "/n/500153001003/2026-00001/", "/"


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("明白")


# The same Django with no middleware: the most that a view can do here.
urlpatterns = [path("", bare)]


def measure(notices: int = NOTICES, seconds: float = SECONDS) -> dict[str, float]:
    """Requests per second in one thread, in this process, on a board with so many notices."""
    from django.conf import settings

    call_command("migrate", verbosity=0)
    collect_when_changed()
    fill(notices)
    django, cached = WSGIHandler(), FrontCache(WSGIHandler())
    figures = {
        "notices": float(notices),
        "board_per_s": rate(django, BOARD, seconds),
        "notice_per_s": rate(django, NOTICE, seconds),
        "board_cached_per_s": rate(cached, BOARD, seconds),
        "notice_cached_per_s": rate(cached, NOTICE, seconds),
    }
    settings.ROOT_URLCONF, settings.MIDDLEWARE = __name__, []
    from django.urls import clear_url_caches, set_urlconf

    clear_url_caches()
    set_urlconf(None)
    figures["bare_view_per_s"] = rate(WSGIHandler(), BARE, seconds)
    for page in ("board", "notice", "board_cached", "notice_cached"):
        figures[f"{page}_to_bare"] = round(figures[f"{page}_per_s"] / figures["bare_view_per_s"], 4)
    return figures


def fill(notices: int) -> World:
    """A year's duties and so many notices of the last days, through the whole route."""
    world = make_world(codes=None)
    owe(world, timezone.localdate().year)
    for number in range(notices):
        now = timezone.now() - timedelta(hours=20 + number)
        code, period = (("CA03", "2026-Q3"), ("JW04", "2026-Q3"))[number % 2]
        walk(world, draft(world, code, period, title=f"第{number + 1}份公开", now=now), now=now)
    return world


def rate(application: Application, address: str, seconds: float) -> float:
    """Requests answered with 200 per second."""
    ask(application, address)
    start, made = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        made += 1
        ask(application, address)
    return round(made / (time.perf_counter() - start), 1)


def ask(application: Application, address: str) -> bytes:
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
    }
    body = application(environ, lambda status, _headers, *_more: said.append(status))
    text = b"".join(body)
    close = getattr(body, "close", None)
    if close:
        close()
    if not said[0].startswith("200"):
        raise RuntimeError(f"{address}: {said[0]}")
    return text
