"""What people type and paste becomes content; the form can't change what it is a form of."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from mingbai.disclosure.forms import MAX_ROWS, add_row, drop_row, paste_rows, read_content, tidy
from mingbai.kit.errors import NotNow

COLUMNS = [
    {"key": "on", "name": "日期", "kind": "date"},
    {"key": "what", "name": "摘要", "kind": "text", "required": True},
    {"key": "n", "name": "数量", "kind": "number"},
    {"key": "yuan", "name": "金额（元）", "kind": "money", "sum": True},
]
ROW = {"on": "2026-07-06", "what": "修路", "n": "3", "yuan": "1200.00"}
CONTENT: dict[str, Any] = {
    "item": "CW23",
    "unit": "桂花社区",
    "title": "收支",
    "period": {"key": "2026-Q3", "label": "2026年第三季度"},
    "blocks": [
        {"type": "text", "key": "say", "heading": "说明", "text": "旧", "hint": "写两句", "required": True},
        {"type": "table", "key": "rows", "title": "明细", "columns": COLUMNS, "rows": [ROW], "hint": "逐笔"},
        {
            "type": "figures",
            "key": "sum",
            "title": "合计",
            "kind": "money",
            "items": [{"key": "in", "label": "收入", "op": "+", "value": "1.00"}],
        },
        {"type": "facts", "items": [{"label": "地点", "value": ""}]},
        {"type": "contacts", "items": [{"name": "经办岗", "phone": "", "place": "", "hours": ""}]},
        {"type": "files", "items": [{"name": "a.pdf", "digest": "sha256:1", "size": 3}]},
    ],
}


def test_fields_go_into_their_places_and_nothing_else_changes() -> None:
    posted = {
        "title": " 第三季度\n收支 ",
        "b0-text": "一行\r\n二行",
        "b1-count": "2",
        "b1-r0-on": "2026/7/8",
        "b1-r0-what": "买灯",
        "b1-r0-n": "１２",
        "b1-r0-yuan": "1,234.5",
        "b1-r1-what": "  ",
        "b2-i0": "￥２，０００",
        "b3-i0": "会议室",
        "b4-i0-phone": "023-0000 1200",
        "b4-i0-place": "二楼",
        "b5-i0-name": "evil.exe",
        "b0-heading": "改标题",
        "b1-r0-extra": "多出来的",
        "b9-text": "没有这一块",
        "item": "XX",
    }
    fresh = read_content(CONTENT, posted)
    assert fresh["title"] == "第三季度 收支"
    blocks = fresh["blocks"]
    assert blocks[0] == {**CONTENT["blocks"][0], "text": "一行\n二行"}
    assert blocks[1]["rows"] == [
        {"on": "2026-07-08", "what": "买灯", "n": "12", "yuan": "1234.50"},
        {"on": "", "what": "", "n": "", "yuan": ""},
    ]
    assert {**blocks[1], "rows": None} == {**CONTENT["blocks"][1], "rows": None}
    assert blocks[2]["items"][0]["value"] == "2000.00"
    assert blocks[3]["items"] == [{"label": "地点", "value": "会议室"}]
    assert blocks[4]["items"] == [{"name": "经办岗", "phone": "023-0000 1200", "place": "二楼", "hours": ""}]
    assert blocks[5] == CONTENT["blocks"][5], "files come by upload only"
    assert (fresh["item"], fresh["period"], fresh["unit"]) == ("CW23", CONTENT["period"], "桂花社区")


def test_what_is_not_posted_stays_and_the_draft_itself_is_not_touched() -> None:
    before = copy.deepcopy(CONTENT)
    assert read_content(CONTENT, {}) == before
    read_content(CONTENT, {"b1-count": "0", "title": "x"})
    assert before == CONTENT


@pytest.mark.parametrize("count", ["501", "99999", "-1", "x", "", "1e3", "123456"])
def test_odd_counts_are_refused(count: str) -> None:
    with pytest.raises(NotNow):
        read_content(CONTENT, {"b1-count": count})


def test_signs_that_nobody_sees_are_taken_out() -> None:
    posted = {"b0-text": "13\u200b9\u202e00\ufeff00\x000000", "title": "收\u2060支\x07"}
    fresh = read_content(CONTENT, posted)
    assert (fresh["blocks"][0]["text"], fresh["title"]) == ("13900000000", "收支")
    with pytest.raises(NotNow, match="20000 个字"):
        read_content(CONTENT, {"b0-text": "长" * 20_001})


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("money", "1234.5", "1234.50"),
        ("money", "1,234.50", "1234.50"),
        ("money", "￥1234", "1234.00"),
        ("money", "－１２．５元", "-12.50"),
        ("money", "0", "0.00"),
        ("money", "", ""),
        ("money", "1.2万", "1.2万"),
        ("money", "1.234", "1.234"),
        ("money", "(12)", "(12)"),
        ("number", "１，２３４．５", "1234.5"),
        ("number", "三", "三"),
        ("date", "2026年7月5日", "2026-07-05"),
        ("date", "２０２６．７．５", "2026-07-05"),
        ("date", "2026-7-5", "2026-07-05"),
        ("date", "2026/07/05", "2026-07-05"),
        ("date", "7月5日", "7月5日"),
        ("date", "2026", "2026"),
        ("text", "１２", "１２"),
    ],
)
def test_typed_values_are_tidied_or_left_alone(kind: str, typed: str, kept: str) -> None:
    assert tidy(kind, typed) == kept


def test_rows_are_added_and_dropped() -> None:
    more = add_row(CONTENT, 1)
    assert more["blocks"][1]["rows"] == [ROW, dict.fromkeys(ROW, "")]
    assert drop_row(more, 1, 0)["blocks"][1]["rows"] == [dict.fromkeys(ROW, "")]
    assert drop_row(more, 1, 99) == more
    assert len(CONTENT["blocks"][1]["rows"]) == 1
    for n in (0, 5, 99, -1):
        with pytest.raises(NotNow, match="没有这张表"):
            add_row(CONTENT, n)
    full = {**CONTENT, "blocks": [{**CONTENT["blocks"][1], "rows": [ROW] * MAX_ROWS}]}
    with pytest.raises(NotNow, match="最多 500 行"):
        add_row(full, 0)


def test_rows_pasted_from_excel() -> None:
    pasted = "日期\t摘要\t数量\t金额（元）\n2026/7/8\t买灯\t2\t1,000\t\t\r\n\n2026年7月9日\t买线\n"
    rows = paste_rows(add_row(CONTENT, 1), 1, pasted)["blocks"][1]["rows"]
    assert rows == [
        ROW,
        {"on": "2026-07-08", "what": "买灯", "n": "2", "yuan": "1000.00"},
        {"on": "2026-07-09", "what": "买线", "n": "", "yuan": ""},
    ], "the heading, empty lines and empty columns are not rows; empty rows give way"


def test_a_paste_that_does_not_fit_changes_nothing() -> None:
    with pytest.raises(NotNow, match=r"第 2 行有 5 格，这张表只有 4 列（日期、摘要、数量、金额（元））"):
        paste_rows(CONTENT, 1, "2026-07-08\t买灯\n2026-07-08\t买灯\t2\t1\t多")
    with pytest.raises(NotNow, match="还没有贴内容"):
        paste_rows(CONTENT, 1, " \n\t\n")
    with pytest.raises(NotNow, match="最多 500 行"):
        paste_rows(CONTENT, 1, "\n".join(["2026-07-08\t买灯"] * MAX_ROWS))
