"""The cache in front of Django: shared by readers without a session, never by anyone else, and never for long."""

import gzip
import io
import threading
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client

from mingbai.disclosure.tests.factories import World, make_world, publish
from mingbai.web.cache import FrontCache, takes_gzip

BOARD = "/u/500153001003/"


class Counting:
    """An application that says how often it was asked."""

    def __init__(self, status: str = "200 OK", **headers: str) -> None:
        self.asked = 0
        self.closed = 0
        self.status = status
        self.headers = [("Content-Type", "text/html; charset=utf-8")]
        self.headers += [(name.replace("_", "-"), value) for name, value in headers.items()]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked += 1
        start_response(self.status, self.headers)
        return [f"{environ['PATH_INFO']} {self.asked}".encode()]


def ask(
    app: Any, path: str = BOARD, query: str = "", method: str = "GET", **more: str
) -> tuple[str, dict[str, str], bytes]:
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "HTTP_HOST": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **more,
    }
    said: list[tuple[str, list[tuple[str, str]]]] = []
    body = app(environ, lambda status, headers, *_more: said.append((status, headers)))
    text = b"".join(body)
    status, headers = said[-1]
    return status, dict(headers), text


def test_a_page_is_made_once_for_all_readers_of_a_moment() -> None:
    inner = Counting()
    app = FrontCache(inner)
    assert ask(app)[2] == ask(app)[2] == b"/u/500153001003/ 1"
    assert inner.asked == 1


def test_it_lives_a_moment_only() -> None:
    inner = Counting()
    app = FrontCache(inner, seconds=0)
    ask(app)
    ask(app)
    assert inner.asked == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"path": BOARD}, {"path": "/u/500153001004/"}),
        ({"query": ""}, {"query": "page=2"}),
        ({}, {"HTTP_COOKIE": "mode=elder"}),
        ({"HTTP_COOKIE": "mode=elder"}, {"HTTP_COOKIE": "mode=elder; contrast=high"}),
        ({}, {"HTTP_COOKIE": "django_language=en"}),
        ({}, {"HTTP_HOST": "other.example"}),
        ({}, {"wsgi.url_scheme": "https"}),
        ({}, {"HTTP_X_FORWARDED_PROTO": "https"}),
    ],
)
def test_what_a_page_depends_on_is_told_apart(one: dict[str, str], other: dict[str, str]) -> None:
    app = FrontCache(Counting())
    assert ask(app, **one)[2] != ask(app, **other)[2]
    assert ask(app, **one)[2] == ask(app, **one)[2]


@pytest.mark.parametrize(
    "request_of",
    [
        {"method": "POST"},
        {"path": "/desk/"},
        {"path": "/accounts/login/"},
        {"path": "/healthz"},
        {"HTTP_COOKIE": "sessionid=abc"},
        {"HTTP_COOKIE": "mode=elder; sessionid="},
        {"HTTP_COOKIE": "messages=abc"},
        {"HTTP_AUTHORIZATION": "Bearer x"},
        {"HTTP_HX_REQUEST": "true"},
        {"HTTP_RANGE": "bytes=0-1"},
    ],
)
def test_everyone_else_goes_through(request_of: dict[str, str]) -> None:
    inner = Counting()
    app = FrontCache(inner)
    ask(app, **request_of)
    ask(app, **request_of)
    assert inner.asked == 2
    assert len(app) == 0


@pytest.mark.parametrize(
    "inner",
    [
        Counting("404 Not Found"),
        Counting("403 Forbidden"),
        Counting("302 Found", Location="/"),
        Counting(Set_Cookie="a=b"),
        Counting(Cache_Control="private, no-store"),
        Counting(Content_Encoding="gzip"),
        Counting(Content_Disposition="attachment; filename=x"),
    ],
)
def test_only_a_plain_success_is_kept(inner: Counting) -> None:
    app = FrontCache(inner)
    ask(app)
    ask(app)
    assert len(app) == 0
    assert ask(app)[2] == b"/u/500153001003/ 3"


def test_compressed_for_those_who_take_it() -> None:
    app = FrontCache(Counting())
    _status, plain, body = ask(app)
    _status, packed, squeezed = ask(app, HTTP_ACCEPT_ENCODING="br, gzip;q=0.8")
    assert gzip.decompress(squeezed) == body
    assert packed["Content-Encoding"] == "gzip"
    assert packed["ETag"] != plain["ETag"]
    assert packed["Vary"] == "Cookie, Accept-Encoding"
    assert "Content-Encoding" not in plain
    assert [takes_gzip(said) for said in ("gzip", "*", "gzip;q=0", "identity", "")] == [True, True, False, False, False]


def test_what_the_browser_has_is_not_sent_again() -> None:
    app = FrontCache(Counting(Cache_Control="no-cache, public"))
    _status, headers, _body = ask(app)
    status, again, body = ask(app, HTTP_IF_NONE_MATCH=f'"x", W/{headers["ETag"]}')
    assert (status, body) == ("304 Not Modified", b"")
    assert again["ETag"] == headers["ETag"]
    assert again["Cache-Control"] == "no-cache, public"


def test_head_has_the_headers_and_no_body() -> None:
    app = FrontCache(Counting())
    _status, headers, body = ask(app)
    _status, head, nothing = ask(app, method="HEAD")
    assert nothing == b""
    assert head == headers
    assert int(head["Content-Length"]) == len(body)


def test_the_request_number_is_not_repeated() -> None:
    app = FrontCache(Counting(X_Request_ID="7K2M"))
    assert "X-Request-ID" not in ask(app)[1]


def test_memory_is_bounded() -> None:
    app = FrontCache(Counting(), most_bytes=2000)
    for number in range(200):
        ask(app, query=f"page={number}")
    assert 0 < len(app) < 50
    assert app._bytes <= 2000
    assert app._bytes == sum(page.size for page in app._pages.values())


def test_readers_who_come_together_wait_for_one_page() -> None:
    gate, inner = threading.Event(), Counting()

    def slow(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        gate.wait(5)
        return inner(environ, start_response)

    app = FrontCache(slow)
    seen: list[bytes] = []
    readers = [threading.Thread(target=lambda: seen.append(ask(app)[2])) for _reader in range(6)]
    for reader in readers:
        reader.start()
    gate.set()
    for reader in readers:
        reader.join(10)
    assert len(seen) == 6
    assert inner.asked == 1


def test_an_error_inside_frees_the_next_reader() -> None:
    inner = Counting()
    broken = [True]

    def app_inside(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if broken:
            broken.pop()
            raise RuntimeError("once")
        return inner(environ, start_response)

    app = FrontCache(app_inside)
    with pytest.raises(RuntimeError, match="once"):
        ask(app)
    assert ask(app)[2] == b"/u/500153001003/ 1"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """Our own requests must leave the test's connection open, as Django's test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield make_world()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_readers_share_and_officials_do_not(world: World, client: Client) -> None:
    publish(world, "DW05", "2026-Q3", words="困难党员张老三家里的情况")
    app = FrontCache(WSGIHandler())
    client.force_login(world.user("clerk"))
    session = f"sessionid={client.cookies['sessionid'].value}"
    address = "/n/500153001003/2026-00001/"
    status, headers, body = ask(app, address, HTTP_COOKIE=session)
    assert status.startswith("200")
    assert "张老三" in body.decode()
    assert "no-store" in headers["Cache-Control"]
    assert len(app) == 0
    status, _headers, body = ask(app, address)
    assert status.startswith("403")
    assert "张老三" not in body.decode()
    status, headers, _body = ask(app)
    assert status.startswith("200")
    assert "Set-Cookie" not in headers
    assert len(app) == 1
    assert "no-cache" in headers["Cache-Control"]
    assert ask(app, HTTP_COOKIE=session)[1]["Cache-Control"].find("no-store") >= 0
    assert len(app) == 1


def test_a_switch_of_mode_is_answered_afresh(world: World) -> None:
    app = FrontCache(WSGIHandler())
    status, headers, _body = ask(app, query="mode=elder")
    assert status.startswith("302")
    assert "mode=elder" in headers["Set-Cookie"]
    assert len(app) == 0
    assert b'data-mode="elder"' in ask(app, HTTP_COOKIE="mode=elder")[2]
    assert b'data-mode="elder"' not in ask(app)[2]


def test_a_new_notice_is_seen_after_the_moment(world: World) -> None:
    app = FrontCache(WSGIHandler(), seconds=0)
    assert ask(app, "/n/500153001003/2026-00001/")[0].startswith("404")
    publish(world)
    assert ask(app, "/n/500153001003/2026-00001/")[0].startswith("200")
