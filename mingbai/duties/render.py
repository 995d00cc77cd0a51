"""The ledger and the overview as CSV and Excel files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from mingbai.duties.models import Campaign, JointMatter
from mingbai.duties.rules.campaigns import Row as CampaignRow
from mingbai.duties.rules.joint import Standing
from mingbai.duties.rules.labels import label_of
from mingbai.duties.rules.ledger import Line
from mingbai.duties.rules.letters.follow import STATES, Row
from mingbai.duties.rules.overview import Cell as RateCell
from mingbai.duties.rules.overview import Overview
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.demo import demo_note

QUARTER = ("total", "met", "nil", "overdue", "todo")
Value = str | int | float | date | None
WIDTHS = (12, 10, 44, 18, 14, 10, 18, 12, 20, 14, 28)
THIN = Border(bottom=Side(style="thin", color="999999"))


def demo_rows(width: int) -> list[list[str]]:
    """The last row of a CSV of a demo, as wide as the others; none on a real site."""
    note = demo_note()
    return [[_("说明"), note, *[""] * (width - 2)]] if note else []


def ledger_head() -> list[str]:
    return [
        _("编码"),
        _("领域"),
        _("事项"),
        _("所属期"),
        _("应公开日"),
        _("是否暂定"),
        _("状态"),
        _("逾期天数"),
        _("责任人"),
        _("了结日"),
        _("公开编号"),
    ]


def ledger_row(line: Line) -> list[Value]:
    duty = line.duty
    return [
        duty.item.code,
        str(duty.item.get_domain_display()),
        line.title,
        line.period,
        duty.due,
        _("暂定") if line.provisional else "",
        str(line.state.label),
        line.days_late or None,
        line.answers,
        duty.settled_on,
        duty.settled_by,
    ]


def ledger_csv(lines: Iterable[Line]) -> bytes:
    """The ledger's rows."""
    return table_csv(ledger_head(), [ledger_row(line) for line in lines])


def table_csv(head: list[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with a mark at the beginning, so that Excel and WPS read it as such."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_harmless(value) for value in row] for row in rows)
    writer.writerows(demo_rows(len(head)))
    return out.getvalue().encode("utf-8-sig")


def table_file(form: str, tab: str, title: str, head: list[str], rows: list[list[Value]]) -> bytes:
    """One table as .csv or .xlsx."""
    if form == "csv":
        return table_csv(head, rows)
    widths = [44 if number < 2 else 18 for number in range(len(head))]
    return workbook([(tab, title, head, rows, widths)])


def joint_file(listed: Iterable[tuple[JointMatter, Standing]], on: date, form: str) -> bytes:
    """A row for each unit of each matter, with its state read from its duty."""
    head = [_("这件事"), _("事项"), _("单位"), _("统一公开从"), _("到"), _("应公开日"), _("状态"), _("公开编号")]
    rows: list[list[Value]] = [
        [
            matter.name,
            one.duty.version.title,
            one.unit.name,
            matter.since,
            matter.until,
            one.duty.due,
            str(one.duty.state(on).label),
            one.number,
        ]
        for matter, one in listed
    ]
    title = _("联动公开（截至 %(on)s）") % {"on": on.isoformat()}
    return table_file(form, _("联动公开"), title, head, rows)


def ledger_xlsx(title: str, lines: Iterable[Line]) -> bytes:
    """One sheet: title, head, a row for each duty."""
    return workbook([(_("台账"), title, ledger_head(), [ledger_row(line) for line in lines], WIDTHS)])


def overview_xlsx(unit: Unit, overview: Overview, on: date) -> bytes:
    """Three sheets: rates by month, the quarter in numbers, what is overdue longest."""
    name = unit.short_name or unit.name
    title = _("%(unit)s公开情况（截至 %(on)s）") % {"unit": name, "on": on.isoformat()}
    months = [f"{year}-{month:02}" for year, month in overview.months]
    rates: list[list[Value]] = [
        [row.unit.code, row.unit.name, *(_rate(cell) for cell in (row.average, *row.months))] for row in overview.rows
    ]
    quarter: list[list[Value]] = [
        [row.unit.code, row.unit.name, *(getattr(row.quarter, part) for part in QUARTER)] for row in overview.rows
    ]
    late: list[list[Value]] = [
        [duty.unit.code, duty.unit.name, duty.title, label_of(duty.period), duty.due, duty.days_late(on)]
        for duty in overview.longest
    ]
    unit_head = [_("代码"), _("单位")]
    quarter_head = [_("应公开"), _("已公开"), _("声明未发生"), _("逾期"), _("还没到期")]
    late_head = [_("事项"), _("所属期"), _("应公开日"), _("逾期天数")]
    return workbook(
        [
            (_("按时公开率"), title, [*unit_head, _("平均"), *months], rates, (16, 28, *(9 for _month in range(10)))),
            (_("本季度"), title, [*unit_head, *quarter_head], quarter, (16, 28, 10, 10, 12, 10, 10)),
            (_("逾期最久"), title, [*unit_head, *late_head], late, (16, 28, 44, 18, 14, 10)),
        ]
    )


def _rate(cell: RateCell) -> float | None:
    return None if cell.rate is None else round(cell.rate, 1)


def workbook(sheets: Sequence[tuple[str, str, list[str], list[list[Value]], Sequence[int]]]) -> bytes:
    """Sheets of (tab, title, head, rows, widths); text stays text, whatever it begins with. A demo says so on top and
    at the foot of each printed page."""
    note = demo_note()
    book = Workbook()
    book.remove(book.active)
    for tab, title, head, rows, widths in sheets:
        sheet = book.create_sheet(tab[:31])
        _write(sheet, [[f"{title}　{note}".rstrip()], head, *rows])
        sheet.oddFooter.left.text = note or None
        sheet["A1"].font = Font(bold=True, size=14)
        for cell in sheet[2]:
            cell.font, cell.border = Font(bold=True), THIN
            cell.alignment = Alignment(vertical="center", wrap_text=True)
        for number, width in enumerate(widths, start=1):
            sheet.column_dimensions[sheet.cell(row=2, column=number).column_letter].width = width
        sheet.freeze_panes = "A3"
        sheet.print_title_rows = "2:2"
        sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(sheet: Worksheet, rows: Iterable[Sequence[Value]]) -> None:
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(row=number, column=column)
            if not isinstance(cell, Cell):
                continue
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"
            elif isinstance(value, date):
                cell.number_format = "yyyy-mm-dd"


def _harmless(value: Value) -> Value:
    """A cell that a spreadsheet would take for a formula gets an apostrophe in front."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


def letters_file(rows: Iterable[Row], year: int, on: date, form: str) -> bytes:
    """A row for each unit: its letter, its first responsible person, how far, and whose tasks are late."""
    head = [_("单位"), _("责任书"), _("第一责任人"), _("完成百分比"), _("逾期任务"), _("谁的")]
    table: list[list[Value]] = [
        [
            row.unit.name,
            _(STATES[row.state]),
            row.first,
            row.percent if row.state == "force" else None,
            row.late if row.state == "force" else None,
            _("、").join(f"{name} {n}" for name, n in row.who),
        ]
        for row in rows
    ]
    title = _("%(year)s 年责任书（截至 %(on)s）") % {"year": year, "on": on.isoformat()}
    return table_file(form, _("责任书"), title, head, table)


def campaign_file(campaign: Campaign, rows: Iterable[CampaignRow], on: date, form: str) -> bytes:
    """A row for each task of each unit, by phase."""
    head = [_("单位"), _("任务"), _("阶段"), _("最后一天"), _("状态"), _("办好的日子"), _("怎么办的")]
    words = {"done": _("办好"), "late": _("逾期"), "going": _("正在办"), "todo": _("还没开始")}
    table: list[list[Value]] = [
        [
            row.unit.name,
            f"{step.code} {step.title}".strip(),
            cell.phase["name"],
            step.until,
            words[step.state],
            step.done_on,
            step.report.words if step.report else _("按公开记录") if step.done_on else "",
        ]
        for row in rows
        for cell in row.cells
        for step in cell.steps
    ]
    title = _("%(name)s（截至 %(on)s）") % {"name": campaign.name, "on": on.isoformat()}
    return table_file(form, _("活动安排"), title, head, table)
