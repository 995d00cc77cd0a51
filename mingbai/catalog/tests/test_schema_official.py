"""The official catalogue layout as xlsx, out and in."""

import io
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from mingbai.catalog.schema.edition import load_edition
from mingbai.catalog.schema.local import effective, load_local
from mingbai.catalog.schema.official import headings, to_csv_row, to_official_rows
from mingbai.catalog.schema.official_xlsx import read_official_xlsx, write_official_xlsx
from mingbai.catalog.schema.reader import parse_rows

ITEMS = list(load_edition().values())


def sheet_of(data: bytes) -> Any:
    return load_workbook(io.BytesIO(data)).worksheets[0]


def test_every_row_returns_from_the_20_columns() -> None:
    assert parse_rows([(item.code, to_csv_row(item)) for item in ITEMS]) == ITEMS


def test_the_whole_catalogue_returns_from_the_sheet() -> None:
    items, problems = read_official_xlsx(write_official_xlsx(ITEMS, "荣昌区"))
    assert problems == []
    assert items == ITEMS


def test_the_sheet_has_the_official_two_line_heading_and_ticks() -> None:
    sheet = sheet_of(write_official_xlsx(ITEMS[:3], "桂花社区"))
    assert sheet["A1"].value == "桂花社区公开事项标准目录"
    top = [cell.value for cell in sheet[2]][:14]
    below = [cell.value for cell in sheet[3]][:14]
    assert [one for one in top if one] == [
        *("序号", "公开事项", "公开内容（要素）", "公开依据", "公开时限", "公开主体", "公开渠道和载体"),
        *("公开对象", "公开方式", "公开层级"),
    ]
    assert [one for one in below if one] == [
        *("一级事项", "二级事项", "全社会", "特定群众（群体）", "主动", "依申请", "县级", "乡级（乡、村级）"),
    ]
    assert "B2:C2" in {str(one) for one in sheet.merged_cells.ranges}
    assert sheet["I4"].value == "√"
    assert sheet.max_column == len(headings())


def test_text_that_begins_with_an_equals_sign_stays_text() -> None:
    item = replace(ITEMS[0], title='=HYPERLINK("x")')
    cell = sheet_of(write_official_xlsx([item], "桂花社区"))["C4"]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("x")')


def test_local_rows_keep_their_dates_on_the_way_out_and_in() -> None:
    scheme, edition = load_local("guihua"), load_edition()
    local = [effective(edition[code], scheme.overrides_for(code)) for code in ("JW07", "CA03", "CW23")]
    items, problems = read_official_xlsx(write_official_xlsx(local, "桂花社区"))
    assert problems == []
    for ours, theirs in zip(local, items, strict=True):
        mine, read = ours.calendar_rule, theirs.calendar_rule
        assert mine is not None
        assert read is not None
        assert (mine.trigger, mine.n, mine.every) == (read.trigger, read.n, read.every)
        assert ours.approvers == theirs.approvers


HEAD = ("序号", "公开事项", "", "公开内容(要素)", "公开依据", "公开时限", "公开主体", "公开渠道和载体")


def county_sheet(*rows: tuple[str, ...], head: tuple[tuple[str, ...], ...] | None = None) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["某县社会救助领域基层政务公开标准目录"])
    for line in head or (
        (*HEAD, "公开对象", "", "公开方式", "", "公开层级", "", ""),
        ("", "一级事项", "二级事项", *[""] * 5, "全社会", "特定群众", "主动", "依申请", "县级", "镇级", "村级"),
    ):
        sheet.append(list(line))
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


GUIDE = (
    *("1", "最低生活保障", "办事指南", "●办理事项\n●办理条件\n●申请材料", "《社会救助法》"),
    *("制定或获取之日起10个工作日内", "县民政部门、乡镇政府", "■政府网站"),
    *("√", "", "√", "", "√", "√", ""),
)
LIST = (
    *("2", "", "审核信息", "初审对象名单及相关信息", "《社会救助法》"),
    *("10个工作日内，公示7个工作日", "乡镇政府、村民委员会", "■村公示栏"),
    *("", "√", "√", "", "", "√", "√"),
)


def test_a_county_catalogue_without_our_columns_is_read_and_has_to_be_confirmed() -> None:
    (guide, names), problems = read_official_xlsx(county_sheet(GUIDE, LIST), prefix="SJ")
    assert problems == []
    assert (guide.code, guide.klass, guide.title) == ("SJ001", "最低生活保障", "办事指南")
    assert guide.elements == ("办理事项", "办理条件", "申请材料")
    assert (guide.due[0].event, guide.due[0].n, guide.due[0].day_kind) == ("formed", 10, "WD")
    assert guide.applies_to == ("town", "street", "bureau", "district")
    assert names.klass == "最低生活保障"  # merged downwards
    assert [(rule.trigger, rule.n, rule.day_kind) for rule in names.due] == [
        ("event", 10, "WD"),
        ("display_period", 7, "WD"),
    ]
    assert (names.privacy, names.audience.tier, names.min_display_days) == ("P2", "residents", 15)
    assert "village" in names.applies_to
    assert guide.to_confirm
    assert names.to_confirm


@pytest.mark.parametrize(
    ("limit", "kind", "cadence"),
    [
        ("长期公开", "standing", "变更即更新"),
        ("每季度公布一次", "periodic", "每季度公布一次"),
        ("每季度一次", "periodic", "每季度一次"),
        ("自信息形成或者变更之日起20个工作日内予以公开", "as_it_happens", "按件"),
        ("及时公开", "as_it_happens", "按件"),
    ],
)
def test_time_limits_as_counties_write_them(limit: str, kind: str, cadence: str) -> None:
    items, problems = read_official_xlsx(county_sheet((*GUIDE[:5], limit, *GUIDE[6:])))
    assert problems == []
    assert (items[0].kind, items[0].cadence.text) == (kind, cadence)


def test_nothing_is_returned_when_any_row_is_wrong() -> None:
    bad = (*GUIDE[:12], "", "", "")
    items, problems = read_official_xlsx(county_sheet(GUIDE, bad, (*GUIDE[:5], "看情况", *GUIDE[6:])))
    assert items == []
    assert [problem.where for problem in problems] == ["第 5 行 公开层级", "第 6 行 公开时限"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "打不开"),
        (b"PK\x03\x04 not a sheet", "打不开"),
        (county_sheet(head=(("名称", "内容"),)), "序号"),
        (county_sheet(head=(("序号", "公开依据"),)), "表头缺少"),
    ],
)
def test_files_that_are_no_official_catalogue(data: bytes, words: str) -> None:
    items, problems = read_official_xlsx(data)
    assert items == []
    assert words in problems[0].sentence


def test_our_headings_stand_right_of_the_official_ones() -> None:
    (row,) = to_official_rows(ITEMS[:1], "桂花社区")
    assert list(row) == headings()
    assert list(row)[14] == "目录编码"
