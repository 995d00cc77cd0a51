"""All tables of a notice as an Excel file, behind a first sheet that says which notice it is and how to check it."""

import io
import re
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from mingbai.channels.render import amounts, columns, tables
from mingbai.orgs.rules.demo import DEMO_NOTE

View = dict[str, Any]
COVER = "说明"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BAD_IN_NAME = re.compile(r"[\[\]:*?/\\]")
BOLD, HEAD = Font(bold=True), PatternFill("solid", fgColor="ECECEC")
RULE = Border(bottom=Side(style="thin", color="999999"))
SIDES = {"text": "left", "money": "right", "number": "right", "date": "center"}


def render_xlsx(view: View) -> bytes:
    """The view of `render_sheet` as xlsx. Text stays text: what looks like a formula is never one."""
    book = Workbook()
    cover = book.worksheets[0]
    cover.title = COVER
    _cover(cover, view)
    for table in tables.of_content(view["content"]):
        page = book.create_sheet(_name(table.title or "表", book.sheetnames))
        _table(page, table, view)
    book.properties.title = _clean(view["title"])
    book.properties.creator = _clean(view["unit"]["full_name"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cover(page: Worksheet, view: View) -> None:
    rows = [
        ("标题", view["title"].replace("\n", "")),
        ("公开单位", view["unit"]["full_name"]),
        ("公开编号", view["number"]),
        ("版次", f"第{view['edition']}版"),
        ("公开日期", amounts.day(view["published_at"])),
        ("校验码", amounts.check_code(view["digest"])),
        ("网址", view["url"]),
        ("怎样核对", "打开网址，比较网页上的版次和校验码；不一样，以网上为准，并请告诉公开单位。"),
    ]
    if view.get("demo"):
        rows.insert(0, ("注意", DEMO_NOTE))
    for number, (label, value) in enumerate(rows, 1):
        _write(page.cell(number, 1), label).font = BOLD
        _write(page.cell(number, 2), value).alignment = Alignment(wrap_text=True, vertical="top")
    if view.get("demo"):
        page.cell(1, 2).font = BOLD
    page.column_dimensions["A"].width = 14
    page.column_dimensions["B"].width = 76


def _table(page: Worksheet, table: tables.Table, view: View) -> None:
    """Head in the first row, so that the sheet can be filtered and read by a program; the note stands below."""
    for at, column in enumerate(table.columns, 1):
        head = _write(page.cell(1, at), column.name)
        head.font, head.fill, head.border = BOLD, HEAD, RULE
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        texts = [column.name, *(columns.shown(column, row.get(column.key, ""), None) for row in table.rows)]
        page.column_dimensions[get_column_letter(at)].width = min(60, max(8, 2 * max(map(columns.em, texts)) + 3))
    rows = [*table.rows, *([table.total] if table.total is not None else [])]
    for number, row in enumerate(rows, 2):
        for at, column in enumerate(table.columns, 1):
            cell = _typed(page.cell(number, at), column.kind, row.get(column.key, ""))
            cell.alignment = Alignment(horizontal=SIDES[column.kind], vertical="top", wrap_text=column.kind == "text")
            if table.total is not None and number == len(rows) + 1:
                cell.font = BOLD
    page.freeze_panes = "A2"
    note = f"{view['number']}　第{view['edition']}版" + (f"　{DEMO_NOTE}" if view.get("demo") else "")
    _write(page.cell(len(rows) + 3, 1), note)
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape" if len(table.columns) > 5 else "portrait"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.oddFooter.left.text = _clean(note).replace("&", "&&")
    page.oddFooter.right.text = "第&P页 共&N页"


def _typed(cell: Cell, kind: str, text: str) -> Cell:
    """A number or a day as such, where the column is of that kind and the text is one; else text as it was typed."""
    value = amounts.amount(text) if kind in ("money", "number") else None
    # A code of many digits or with a leading zero is no number to Excel.
    if value is not None and (kind == "money" or (str(value) == text.strip() and len(text) < 12)):
        cell.value = value
        cell.number_format = "#,##0.00" if kind == "money" and value * 100 % 1 == Decimal(0) else "General"
        return cell
    on = amounts.as_date(text) if kind == "date" else None
    if on is not None:
        cell.value = on
        cell.number_format = "yyyy-mm-dd"
        return cell
    return _write(cell, text)


def _write(cell: Cell, text: object) -> Cell:
    """Text that stays text when the file is opened and when the cell is edited again."""
    clean = _clean(text)
    cell.value = clean
    if clean.startswith(FORMULA):
        cell.data_type = "s"
        cell.quotePrefix = True
    return cell


def _clean(text: object) -> str:
    return str(ILLEGAL_CHARACTERS_RE.sub("", str(text)))


def _name(title: str, taken: list[str]) -> str:
    """A sheet name that Excel takes: 31 characters, none of its own marks, not used yet in any case."""
    base = BAD_IN_NAME.sub("", _clean(title)).strip("'")[:27] or "表"
    used = {name.casefold() for name in taken}
    name, number = base, 2
    while name.casefold() in used:
        name, number = f"{base}({number})", number + 1
    return name
