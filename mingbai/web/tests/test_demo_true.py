"""What the demo's notices say is true of their own tables and of the day on which they are published."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from mingbai.catalog.rules.days import current_calendar
from mingbai.disclosure.models import Edition, EditionState, Notice
from mingbai.disclosure.rules.content import CORRECTION
from mingbai.disclosure.tests.factories import World, make_world, owe
from mingbai.duties.models import Duty, DutyKind
from mingbai.duties.rules.labels import period_of
from mingbai.kit.periods import periods_of
from mingbai.web.demo.build import AUTUMN
from mingbai.web.demo.clock import Clock, moment
from mingbai.web.demo.play import Cast, Plan, Stage
from mingbai.web.demo.story import SLIPS, earliest
from mingbai.web.tests.test_demo_fill import ITEMS, block, told

CODES = ("500153001003", "500153001004", "500153100203", "500153109001")
MONTHS = [month.key for month in periods_of(2026, "month")]
# A sentence with one of these speaks of days after its publication.
TO_COME = re.compile("起公示|公示期|任前公示|接受意见|日止|日前(?:再|公布|贴出|把|补齐|告诉|到|可以申请|异议|报)")
A_DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")
# Matters that FW08 leaves open → the words of their row.
OPEN = {"公厕": "公厕", "外墙": "外墙", "水管": "水管", "新管": "水管", "管道": "水管"}


def rows_of(content: dict[str, Any]) -> Iterator[dict[str, str]]:
    for one in content["blocks"]:
        if one["type"] == "table":
            yield from one["rows"]


def sentences(content: dict[str, Any]) -> Iterator[str]:
    said = [cell for row in rows_of(content) for cell in row.values()]
    for one in content["blocks"]:
        said += [one.get("text", ""), *(item.get("value", "") for item in one.get("items", ()))]
    for words in said:
        yield from re.split(r"[。；\n]", words)


def text(content: dict[str, Any], key: str) -> str:
    return str(block(content, key)["text"])


@pytest.mark.parametrize("key", ["2026-05", "2026-Q3", "2026-H1", "E20260521-1", "E20261012-2"])
def test_what_is_to_come_lies_after_the_publication(key: str) -> None:
    """A period's notice is published within ten working days, an event's on its own day."""
    last = period_of(key).end
    published = last if key.startswith("E") else last + timedelta(days=15)
    for code, item in ITEMS.items():
        for kind in item.applies_to:
            for seed in range(4):
                for sentence in sentences(told(item, kind, key, seed=seed)):
                    days = A_DAY.findall(sentence) if TO_COME.search(sentence) else ()
                    for year, month, day in days:
                        assert date(int(year or last.year), int(month), int(day)) >= published, (code, sentence)


def test_the_days_of_a_first_check_count_from_the_publication() -> None:
    for title in ("", "低保初审公示（第 4 批）"):
        facts = block(told(ITEMS["CW22"], "community", "E20260416-1", title=title), "period")["items"]
        assert [item["value"] for item in facts] == ["公布当天", "公布后第 7 天"]


@pytest.mark.parametrize("code", CODES)
def test_the_note_on_the_accounts_names_the_dearest_repair(code: str) -> None:
    for quarter in periods_of(2026, "quarter"):
        content = told(ITEMS["CA03"], "community", quarter.key, code=code)
        repairs = [row for row in block(content, "spending")["rows"] if row["kind"] == "公共维修"]
        if not repairs:
            assert "没有公共维修支出" in text(content, "notes")
            continue
        top = max(repairs, key=lambda row: Decimal(row["amount"]))
        assert f"“{top['what']}”" in text(content, "notes")
        assert f"{Decimal(top['amount']):,.2f}元" in text(content, "notes")


@pytest.mark.parametrize("code", CODES)
def test_no_more_is_done_than_came_in(code: str) -> None:
    """Applications (户籍) and certificates (残疾人证) of CW29 over a year."""
    seen = 0
    for nth, month in enumerate(MONTHS):
        content = told(ITEMS["CW29"], "community", month, seed=nth, code=code)
        came, done = text(content, "e3"), text(content, "e4")
        if found := re.search(r"受理 (\d+) 件，其中新生儿落户 (\d+) 件、居住证 (\d+) 件", came):
            received, births, permits = map(int, found.groups())
            assert births + permits < received
            assert re.findall(r"(\d+) 件", done) == [str(received - 2), "2"]
            seen += 1
        if found := re.search(r"要换的 (\d+) 人：.*集中评定 (\d+) 人，另有 (\d+) 人", came):
            due, here, at_home = map(int, found.groups())
            assert due == here + at_home == sum(map(int, re.findall(r"(\d+) 本", done)))
            seen += 1
    assert seen


@pytest.mark.parametrize("code", CODES)
def test_what_is_left_open_stands_in_the_table_and_is_told_in_other_words(code: str) -> None:
    said = set()
    for nth, month in enumerate(MONTHS):
        content = told(ITEMS["FW08"], "community", month, seed=nth, code=code)
        left = text(content, "open")
        row = next(row for word, row in OPEN.items() if word in left)
        assert any(row in one["issue"] for one in block(content, "issues")["rows"]), left
        said.add(re.sub(r"\d+", "", left))
    assert len(said) == 12


@pytest.mark.parametrize("key", ["next", "views", "done"])
def test_a_project_has_news_each_time_it_comes_round(key: str) -> None:
    for code in CODES:
        year = [text(told(ITEMS["JW07"], "community", month, seed=7, code=code), key) for month in MONTHS]
        assert len({re.sub(r"\d+", "", said) for said in year}) == 12


@pytest.mark.parametrize("period", ["2026-Q3", "2026-H2", "E20261012-1"])
def test_a_voucher_carries_the_month_of_its_date(period: str) -> None:
    for code, item in ITEMS.items():
        for kind in item.applies_to:
            for row in rows_of(told(item, kind, period)):
                day = next((cell for cell in row.values() if re.fullmatch(r"\d{4}-\d\d-\d\d", cell)), "")
                number = next((m[1] for cell in row.values() if (m := re.fullmatch(r"\D+-(\d\d)\d\d", cell))), "")
                assert not (day and number) or day[5:7] == number, (code, row)


@pytest.mark.parametrize("code", CODES)
def test_pay_is_told_person_by_person(code: str) -> None:
    for kind in ("community", "village"):
        rows = block(told(ITEMS["CA13"], kind, "2026-Q3", code=code), "pay")["rows"]
        assert not [row["name"] for row in rows if "等" in row["name"]]
        leaders = [row["name"] for row in rows if row["post"].endswith("小组长") or row["post"] == "网格员"]
        assert len(set(leaders)) == len(leaders)
        of_post: dict[str, set[str]] = {}
        for row in rows:
            assert Decimal(row["rate"]) * Decimal(row["months"]) == Decimal(row["amount"])
            of_post.setdefault(row["post"], set()).add(row["rate"])
        assert all(len(rates) == 1 for rates in of_post.values())


def test_what_recurs_within_the_year_has_its_period_in_the_title() -> None:
    for code in ("FW04", "CW29", "CA12", "JW15"):
        titles = [told(ITEMS[code], "community", month)["title"] for month in MONTHS[:3]]
        assert titles == [f"2026年{nth}月{ITEMS[code].title}" for nth in (1, 2, 3)]
    assert told(ITEMS["JW04"], "community", "2026-03")["title"].count("2026") == 1
    assert told(ITEMS["FW02"], "community", "2026")["title"] == ITEMS["FW02"].title


def test_no_unit_tells_of_a_period_before_it_is_over() -> None:
    joined = date(2026, 10, 14)
    november = Duty(kind=DutyKind.STANDING, period="2026-11", period_end=date(2026, 11, 30))
    year = Duty(kind=DutyKind.STANDING, period="2026", period_end=date(2026, 12, 31))
    quarter = Duty(kind=DutyKind.PERIODIC, period="2026-Q3", period_end=date(2026, 9, 30))
    assert earliest(november, joined) == date(2026, 12, 1)
    assert earliest(year, joined) == joined
    assert earliest(quarter, joined) == date(2026, 10, 1)


@pytest.fixture
def world(db: None) -> World:
    return make_world(codes=("CA10",))


def played(world: World, slip_of: tuple[str, str]) -> Notice:
    """The notice with the slip, gone the whole way twice."""
    owe(world)
    duty = Duty.objects.get(unit=world.community, item__code=slip_of[0], period=slip_of[1])
    assert duty.period_end >= AUTUMN, "what comes before is not in the short demo"
    members = tuple(world.by(login) for login in ("chair", "member", "third"))
    cast = Cast(
        unit=world.community,
        clerk=world.by("clerk"),
        director=world.by("director"),
        secretary=world.by("secretary"),
        members=members,
        privacy=world.by("privacy"),
        street=world.by("street"),
    )
    clock, until = Clock(current_calendar()), moment(date(2026, 10, 30), 18)
    plan = Plan(cast, [duty], moment(date(2026, 10, 9), 9), slip=SLIPS[slip_of], rng=random.Random(f"{slip_of}"))
    Stage(clock, until).put_on(plan)
    clock.play(until)
    return Notice.objects.get(item__code=slip_of[0])


@pytest.mark.parametrize("slip_of", SLIPS)
def test_a_slip_is_published_and_then_corrected(world: World, slip_of: tuple[str, str]) -> None:
    notice = played(world, slip_of)
    old, new = Edition.objects.filter(notice=notice).order_by("number")
    assert (old.state, new.state) == (EditionState.SUPERSEDED, EditionState.PUBLISHED)
    assert (old.number, new.number, notice.live_id) == (1, 2, new.pk)
    assert old.published_at is not None
    assert new.published_at is not None
    assert new.published_at - old.published_at > timedelta(days=2)
    for edition in (old, new):
        steps = {step["key"] for step in edition.steps}
        assert steps <= set(edition.decisions.values_list("step", flat=True)), "all have signed, and it is filed"


@pytest.mark.parametrize("slip_of", SLIPS)
def test_a_correction_changes_one_cell_and_says_which(world: World, slip_of: tuple[str, str]) -> None:
    old, new = Edition.objects.filter(notice=played(world, slip_of)).order_by("number")
    cells = [[cell for row in rows_of(one.content) for _key, cell in sorted(row.items())] for one in (old, new)]
    changed = [(was, now) for was, now in zip(*cells, strict=True) if was != now]
    assert len(changed) == 1
    assert f"原来写成“{changed[0][0]}”，应为“{changed[0][1]}”" in text(new.content, CORRECTION)
    texts = [
        [one["text"] for one in edition.content["blocks"] if one["type"] == "text" and one["key"] != CORRECTION]
        for edition in (old, new)
    ]
    assert texts[0] == texts[1]
