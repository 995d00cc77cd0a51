"""A notice that hangs only on the unit's own board: by no route does its content reach the open web."""

import io
import zipfile
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingbai.channels.actions import tick
from mingbai.disclosure.models import Attachment, Notice, Reach
from mingbai.disclosure.tests.factories import World, publish, workbook

SECRET = "困难党员张老三家里的情况"
BASE = "/n/500153001003/2026-00001"
BOARD = "/u/500153001003/"


@pytest.fixture
def notice(world: World) -> Notice:
    made = publish(world, "CW23", "2026-Q3", words=SECRET, files=[("名单.xlsx", workbook(SECRET))])
    assert made.reach == Reach.LOCAL
    return made


def routes(notice: Notice) -> list[str]:
    file = Attachment.objects.get(notice=notice)
    return [
        f"{BASE}/",
        f"{BASE}/?edition=1",
        f"{BASE}/?d={notice.live.digest[7:23]}",  # type: ignore[union-attr]
        f"{BASE}.json",
        f"{BASE}.pdf",
        f"{BASE}.xlsx",
        f"{BASE}/files/{file.pk}/",
        BOARD,
        f"{BOARD}archive/",
        f"{BOARD}archive/archive.csv",
        f"{BOARD}archive/archive.xlsx",
        f"{BOARD}feed.atom",
        f"/verify/?number={notice.number}&d={notice.live.digest[7:23]}",  # type: ignore[union-attr]
    ]


def everything(client: Client, address: str) -> str:
    """The body, unpacked where it is a ZIP, and the headers, as text."""
    response = client.get(address)
    body = response.getvalue()
    if body.startswith(b"PK"):
        packed = zipfile.ZipFile(io.BytesIO(body))
        body = b"".join(packed.read(name) for name in packed.namelist())
    return unescape(body.decode(errors="replace")) + repr(response.headers)


def test_no_route_gives_the_content_away(notice: Notice, client: Client) -> None:
    for address in routes(notice):
        assert SECRET not in everything(client, address), address


def test_nor_when_the_sheet_is_on_the_disk_already(notice: Notice, client: Client) -> None:
    assert notice.live is not None
    assert notice.live.published_at is not None
    assert tick(notice.live.published_at)["sheets"] == 1
    assert client.get(f"{BASE}.pdf").status_code == 403


def test_the_database_is_not_even_asked_for_it(notice: Notice, client: Client) -> None:
    with CaptureQueriesContext(connection) as seen:
        client.get(f"{BASE}/")
    assert len(seen) <= 5
    fetched = [query["sql"] for query in seen if '"content"' in query["sql"] and "live" not in query["sql"]]
    # The first query asks only for what is open to all and finds nothing; no other reads the content.
    assert all('"reach" = ' in sql for sql in fetched), fetched


def test_what_is_public_of_it_is_there(notice: Notice, client: Client) -> None:
    response = client.get(f"{BASE}/")
    page = response.content.decode()
    assert response.status_code == 403
    assert notice.live is not None
    for words in ("500153001003/2026-00001", notice.live.title, "陈某", "桂花路12号社区便民服务中心", "范围<br>有限"):
        assert words in page, words
    answer = client.get(f"{BASE}.json")
    assert answer.status_code == 403
    said = answer.json()
    assert said["digest"] == notice.live.digest
    assert said["decisions"][0]["who"] == "陈某"
    assert "content" not in said
    assert client.get(f"{BASE}.xlsx").status_code == 403
    assert client.get(routes(notice)[6]).status_code == 404


def test_lists_say_where_it_hangs(notice: Notice, client: Client) -> None:
    assert "只在社区公开栏张贴" in client.get(f"{BOARD}archive/").content.decode()
    feed = client.get(f"{BOARD}feed.atom").content.decode()
    assert notice.live is not None
    assert notice.live.title in feed
    assert '<summary type="html"/>' in feed


def test_a_paper_of_it_can_be_checked(notice: Notice, client: Client) -> None:
    assert notice.live is not None
    answer = client.get(f"{BASE}/", {"d": notice.live.digest[7:23]})
    assert answer.status_code == 403
    assert "是现在有效的版本" in answer.content.decode()


def test_officials_of_the_unit_read_it_and_neighbours_do_not(world: World, notice: Notice, client: Client) -> None:
    for login, status in [("clerk", 200), ("member", 200), ("street", 200), ("district", 200), ("other", 403)]:
        client.force_login(world.user(login))
        response = client.get(f"{BASE}/")
        assert response.status_code == status, login
        assert (SECRET in response.content.decode()) == (status == 200), login
        assert client.get(f"{BASE}.json").status_code == status, login
        assert client.get(f"{BASE}.pdf").status_code == status, login
    client.force_login(world.user("clerk"))
    assert "no-store" in client.get(f"{BASE}/")["Cache-Control"]
    assert SECRET in everything(client, routes(notice)[6])


def test_the_check_of_its_paper_does_not_send_to_a_page(notice: Notice, client: Client) -> None:
    assert notice.live is not None
    for address in ("/verify/", f"{BASE}/"):
        page = client.get(address, {"number": notice.number, "d": notice.live.digest[7:23]}).content.decode()
        assert "是现在有效的版本" in page
        assert "这里只能对校验码" in page
        assert "那一页" not in page
