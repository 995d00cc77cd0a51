"""Putting reports on file: the last of the five steps (资料建档)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.disclosure.actions.moves import demand_nothing_private, lock, said
from mingbai.disclosure.models import Notice
from mingbai.disclosure.models.decisions import in_post
from mingbai.duties.rules.roster import masked
from mingbai.feedback.models import Report
from mingbai.feedback.rules.reports import (
    AT_ONCE,
    MOST_RESULT,
    MOST_SUMMARY,
    default_summary,
    notice_for,
    report_of,
    why_not_report,
)
from mingbai.kit.digests import digest
from mingbai.kit.errors import NotNow
from mingbai.orgs.actions.journal import record
from mingbai.orgs.rules.may import Viewer


@transaction.atomic
def file_report(*, notice_id: int, summary: str, result: str, now: datetime, by: Viewer) -> Report:
    """Make the report of the edition that stands, for good. Both texts pass the gate: they are read by anybody.

    Raises NotFound for a notice of another unit, NotNow with a sentence where it can't be made yet.
    """
    notice = notice_for(by, notice_id)
    assert notice.live_id is not None, "it was published"
    lock(notice.live_id)  # a correction or a second press waits, then finds the other
    return _file(notice, said(summary, MOST_SUMMARY), said(result, MOST_RESULT), now, by)


@transaction.atomic
def file_reports(*, notice_ids: Sequence[int], result: str, now: datetime, by: Viewer) -> list[Report]:
    """Several with the same result and the proposed summary, all or none."""
    if not notice_ids:
        raise NotNow(_("请先勾选要归档的。"))
    if len(notice_ids) > AT_ONCE:
        raise NotNow(_("一次最多归档 %(n)s 份。") % {"n": AT_ONCE})
    made = []
    for pk in sorted(set(notice_ids)):
        notice = notice_for(by, pk)
        assert notice.live_id is not None, "it was published"
        lock(notice.live_id)
        made.append(_file(notice, default_summary(notice), said(result, MOST_RESULT), now, by))
    return made


def _file(notice: Notice, summary: str, result: str, now: datetime, by: Viewer) -> Report:
    notice.refresh_from_db(fields=["live", "held_at"])
    on = timezone.localdate(now)
    why = why_not_report(notice, on)
    if why:
        raise NotNow(f"{notice.public_title}：{why}")
    if not summary or not result:
        raise NotNow(_("请写公开了什么、结果怎样。"))
    for text in (summary, result):
        demand_nothing_private(text, notice)
    assert by.tenure is not None, "notice_for() has made sure of a post"
    assert notice.live_id is not None, "it was published"
    hand = by.person if by.standing_in else None
    who = f"{by.tenure.post.title} {in_post(by.tenure, hand, masked)}"
    content = report_of(notice, summary=summary, result=result, by=who, on=on)
    made = Report.objects.create(
        notice=notice,
        edition_id=notice.live_id,
        content=content,
        digest=digest(content),
        made_by=by.tenure,
        made_at=now,
    )
    note = {"number": notice.number, "edition": content["edition"]}
    record(act="report:file", what=made, now=now, by=by, unit=notice.unit, after=made.digest, note=note)
    return made
