"""Opinions and answers, and the register of reports, as files to take away."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.feedback.models import Report
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


REPORT_WIDTHS = (26, 8, 10, 30, 36, 40, 12, 12, 40, 40, 16, 50, 14, 12)


def reports_file(reports: QuerySet[Report], form: str) -> bytes:
    """CSV or xlsx, one row for each report; what was taken back is left out."""
    head = [
        _("公开编号"),
        _("版次"),
        _("编码"),
        _("事项"),
        _("标题"),
        _("公开内容"),
        _("公开日"),
        _("公示到"),
        _("公开形式"),
        _("审核签字"),
        _("群众意见"),
        _("结果"),
        _("填报人"),
        _("归档日"),
    ]
    rows = (_report_row(report) for report in reports[:MOST] if not report.notice.gone)
    return csv_bytes(head, rows) if form == "csv" else xlsx_bytes(_("公开报告单登记"), head, rows, REPORT_WIDTHS)


def _report_row(report: Report) -> tuple[str, ...]:
    told, opinions = report.content, report.content["opinions"]
    return (
        told["number"],
        str(told["edition"]),
        told["item"]["code"],
        told["item"]["title"],
        told["title"],
        told["summary"],
        told["display"]["from"],
        told["display"]["until"] or _("长期"),
        _("、").join(way["way"] for way in told["ways"]),
        _("；").join(f"{signed['step']} {signed['who']}" for signed in told["signatures"]),
        _("收到 %(n)s 条，答复 %(done)s 条") % {"n": opinions["all"], "done": opinions["answered"]},
        told["result"],
        told["by"],
        timezone.localdate(report.made_at).isoformat(),
    )
