"""Excel of a notice: says which notice it is, holds its tables as numbers and days, and runs no formula."""

from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from mingbai.channels.render.table_xlsx import render_xlsx
from mingbai.channels.tests.sheet_samples import FIGURES, SAMPLES, SEATS, View, column, ledger, text, view
from mingbai.orgs.rules.demo import DEMO_NOTE


def book(*blocks: View, **more: Any) -> Workbook:
    return load_workbook(BytesIO(render_xlsx(view("关于工作的公告", *blocks, **more))))


def test_the_cover_says_which_notice_it_is_and_that_a_demo_is_one() -> None:
    cover = book(text("正文。"))["说明"]
    said = {row[0].value: row[1].value for row in cover.iter_rows(max_col=2)}
    assert said["注意"] == DEMO_NOTE
    assert said["标题"] == "关于工作的公告"
    assert said["公开编号"] == "500153001003/2026-00012"
    assert said["版次"] == "第1版"
    assert said["校验码"] == "AB28 D0AD 8850 C1F3"
    assert said["网址"] == "https://mingbai.example/n/500153001003/2026-00012/"
    real = book(text("正文。"), demo=False)["说明"]
    assert DEMO_NOTE not in [cell.value for row in real.iter_rows() for cell in row]


def test_money_and_days_are_numbers_and_days() -> None:
    block = ledger(139)
    page = book(block)["支出明细"]
    assert [cell.value for cell in page[1]] == ["日期", "凭证号", "支出事项", "类别", "金额"]
    assert page.max_row == 1 + 139 + 1 + 2
    assert page["A2"].value == datetime(2026, 7, 1)
    assert page["E2"].value == 186
    assert page["E2"].number_format == "#,##0.00"
    assert round(sum(page.cell(row, 5).value for row in range(2, 141)), 2) == float(block["total"]["amount"])
    assert page["E141"].value == float(block["total"]["amount"])
    assert page["A141"].value == "合计"
    assert page["A143"].value == f"500153001003/2026-00012　第1版　{DEMO_NOTE}"


@pytest.mark.parametrize("words", ["=1+1", "+86", "-30%", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","点")'])
def test_what_looks_like_a_formula_stays_text(words: str) -> None:
    block = {
        "type": "table",
        "title": words,
        "columns": [column("a", words)],
        "rows": [{"a": words}],
        "total": {"a": words},
    }
    made = book(block, {"type": "facts", "items": [{"label": words, "value": words}]}, number=words)
    cells = [cell for page in made.worksheets for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    risky = [cell for cell in cells if cell.value.startswith(words)]
    assert len(risky) == 8  # on the cover, head, row, total and note of the table, two facts and their note
    assert all(cell.quotePrefix for cell in risky)


def test_codes_and_telephone_numbers_keep_their_digits() -> None:
    block = {
        "type": "table",
        "columns": [column("code", "编码", "number"), column("n", "人数", "number")],
        "rows": [{"code": "500153001003", "n": "47"}, {"code": "007", "n": "47人"}],
    }
    page = book(block)["表"]
    assert [[cell.value for cell in row] for row in page["A2:B3"]] == [["500153001003", 47], ["007", "47人"]]


def test_every_table_gets_a_sheet_with_a_name_excel_takes() -> None:
    title = "支出/明细：[2026年第三季度]桂花社区居民委员会服务群众专项经费支出逐笔明细表"
    made = book({**SEATS, "title": title}, {**SEATS, "title": title}, SEATS, FIGURES)
    names = made.sheetnames
    assert len(names) == 5
    assert len({name.casefold() for name in names}) == 5
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert made["主要数据"]["B2"].value == 86432.5


def test_control_characters_do_not_break_the_file() -> None:
    page = book({**SEATS, "title": "甲\x01乙", "rows": [{"where": "花\x0b台"}]})["甲乙"]
    assert page["A2"].value == "花台"


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_opens(name: str) -> None:
    made = load_workbook(BytesIO(render_xlsx(SAMPLES[name])))
    assert made.sheetnames[0] == "说明"


def test_a_table_whose_columns_ask_for_their_sum_ends_with_it() -> None:
    block = {
        "type": "table",
        "title": "收入明细",
        "columns": [column("date", "日期", "date"), {**column("amount", "金额", "money"), "sum": True}],
        "rows": [{"date": "2026-07-06", "amount": "4300.00"}, {"date": "2026-07-22", "amount": "27900.05"}],
    }
    page = book(block)["收入明细"]
    assert (page["A4"].value, page["B4"].value) == ("合计", 32200.05)
    assert page["B4"].font.bold


def test_a_sheet_of_figures_has_the_name_that_the_page_shows() -> None:
    made = book({**FIGURES, "title": "本期收支"}, {**FIGURES, "title": "结存在哪里"})
    assert made.sheetnames == ["说明", "本期收支", "结存在哪里"]
