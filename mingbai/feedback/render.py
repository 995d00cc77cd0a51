"""Opinions and answers as a file to take away."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mingbai.feedback.models.opinions import OpinionQuerySet
from mingbai.feedback.rules.listing import HEADINGS, row_of
from mingbai.orgs.render.tables import csv_bytes, xlsx_bytes

MOST = 20_000
WIDTHS = (12, 24, 30, 30, 10, 60, 10, 10, 10, 60, 12)


def opinions_file(opinions: OpinionQuerySet, form: str) -> bytes:
    """CSV or xlsx; who gave them is not even read."""
    headings = [str(heading) for heading in HEADINGS]
    rows = (row_of(opinion) for opinion in opinions[:MOST].iterator(500))
    return csv_bytes(headings, rows) if form == "csv" else xlsx_bytes(_("意见和答复"), headings, rows, WIDTHS)
