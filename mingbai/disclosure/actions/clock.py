"""What time does to an edition on its way: a step whose days have run out in silence is gone past, and marked; a draft
that was up for comment goes on once its days are over and everybody has an answer; what members read first goes on to
everybody after its days."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mingbai.catalog.rules.days import current_calendar
from mingbai.disclosure.actions.moves import decide, go_on, lock, words_of
from mingbai.disclosure.models import Edition, Verdict
from mingbai.disclosure.rules.audience import on_release
from mingbai.disclosure.rules.days import collected, lapses, step_day
from mingbai.disclosure.rules.later import heard


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


@transaction.atomic
def end_collecting(*, edition_id: int, now: datetime) -> Edition:
    """Go on from collecting opinions, with what was heard; nothing happens while somebody waits for an answer."""
    edition = lock(edition_id)
    words = words_of(edition)
    if not collected(edition, words, current_calendar(), timezone.localdate(now)):
        return edition
    why, said = heard(edition)
    if why:
        return edition
    decide(edition, words, step=edition.step, verdict=Verdict.PASS, now=now, by=None, reason=said)
    go_on(edition, words, act="collect", now=now, by=None)
    return edition


@transaction.atomic
def end_release(*, edition_id: int, now: datetime) -> Edition:
    """The members have had their days, now everybody: up at once, or at the planned minute if that is still to come.
    Nothing happens before, nor where somebody stopped it."""
    edition = lock(edition_id)
    words = words_of(edition)
    last = step_day(edition, words, current_calendar())
    if not on_release(edition) or (last is not None and last >= timezone.localdate(now)):
        return edition
    decide(edition, words, step=edition.step, verdict=Verdict.PASS, now=now, by=None)
    go_on(edition, words, act="release", now=now, by=None)
    return edition
