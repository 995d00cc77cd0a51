"""A list about residents leaves the web with its display: every address that showed it, for everybody, by the day."""

from __future__ import annotations

import html
import zipfile
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingbai.catalog.actions import load_items
from mingbai.catalog.schema.edition import load_edition
from mingbai.channels.actions import open_postings, tick
from mingbai.channels.actions.sheets import stored_size
from mingbai.disclosure.models import Attachment, Notice, Reach
from mingbai.disclosure.models.notices import still_shown
from mingbai.disclosure.tests.conftest import whole_world
from mingbai.disclosure.tests.factories import World, correct, publish, signed_in, today
from mingbai.disclosure.tests.small_files import PNG
from mingbai.feedback.tests.factories import speak
from mingbai.kit.tests.lasting import lasting_database
from mingbai.orgs.rules.may import ANONYMOUS

pytestmark = pytest.mark.django_db
WORDS, TITLE, OPINION = "经入户调查和民主评议", "四组困难家庭低保初审名单", "四组那一户其实不困难"
N, U = "/n/500153001003/2026-00001", "/u/500153001003"
ADDRESSES = (
    f"{N}/",
    f"{N}/?edition=1",
    f"{N}/changes/",
    f"{N}/opinions/",
    f"{N}.json",
    f"{N}.json?edition=1",
    f"{N}.xlsx",
    f"{N}.pdf",
    f"{U}/",
    f"{U}/archive/",
    f"{U}/archive/?q=四组困难",
    f"{U}/archive/archive.csv",
    f"{U}/archive/archive.xlsx",
    f"{U}/feed.atom",
    f"{U}/duties/",
    "/say/500153001003/",
    "/say/500153001003/?notice=2026-00001",
)
LOGINS = ("", "clerk", "member", "district", "auditor", "other")
DAYS = 7  # that the row asks for


def listed(world: World, days_ago: int) -> Notice:
    """A list in its second edition with a file and an opinion, published so many days ago; open to the web, so that
    only its retirement can hide it."""
    now = today() - timedelta(days=days_ago)
    load_items(specs=[load_edition()["CW22"]], valid_from=date(2026, 1, 1), now=now)
    made = {"title": TITLE, "words": WORDS, "files": [("民主评议.png", PNG)]}
    notice = correct(world, publish(world, "CW22", f"E{now:%Y%m%d}-1", now=now, **made), now=now)
    Notice.objects.filter(pk=notice.pk).update(reach=Reach.OPEN)
    speak(world, notice, words=OPINION, shown=True, now=now)
    return Notice.objects.select_related("unit", "item", "live__version").get(pk=notice.pk)


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: object) -> object:
    with lasting_database(django_db_blocker):
        world = whole_world()
        yield world, listed(world, DAYS + 1)


@pytest.fixture
def world(standing: tuple[World, Notice]) -> World:
    return standing[0]


@pytest.fixture
def notice(standing: tuple[World, Notice]) -> Notice:
    return Notice.objects.select_related("unit", "item", "live__version").get(pk=standing[1].pk)


def text_of(client: Client, address: str) -> tuple[int, str]:
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if body[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return answer.status_code, html.unescape(body.decode("utf-8", "replace")).replace("<wbr>", "")


def seen(world: World) -> set[tuple[str, str]]:
    """(who, where) for everything that still shows words, title, file or opinion of the list."""
    found = set()
    file = f"{N}/files/{Attachment.objects.get().pk}/"
    for login in LOGINS:
        client = signed_in(world, login) if login else Client()
        for address in ADDRESSES:
            status, body = text_of(client, address)
            assert status in (200, 404, 410), address
            if (address.endswith(".pdf") and status == 200) or any(one in body for one in (WORDS, TITLE, OPINION)):
                found.add((login, address))
        if text_of(client, file)[0] != 404:
            found.add((login, file))
    return found


def on_its_last_day(notice: Notice) -> None:
    """As if it had been put up a day later. A published edition is frozen but for the end of its display."""
    assert notice.live is not None
    notice.live.display_until = today().date()
    notice.live.save(update_fields=["display_until"])


def test_it_is_nowhere_the_day_after_and_everywhere_the_day_before(world: World, notice: Notice) -> None:
    assert seen(world) == set()
    on_its_last_day(notice)
    there = {address for login, address in seen(world) if login == ""}
    assert there >= {f"{N}/", f"{N}.json", f"{N}.xlsx", f"{N}.pdf", f"{U}/archive/", f"{U}/feed.atom", f"{N}/opinions/"}


def test_the_stub_says_which_when_and_how_much(notice: Notice) -> None:
    assert notice.live is not None
    status, page = text_of(Client(), f"{N}/")
    assert status == 410
    for words in (
        "低保初审公示",
        "公示期满",
        ">2026-00001<",
        "家庭人口数合计",
        "拟保额合计",
        "1,200.00 元",
        "noindex",
    ):
        assert words in page, words
    assert "王某" not in page.partition("<main")[2].partition("</main")[0]
    said = Client().get(f"{N}.json").json()
    assert (said["state"], said["title"], said["signatures"]) == ("retired", "低保初审公示", 6)
    assert said["display"]["until"] == notice.live.display_until.isoformat()  # type: ignore[union-attr]
    assert {"label": "初审名单", "value": "1 行"} in said["totals"]
    assert not {"content", "decisions", "urgent"} & set(said)
    for address in (f"{N}.pdf", f"{N}.xlsx"):
        assert text_of(Client(), address)[0] == 410
    assert text_of(Client(), f"{N}/changes/")[0] == 404


def test_in_the_archive_and_in_the_feed_it_has_the_catalogues_name(notice: Notice) -> None:
    for address in (f"{U}/archive/", f"{U}/archive/archive.csv", f"{U}/feed.atom", f"{U}/archive/?q=低保初审"):
        assert "低保初审公示" in text_of(Client(), address)[1], address


def test_its_officials_read_it_on_the_desk(world: World, notice: Notice) -> None:
    for login in ("clerk", "member", "privacy", "auditor"):
        client = signed_in(world, login)
        assert WORDS in text_of(client, f"/desk/review/{notice.live_id}/")[1], login
        file = f"/desk/review/{notice.live_id}/file/{Attachment.objects.get().pk}/"
        assert text_of(client, file)[0] == 200, login
        assert text_of(client, f"{N}/")[0] == 410, login


def test_the_paper_is_true_but_over(notice: Notice) -> None:
    assert notice.live is not None
    digits = notice.live.digest.removeprefix("sha256:")[:16]
    for address in (f"/verify/?number={notice.number}&d={digits}", f"{N}/?d={digits}"):
        page = text_of(Client(), address)[1]
        assert "公示期已经满了" in page
        assert "请把纸取下" in page
        assert TITLE not in page


def test_nothing_is_printed_of_it_and_the_stored_sheet_goes(world: World, notice: Notice, tmp_path: object) -> None:
    assert notice.live is not None
    on_its_last_day(notice)
    open_postings(now=today())
    assert Client().get(f"{N}.pdf").status_code == 200
    assert stored_size(notice.live)
    done = tick(today() + timedelta(days=1))
    assert (done["forgotten"], done["sheets"]) == (1, 0)
    assert stored_size(notice.live) is None
    notice.live.display_until = today().date() - timedelta(days=1)
    notice.live.save(update_fields=["display_until"])
    with pytest.raises(CommandError, match="公示期已满，名单不能再印"):
        call_command("print", number=notice.number, form="notice", output=f"{tmp_path}/x.pdf")


def test_a_new_edition_is_shown_its_own_days(world: World, notice: Notice) -> None:
    correct(world, notice, "少写了一户。", now=today())
    assert text_of(Client(), f"{N}/")[0] == 200
    assert TITLE in text_of(Client(), f"{U}/")[1]


def test_other_notices_stay(world: World, notice: Notice) -> None:
    old = publish(world, "JW11", "2026-H1", now=today() - timedelta(days=60))
    shown = Notice.objects.visible_to(ANONYMOUS)
    assert set(shown) == {old}
    assert set(Notice.objects.exclude(still_shown(today().date()))) == {notice}
    assert set(Notice.objects.filter(still_shown(today().date() - timedelta(days=1)))) == {notice, old}


def test_the_stub_costs_no_more_questions_than_the_notice(notice: Notice) -> None:
    client = Client()
    client.get(f"{N}/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{N}/")
    assert len(asked) <= 6
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{U}/archive/")
    assert len(asked) <= 3
