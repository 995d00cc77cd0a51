"""Reading tables: every sheet of an xlsx, hidden ones too, and csv; each cell under its column's name."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from posixpath import normpath
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from mingbai.disclosure.rules.gate.content import quoted
from mingbai.disclosure.rules.gate.files.container import Nested, Package, Reading, attribute, local
from mingbai.disclosure.rules.gate.files.leftovers import read_leftovers, texts_of
from mingbai.disclosure.rules.gate.files.runs import run_text
from mingbai.disclosure.rules.gate.names import row_about
from mingbai.disclosure.rules.gate.plain import Plain

HEADER_WORDS = re.compile(
    r"姓名|户主|身份证|证件|电话|手机|联系|卡号|账号|帐号|一卡通|住址|地址|备注|金额|项目|序号|名称|楼栋|日期|学生|儿童|车牌|班级|学校"
)
CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class Headings:
    """The names over the columns, taken from the latest row that looks like a head: words only, one of them usual."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.shown: dict[str, str] = {}

    def row(self, cells: dict[str, str]) -> None:
        words = {column: text.strip() for column, text in cells.items() if text.strip()}
        if len(words) < 2 or not any(HEADER_WORDS.search(text) for text in words.values()):
            return
        if not any(Plain.of(text).groups or len(text) > 20 for text in words.values()):
            self.names = words
            self.shown = {column: quoted(text) for column, text in words.items()}

    def over(self, column: str) -> str:
        return self.names.get(column, "")


def read_rows(
    reading: Reading,
    place: str,
    path: str,
    rows: Iterator[tuple[int, dict[str, str]]],
    hides: Callable[[int, str], str] | None = None,
) -> None:
    """Cell by cell under its heading. `hides` says of a row and column where it hides, "" where it is shown: what is
    hidden is named by its cell, for nobody can count rows that are not there."""
    headings = Headings()
    for number, cells in rows:
        headings.row(cells)
        here = _("%(place)s第 %(n)s 行") % {"place": place, "n": number}
        beside = row_about({headings.over(column): text for column, text in cells.items()})
        for column, text in cells.items():
            name = headings.over(column)
            head = not name or name == text
            secret = hides(number, column) if hides else ""
            where = f"{secret}{column}{number}" if secret else f"{here} {column} 列" if head else here
            where += "" if head else headings.shown[column]
            reading.add(text, where, f"{path}/{column}{number}", "" if head else name, beside)


# --- csv ------------------------------------------------------------------------------------------------------


def read_csv(text: str, reading: Reading) -> None:
    """Cells by row and column; text that is no proper csv is read line by line."""
    head = text[:4000].split("\n", 1)[0]
    delimiter = max(",;\t|，", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        reading.add(text, "", "/text")
        return
    numbered = (
        (n, {letters(at): cell for at, cell in enumerate(row) if cell.strip()}) for n, row in enumerate(rows, 1)
    )
    read_rows(reading, "", "/rows", numbered)


def letters(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


# --- xlsx -----------------------------------------------------------------------------------------------------


@dataclass
class Hiding:
    """What a sheet does not show: itself, some rows, some columns."""

    name: str
    sheet: bool = False
    rows: set[int] = field(default_factory=set)
    columns: list[tuple[int, int]] = field(default_factory=list)

    @classmethod
    def of(cls, name: str, state: str, root: ElementTree.Element) -> "Hiding":
        found = cls(name, state in ("hidden", "veryHidden"))
        number = 0
        for element in root.iter():
            kind = local(element.tag)
            if kind == "row":
                number = int(element.get("r", "0")) if element.get("r", "").isdigit() else number + 1
                if element.get("hidden") in ("1", "true"):
                    found.rows.add(number)
            elif kind == "col" and (element.get("hidden") in ("1", "true") or element.get("width") == "0"):
                first, last = element.get("min", ""), element.get("max", "")
                if first.isdigit() and last.isdigit():
                    found.columns.append((int(first), int(last)))
        return found

    def where(self, row: int, column: str) -> str:
        if self.sheet:
            return _("隐藏的工作表“%(name)s”") % {"name": self.name}
        if row in self.rows:
            return _("工作表“%(name)s”隐藏的行 ") % {"name": self.name}
        at = number_of(column)
        if any(first <= at <= last for first, last in self.columns):
            return _("工作表“%(name)s”隐藏的列 ") % {"name": self.name}
        return ""

    def count(self, reading: Reading, rows: list[tuple[int, dict[str, str]]]) -> None:
        """What is hidden and holds something: programs hide thousands of empty columns for looks."""
        columns = {column for _row, cells in rows for column in cells}
        counts = (
            (_("隐藏的工作表"), int(self.sheet and bool(rows))),
            (_("隐藏的行"), sum(row in self.rows for row, _cells in rows)),
            (_("隐藏的列"), sum(any(a <= number_of(c) <= b for a, b in self.columns) for c in columns)),
        )
        for what, n in counts:
            if n:
                reading.hidden[what] += n


def number_of(column: str) -> int:
    """A → 1, Z → 26, AA → 27."""
    at = 0
    for letter in column:
        at = at * 26 + ord(letter) - 64
    return at


def read_xlsx(package: Package, reading: Reading, nested: Nested) -> None:
    """All sheets, then shared texts that no cell shows any more, then everything else in the package."""
    strings = (
        [run_text(item) for item in package.xml("xl/sharedStrings.xml")]
        if "xl/sharedStrings.xml" in package.parts
        else []
    )
    used: set[int] = set()
    done = {"xl/sharedStrings.xml", "[Content_Types].xml"}
    for name, part, state in sheets_of(package):
        root = package.xml(part)
        hiding = Hiding.of(name, state, root)
        reading.add(name, _("隐藏的工作表的名称") if hiding.sheet else _("工作表名称"), f"/sheets/{name}")
        place = _("工作表“%(name)s”") % {"name": name}
        rows = list(rows_of(root, strings, used))
        hiding.count(reading, rows)
        read_rows(reading, place, f"/sheets/{name}", iter(rows), hiding.where)
        read_rest_of_sheet(root, reading, place, f"/sheets/{name}")
        done.add(part)
    for at, text in enumerate(strings):
        if at not in used:
            reading.add(text, _("表里已经不显示的旧内容"), f"/strings/{at}")
    read_leftovers(package, reading, frozenset(done), nested)


def sheets_of(package: Package) -> Iterator[tuple[str, str, str]]:
    """(name, part, state) of every sheet, in order and whether hidden or not; sheets that the book does not list, and
    so nobody sees, come last."""
    targets: dict[str, str] = {}
    if "xl/_rels/workbook.xml.rels" in package.parts:
        for link in package.xml("xl/_rels/workbook.xml.rels"):
            target = attribute(link, "Target")
            targets[attribute(link, "Id")] = normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
    listed: set[str] = set()
    for sheet in package.xml("xl/workbook.xml").iter():
        part = targets.get(relation(sheet), "") if local(sheet.tag) == "sheet" else ""
        if part in package.parts:
            listed.add(part)
            yield sheet.get("name", ""), part, sheet.get("state", "")
    for part in sorted(package.parts):
        if part.startswith("xl/worksheets/") and part.endswith(".xml") and part not in listed:
            yield part.rsplit("/", 1)[-1], part, "hidden"


def relation(sheet: ElementTree.Element) -> str:
    return next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")


def rows_of(root: ElementTree.Element, strings: list[str], used: set[int]) -> Iterator[tuple[int, dict[str, str]]]:
    """(row, column letters → text) of a sheet's cells that hold something; `used` gets the shared texts they show."""
    number = 0
    for row in root.iter():
        if local(row.tag) != "row":
            continue
        number = int(row.get("r", "0")) if row.get("r", "").isdigit() else number + 1
        cells: dict[str, str] = {}
        for at, cell in enumerate(row):
            match = CELL.fullmatch(cell.get("r", ""))
            text = cell_text(cell, strings, used)
            if text:
                cells[match[1] if match else letters(at)] = text
        if cells:
            yield number, cells


def cell_text(cell: ElementTree.Element, strings: list[str], used: set[int]) -> str:
    """What a cell shows; numbers in full digits, so that an account kept as a number is seen as one."""
    value, formula = "", ""
    for part in cell:
        kind = local(part.tag)
        if kind == "v":
            value = part.text or ""
        elif kind == "is":
            value = run_text(part)
        elif kind == "f" and '"' in (part.text or ""):
            formula = part.text or ""
    if cell.get("t") == "s" and value.isdigit() and int(value) < len(strings):
        used.add(int(value))
        value = strings[int(value)]
    elif cell.get("t", "n") == "n" and value:
        value = full_digits(value)
    return f"{value}\n{formula}" if formula else value


def full_digits(value: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return value
    whole = number.is_integer() and abs(number) < 1e21
    return str(int(value) if value.lstrip("-").isdigit() else int(number)) if whole else value


def read_rest_of_sheet(root: ElementTree.Element, reading: Reading, place: str, path: str) -> None:
    """Printed headers and footers, input prompts, link tips."""
    for child in root:
        if local(child.tag) != "sheetData":
            for number, text in enumerate(texts_of(child)):
                reading.add(
                    text, _("%(place)s的页眉、页脚或提示") % {"place": place}, f"{path}/{local(child.tag)}/{number}"
                )
