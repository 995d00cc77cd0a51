"""The list of a unit's notices as CSV and Excel: one row each, no content."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from mingbai.duties.render import demo_rows, workbook

Cell = str | int | None
FORMULA = ("=", "+", "-", "@", "\t", "\r")
WIDTHS = (26, 44, 10, 10, 18, 14, 14, 8, 14, 16, 60, 74)


def head() -> list[str]:
    return [
        _("公开编号"),
        _("标题"),
        _("领域"),
        _("目录编码"),
        _("所属期"),
        _("公开日"),
        _("公示到"),
        _("版次"),
        _("类别"),
        _("范围"),
        _("网址"),
        _("校验码"),
    ]


def as_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a mark, so that Excel and WPS read it; what looks like a formula gets an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head())
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    writer.writerows(demo_rows(len(head())))
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, rows: Iterable[Sequence[Cell]]) -> bytes:
    return workbook([(_("公开"), title, head(), [list(row) for row in rows], WIDTHS)])


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
