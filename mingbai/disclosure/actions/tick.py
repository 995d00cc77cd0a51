"""What time brings in this room: what is signed through goes up at its minute, steps whose days have run out are gone
past where their route says so, what members read first goes on to everybody, pictures left lying are rung for."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from mingbai.catalog.rules.days import current_calendar
from mingbai.catalog.schema.route import COLLECT, proceeds
from mingbai.disclosure.actions.clock import end_collecting, end_release, lapse
from mingbai.disclosure.actions.decisions import publish
from mingbai.disclosure.actions.pictures import forget_words, remind
from mingbai.disclosure.actions.veils import forget_old_veils
from mingbai.disclosure.models import Edition, EditionState, Release, Withdrawal
from mingbai.disclosure.rules.days import lapses

log = logging.getLogger(__name__)


def tick(now: datetime) -> int:
    """Go on from what has been up for comment and past what has lapsed, then publish every ready edition whose minute
    has come, oldest first, each in a transaction of its own; not one whose notice is to be taken back, before that is
    decided.

    One that fails is logged with its number and tried again in the next minute; the others go on.
    Returns how many went up. Pictures that nobody has read are rung for again; what old drafts held before they were
    masked is forgotten, and what was read in files that were taken off.
    """
    remind(now)
    forget_old_veils(now)
    forget_words()
    done = sum(_each(edition, lambda pk: end_collecting(edition_id=pk, now=now)) for edition in _collecting())
    done += sum(_each(edition, lambda pk: lapse(edition_id=pk, now=now)) for edition in _lapsing(now))
    done += sum(_each(edition, lambda pk: end_release(edition_id=pk, now=now)) for edition in _released())
    undecided = Withdrawal.objects.filter(notice=OuterRef("notice"), decided_at__isnull=True)
    waiting = Edition.objects.filter(~Exists(undecided), state=EditionState.READY, publish_at__lte=now)
    for edition in list(waiting.select_related("notice__unit").order_by("publish_at", "pk")):
        done += _each(edition, lambda pk: publish(edition_id=pk, now=now, by=None))
    return done


def _collecting() -> list[Edition]:
    up = Edition.objects.filter(state=EditionState.MOVING, step=COLLECT)
    return list(up.select_related("notice__unit").order_by("frozen_at"))


def _lapsing(now: datetime) -> list[Edition]:
    """Two queries; a third where some step may be gone past at all."""
    moving = Edition.objects.filter(state=EditionState.MOVING).values_list("pk", "step", "steps")
    found = [pk for pk, here, steps in moving if any(step["key"] == here and proceeds(step) for step in steps)]
    if not found:
        return []
    editions = Edition.objects.filter(pk__in=found).select_related("notice__unit").prefetch_related("decisions")
    calendar, on = current_calendar(), timezone.localdate(now)
    return [one for one in editions.order_by("frozen_at") if lapses(one, list(one.decisions.all()), calendar, on)]


def _released() -> list[Edition]:
    """What only members read, where nothing stands in the way of its going on."""
    undecided = Withdrawal.objects.filter(notice=OuterRef("edition__notice"), decided_at__isnull=True)
    running = Release.objects.running().filter(~Exists(undecided)).order_by("since", "pk")
    return [release.edition for release in running.select_related("edition__notice__unit")]


def _each(edition: Edition, do: Callable[[int], Edition]) -> bool:
    """Whether it went up."""
    try:
        return do(edition.pk).state == EditionState.PUBLISHED
    except Exception:
        words = (edition.pk, edition.notice.unit.code, edition.title)
        log.exception("edition %s of %s was not published: %s", *words)
        return False
