"""The pilot's clerk puts reports on file at the end of each month, all but the last days' worth."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from mingbai.feedback.actions import file_report
from mingbai.feedback.rules.reports import AT_ONCE, default_summary, due_of
from mingbai.web.demo.clock import Clock
from mingbai.web.demo.play import Cast

LEFT = timedelta(days=6)  # what waits on the desk today


def plan_reports(clock: Clock, cast: Cast, until: datetime, *, since: date) -> None:
    """One sitting a month, and one a few days ago."""
    today = timezone.localdate(until)
    months = (date(today.year, month, 25) for month in range(since.month, today.month + 1))
    for day in sorted({*(day for day in months if day < today - LEFT), today - LEFT}):
        clock.on(clock.calendar.add_workdays(day, -1), 16, 30, lambda now: _sitting(cast, now))


def _sitting(cast: Cast, now: datetime) -> None:
    for one in due_of(cast.unit, timezone.localdate(now))[:AT_ONCE]:
        if not one.waiting:
            told = {"summary": default_summary(one.notice), "result": one.result}
            file_report(notice_id=one.notice.pk, now=now, by=cast.clerk, **told)
