"""The page of a notice and the data beside it: what is shown, to whom, in how many queries."""

import hashlib
import json
import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingbai.channels.rules.notices import shown
from mingbai.channels.tests.hands import correct
from mingbai.disclosure.models import Notice
from mingbai.disclosure.tests.factories import World, file_with_street, publish, today, workbook

PAGE = "/n/500153001003/2026-00001/"


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return len(seen)


@pytest.fixture
def notice(world: World) -> Notice:
    return publish(world, words="上半年召开监督会议 3 次，移送问题线索 1 条。")


def test_the_page_shows_text_signatures_and_code(world: World, notice: Notice, client: Client) -> None:
    file_with_street(world, notice)
    response = client.get(PAGE)
    page = response.content.decode()
    assert response.status_code == 200
    assert "上半年召开监督会议 3 次" in page
    assert "500153001003/2026-00001" in page
    for who in ("陈某", "李某", "王某", "3 同意：赵某、周某", "孙某", "郑某", "系统自动查过"):
        assert who in page, who
    assert notice.live is not None
    digits = notice.live.digest.removeprefix("sha256:")[:16].upper()
    assert " ".join(digits[at : at + 4] for at in range(0, 16, 4)) in page
    assert 'class="qr"' in page
    assert "每一个签字签的都是校验码" in page
    assert not response.cookies


def test_the_stamp_of_the_street_waits_until_it_has_filed(world: World, notice: Notice, client: Client) -> None:
    assert "公布后补办" in client.get(PAGE).content.decode()
    file_with_street(world, notice)
    assert "公布后补办" not in client.get(PAGE).content.decode()


def test_who_works_on_it_gets_to_the_desk_from_here(world: World, notice: Notice, client: Client) -> None:
    link = f"/desk/review/{notice.live_id}/"
    assert link not in client.get(PAGE).content.decode()
    for login, there in (("clerk", True), ("street", True), ("other", False)):
        client.force_login(world.user(login))
        assert (link in client.get(PAGE).content.decode()) is there, login
        if there:
            assert client.get(link).status_code == 200


def test_at_most_six_queries(world: World, client: Client) -> None:
    publish(world, files=[("会议记录.xlsx", workbook())])
    assert "会议记录.xlsx" in client.get(PAGE).content.decode()
    assert queries_of(client, PAGE) <= 5
    assert queries_of(client, f"{PAGE}?d=0123456789abcdef") <= 5
    assert queries_of(client, "/n/500153001003/2026-00001.json") <= 5


def test_the_countdown_counts_the_days_after_the_first(notice: Notice) -> None:
    one = shown(notice, full=True)
    first, last = one.edition.display_from, one.edition.display_until
    assert first is not None
    assert last is not None
    assert (last - first).days == 15
    assert one.days(first) == (0, 15)
    assert one.days(first + timedelta(days=5)) == (5, 15)
    assert one.days(last) == (15, 15)
    assert one.days(last + timedelta(days=1)) is None


def test_what_is_over_says_so_and_what_is_on_counts_down(world: World, notice: Notice, client: Client) -> None:
    publish(world, period="2026-H2", now=today() - timedelta(days=3))
    standing = publish(world, "FW05", "2026", now=today() - timedelta(days=40))
    assert "公示期已满" in client.get(PAGE).content.decode()
    running = client.get("/n/500153001003/2026-00002/").content.decode()
    assert "还要公示" in running
    assert "公示 15 天，已过" in running
    assert standing.live is not None
    assert standing.live.display_until is None
    assert "长期公开" in client.get(f"/n/{standing.number}/").content.decode()


def test_one_address_for_one_notice(notice: Notice, client: Client) -> None:
    here = "/n/500153001003/2026-00001"
    for written, status in [
        ("/n/500153001003/2026-1/", 301),
        ("/n/500153001003/2026-0000001/?d=1", 301),
        ("/n/500153001003/2026-1.json", 301),
        ("/n/500153001003/2026-1.pdf", 301),
        ("/n/500153001003/2026-1.xlsx", 301),
        (f"{here}.json", 200),
        ("/n/500153001003/2026-00002/", 404),
        ("/n/500153001004/2026-00001/", 404),
        ("/n/nowhere/2026-00001.json", 404),
        ("/n/500153001003/2025-00001/", 404),
        (f"{here}/?edition=2", 404),
        (f"{here}/?edition=x", 404),
        (f"{here}/?edition=1", 200),
    ]:
        response = client.get(written)
        assert response.status_code == status, written
        if status == 301:
            assert response["Location"].startswith(here)
            assert ("?d=1" in written) == ("?d=1" in response["Location"])


def test_the_data_proves_itself(notice: Notice, client: Client) -> None:
    response = client.get("/n/500153001003/2026-00001.json")
    said = response.json()
    # Not our own code: sorted keys, no spaces, UTF-8 is what RFC 8785 comes to for strings and whole numbers.
    plain = json.dumps(said["content"], sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    assert said["digest"] == f"sha256:{hashlib.sha256(plain).hexdigest()}"
    assert said["number"] == "500153001003/2026-00001"
    assert said["edition"] == 1
    assert said["unit"] == {"code": "500153001003", "name": "桂花社区居民委员会", "short_name": "桂花社区"}
    assert said["item"]["code"] == "JW11"
    assert said["item"]["title"] == "居务监督委员会工作与移送情况"
    assert said["item"]["domain"] == "community"
    assert datetime.fromisoformat(said["published_at"]).utcoffset() == timedelta(hours=8)
    assert re.fullmatch(r"2026-\d\d-\d\d", said["display"]["from"])
    assert said["display"]["until"] > said["display"]["from"]
    steps = [row["step"] for row in said["decisions"]]
    assert steps == ["handler", "director", "secretary", "supervision", "supervision", "gate", "privacy"]
    assert {row["digest"] for row in said["decisions"]} == {said["digest"]}
    assert all(datetime.fromisoformat(row["at"]).tzinfo for row in said["decisions"])
    assert said["decisions"][1] | {"at": "", "digest": ""} == {
        "step": "director",
        "label": "主任",
        "verdict": "agree",
        "who": "李某",
        "post": "主任",
        "at": "",
        "digest": "",
    }
    assert said["demo"] is False
    assert "note" not in said


def test_the_demo_says_so_everywhere(notice: Notice, client: Client, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    said = client.get("/n/500153001003/2026-00001.json").json()
    assert (said["demo"], said["note"]) == (True, "演示数据，数字是编的")
    assert "演示数据，数字是编的" in client.get(PAGE).content.decode()
    assert "演示数据，数字是编的" in client.get("/u/500153001003/feed.atom").content.decode()


def test_paper_and_page_are_compared(notice: Notice, client: Client) -> None:
    assert notice.live is not None
    digits = notice.live.digest.removeprefix("sha256:")
    for d, words in [
        (digits[:16], "是现在有效的版本"),
        (digits[:16].upper(), "是现在有效的版本"),
        (digits, "是现在有效的版本"),
        ("0" * 16, "对不上，不是我们公布的内容"),
        (digits[:8], "校验码没有填全"),
        ("zz" * 8, "校验码没有填全"),
    ]:
        assert words in client.get(PAGE, {"d": d}).content.decode(), d
    assert "您手里的纸" not in client.get(PAGE).content.decode()


def test_an_older_paper_is_told_apart(world: World, notice: Notice, client: Client) -> None:
    first = notice.live
    assert first is not None
    second = correct(world, notice, "上半年召开监督会议 4 次，移送问题线索 1 条。")
    page = client.get(PAGE, {"d": first.digest.removeprefix("sha256:")[:16]}).content.decode()
    assert "是旧版，已经换了新版" in page
    assert "监督会议 4 次" in page
    assert "是现在有效的版本" in client.get(PAGE, {"d": second.digest[7:23]}).content.decode()
    old = client.get(PAGE, {"edition": "1"}).content.decode()
    assert "监督会议 3 次" in old
    assert "您看的是第 1 版，不是现在的" in old
    assert queries_of(client, f"{PAGE}?edition=1") <= 5
    said = client.get("/n/500153001003/2026-00001.json").json()
    assert [(row["edition"], row["state"]) for row in said["editions"]] == [(2, "published"), (1, "superseded")]


def test_a_line_may_end_in_a_number_only_after_its_slash(world: World, client: Client) -> None:
    publish(world)
    whole = '<span class="nowrap">500153001003/</span><wbr><span class="nowrap">2026-00001</span>'
    for address in (PAGE, "/u/500153001003/archive/"):
        assert whole in client.get(address).content.decode()
