"""What the demo's clerks write: every row can be signed, holds nothing private, repeats itself and adds up."""

from __future__ import annotations

import copy
import random
import re
from datetime import date
from decimal import Decimal
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest

from mingbai.catalog.schema.content import validate_content
from mingbai.catalog.schema.item import ItemSpec
from mingbai.catalog.schema.reader import parse_csv
from mingbai.catalog.schema.templates import blank_content
from mingbai.disclosure.rules.content import finished, problems
from mingbai.disclosure.rules.gate import Allow, screen_content
from mingbai.duties.rules.labels import period_of
from mingbai.kit.periods import periods_of
from mingbai.orgs.models import Body, BodyKind, Person, Post, PostKind, Profile, Tenure, Unit
from mingbai.web.demo.fill import fill, stories
from mingbai.web.demo.plans import JOINT, JOINT_ITEMS
from mingbai.web.demo.reckon import reckon, settle, stock
from mingbai.web.demo.turns import AWAY, TURNS

ITEMS = {item.code: item for item in parse_csv((files("mingbai.catalog") / "data" / "catalogue.csv").read_bytes())}
PERIODS = ("2026-02", "2026-10", "2026-Q3", "2026-H2", "2026", "E20261012-2")
NAMES = {
    "village": ("500153100203", "河堰村村民委员会", "河堰村"),
    "community": ("500153001003", "桂花社区居民委员会", "桂花社区"),
    "town": ("500153100000", "荣隆镇", "荣隆镇"),
    "street": ("500153001000", "昌元街道", "昌元街道"),
    "bureau": ("500153B01", "荣昌区民政局", "区民政局"),
    "district": ("500153000000", "荣昌区", "荣昌区"),
}


def unit_of(kind: str, code: str = "", *, profile: bool = True) -> Unit:
    own, name, short = NAMES[kind]
    parent = {"village": "town", "community": "street", "town": "district", "street": "district"}.get(kind)
    unit = Unit(code=code or own, name=name, short_name=short, kind=kind)
    if parent:
        above = unit_of(parent)
        above.pk = 1  # never saved: nothing here asks the database
        unit.parent = above
    if profile:
        unit.profile = Profile(
            unit=unit,
            phone="023-0000 1200",
            supervision_phone="023-0000 1205",
            address="昌元街道桂花路1号",
            hours="工作日 9:00—12:00，14:00—17:30",
            box="公开栏右侧",
        )
    return unit


def told(item: ItemSpec, kind: str, key: str, *, seed: int = 1, code: str = "", title: str = "") -> dict[str, Any]:
    period, unit = period_of(key), unit_of(kind, code)
    blank = blank_content(item, period, unit.name)
    blank["title"] = title or blank["title"]
    return fill(blank, item, period, random.Random(seed), unit)


def block(content: dict[str, Any], key: str) -> dict[str, Any]:
    return next(one for one in content["blocks"] if one.get("key") == key)


def figure(content: dict[str, Any], key: str) -> Decimal:
    return next(Decimal(item["value"]) for item in block(content, "flow")["items"] if item["key"] == key)


@pytest.mark.parametrize("code", ITEMS)
def test_every_row_can_be_signed_and_holds_nothing_private(code: str) -> None:
    item = ITEMS[code]
    allow = Allow(frozenset({"023-0000 1200", "023-0000 1205"}), frozenset({"昌元街道桂花路1号"}))
    for kind in item.applies_to:
        for key in PERIODS:
            for seed in range(2):
                whole = told(item, kind, key, seed=seed)
                content = finished(whole)
                assert validate_content(content) == [], (kind, key, content)
                assert problems(whole, complete=True) == []
                assert screen_content(content, allow) == []
                assert not re.search(r"[{}]", str([list(row.values()) for row in _rows(content)]) + _prose(content))
                empty = {one["key"] for one in whole["blocks"] if one["type"] == "text" and not one["text"]}
                assert not empty


def _rows(content: dict[str, Any]) -> list[dict[str, str]]:
    return [row for one in content["blocks"] if one["type"] == "table" for row in one["rows"]]


def _prose(content: dict[str, Any]) -> str:
    return "".join(one.get("text", "") for one in content["blocks"]) + str(content["title"])


def test_every_row_has_its_own_story() -> None:
    assert set(ITEMS) - set(stories()) == {"CA02", "CA03"}  # these two are kept as books
    assert set(stories()) <= set(ITEMS)


def test_a_story_names_only_blocks_that_the_template_has() -> None:
    about = {"let", "when", "months", "kinds", "same"}
    for code, all_stories in stories().items():
        keys = {one.get("key") for one in blank_content(ITEMS[code], None)["blocks"]}
        for story in all_stories:
            assert set(story) - about <= keys, code


def test_the_same_draws_give_the_same_words_and_leave_the_draft_alone() -> None:
    for code, item in ITEMS.items():
        kind = item.applies_to[0]
        assert told(item, kind, "2026-Q3") == told(item, kind, "2026-Q3"), code
    blank = blank_content(ITEMS["CA03"], period_of("2026-Q3"), "")
    before = copy.deepcopy(blank)
    fill(blank, ITEMS["CA03"], period_of("2026-Q3"), random.Random(1), unit_of("community"))
    assert blank == before


@pytest.mark.parametrize("code", ["JW04", "JW05", "JW07", "FW04", "FW08", "CA03", "CW29", "DW09"])
def test_neighbouring_periods_and_units_differ(code: str) -> None:
    item = ITEMS[code]
    kind = "community"
    texts = [_shape(told(item, kind, key, seed=nth)) for nth, key in enumerate(("2026-04", "2026-05", "2026-06"))]
    assert len(set(texts)) == 3
    assert _shape(told(item, kind, "2026-05", code="500153001004", seed=9)) != texts[1]


@pytest.mark.parametrize(
    ("kind", "words"), [("street", "管网"), ("bureau", "监理"), ("community", "工期"), ("village", "工程车")]
)
def test_what_is_published_in_step_speaks_of_its_matter(kind: str, words: str) -> None:
    content = finished(told(ITEMS[JOINT_ITEMS[kind]], kind, "E20261113-1", title=JOINT))
    assert validate_content(content) == []
    assert screen_content(content, Allow(frozenset({"023-0000 1200", "023-0000 1205"}))) == []
    assert words in _prose(content) + str(_rows(content))


def _shape(content: dict[str, Any]) -> str:
    return str([(one.get("text"), one.get("rows"), one.get("items")) for one in content["blocks"][:-1]])


@pytest.mark.parametrize(("code", "kind"), [("CA03", "community"), ("CA02", "village"), ("DW09", "village")])
@pytest.mark.parametrize("every", ["month", "quarter"])
@pytest.mark.parametrize("own", ["500153001003", "500153001005", "500153100210", "500153109001"])
def test_what_one_period_closes_with_the_next_opens_with(code: str, kind: str, every: Any, own: str) -> None:
    known = [told(ITEMS[code], kind, period.key, seed=7, code=own) for period in periods_of(2026, every)]
    for earlier, later in pairwise(known):
        assert figure(earlier, "close") == figure(later, "open")
    for content in known:
        assert figure(content, "open") + figure(content, "in") - figure(content, "out") == figure(content, "close")
        assert all(Decimal(item["value"]) > 0 for item in block(content, "flow")["items"])


@pytest.mark.parametrize("code", ["CW27", "DW08"])
def test_statements_with_other_words_chain_too(code: str) -> None:
    name = {"CW27": "flow", "DW08": "dues"}[code]
    keys = ("2026-Q1", "2026-Q2", "2026-Q3") if code == "CW27" else ("2024", "2025", "2026")
    known = [block(told(ITEMS[code], "village", key), name)["items"] for key in keys]
    for earlier, later in pairwise(known):
        assert earlier[-1]["value"] == later[0]["value"]


def test_running_costs_of_a_year_are_the_sum_of_its_months() -> None:
    known = [
        block(told(ITEMS["ZW19"], "town", month.key, seed=4), "costs")["rows"] for month in periods_of(2026, "month")
    ]
    for earlier, later in pairwise(known):
        for before, after in zip(earlier, later, strict=True):
            assert Decimal(before["year"]) + Decimal(after["month"]) == Decimal(after["year"])


def test_as_many_results_as_were_done() -> None:
    for key in ("2026-02", "2026-07", "2026-10"):
        content = told(ITEMS["ZW07"], "street", key)
        done = next(item["value"] for item in block(content, "count")["items"] if item["key"] == "done")
        assert len(block(content, "cases")["rows"]) == int(done)


def test_a_quarter_of_a_community_has_a_page_of_entries_on_days_of_the_quarter() -> None:
    for quarter in periods_of(2026, "quarter"):
        for seed in range(20):
            content = told(ITEMS["CA03"], "community", quarter.key, seed=seed, code=f"50015300{seed:04}")
            rows = block(content, "income")["rows"] + block(content, "spending")["rows"]
            assert 15 <= len(rows) <= 26
            assert all(date.fromisoformat(row["date"]) in quarter for row in rows)
            assert len({row["voucher"] for row in rows}) == len(rows)
            assert all(Decimal(row["amount"]) > 0 for row in rows)


def test_a_village_is_never_in_debt() -> None:
    for nth in range(20):
        for month in periods_of(2026, "month"):
            content = told(ITEMS["CA02"], "village", month.key, seed=nth, code=f"5001531{nth:05}")
            assert all(Decimal(row["balance"]) > 0 for row in block(content, "lines")["rows"])


def test_dates_of_tables_lie_in_the_period() -> None:
    later = {"完成时限"}
    for code, item in ITEMS.items():
        period = period_of("2026-Q3")
        content = told(item, item.applies_to[0], "2026-Q3")
        for table in (one for one in content["blocks"] if one["type"] == "table"):
            for column in table["columns"]:
                if column["kind"] == "date" and column["name"] not in later:
                    days = [date.fromisoformat(row[column["key"]]) for row in table["rows"] if row.get(column["key"])]
                    assert all(period.start <= day <= period.end for day in days), code


def test_votes_add_up_to_those_who_came() -> None:
    for seed in range(40):
        content = told(ITEMS["JW04"], "community", "2026-Q3", seed=seed, code=f"50015300{seed:04}")
        facts = {item["label"]: item["value"] for item in block(content, "meeting")["items"]}
        came = facts["实到"].removesuffix(" 人")
        assert int(came) <= int(facts["应到"].removesuffix(" 人"))
        for row in block(content, "votes")["rows"]:
            assert row["present"] == came
            assert (int(row["yes"]) * 2 > int(came)) == ("没有通过" not in row["result"])


def test_who_is_on_a_list_stays_on_it() -> None:
    may, june = (block(told(ITEMS["CW23"], "village", key, seed=3), "homes")["rows"] for key in ("2026-05", "2026-06"))
    shorter = min(len(may), len(june))
    assert shorter >= 8
    assert may[:shorter] == june[:shorter]


def test_an_event_is_told_under_its_own_title() -> None:
    for title in ("社区活动室屋面防水维修", "2 号楼消防通道改造", "冬季送温暖活动经费安排"):
        content = told(ITEMS["CA12"], "community", "E20260312-1", title=title)
        assert content["title"] == title
        assert block(content, "lines")["rows"][0]["c1"] == title
    neighbours = told(ITEMS["DW12"], "community", "E20261106-1", title="评选楼栋好邻居公示")
    assert "楼栋好邻居" in block(neighbours, "e3")["text"]


@pytest.mark.parametrize(
    ("code", "title"), [*((code, title) for _days, code, title, _more in TURNS), AWAY[2:], ("JW05", JOINT)]
)
def test_what_the_demo_singles_out_is_told_of_itself(code: str, title: str) -> None:
    """What visitors are led to does not speak of something else: a broken pipe of meeting tables."""
    allow = Allow(frozenset({"023-0000 1200", "023-0000 1205"}), frozenset({"昌元街道桂花路1号"}))
    for seed in range(4):
        content = told(ITEMS[code], "community", "E20261116-1", title=title, seed=seed)
        rest = str([one for one in content["blocks"] if one["type"] != "contacts"])
        assert code == "CW26" or title in rest
        assert problems(content, complete=True) == []
        assert screen_content(finished(content), allow) == []
        assert not re.search(r"[{}]", str([list(row.values()) for row in _rows(content)]) + _prose(content))


def test_without_a_profile_no_telephone_is_made_up() -> None:
    for code, item in ITEMS.items():
        unit = unit_of(item.applies_to[0], profile=False)
        unit.profile = Profile(unit=unit)
        content = fill(blank_content(item, period_of("2026-Q3")), item, period_of("2026-Q3"), random.Random(1), unit)
        assert "023" not in str(finished(content)["blocks"]), code
        assert validate_content(finished(content)) == [], code


def test_a_title_is_written_only_where_there_is_none() -> None:
    item = ITEMS["CW22"]
    blank = blank_content(item, period_of("E20260416-1"), "")
    given = {**blank, "title": "低保初审公示（第 4 批）"}
    period, unit = period_of("E20260416-1"), unit_of("community")
    assert fill(given, item, period, random.Random(1), unit)["title"] == given["title"]
    assert fill({**blank, "title": " "}, item, period, random.Random(1), unit)["title"] == item.title


def test_a_balance_follows_from_place_and_month_alone() -> None:
    assert stock("a", 24310, Decimal("88000.00")) == stock("a", 24310, Decimal("88000.00"))
    values = {stock(f"{place}", 24310, Decimal("88000.00")) for place in range(50)}
    assert len(values) == 50
    assert all(Decimal(58000) < value < Decimal(125000) for value in values)


def test_sums_are_reckoned_and_nothing_else() -> None:
    assert reckon("a * 2 - 3", {"a": 5}) == 7
    assert reckon("max(0, a - 9)", {"a": 5}) == 0
    with pytest.raises(ValueError, match="Attribute"):
        reckon("a.real", {"a": 5})
    with pytest.raises(KeyError):
        reckon("b + 1", {"a": 5})


def test_one_unknown_of_a_statement_follows_from_the_others() -> None:
    items = [
        {"key": "bank", "label": "银行存款", "op": "", "value": ""},
        {"key": "cash", "label": "库存现金", "op": "+", "value": "120.50"},
        {"key": "held", "label": "期末结存", "op": "=", "value": "1000.00"},
    ]
    settle([{"type": "figures", "key": "held", "title": "", "kind": "money", "items": items}])
    assert items[0]["value"] == "879.50"


@pytest.mark.django_db
def test_those_who_hold_the_posts_are_the_ones_named() -> None:
    unit = unit_of("community", profile=False)
    unit.parent, unit.path = None, "0001"
    unit.save()
    body = Body.objects.create(unit=unit, kind=BodyKind.COMMITTEE, name="居民委员会")
    post = Post.objects.create(body=body, kind=PostKind.DIRECTOR, title="主任")
    Tenure.objects.create(post=post, person=Person.objects.create(name="阎某"), since=date(2026, 1, 1))
    item, period = ITEMS["JW01"], period_of("2026")
    content = fill(blank_content(item, period, unit.name), item, period, random.Random(1), unit)
    assert "阎某" in [row["name"] for row in block(content, "members")["rows"] if row["body"] == "居民委员会"]
