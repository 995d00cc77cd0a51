"""The official catalogue as an Excel sheet: written to be printed, read from what districts really keep."""

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from mingbai.catalog.schema.errors import CatalogueRefused, SpecError
from mingbai.catalog.schema.item import ItemSpec
from mingbai.catalog.schema.official import EXTRA, OFFICIAL, flat, from_official_rows, headings, to_official_rows

_WIDTHS: Final = (6, 12, 20, 30, 30, 24, 18, 26, 7, 9, 6, 7, 6, 9)
_MOST_BYTES: Final = 64 * 1024 * 1024
_SYNONYMS: Final = {
    "公开内容": "公开内容（要素）",
    "公开要素": "公开内容（要素）",
    "公开渠道": "公开渠道和载体",
    "公开级别": "公开层级",
}
_THIN: Final = Border(*(Side(style="thin", color="999999") for _side in range(4)))


def write_official_xlsx(items: Sequence[ItemSpec], unit_name: str, note: str = "") -> bytes:
    """The sheet: title, two heading rows, one row per item, ready for A4 landscape; our columns to the right.

    `note` stands beside the title, on each printed page.
    """
    book = Workbook()
    sheet: Worksheet = book.active
    sheet.title = _("标准目录")
    names = headings()
    title = _("%(unit)s公开事项标准目录") % {"unit": unit_name}
    _put(sheet, 1, 1, f"{title}　{note}" if note else title).font = Font(bold=True, size=16)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(OFFICIAL))
    sheet.cell(1, 1).alignment = Alignment(horizontal="center", vertical="center")
    _write_headings(sheet)
    for line, row in enumerate(to_official_rows(items, unit_name), start=4):
        for column, name in enumerate(names, start=1):
            cell = _put(sheet, line, column, row[name])
            centred = 8 < column <= len(OFFICIAL) or column == 1
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="center" if centred else "left")
            cell.border = _THIN
    for column in range(1, len(names) + 1):
        width = _WIDTHS[column - 1] if column <= len(_WIDTHS) else 16
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "D4"
    sheet.print_title_rows = "1:3"
    sheet.print_area = f"A1:{get_column_letter(len(OFFICIAL))}{len(items) + 3}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _put(sheet: Worksheet, line: int, column: int, value: str) -> Cell:
    cell: Cell = sheet.cell(line, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
    if value.startswith("="):
        cell.data_type = "s"  # text that begins with = is text, never a formula
    return cell


def _write_headings(sheet: Worksheet) -> None:
    columns = [*OFFICIAL, *((heading, "") for heading in EXTRA)]
    for number, (group, name) in enumerate(columns, start=1):
        _put(sheet, 2, number, group)
        _put(sheet, 3, number, name)
        for line in (2, 3):
            cell = sheet.cell(line, number)
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", fgColor="F0EEE8")
            cell.border = _THIN
            cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
    first = 1
    for number in range(2, len(columns) + 2):
        if number <= len(columns) and columns[number - 1][0] == columns[first - 1][0] and columns[first - 1][1]:
            continue
        last = number - 1
        if last > first:
            sheet.merge_cells(start_row=2, start_column=first, end_row=2, end_column=last)
        elif not columns[first - 1][1]:
            sheet.merge_cells(start_row=2, start_column=first, end_row=3, end_column=first)
        first = number


def read_official_xlsx(
    data: bytes, *, domain: str = "政务", prefix: str = "BZ"
) -> tuple[list[ItemSpec], list[SpecError]]:
    """(items, []) or ([], every problem with its row): ours, or a plain official catalogue without our columns."""
    try:
        table = _table(data)
        rows = _rows(table)
        return from_official_rows(rows, domain=domain, prefix=prefix), []
    except CatalogueRefused as refused:
        return [], refused.problems


def _refuse(sentence: str) -> CatalogueRefused:
    return CatalogueRefused([SpecError(_("文件"), sentence)])


def _table(data: bytes) -> list[list[str]]:
    """All cells of the first sheet as text; CatalogueRefused when the file can't be opened as xlsx."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MOST_BYTES:
                raise _refuse(_("文件展开后太大，请只保留目录一张表"))
        book = load_workbook(io.BytesIO(data), data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, OSError, SyntaxError) as error:
        if isinstance(error, CatalogueRefused):
            raise
        raise _refuse(_("打不开，请用 Excel 或 WPS 另存为 .xlsx 再导入")) from None
    sheet: Any = book.worksheets[0] if book.worksheets else None
    if sheet is None:
        raise _refuse(_("里面没有工作表"))
    return [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _plain(heading: str) -> str:
    """A heading without blanks and with full-width brackets."""
    text = re.sub(r"\s", "", heading).replace("(", "（").replace(")", "）")
    return _SYNONYMS.get(text, text)


def _column_name(group: str, name: str) -> str:
    if group == "公开对象":
        name = "全社会" if name.startswith("全社会") else "特定群众（群体）"
    if group == "公开层级":
        name = "县级" if name.startswith(("县", "区", "市")) else "乡级（乡、村级）"
    if group == "公开方式":
        name = "主动" if name.startswith("主动") else "依申请"
    return flat(group, name)


def _rows(table: list[list[str]]) -> list[tuple[str, dict[str, str]]]:
    """(第 n 行, row by flat heading) for every filled line below the headings; merged 一级事项 are filled down."""
    start = next((at for at, row in enumerate(table[:12]) if row and _plain(row[0]) == "序号"), None)
    if start is None:
        raise _refuse(_("前 12 行里没有以“序号”开头的表头"))
    groups, names = table[start], table[start + 1] if start + 1 < len(table) else []
    two_lines = any(_plain(name) in ("一级事项", "二级事项", "全社会", "主动") for name in names)
    columns: list[str] = []
    group = ""
    for at, cell in enumerate(groups):
        name = _plain(names[at]) if two_lines and at < len(names) else ""
        group = _plain(cell) or (group if name else "")
        columns.append(_column_name(group, name))
    wanted = [
        flat(one, name) for one, name in OFFICIAL if one in ("公开事项", "公开内容（要素）", "公开依据", "公开时限")
    ]
    missing = [name for name in wanted if name not in columns]
    if missing:
        raise _refuse(_("表头缺少：%(names)s") % {"names": "、".join(missing)})
    rows: list[tuple[str, dict[str, str]]] = []
    above = ""
    for line, cells in enumerate(table[start + (2 if two_lines else 1) :], start=start + (3 if two_lines else 2)):
        row = _merge(columns, cells)
        if not any(row.get(name) for name in wanted[1:]):
            continue
        above = row.get("公开事项/一级事项") or above
        rows.append((_("第 %(line)s 行") % {"line": line}, {**row, "公开事项/一级事项": above}))
    return rows


def _merge(columns: list[str], cells: list[str]) -> dict[str, str]:
    """Cells by heading; where two columns are one for us (乡级 and 村级), either tick counts."""
    row: dict[str, str] = {}
    for name, cell in zip(columns, cells, strict=False):
        if name:
            row[name] = row.get(name) or cell
    return row
