"""What time does to an edition on its way: a step whose days have run out in silence is gone past, and marked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mingbai.catalog.rules.days import current_calendar
from mingbai.disclosure.actions.moves import decide, go_on, lock, words_of
from mingbai.disclosure.models import Edition, Verdict
from mingbai.disclosure.rules.days import lapses


@transaction.atomic
def lapse(*, edition_id: int, now: datetime) -> Edition:
    """Go past the waiting step where its route says so; nothing happens where somebody has spoken meanwhile."""
    edition = lock(edition_id)
    words = words_of(edition)
    if not lapses(edition, words, current_calendar(), timezone.localdate(now)):
        return edition
    step = edition.step
    decide(edition, words, step=step, verdict=Verdict.LAPSED, now=now, by=None)
    go_on(edition, words, act="lapse", now=now, by=None, lapsed=step)
    return edition
