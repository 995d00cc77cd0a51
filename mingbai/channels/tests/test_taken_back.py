"""What was taken back is nowhere any more: every address that shows a notice, for everybody, at once."""

from __future__ import annotations

import html
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from mingbai.channels.actions import open_postings, tick
from mingbai.channels.actions.sheets import stored_size
from mingbai.disclosure.actions import withdrawals
from mingbai.disclosure.models import Attachment, Notice
from mingbai.disclosure.tests.conftest import whole_world
from mingbai.disclosure.tests.factories import World, correct, owe, publish, today
from mingbai.disclosure.tests.small_files import PNG
from mingbai.duties.models import Duty
from mingbai.kit.tests.lasting import lasting_database

pytestmark = pytest.mark.django_db
WORDS, TITLE = "四组住户的补助已经打到卡上", "四组住户补助打卡名单"
N = "/n/500153001003/2026-00001"
U = "/u/500153001003"
# Everything that an edition is seen in. Those marked show its words, the others its title.
WITH_WORDS = (
    f"{N}/",
    f"{N}/?edition=1",
    f"{N}/?edition=2",
    f"{N}/changes/",
    f"{N}.json",
    f"{N}.json?edition=1",
    f"{N}.xlsx",
)
WITH_TITLE = (
    f"{U}/",
    f"{U}/archive/",
    f"{U}/archive/?q=四组住户",
    f"{U}/archive/archive.csv",
    f"{U}/archive/archive.xlsx",
    f"{U}/feed.atom",
)
BINARY = (f"{N}.pdf",)
NOW = today()  # a board shows what is on display
LOGINS = ("", "clerk", "member", "district")


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: object) -> object:
    """A notice in its second edition, with a file."""
    with lasting_database(django_db_blocker):
        world = whole_world()
        owe(world)
        duty = Duty.objects.filter(item__code="DW02").order_by("pk").first()
        made = {"title": TITLE, "words": WORDS, "files": [("名单.png", PNG)], "duties": [duty] if duty else []}
        notice = correct(world, publish(world, "JW11", "2026-H1", now=NOW, **made), now=NOW)
        yield world, notice


@pytest.fixture
def world(standing: tuple[World, Notice]) -> World:
    return standing[0]


@pytest.fixture
def notice(standing: tuple[World, Notice]) -> Notice:
    return Notice.objects.select_related("live").get(pk=standing[1].pk)


def readers(world: World) -> dict[str, Client]:
    found = {login: Client() for login in LOGINS}
    for login, client in found.items():
        if login:
            client.force_login(world.user(login))
    return found


def text_of(client: Client, address: str) -> tuple[int, str]:
    """Status and words of an answer; the words inside an Excel file too."""
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if body[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return answer.status_code, html.unescape(body.decode("utf-8", "replace")).replace("<wbr>", "")


def seen(world: World) -> set[tuple[str, str]]:
    """(who, where) for everything that shows the words or the title; the PDF and the file when they are handed out."""
    file = f"{N}/files/{Attachment.objects.get().pk}/"
    found = set()
    for login, client in readers(world).items():
        for address in (*WITH_WORDS, *WITH_TITLE):
            status, body = text_of(client, address)
            if WORDS in body or TITLE in body:
                found.add((login, address))
            assert status in (200, 404, 410)
        for address in (*BINARY, file):
            if text_of(client, address)[0] == 200:
                found.add((login, "file" if address == file else address))
    return found


def everything() -> set[tuple[str, str]]:
    return {(login, address) for login in LOGINS for address in (*WITH_WORDS, *WITH_TITLE, *BINARY, "file")}


def ask(world: World, notice: Notice, kind: str) -> None:
    do = {"withdraw": withdrawals.withdraw, "remove": withdrawals.remove}[kind]
    reason = {"withdraw": "annulled", "remove": "private"}[kind]
    do(edition_id=notice.live_id or 0, reason=reason, words="照片没有遮住卡号。", now=NOW, by=world.by("clerk"))


def test_removed_it_is_nowhere_and_kept_it_is_everywhere_again(world: World, notice: Notice) -> None:
    assert seen(world) == everything()
    ask(world, notice, "remove")
    assert seen(world) == set()
    withdrawals.keep(edition_id=notice.live_id or 0, answer="没有泄露", now=NOW, by=world.by("director"))
    assert seen(world) == everything()


def test_withdrawn_it_is_nowhere_once_a_second_person_agrees(world: World, notice: Notice) -> None:
    ask(world, notice, "withdraw")
    assert seen(world) == everything(), "until then it stays up"
    withdrawals.confirm(edition_id=notice.live_id or 0, now=NOW, by=world.by("secretary"))
    assert seen(world) == set()


def test_the_stub_says_why_and_who(world: World, notice: Notice) -> None:
    ask(world, notice, "remove")
    client = Client()
    held = client.get(f"{N}/")
    assert held.status_code == 410
    for words in ("泄露个人信息", "照片没有遮住卡号。", "经办人 陈某", "等另一个人决定"):
        assert words in held.content.decode()
    data = client.get(f"{N}.json")
    assert (data.status_code, data.json()["state"], data.json()["withdrawal"]["decided"]) == (410, "held", False)
    withdrawals.confirm(edition_id=notice.live_id or 0, now=NOW, by=world.by("street"))
    page = client.get(f"{N}/").content.decode()
    assert "街道审核员 郑某" in page
    assert "先撤下" not in page
    said = client.get(f"{N}.json").json()
    assert (said["state"], said["edition"], said["number"]) == ("withdrawn", 2, "500153001003/2026-00001")
    assert said["withdrawal"] == {
        "kind": "remove",
        "decided": True,
        "reason": "private",
        "words": "照片没有遮住卡号。",
        "at": NOW.isoformat(),
    }
    assert [row["state"] for row in said["editions"]] == ["withdrawn", "withdrawn"]


def test_its_place_on_the_board_and_in_the_archive_stays(world: World, notice: Notice) -> None:
    ask(world, notice, "remove")
    client = Client()
    assert "已先撤下" in client.get(f"{U}/").content.decode()
    assert "已先撤下" in client.get(f"{U}/archive/").content.decode()
    withdrawals.confirm(edition_id=notice.live_id or 0, now=NOW, by=world.by("street"))
    assert "已撤回" in client.get(f"{U}/").content.decode()
    assert "已撤回" in client.get(f"{U}/archive/?q=2026-00001").content.decode()


def test_the_paper_is_told_from_what_holds(world: World, notice: Notice) -> None:
    assert notice.live is not None
    address = f"/verify/?number=500153001003/2026-00001&d={notice.live.digest.removeprefix('sha256:')[:16]}"
    assert "是现在有效的版本" in Client().get(address).content.decode()
    ask(world, notice, "remove")
    held = Client().get(address).content.decode()
    assert "已经先撤下，正在核实" in held
    assert TITLE not in held
    withdrawals.confirm(edition_id=notice.live_id or 0, now=NOW, by=world.by("street"))
    assert "已经撤回，不再有效" in Client().get(address).content.decode()


def test_nothing_is_printed_of_it(world: World, notice: Notice, tmp_path: object) -> None:
    ask(world, notice, "remove")
    with pytest.raises(CommandError, match="已经撤下，不能再印"):
        call_command("print", number="500153001003/2026-00001", form="notice", output=f"{tmp_path}/x.pdf")


def test_after_a_clean_edition_the_old_ones_stay_away(world: World, notice: Notice) -> None:
    ask(world, notice, "remove")
    withdrawals.confirm(edition_id=notice.live_id or 0, now=NOW, by=world.by("street"))
    new = correct(world, Notice.objects.select_related("live").get(pk=notice.pk), "遮好了。", words="已经遮好的话。")
    assert new.live is not None
    assert new.live.number == 3
    client = Client()
    assert client.get(f"{N}/").status_code == 200
    for address in (f"{N}/?edition=1", f"{N}/?edition=2", f"{N}.json?edition=1"):
        status, body = text_of(client, address)
        assert (status, WORDS in body, TITLE in body) == (410, False, False)
    assert client.get(f"{N}/changes/?to=3").status_code == 404
    assert "看现在的第 3 版" in client.get(f"{N}/?edition=1").content.decode()


def test_the_stored_sheet_is_deleted(world: World, notice: Notice) -> None:
    later = NOW + timedelta(days=1)
    open_postings(now=later)
    assert text_of(Client(), f"{N}.pdf")[0] == 200
    assert notice.live is not None
    assert stored_size(notice.live)
    ask(world, notice, "remove")
    withdrawals.confirm(edition_id=notice.live.pk, now=NOW, by=world.by("street"))
    assert tick(later, sheets=0) == {"forgotten": 1, "closed": 1, "opened": 0, "sheets": 0}
    assert stored_size(notice.live) is None
