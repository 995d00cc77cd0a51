"""Postings follow the editions: what is published hangs on the web board, what has ended is taken down."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from mingbai.channels.models import Channel, Posting
from mingbai.disclosure.models import Edition, EditionState
from mingbai.orgs.actions.journal import record

AT_ONCE = 2000
ENDED = (EditionState.SUPERSEDED, EditionState.WITHDRAWN)


@transaction.atomic
def open_postings(*, now: datetime) -> int:
    """A web posting for each published edition that has none yet; returns how many. Safe to run again.

    The page itself shows an edition from the moment of its publication; the posting is the record of it.
    """
    has_one = Posting.objects.filter(edition=OuterRef("pk"), channel=Channel.WEB)
    waiting = Edition.objects.filter(~Exists(has_one), state=EditionState.PUBLISHED, published_at__lte=now)
    rows = list(waiting.order_by("pk").values_list("pk", "notice__unit__code", "published_at")[:AT_ONCE])
    if not rows:
        return 0
    postings = [
        Posting(edition_id=pk, channel=Channel.WEB, place=f"/u/{code}/", since=published)
        for pk, code, published in rows
        if published is not None
    ]
    Posting.objects.bulk_create(postings, ignore_conflicts=True)
    newest = Posting.objects.filter(edition_id=rows[-1][0], channel=Channel.WEB).select_related("edition").get()
    record(act="posting:open", what=newest, now=now, note={"editions": [pk for pk, _code, _at in rows]})
    return len(rows)


@transaction.atomic
def close_postings(*, now: datetime) -> int:
    """Take down what was superseded, withdrawn, or whose days of display are over; returns how many."""
    today = timezone.localdate(now)
    hanging = Posting.objects.filter(channel=Channel.WEB, until__isnull=True)
    over = hanging.filter(edition__display_until__lt=today).exclude(edition__state__in=ENDED)
    by_day: dict[date, list[int]] = defaultdict(list)
    for pk, last in over.values_list("pk", "edition__display_until")[:AT_ONCE]:
        if last is not None:
            by_day[last].append(pk)
    ended = list(hanging.filter(edition__state__in=ENDED).values_list("pk", flat=True)[:AT_ONCE])
    closed = [*ended, *(pk for pks in by_day.values() for pk in pks)]
    if not closed:
        return 0
    for last, pks in by_day.items():
        Posting.objects.filter(pk__in=pks, until__isnull=True).update(until=_end_of(last))
    Posting.objects.filter(pk__in=ended, until__isnull=True).update(until=now)
    newest = Posting.objects.get(pk=max(closed))
    record(act="posting:close", what=newest, now=now, note={"postings": sorted(closed)})
    return len(closed)


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
