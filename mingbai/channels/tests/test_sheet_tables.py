"""Tables on the sheet: nothing is torn apart in a cell, page 1 is not left blank, sums stand as on the page."""

import io

from pypdf import PdfReader

from mingbai.channels.render.columns import fit
from mingbai.channels.render.sheet import render_sheet
from mingbai.channels.render.tables import from_block
from mingbai.channels.tests.sheet_samples import FIGURES, View, column, text, view


def pages_of(*blocks: View) -> list[str]:
    made = render_sheet(view("关于收支的公告", *blocks))
    return [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]


def income(count: int) -> View:
    return {
        "type": "table",
        "title": "收入明细",
        "columns": [
            column("date", "日期", "date"),
            column("what", "摘要"),
            {**column("amount", "金额", "money"), "sum": True},
        ],
        "rows": [{"date": f"2026-07-{n + 1:02}", "what": f"第{n}笔租金", "amount": "100.50"} for n in range(count)],
    }


def test_a_table_starts_on_page_1_and_ends_with_its_sum() -> None:
    first, second, *_more = pages_of(FIGURES, FIGURES, income(12), text("正文。" * 40))
    assert "收入明细" in first
    assert "第3笔租金" in first
    assert "合计" in second
    assert "1,206.00" in second


def test_telephones_times_and_days_stay_in_one_line() -> None:
    contacts = {
        "type": "contacts",
        "title": "询问和监督",
        "items": [
            {
                "name": "居务监督委员会和理财小组",
                "phone": "023-0000 1009",
                "place": "桂花社区便民路29号便民服务中心二楼（虚构）",
                "hours": "工作日 9:00–17:30",
            }
        ],
    }
    plan = {
        "type": "table",
        "title": "安排",
        "columns": [
            column("a", "内容"),
            column("b", "时间"),
            column("c", "地点"),
            column("d", "条件"),
            column("e", "带"),
        ],
        "rows": [dict.fromkeys("acde", "前面没有查过的老人和家属") | {"b": "8月14日 上午7时30分"}],
    }
    lines = "\n".join(pages_of(contacts, plan)).splitlines()
    for whole in ("023-0000 1009", "9:00–17:30", "8月14日", "上午7时30分"):
        assert any(whole in line for line in lines[4:] if "监督 023" not in line), whole


def test_a_column_is_as_wide_as_what_must_not_be_parted() -> None:
    block = {
        "type": "table",
        "columns": [column("a", "电话"), column("b", "事")],
        "rows": [{"a": "023-0000 1009", "b": "事" * 80}],
    }
    table = from_block(block)
    found = fit(table, [[row["a"], row["b"]] for row in table.rows], None)
    assert found.widths[0] > 37
