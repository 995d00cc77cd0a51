"""Hearing people before something is settled: begin a draft for comment or a trial, go on to decision and result."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.catalog.models import Item, ItemVersion
from mingbai.catalog.rules.versions import spec_of, version_for
from mingbai.disclosure.actions import drafts
from mingbai.disclosure.actions.moves import said
from mingbai.disclosure.models import Edition
from mingbai.duties.actions import open_event
from mingbai.feedback.models import Stage, StageKind, Thread
from mingbai.feedback.rules.stages import least_days, next_kind, thread_standings, why_not_heard, why_not_next
from mingbai.kit.digests import record_language
from mingbai.kit.errors import NotFound, NotNow
from mingbai.orgs.actions.journal import record
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Permission, Viewer

MOST_TITLE, MOST_DAYS = 80, 366
LATER = timedelta(days=15)  # the day meant for what must be told beforehand, where nobody has named one


@transaction.atomic
def begin(*, unit: Unit, item: Item, kind: str, title: str, days: int, now: datetime, by: Viewer) -> Edition:
    """Begin a draft for comment (a thread of its own) or a trial; its notice goes the whole route like any other.

    `days` count from the publication and may not be fewer than the law's. Raises NotNow with a sentence.
    """
    by.require(Permission.NOTICE_WRITE, unit)
    on = timezone.localdate(now)
    version = version_for(item, unit, on)
    title = said(title, MOST_TITLE)
    why = why_not_heard(version, kind)
    if kind not in (StageKind.DRAFT, StageKind.TRIAL):
        raise NotNow(_("请选一项：征求意见，还是期满生效。"))
    if why or not title:
        raise NotNow(why or _("请写这件事叫什么。"))
    least = least_days(version, unit, kind)
    if not least <= days <= MOST_DAYS:
        raise NotNow(_("“%(title)s”至少要听 %(n)s 天。") % {"title": version.title, "n": least})
    thread = Thread.objects.create(unit=unit, title=title, opened_at=now) if kind == StageKind.DRAFT else None
    edition = _stage(thread, kind, version, _titled(title, kind), unit, now, by, days=days)
    record(act=f"hearing:{kind}", what=edition.notice, now=now, by=by, unit=unit, note={"days": days})
    return edition


@transaction.atomic
def go_on(*, thread_id: int, now: datetime, by: Viewer) -> Edition:
    """Begin the next notice of a thread: the decision from the draft's own text, then the result.

    Raises NotFound for a thread of another unit, NotNow while people are heard or wait for an answer.
    """
    thread = Thread.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=thread_id).first()
    if thread is None or not by.may(Permission.NOTICE_READ, thread.unit):
        raise NotFound
    by.require(Permission.NOTICE_WRITE, thread.unit)
    standings = thread_standings(thread, timezone.localdate(now))
    why = why_not_next(standings)
    if why:
        raise NotNow(why)
    kind = next_kind(standings)
    last = standings[-1].notice
    assert kind is not None, "why_not_next() has said so otherwise"
    assert last is not None, "why_not_next() has made sure that it is published"
    version = version_for(last.item, thread.unit, timezone.localdate(now))
    edition = _stage(thread, kind, version, _titled(thread.title, kind), thread.unit, now, by)
    record(act=f"hearing:{kind}", what=edition.notice, now=now, by=by, unit=thread.unit)
    return edition


def _titled(title: str, kind: str) -> str:
    endings = {StageKind.DRAFT: _("（征求意见稿）"), StageKind.DECISION: _("（决定）"), StageKind.RESULT: _("（结果）")}
    with record_language():
        return f"{title}{endings.get(StageKind(kind), '')}"


def _stage(
    thread: Thread | None,
    kind: str,
    version: ItemVersion,
    title: str,
    unit: Unit,
    now: datetime,
    by: Viewer,
    *,
    days: int | None = None,
) -> Edition:
    """The duty, the stage that hangs on it, and the first draft of its notice."""
    on = _event_day(version, timezone.localdate(now), days)
    duty = open_event(unit=unit, item=version.item, on=on, title=title, now=now, by=by)
    Stage.objects.create(duty=duty, thread=thread, kind=kind, days=days, opened_at=now)
    return drafts.start_draft(
        unit=unit, version=version, period=duty.period, duties=[duty], now=now, by=by, title=title
    )


def _event_day(version: ItemVersion, on: date, days: int | None) -> date:
    """What must be told beforehand is meant to happen when people have been heard; all else counts from today."""
    rule = spec_of(version).event_rule
    ahead = rule is not None and rule.trigger == "before_event"
    return on + (timedelta(days=days + 1) if days else LATER) if ahead else on
