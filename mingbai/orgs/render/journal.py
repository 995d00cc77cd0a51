"""The journal as a file to take away."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mingbai.orgs.models import Entry
from mingbai.orgs.render.tables import csv_bytes, xlsx_bytes
from mingbai.orgs.rules.entries import HEADINGS, row_of

MOST = 100_000
WIDTHS = (20, 16, 24, 10, 16, 12, 22, 20, 20, 16, 60)
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def journal_file(entries: QuerySet[Entry], kind: str) -> bytes:
    """The entries as CSV or xlsx; only the first of them when there are too many for a spreadsheet."""
    headings = [str(heading) for heading in HEADINGS]
    rows = (row_of(entry) for entry in entries[:MOST].iterator(2000))
    if kind == "csv":
        return csv_bytes(headings, rows)
    return xlsx_bytes(_("操作记录"), headings, rows, WIDTHS)
