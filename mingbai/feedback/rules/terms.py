"""By when an opinion is to be answered, and how long it is known who gave it."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from mingbai.feedback.models import Opinion
from mingbai.kit.clocks import explain
from mingbai.kit.limits import parse_rule
from mingbai.kit.workdays import WorkCalendar

# 个人信息保护法 19: no longer than the purpose needs. After an answer the person may still come back to it.
KEPT_AFTER_ANSWER = timedelta(days=90)
KEPT_AT_MOST = timedelta(days=365)


def answer_by(opinion: Opinion, calendar: WorkCalendar) -> date:
    """The last day for the answer: ten working days, as the community's scheme promises in writing (S3)."""
    return explain(parse_rule("feedback-written"), opinion.said_on, calendar=calendar).due


def known_until(opinion: Opinion) -> date:
    """The last day on which name and telephone are kept: 90 days after the answer, a year where there is none."""
    latest = opinion.said_on + KEPT_AT_MOST
    answer = getattr(opinion, "answer", None)
    return min(latest, timezone.localdate(answer.at) + KEPT_AFTER_ANSWER) if answer else latest
