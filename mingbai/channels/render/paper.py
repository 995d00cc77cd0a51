"""The register of paper on a unit's walls as a file to take away."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.channels.models import Posting, PostingQuerySet
from mingbai.orgs.render.tables import csv_bytes, xlsx_bytes

MOST = 20_000
WIDTHS = (26, 40, 8, 20, 30, 14, 14, 14, 14, 14, 30)


def paper_file(postings: PostingQuerySet, form: str) -> bytes:
    """CSV or xlsx, one row for each paper; of what was taken back only the catalogue's title."""
    head = [
        _("公开编号"),
        _("标题"),
        _("版次"),
        _("公示栏"),
        _("在哪里"),
        _("公示到"),
        _("张贴日"),
        _("登记人"),
        _("撤下日"),
        _("登记人"),
        _("提前撤下的原因"),
    ]
    found = postings.select_related("hung_by__person", "taken_by__person")
    rows = (_row(posting) for posting in found[:MOST].iterator(500))
    return csv_bytes(head, rows) if form == "csv" else xlsx_bytes(_("上墙登记"), head, rows, WIDTHS)


def _row(posting: Posting) -> tuple[str, ...]:
    edition, wall = posting.edition, posting.wall
    until = edition.display_until
    return (
        edition.notice.number,
        edition.notice.public_title if edition.notice.gone else edition.title,
        str(edition.number),
        posting.place,
        wall.spot if wall else "",
        until.isoformat() if until else _("长期"),
        timezone.localdate(posting.since).isoformat(),
        posting.hung_by.person.name if posting.hung_by else "",
        timezone.localdate(posting.until).isoformat() if posting.until else "",
        posting.taken_by.person.name if posting.taken_by else "",
        posting.reason,
    )
