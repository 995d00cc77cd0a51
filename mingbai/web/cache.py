"""Public pages kept for a moment in front of Django: right because they live short, not because anyone clears them."""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http.cookie import parse_cookie

from mingbai.web.modes import display_of

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Key = tuple[str, ...]

SECONDS = 1.5
MOST_BYTES = 32 * 1024 * 1024
LARGEST_PAGE = 1024 * 1024
WAIT = 5.0  # how long a second reader waits for the first one's page
TEXT = ("text/html", "application/json", "application/atom+xml")
AREAS = ("/u/", "/n/")
# What belongs to one answer and must not be repeated with the next.
WITH_304 = {"cache-control", "vary", "content-location", "expires"}
ITS_OWN = {"x-request-id", "content-length", "date", "content-encoding", "etag"}


@dataclass(frozen=True)
class Page:
    """One answer, ready to be sent: the bytes plain and compressed, each with its own ETag."""

    headers: Headers
    plain: bytes
    packed: bytes
    tag: str
    until: float

    @property
    def size(self) -> int:
        return len(self.plain) + len(self.packed)


class FrontCache:
    """WSGI wrapper: readers without a session share a page for a second and a half; everyone else goes through."""

    def __init__(self, application: Application, *, seconds: float = SECONDS, most_bytes: int = MOST_BYTES) -> None:
        self.application = application
        self.seconds = seconds
        self.most_bytes = most_bytes
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._bytes = 0
        self._making: dict[Key, threading.Event] = {}
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        key = key_of(environ)
        if key is None:
            return self.application(environ, start_response)
        page = self._kept(key)
        if page is not None:
            return answer(page, environ, start_response)
        first = self._claim(key)
        if first is not None:
            first.wait(WAIT)
            page = self._kept(key)
            if page is not None:
                return answer(page, environ, start_response)
            return self.application(environ, start_response)
        try:
            return self._make(key, environ, start_response)
        finally:
            self._release(key)

    def _make(self, key: Key, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        said: list[tuple[str, Headers]] = []
        # What the browser has already is compared with our own ETag, so Django must not answer 304 by itself.
        asked = {name: value for name, value in environ.items() if name != "HTTP_IF_NONE_MATCH"}
        asked["REQUEST_METHOD"] = "GET"  # HEAD has the headers of GET
        body = self.application(asked, lambda status, headers, *_more: said.append((status, headers)))
        if not said:  # a generator that speaks late; not ours
            raise RuntimeError("the application gave a body before its status")
        status, headers = said[0]
        if not may_be_kept(status, headers):
            start_response(status, headers)
            return body if environ["REQUEST_METHOD"] == "GET" else emptied(body)
        try:
            plain = b"".join(body)
        finally:
            emptied(body)
        page = made(headers, plain, time.monotonic() + self.seconds)
        self._keep(key, page)
        return answer(page, environ, start_response)

    def _kept(self, key: Key) -> Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is None:
                return None
            if page.until <= time.monotonic():
                self._drop(key)
                return None
            self._pages.move_to_end(key)
            return page

    def _keep(self, key: Key, page: Page) -> None:
        if len(page.plain) > LARGEST_PAGE:
            return
        with self._lock:
            if key in self._pages:
                self._drop(key)
            self._pages[key] = page
            self._bytes += page.size
            while self._bytes > self.most_bytes:
                self._drop(next(iter(self._pages)))

    def _drop(self, key: Key) -> None:
        self._bytes -= self._pages.pop(key).size

    def _claim(self, key: Key) -> threading.Event | None:
        """None for the one who makes the page; for the others what to wait for."""
        with self._lock:
            making = self._making.get(key)
            if making is None:
                self._making[key] = threading.Event()
            return making

    def _release(self, key: Key) -> None:
        with self._lock:
            self._making.pop(key).set()

    def __len__(self) -> int:
        return len(self._pages)


def emptied(body: Iterable[bytes]) -> list[bytes]:
    """Close a body that nobody will read on."""
    close = getattr(body, "close", None)
    if close:
        close()
    return []


def key_of(environ: Environ) -> Key | None:
    """What a page may depend on; None for a request that is not for the cache."""
    path = environ.get("PATH_INFO", "")
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not (path == "/" or path.startswith(AREAS)):
        return None
    if environ.get("HTTP_AUTHORIZATION") or environ.get("HTTP_HX_REQUEST") or environ.get("HTTP_RANGE"):
        return None
    cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
    if settings.SESSION_COOKIE_NAME in cookies or CookieStorage.cookie_name in cookies:
        return None
    return (
        environ.get("wsgi.url_scheme", ""),
        environ.get("HTTP_X_FORWARDED_PROTO", ""),
        environ.get("HTTP_HOST") or environ.get("SERVER_NAME", ""),
        environ.get("SCRIPT_NAME", ""),
        path,
        environ.get("QUERY_STRING", ""),
        display_of(cookies).key,
    )


def may_be_kept(status: str, headers: Headers) -> bool:
    """Only a plain success in text that sets no cookie and is for everyone."""
    if not status.startswith("200"):
        return False
    named = {name.lower(): value.lower() for name, value in headers}
    control = named.get("cache-control", "")
    return (
        "set-cookie" not in named
        and "private" not in control
        and "no-store" not in control
        and "content-encoding" not in named
        and named.get("content-type", "").startswith(TEXT)
        and "attachment" not in named.get("content-disposition", "")
    )


def made(headers: Headers, plain: bytes, until: float) -> Page:
    rest = [(name, value) for name, value in headers if name.lower() not in {*ITS_OWN, "vary"}]
    vary = next((value for name, value in headers if name.lower() == "vary"), "")
    names = dict.fromkeys([*filter(None, (part.strip() for part in vary.split(","))), "Cookie", "Accept-Encoding"])
    tag = hashlib.sha256(plain).hexdigest()[:24]
    packed = gzip.compress(plain, compresslevel=5, mtime=0)
    return Page([*rest, ("Vary", ", ".join(names))], plain, packed, tag, until)


def answer(page: Page, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """The page as this reader can take it, or 304 when the browser has it already."""
    packed = takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
    body = page.packed if packed else page.plain
    etag = f'"{page.tag}{"-gz" if packed else ""}"'  # each form has a tag of its own, as HTTP wants it
    if etag in etags_in(environ.get("HTTP_IF_NONE_MATCH", "")):
        kept = [
            (n, v) for n, v in page.headers if n.lower() in ("cache-control", "vary", "content-location", "expires")
        ]
        start_response("304 Not Modified", [*kept, ("ETag", etag)])
        return []
    extra = [("ETag", etag), ("Content-Length", str(len(body)))]
    if packed:
        extra.append(("Content-Encoding", "gzip"))
    start_response("200 OK", [*page.headers, *extra])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def etags_in(header: str) -> Iterator[str]:
    for part in header.split(","):
        yield part.strip().removeprefix("W/")


def takes_gzip(header: str) -> bool:
    for part in header.lower().split(","):
        name, _sign, more = part.partition(";")
        if name.strip() in ("gzip", "*"):
            return more.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
