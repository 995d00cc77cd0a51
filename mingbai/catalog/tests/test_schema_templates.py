"""Every row has a template; hand-made ones cover their elements and know their identities."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingbai.catalog.schema.content import publishable, validate_content
from mingbai.catalog.schema.edition import load_edition
from mingbai.catalog.schema.identities import CHECK_KEYS, chain_words
from mingbai.catalog.schema.templates import blank_content, hand_made_codes, template_for
from mingbai.kit.periods import parse

Q3 = parse("2026-Q3")
WANTED = (
    *("CA02", "CA03", "CA05", "CA07", "CA08", "CA09", "CA10", "CA13", "CA14", "CW05", "CW14", "CW16", "CW21", "CW22"),
    *("CW23", "CW26", "CW27", "CW30", "DW01", "DW03", "DW08", "DW09", "FW01", "FW02", "FW04", "FW08", "FW11", "JW01"),
    *("JW04", "JW05", "JW06", "JW07", "ZW01", "ZW06", "ZW07", "ZW19"),
)


def block(content: dict[str, Any], key: str) -> dict[str, Any]:
    return next(one for one in content["blocks"] if one.get("key") == key)


def set_figures(content: dict[str, Any], key: str, **values: str) -> None:
    for item in block(content, key)["items"]:
        item["value"] = values.get(item["key"], item["value"])


def quarter_statement() -> dict[str, Any]:
    content = blank_content(load_edition()["CA03"], Q3, "桂花社区居民委员会")
    set_figures(content, "flow", open="86432.50", **{"in": "30000.00"}, out="2846.00", close="113586.50")
    set_figures(content, "held", bank="113000.00", cash="586.50", held="113586.50")
    block(content, "income")["rows"] = [
        {
            "date": "2026-07-06",
            "voucher": "收-0701",
            "what": "第三季度工作经费",
            "kind": "财政拨款",
            "amount": "30000.00",
        }
    ]
    block(content, "spending")["rows"] = [
        {"date": "2026-07-02", "voucher": "付-0701", "what": "打印纸", "kind": "办公费", "amount": "686.00"},
        {"date": "2026-07-03", "voucher": "付-0702", "what": "大米400公斤", "kind": "助餐服务", "amount": "2160.00"},
    ]
    return content


def test_the_wanted_templates_are_hand_made() -> None:
    assert hand_made_codes() == sorted(WANTED)


@pytest.mark.parametrize("code", list(load_edition()))
def test_every_item_has_a_template_that_covers_each_element(code: str) -> None:
    item = load_edition()[code]
    template = template_for(item)
    keys = {one.get("key") for one in template["blocks"]}
    assert set(template["covers"]) == set(item.elements)
    assert set(template["covers"].values()) <= keys


@pytest.mark.parametrize("code", list(load_edition()))
def test_a_blank_draft_has_the_right_shape_and_is_not_ready(code: str) -> None:
    item = load_edition()[code]
    content = blank_content(item, Q3)
    assert validate_content(content, draft=True) == []
    assert (
        validate_content(content) != [] or code == "FW02" or not any(one.get("required") for one in content["blocks"])
    )
    assert content["title"]
    assert "{" not in content["title"]
    assert json.loads(json.dumps(content)) == content


@pytest.mark.parametrize("code", WANTED)
def test_identities_name_columns_and_figures_that_exist(code: str) -> None:
    content = blank_content(load_edition()[code], Q3)
    columns = {one["key"]: {c["key"] for c in one["columns"]} for one in content["blocks"] if one["type"] == "table"}
    figures = {one["key"]: {i["key"] for i in one["items"]} for one in content["blocks"] if one["type"] == "figures"}
    for one in content["blocks"]:
        for check in one.get("checks", ()):
            assert check["kind"] in CHECK_KEYS
            here = columns.get(one["key"], set()) | figures.get(one["key"], set())
            named = [check.get("equals"), check.get("balance"), *check.get("factors", ())]
            named += [term["key"] for term in check.get("terms", ())] + check.get("plus", []) + check.get("minus", [])
            assert {name for name in named if name} <= here
            for dotted in (check.get("figure"), check.get("open")):
                if dotted:
                    assert dotted.split(".")[1] in figures[dotted.split(".")[0]]
            if "table" in check:
                assert check["column"] in columns[check["table"]]
            if "other" in check:
                assert check["other_column"] in columns[check["other"]]
            assert "＝" in check["say"]


def test_titles_name_the_period() -> None:
    edition = load_edition()
    assert blank_content(edition["CA03"], Q3)["title"] == "2026年第三季度财务收支公开"
    assert blank_content(edition["ZW07"], parse("2026-10"))["title"] == "2026年10月办理结果公开"
    assert blank_content(edition["JW01"], None)["period"] is None
    assert blank_content(edition["CW12"], parse("2026-H1"))["title"] == "2026年上半年村务监督委员会工作报告"


def test_a_statement_that_adds_up_is_ready() -> None:
    assert validate_content(quarter_statement()) == []


def test_the_identity_is_spelled_by_the_signs() -> None:
    assert chain_words(block(quarter_statement(), "flow")) == "期初结存＋本期收入－本期支出＝期末结存"


@pytest.mark.parametrize(
    ("spoil", "path", "words"),
    [
        (lambda c: set_figures(c, "flow", close="113586.51"), "blocks[0].items[3].value", "期初结存＋本期收入"),
        (lambda c: set_figures(c, "held", cash="1.00"), "blocks[1].items[2].value", "银行存款＋库存现金"),
        (lambda c: block(c, "spending")["rows"].pop(), "blocks[0].items[2].value", "支出明细合计＝本期支出"),
    ],
)
def test_a_statement_that_does_not_add_up_says_where_and_by_how_much(spoil: Any, path: str, words: str) -> None:
    content = quarter_statement()
    spoil(content)
    found = dict(validate_content(content))
    assert words in found[path]
    assert "差 " in found[path]
    assert validate_content(content, draft=True) == []


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=8), st.integers(0, 10**9), st.integers(-5, 5))
def test_the_gap_is_found_to_the_fen(spent: list[int], opening: int, off: int) -> None:
    def yuan(fen: int) -> str:
        return f"{Decimal(fen) / 100:.2f}"

    content = blank_content(load_edition()["DW09"], Q3)
    set_figures(content, "flow", open=yuan(opening), **{"in": "0.00"}, out=yuan(sum(spent) + off))
    set_figures(content, "flow", close=yuan(opening - sum(spent) - off))
    block(content, "spending")["rows"] = [
        {"date": "2026-08-01", "item": "活动", "what": "材料", "amount": yuan(one)} for one in spent
    ]
    found = [path for path, _sentence in validate_content(content)]
    assert found == ([] if off == 0 else ["blocks[0].items[2].value"])


def test_rows_are_checked_one_by_one() -> None:
    content = blank_content(load_edition()["CA14"], Q3)
    good = {"item": "水费", "homes": "120", "due": "1000.00", "got": "900.00", "owed": "100.00", "paid": "900.00"}
    block(content, "fees")["rows"] = [{**good, "gap": "0.00"}, {**good, "item": "电费", "owed": "90.00", "gap": "0.00"}]
    assert [path for path, _s in validate_content(content)] == ["blocks[0].rows[1].owed"]


def test_products_and_name_lists_add_up() -> None:
    content = blank_content(load_edition()["CW30"], Q3)
    row = {"kind": "高龄津贴 80至89岁", "people": "3", "rate": "50.00", "months": "3", "amount": "450.00"}
    block(content, "sums")["rows"] = [row]
    block(content, "people")["rows"] = [{"person": "李某", "kind": "高龄津贴", "amount": "150.00"}] * 3
    assert validate_content(content) == []
    row["amount"] = "500.00"
    assert len(validate_content(content)) == 2


def test_running_balances() -> None:
    content = blank_content(load_edition()["CA02"], Q3)
    set_figures(content, "flow", open="100.00", **{"in": "50.00"}, out="30.00", close="120.00")
    set_figures(content, "held", bank="120.00", cash="0.00", held="120.00")
    base = {"who": "会计", "voucher": "1"}
    block(content, "subtotals")["rows"] = [{"kind": "合计", "in": "50.00", "out": "30.00"}]
    block(content, "lines")["rows"] = [
        {**base, "date": "2026-07-01", "what": "租金", "in": "50.00", "balance": "150.00"},
        {**base, "date": "2026-07-02", "what": "办公", "out": "30.00", "balance": "120.00"},
    ]
    assert validate_content(content) == []
    block(content, "lines")["rows"][0]["balance"] = "149.00"
    assert [path for path, _s in validate_content(content)] == [
        "blocks[3].rows[0].balance",
        "blocks[3].rows[1].balance",
    ]


@pytest.mark.parametrize(
    ("spoil", "path"),
    [
        (lambda c: block(c, "income")["rows"][0].update(amount="30,000.00"), "blocks[2].rows[0].amount"),
        (lambda c: block(c, "income")["rows"][0].update(amount="30000"), "blocks[2].rows[0].amount"),
        (lambda c: block(c, "income")["rows"][0].update(date="2026-7-6"), "blocks[2].rows[0].date"),
        (lambda c: block(c, "income")["rows"][0].update(amount=30000.0), "blocks[2].rows[0].amount"),
        (lambda c: block(c, "income")["rows"][0].update(colour="红"), "blocks[2].rows[0].colour"),
        (lambda c: c["blocks"].append({"type": "video"}), "blocks[6].type"),
        (lambda c: c["blocks"].append(dict(c["blocks"][0])), "blocks[6].key"),
        (lambda c: c.pop("title"), "title"),
    ],
)
def test_a_wrong_shape_or_value_is_refused_even_in_a_draft(spoil: Any, path: str) -> None:
    content = quarter_statement()
    spoil(content)
    assert path in dict(validate_content(content, draft=True))


@pytest.mark.parametrize(
    ("spoil", "path", "words"),
    [
        (lambda c: c.update(title=" "), "title", "标题"),
        (lambda c: set_figures(c, "flow", open=""), "blocks[0].items[0].value", "请填“期初结存”"),
        (lambda c: block(c, "income")["rows"][0].update(voucher=""), "blocks[2].rows[0].voucher", "请填“凭证号”"),
        (lambda c: block(c, "income")["rows"].append({}), "blocks[2].rows[1]", "空的"),
    ],
)
def test_what_is_missing_stops_the_signature_but_not_the_draft(spoil: Any, path: str, words: str) -> None:
    content = quarter_statement()
    spoil(content)
    assert validate_content(content, draft=True) == []
    assert words in dict(validate_content(content))[path]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60)
@given(st.data())
def test_content_from_anywhere_is_answered_not_crashed_on(data: st.DataObject) -> None:
    content: Any = quarter_statement()
    here: Any = content
    while isinstance(here, dict | list) and here:
        step = data.draw(st.sampled_from(sorted(here) if isinstance(here, dict) else list(range(len(here)))))
        if data.draw(st.booleans()):
            here[step] = data.draw(anything)
            break
        here = here[step]
    for path, sentence in validate_content(content):
        assert isinstance(path, str)
        assert sentence


def test_what_is_published_carries_no_form_marks() -> None:
    said = json.dumps(publishable(quarter_statement()), ensure_ascii=False)
    assert '"hint"' not in said
    assert '"required"' not in said
    assert validate_content(publishable(quarter_statement())) == []
    assert block(publishable(quarter_statement()), "spending")["rows"]
