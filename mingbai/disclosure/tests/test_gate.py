"""The gate over text and notice content: what it finds, what it leaves alone, how it masks."""

import copy
import importlib
import pkgutil
import re
from collections.abc import Iterator
from datetime import date
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingbai.disclosure.rules import gate
from mingbai.disclosure.rules.gate import (
    Allow,
    mask_content,
    papers,
    people,
    ruleset,
    screen_content,
    screen_file,
    screen_text,
)
from mingbai.disclosure.rules.gate.numbers import windows
from mingbai.disclosure.rules.gate.plain import Plain
from mingbai.disclosure.tests.gate_corpus import ID_WEIGHTS, SEPARATORS, luhn_digit

ID = "500153190001010013"
FULL_WIDTH = "５００１５３１９０００１０１００１３"
IN_WORDS = "五〇〇一五三一九〇〇〇一〇一〇〇一三"
OFFICE = Allow(phones=frozenset({"023-0000 1234"}), addresses=frozenset({"昌元街道桂花路 88 号"}))


def kinds(text: str, allow: Allow = OFFICE, label: str = "") -> list[str]:
    return [finding.kind for finding in screen_text(text, "", allow, label=label)]


def checked_id(head: str) -> str:
    return head + "10X98765432"[sum(int(d) * w for d, w in zip(head, ID_WEIGHTS, strict=True)) % 11]


# --- one by one -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "found", "masked"),
    [
        (f"欠 90 元，{ID}", "resident_id", ID, "5001**********0013"),
        (
            "５００１５３１９０００１０１００１３",
            "resident_id",
            "５００１５３１９０００１０１００１３",
            "5001**********0013",
        ),
        ("11010519491231002x", "resident_id", "11010519491231002x", "1101**********002X"),
        ("500153 19000101 0013", "resident_id", "500153 19000101 0013", "5001**********0013"),
        (
            "五〇〇一五三一九〇〇〇一〇一〇〇一三",
            "resident_id",
            "五〇〇一五三一九〇〇〇一〇一〇〇一三",
            "5001**********0013",
        ),
        ("陈某 510231700101001", "resident_id", "510231700101001", "5102*******1001"),
        ("19900001234 欠 126 元", "mobile", "19900001234", "199****1234"),
        ("+86 199-0000-1234", "mobile", "+86 199-0000-1234", "199****1234"),
        ("账户 6222 0200 0000 0000 6", "bank_card", "6222 0200 0000 0000 6", "6222 **** **** 0006"),
        ("宅电 023-46730000", "phone", "023-46730000", "023-****0000"),
        ("护照 E12340001", "passport", "E12340001", "E1****001"),
        ("陈某，住桂花路12号3栋501室", "address", "桂花路12号3栋501室", "桂花路***"),
        ("核桃村4组27号", "address", "核桃村4组27号", "核桃村4组***"),
        ("车主陈某 渝C·A1234", "plate", "渝C·A1234", "渝C·***34"),
        ("社保卡号 A12345678", "social_card", "A12345678", "A1****678"),
        ("申请人李某，二级肢体残疾", "health", "二级肢体残疾", "***"),
        ("三年级2班：王小明", "minor", "王小明", "王某某"),
    ],
)
def test_each_kind_is_found_whole_and_masked_as_the_boards_write_it(text: str, kind: str, found: str, masked: str):
    [finding] = screen_text(text)
    assert (finding.kind, finding.text, finding.masked) == (kind, found, masked)
    assert text[finding.start : finding.end] == found
    assert finding.hint


def test_numbers_run_into_each_other_and_are_still_told_apart():
    assert kinds(f"19900001234{ID}") == ["mobile", "resident_id"]
    assert kinds(f"1{ID}") == ["resident_id"]


def test_fifteen_digits_and_three_more_are_one_number():
    [finding] = screen_text("公民身份号码：440305190808251·428。")
    assert finding.text == "440305190808251·428"


def test_a_wrong_check_digit_counts_where_the_text_says_identity_card():
    wrong = ID[:-1] + "4"
    assert kinds(f"编号 {wrong}") == []
    [finding] = screen_text(f"身份证号：{wrong}")
    assert finding.kind == "resident_id"
    assert "校验位对不上" in finding.hint
    assert kinds(wrong, label="身份证号") == ["resident_id"]


def test_a_credit_code_of_an_organisation_is_nobody():
    assert kinds("统一社会信用代码 54500153MJ00000001") == []
    assert kinds("52500153MJP000000X") == []


def test_declared_offices_pass_in_every_spelling_and_others_do_not():
    for spelled in ("023-00001234", "（023）0000 1234", "02300001234", "+86 23 0000 1234", "电话 0000-1234"):
        assert kinds(f"{spelled}") == [], spelled
    assert kinds("023-0000 1235") == ["phone"]
    assert kinds("到桂花路88号办理") == []
    assert kinds("到昌元街道桂花路 88 号找陈某") == []
    assert kinds("桂花路88号3栋501室") == ["address"]
    assert kinds("桂花路8号") == ["address"]


def test_an_office_line_named_so_is_not_a_private_one_but_a_mobile_is():
    assert kinds("监督委员会电话 023-0000 5678") == []
    assert kinds("陈某家电话 023-0000 5678") == ["phone"]
    assert kinds("居委会电话 19900001234") == ["mobile"]


@pytest.mark.parametrize(
    "home",
    [
        "家住香榭花都7-2-1204",
        "现住昌州中段88号",
        "桂花苑三栋二单元五零一",
        "住址 玉屏街5号院2栋3单元",
        "李某，昌龙大道53号6栋15-4",
    ],
)
def test_homes_in_the_ways_people_write_them(home: str):
    assert kinds(home) == ["address"]


@pytest.mark.parametrize(
    "text",
    [
        "居住在本社区的老人 12 号前登记",
        "住址变更到 3 号窗口办理",
        "1 号楼至 12 号楼",
        "3 栋 2 单元 12 户",
        "10号 3栋 2单元 停水",
    ],
)
def test_buildings_days_and_windows_are_not_homes(text: str):
    assert kinds(text) == []


def test_a_mobile_declared_as_the_office_s_passes():
    assert kinds("值班手机 199-0000-1234", Allow(phones=frozenset({"19900001234"}))) == []


@pytest.mark.parametrize("hotline", ["12345", "12348", "110", "119", "12315", "96196", "400-800-0000"])
def test_hotlines_are_for_everybody(hotline: str):
    assert kinds(f"有疑问请打电话 {hotline}") == []


def test_columns_say_what_a_cell_is():
    assert kinds("46730000", label="联系电话") == ["phone"]
    assert kinds("46730000", label="电话费") == []
    assert kinds("12号", label="家庭住址") == ["address"]
    assert kinds("12号", label="日期") == []
    assert kinds("62220200000000000", label="一卡通账号") == ["bank_card"]
    assert kinds("3150000000000000", label="金额") == []


@pytest.mark.parametrize(
    ("head", "row", "kind", "text"),
    [
        ("姓名,病情,金额", "陈某,尿毒症,2000", "health", "尿毒症"),
        ("户主,备注,金额", "王秀英,二级残疾,2000", "health", "二级残疾"),
        ("姓名,班级,金额", "王小明,三年级2班,500", "minor", "王小明"),
        ("姓名,年龄,金额", "王小明,11,500", "minor", "王小明"),
    ],
)
def test_a_row_about_somebody_is_read_as_one(head: str, row: str, kind: str, text: str):
    [finding] = screen_file(f"{head}\n{row}\n".encode(), "a.csv")
    assert (finding.kind, finding.text) == (kind, text)
    block = {"type": "table", "columns": [], "rows": [dict(zip(head.split(","), row.split(","), strict=True))]}
    [finding] = screen_content({"title": "名单", "blocks": [block]})
    assert (finding.kind, finding.text) == (kind, text)


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("项目,备注,金额", "残疾人补贴,残疾,2000"),  # nobody in it
        ("姓名,项目,金额", "陈某,重度残疾人护理补贴,90"),
        ("姓名,健康状况,金额", "陈某,无疾病,90"),
        ("姓名,班级,金额", "王某某,三年级2班,500"),  # masked already
        ("姓名,年龄,金额", "王建国,67,500"),
        ("姓名,学校,金额", "王小明,重庆大学,2000"),
        ("姓名,班级,职务", "王建国,三年级2班,教师"),
    ],
)
def test_a_row_about_an_item_or_a_grown_up_passes(head: str, row: str):
    assert screen_file(f"{head}\n{row}\n".encode(), "a.csv") == []


# --- properties -----------------------------------------------------------------------------------------------

han = st.text(st.sampled_from("社区居民陈某收支公开补贴楼栋维修情况、，。：（）\n"), max_size=12)
region = st.sampled_from(["500153", "510231", "110105", "440305", "650102", "320506"])
birth = st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 1, 1))
resident = st.builds(
    lambda place, day, serial: checked_id(f"{place}{day:%Y%m%d}{serial:03d}"), region, birth, st.integers(0, 999)
)


@st.composite
def broken_ids(draw: Any) -> str:
    """An identity number with separators anywhere and some digits in full width."""
    number = draw(resident)
    out = []
    for place, char in enumerate(number):
        if place and draw(st.integers(0, 5)) == 0:
            out.append(draw(st.sampled_from(SEPARATORS)))
        out.append(chr(ord(char) + 0xFEE0) if draw(st.booleans()) else char)
    return "".join(out)


@given(before=han, number=broken_ids(), after=han)
def test_any_valid_identity_number_is_found_however_it_is_broken(before: str, number: str, after: str):
    text = before + number + after
    findings = screen_text(text)
    assert [(f.kind, f.text) for f in findings] == [("resident_id", number)]
    masked = text[: findings[0].start] + findings[0].masked + text[findings[0].end :]
    assert screen_text(masked) == []


harmless = st.one_of(
    st.decimals(0, 10**9, places=2).map(lambda d: f"{d:,.2f}"),
    st.integers(0, 10**8).map(str),
    st.dates().map(lambda d: f"{d:%Y%m%d}"),
    st.datetimes().map(lambda d: f"{d:%Y-%m-%d %H:%M}"),
    st.builds(lambda town, village: f"500153{town:03d}{village:03d}", st.integers(0, 130), st.integers(0, 420)),
    st.integers(1, 99999).map(lambda n: f"500153001003/2026-{n:05d}"),
    st.integers(1, 9999).map(lambda n: f"记-{n:04d}"),
    st.integers(1, 99).map(lambda n: f"{n} 栋"),
)


@given(cells=st.lists(st.tuples(han, harmless), min_size=1, max_size=6))
def test_amounts_dates_and_codes_are_never_stopped(cells: list[tuple[str, str]]):
    text = "，".join(f"{words} {figure} 元" if figure.isdigit() else f"{words} {figure}" for words, figure in cells)
    assert screen_text(text) == []


@given(body=st.text("0123456789", min_size=9, max_size=12))
def test_every_card_number_is_found(body: str):
    number = "622202" + body + luhn_digit("622202" + body)
    assert [(f.kind, f.text) for f in screen_text(f"一卡通 {number}。")] == [("bank_card", number)]


# --- bounded work ---------------------------------------------------------------------------------------------


def patterns() -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    for module in pkgutil.walk_packages(gate.__path__, gate.__name__ + "."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern):
                yield f"{module.name}.{name}", value
    screen_text("电话 19900001234，护照 E12340001，桂花路12号，陈某患病，学生王小明，渝C12345，社保卡号 A12345678")
    rules = ruleset.current()
    yield from rules._patterns.items()
    for made in (people.somebody_ill, people.listed_ill, people.patient, people.pupils, papers.plate):
        yield made.__name__, made(rules)


def repeats(tree: Any) -> Iterator[tuple[int, Any]]:
    for operation, argument in tree:
        if operation in (parser.MAX_REPEAT, parser.MIN_REPEAT):
            yield argument[1], argument[2]
        for inner in argument if isinstance(argument, (tuple, list)) else (argument,):
            branches = inner if isinstance(inner, list) else [inner]
            for branch in branches:
                if isinstance(branch, parser.SubPattern):
                    yield from repeats(branch)


def test_no_pattern_can_run_away():
    """A long repetition repeats nothing that itself repeats, so that no input makes the gate slow."""
    seen = 0
    for name, pattern in patterns():
        seen += 1
        for most, inner in repeats(parser.parse(pattern.pattern, pattern.flags)):
            assert most <= 64 or not list(repeats(inner)), name
    assert seen > 20


@pytest.mark.parametrize("text", ["1 " * 3000, "9" * 6000, "62" * 3000, "6222 " * 1200, f"{ID} " * 300])
def test_readings_of_digits_grow_with_the_text_and_not_faster(text: str):
    plain = Plain.of(text)
    count = sum(1 for _ in windows(plain, range(14, 22)))
    assert count <= 8 * len(plain.groups)
    assert screen_text("1" * 100_000) == []


# --- notice content -------------------------------------------------------------------------------------------


def content() -> dict[str, Any]:
    return {
        "title": "代收水电费、卫生费（三季度）",
        "lead": "三季度代收 22,506.50 元",
        "blocks": [
            {"type": "text", "heading": "说明", "text": "已收 22,290.50 元，凭证 记-0012 至 记-0036。"},
            {
                "type": "table",
                "columns": [
                    {"key": "who", "name": "楼栋", "kind": "text"},
                    {"key": "due", "name": "应收", "kind": "money"},
                    {"key": "memo", "name": "备注", "kind": "text"},
                ],
                "rows": [
                    {"who": "1 栋", "due": "3,168.00", "memo": ""},
                    {"who": "2 栋", "due": "2,952.50", "memo": ""},
                    {"who": "3 栋", "due": "3,846.00", "memo": "19900001234 欠 126 元"},
                    {"who": "1–3 栋", "due": "7,020.00", "memo": ""},
                    {"who": "4 栋", "due": "3,240.00", "memo": f"{ID} 欠 90 元"},
                ],
                "total": {"due": "22,506.50"},
            },
            {"type": "figures", "items": [{"label": "应收", "value": "22,506.50", "op": "", "check": "对得上"}]},
            {
                "type": "contacts",
                "items": [{"name": "监督电话", "phone": "023-0000 1234", "place": "桂花路 18 号"}],
            },
            {
                "type": "contacts",
                "items": [{"what": "监督电话", "who": "赵某", "where": "", "tel": "023-0000 1235"}],
            },
            {"type": "files", "items": [{"name": "明细.xlsx", "size": 1024, "sha256": "9f86d0" * 10 + "19900001234"}]},
            {"type": "facts", "items": [{"label": "公开时间", "value": "2026-10-10 15:40"}]},
        ],
    }


def test_findings_in_a_notice_say_where_in_words_and_in_a_pointer():
    mobile, number = screen_content(content())
    assert (mobile.kind, mobile.place, mobile.path) == ("mobile", "明细表第 3 行“备注”", "/blocks/1/rows/2/memo")
    assert (number.kind, number.place, number.path) == ("resident_id", "明细表第 5 行“备注”", "/blocks/1/rows/4/memo")
    assert number.hint == "18 位，校验位对得上，不会是别的编号"


@pytest.mark.parametrize(
    "written", ["199 000 01234", "19 900 001 234", "1 9900001234", "(199)00001234", "1990 000 1234"]
)
def test_a_mobile_among_the_contacts_is_not_declared_however_it_is_grouped(written):
    notice = {
        "title": "收支",
        "blocks": [
            {"type": "contacts", "items": [{"name": "找他", "phone": written}]},
            {"type": "text", "text": "打 19900001234 找他"},
        ],
    }
    assert ("mobile", "/blocks/1/text") in {(found.kind, found.path) for found in screen_content(notice)}


def test_one_click_masks_each_and_then_the_notice_is_clean():
    before = content()
    masked = copy.deepcopy(before)
    for finding in screen_content(before):
        masked = mask_content(masked, finding.path, finding.start, finding.end, finding.masked)
    assert masked["blocks"][1]["rows"][4]["memo"] == "5001**********0013 欠 90 元"
    assert masked["blocks"][1]["rows"][2]["memo"] == "199****1234 欠 126 元"
    assert screen_content(masked) == []
    assert before == content(), "the content that was given is not changed"


def test_a_mask_for_what_no_longer_stands_there_is_refused():
    finding = screen_content(content())[0]
    edited = content()
    edited["blocks"][1]["rows"][2]["memo"] = "欠 126 元，已经催过三次了"
    arguments = (finding.path, finding.start, finding.end, finding.masked)
    with pytest.raises(ValueError, match="重新检查"):
        mask_content(edited, *arguments)
    del edited["blocks"][1]["rows"][2]
    for broken in (edited, {"title": ""}, {"blocks": 3}):
        with pytest.raises(ValueError, match="重新检查"):
            mask_content(broken, *arguments)
    with pytest.raises(ValueError, match="重新检查"):
        mask_content(content(), finding.path, finding.start + 1, finding.end, finding.masked)
    with pytest.raises(ValueError, match="重新检查"):
        mask_content(content(), "/title", 0, 2, "**", "不是")
    assert mask_content(content(), "/title", 0, 2, "**", "代收")["title"].startswith("**水电费")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda c: c.update(title="关于陈某 19900001234"), "/title"),
        (lambda c: c["blocks"][1]["columns"][0].update(name="楼栋19900001234"), "/blocks/1/columns/0/name"),
        (lambda c: c["blocks"][1].update(title="名单 19900001234"), "/blocks/1/title"),
        (lambda c: c["blocks"][1]["total"].update(memo="19900001234"), "/blocks/1/total/memo"),
        (lambda c: c["blocks"][1]["rows"].append("19900001234"), "/blocks/1/rows/5"),
        (lambda c: c["blocks"][1]["rows"].append(["3 栋", 19900001234]), "/blocks/1/rows/5/1"),
        (lambda c: c["blocks"][1].update(rows={"x": "19900001234"}), "/blocks/1/rows/x"),
        (lambda c: c["blocks"][3]["items"][0].update(phone="19900001234"), "/blocks/3/items/0/phone"),
        (lambda c: c["blocks"][5]["items"][0].update(name="19900001234.pdf"), "/blocks/5/items/0/name"),
        (lambda c: c["blocks"].append({"type": "later", "a/b": [{"~": "19900001234"}]}), "/blocks/7/a~1b/0/~0"),
        (lambda c: c["blocks"].append("19900001234"), "/blocks/7"),
        (lambda c: c.update(note=19900001234), "/note"),
    ],
)
def test_no_corner_of_a_notice_is_left_out_and_each_can_be_masked(change: Any, path: str):
    changed = content()
    changed["blocks"][1]["rows"] = []
    changed["blocks"][1]["rows"] = [{}] * 5
    change(changed)
    [finding] = screen_content(changed)
    assert (finding.kind, finding.path) == ("mobile", path)
    assert finding.place
    assert screen_content(mask_content(changed, path, finding.start, finding.end, finding.masked)) == []


def test_the_published_record_around_the_content_is_screened_too():
    record = {"number": "500153001003/2026-00012", "digest": "sha256:" + "a1" * 32, "content": content()}
    assert [finding.path for finding in screen_content(record)] == [
        "/content/blocks/1/rows/2/memo",
        "/content/blocks/1/rows/4/memo",
    ]


def test_a_fingerprint_knows_place_and_number_but_does_not_tell_it():
    def fingerprint(text: str, path: str = "/a") -> str:
        [finding] = screen_text(text, path=path)
        return finding.fingerprint

    assert fingerprint(ID) == fingerprint("500153 19000101 0013") == fingerprint(f"欠款 {ID}")
    assert fingerprint(ID) != fingerprint(ID, "/b")
    assert fingerprint("19900001234") != fingerprint("19900001235")
    assert fingerprint("19900001234")[:16] == fingerprint("19900001235")[:16]
    assert len(fingerprint(ID)) == 22


def test_a_place_never_repeats_a_number_that_stands_in_a_title():
    notice = content()
    notice["blocks"][1]["title"] = f"名单{ID}"
    assert not any(ID in finding.place for finding in screen_content(notice))
