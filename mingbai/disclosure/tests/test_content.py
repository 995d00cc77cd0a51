"""What a draft lacks is said where people find it; what is signed has only what was said."""

from __future__ import annotations

from typing import Any

from mingbai.disclosure.rules.content import carried, finished, problems
from mingbai.disclosure.tests.test_forms import CONTENT, ROW

BLANK = dict.fromkeys(ROW, "")


def with_rows(*rows: dict[str, str]) -> dict[str, Any]:
    blocks = [{**CONTENT["blocks"][1], "required": True, "rows": list(rows)}]
    return {**CONTENT, "blocks": blocks}


def test_half_a_draft_is_kept_but_not_a_broken_one() -> None:
    assert problems(with_rows({**ROW, "yuan": "还没算"}), complete=False) == []
    assert problems({**CONTENT, "title": ""}, complete=False) == []
    wrong: list[dict[str, Any]] = [{"blocks": []}, {"title": 3, "blocks": []}, {"title": "a"}]
    for broken in wrong:
        assert "格式不对" in problems(broken, complete=False)[0]
    assert "标题太长：121 个字" in problems({**CONTENT, "title": "长" * 121}, complete=False)[0]


def test_problems_name_the_place_on_the_page() -> None:
    assert problems({**CONTENT, "title": "  "}, complete=True) == ["还没有写标题。"]
    said = problems(with_rows(ROW, {**ROW, "yuan": "1.2万"}), complete=True)
    assert len(said) == 1
    assert said[0].startswith("明细第 2 行“金额（元）”：")
    missing = problems(with_rows({**ROW, "what": ""}), complete=True)
    assert missing == ["明细第 1 行“摘要”：请填“摘要”"]


def test_rows_left_empty_are_no_problem_and_are_not_counted_as_written() -> None:
    assert problems(with_rows(ROW, BLANK), complete=True) == []
    said = problems(with_rows(BLANK, ROW, BLANK, {**ROW, "on": "昨天"}), complete=True)
    assert said[0].startswith("明细第 4 行“日期”："), "counted as on the page"
    assert problems(with_rows(BLANK, BLANK), complete=True) == ["明细：“明细”至少要填一行"]


def test_what_is_signed_has_no_hints_no_blank_rows_and_no_empty_blocks() -> None:
    done = finished({**CONTENT, "title": " 收支 "})
    assert done["title"] == "收支"
    assert [block["type"] for block in done["blocks"]] == ["text", "table", "figures", "files"]
    assert "hint" not in str(done)
    assert "required" not in str(done)
    assert finished(with_rows(BLANK, ROW))["blocks"][0]["rows"] == [ROW]
    assert finished(done) == done


def test_a_place_without_a_telephone_is_still_a_contact() -> None:
    item = {"name": "经办岗", "phone": "", "place": "二楼", "hours": ""}
    content = {**CONTENT, "blocks": [*CONTENT["blocks"][:4], {"type": "contacts", "items": [item]}]}
    assert finished(content)["blocks"][-1] == {"type": "contacts", "items": [item]}


def test_last_period_is_carried_into_the_form_of_this_one() -> None:
    last = {
        "title": "第二季度收支",
        "period": {"key": "2026-Q2", "label": "2026年第二季度"},
        "blocks": [
            {"type": "text", "key": "say", "heading": "说明", "text": "上期的话"},
            {"type": "table", "key": "rows", "columns": [], "rows": [{"what": "上期", "gone": "旧列"}]},
            {"type": "files", "items": [{"name": "old.pdf", "digest": "sha256:2"}]},
        ],
    }
    fresh = carried(CONTENT, last)
    assert fresh["title"] == "收支"
    assert fresh["period"] == CONTENT["period"]
    assert fresh["blocks"][0] == {**CONTENT["blocks"][0], "text": "上期的话"}
    assert fresh["blocks"][1]["rows"] == [{**BLANK, "what": "上期"}]
    assert fresh["blocks"][1]["columns"] == CONTENT["blocks"][1]["columns"]
    assert fresh["blocks"][2:] == CONTENT["blocks"][2:], "what last time left out stays; files are this period's"
