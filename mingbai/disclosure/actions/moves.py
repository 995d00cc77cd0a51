"""The one place where the state of an edition changes, and the walk from step to step."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.catalog.rules.versions import spec_of
from mingbai.catalog.schema.route import COLLECT, Step
from mingbai.disclosure.models import (
    Decision,
    Edition,
    EditionState,
    Notice,
    NoticeKind,
    Reach,
    Release,
    Serial,
    Verdict,
)
from mingbai.disclosure.rules.acts import ACTS, BY_CLOCK
from mingbai.disclosure.rules.audience import goes_first, on_release
from mingbai.disclosure.rules.findings import WHAT, allowance, open_findings
from mingbai.disclosure.rules.gate import screen_text
from mingbai.disclosure.rules.may import demand_not_taken_back, seats_of
from mingbai.disclosure.rules.steps import failed, next_blocking
from mingbai.duties.actions import settle
from mingbai.kit.errors import NotFound, NotNow
from mingbai.orgs.actions.journal import record
from mingbai.orgs.models import Membership
from mingbai.orgs.rules.may import Viewer

MAX_REASON = 500
WAY = ("state", "step", "lock", "number", "published_at", "display_from", "display_until")


def lock(edition_id: int) -> Edition:
    """The edition, locked until the transaction ends; a second person waits, then sees the new state."""
    assert transaction.get_connection().in_atomic_block, "lock inside a transaction"
    # Only the edition's own row: that of the unit would make every colleague wait.
    locked = Edition.objects.select_for_update(of=("self",)).select_related("notice__unit")
    try:
        return locked.get(pk=edition_id)
    except Edition.DoesNotExist:
        raise NotFound from None


def words_of(edition: Edition) -> list[Decision]:
    """What was decided about a locked edition, oldest first; read once for an action, for nobody else can add to it."""
    return list(edition.decisions.select_related("tenure"))


def move(edition: Edition, *, act: str, to: str, now: datetime, by: Viewer | None, **note: object) -> None:
    """Assign the state, as the table allows it, and write the journal."""
    if to not in (BY_CLOCK[act] if act in BY_CLOCK else ACTS[act].targets):
        raise AssertionError(f"the table does not lead from {act} to {to}")
    # What is frozen stays as it is: from its submission on only the way of an edition is written.
    written = None if edition.state == EditionState.DRAFT else WAY
    edition.state = to
    edition.lock += 1
    edition.save(update_fields=written)
    _release(edition, now)
    record(
        act=f"notice:{act}",
        what=edition,
        now=now,
        by=by,
        unit=edition.notice.unit,
        after=edition.digest,
        note={"state": str(to), "step": edition.step, **note},
    )


def decide(
    edition: Edition,
    words: list[Decision],
    *,
    step: str,
    verdict: str,
    now: datetime,
    by: Viewer | None,
    reason: str = "",
    **more: object,
) -> None:
    """Insert a decision, with the digest that it is given for, before the step is evaluated; `words` then holds it.

    Raises NotNow where the reason holds what the gate would stop: it is kept for good and read by all who sign.
    """
    if by is not None:
        demand_nothing_private(reason, edition.notice)
    word = Decision.objects.create(
        edition=edition,
        step=step,
        verdict=verdict,
        tenure=by.tenure if by else None,
        deputy=by.person if by and by.standing_in else None,
        at=now,
        digest=edition.digest,
        reason=said(reason, MAX_REASON),
        **more,
    )
    words.append(word)
    words.sort(key=lambda one: (one.at, one.pk))  # as the database would give them


def demand_nothing_private(text: str, notice: Notice) -> None:
    """Words beside a notice pass the same gate as the notice."""
    found = screen_text(text, allow=allowance(notice))
    if found:
        words = {"what": WHAT.get(found[0].kind, _("个人信息")), "masked": found[0].masked}
        raise NotNow(_("您写的话里有%(what)s（%(masked)s）。这段话会一直留在记录里，请去掉再交。") % words)


def said(text: str, most: int) -> str:
    """A few words as they are kept: without control characters, which PostgreSQL does not take; not cut, but refused
    when there are too many."""
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text).strip()
    if len(text) > most:
        raise NotNow(_("写了 %(n)s 个字，最多 %(max)s 个字，请写短些。") % {"n": len(text), "max": most})
    return text


def go_on(
    edition: Edition, words: list[Decision], *, act: str, now: datetime, by: Viewer | None, **note: object
) -> None:
    """After a decision: fall back if the step failed, else walk to the next blocking step, or publish."""
    seats = seats_of(edition, now, among={word.step for word in words})
    here = edition.step_spec()
    mine = [word for word in words if word.step == edition.step]
    if here and failed(here, mine, seats.get(edition.step, 1)):
        # What was published in an emergency stays up, marked: it can only be corrected or taken back.
        to = EditionState.PUBLISHED if edition.cosigning else EditionState.RETURNED
        move(edition, act=act, to=to, now=now, by=by, **note)
        return
    up = edition.cosigning
    step = next_blocking(edition, words, seats)
    while step is not None and (step["kind"] == "gate" or (step["kind"] == COLLECT and not _open_to_all(edition))):
        if step["kind"] == COLLECT:
            why = _("不是给全社会看的，不在网上征求意见。")
            decide(edition, words, step=step["key"], verdict=Verdict.LAPSED, now=now, by=None, reason=why)
        elif not _gate(edition, words, step, now):
            edition.step = step["key"]
            move(edition, act="return", to=EditionState.RETURNED, now=now, by=None, gate="blocked")
            return
        step = next_blocking(edition, words, seats)
    if step is not None and step["kind"] == "release" and not goes_first(step, edition.notice):
        decide(edition, words, step=step["key"], verdict=Verdict.PASS, now=now, by=None)
        step = next_blocking(edition, words, seats)
    edition.step = step["key"] if step else ""
    if up:
        move(edition, act=act, to=EditionState.PUBLISHED, now=now, by=by, **note)
    elif step is not None:
        move(edition, act=act, to=EditionState.MOVING, now=now, by=by, **note)
    elif edition.publish_at is not None and edition.publish_at > now:
        move(edition, act=act, to=EditionState.READY, now=now, by=by, **note)
    else:
        move(edition, act=act, to=EditionState.READY, now=now, by=by, **note)
        put_up(edition, now=now, by=by)


def _open_to_all(edition: Edition) -> bool:
    """Whether its draft may be shown to everybody: as far as the notice itself will reach."""
    return edition.notice.reach == Reach.OPEN


def _gate(edition: Edition, words: list[Decision], step: Step, now: datetime) -> bool:
    found = open_findings(edition)
    if found:
        reason = _("隐私关口拦下 %(n)s 处：%(places)s") % {
            "n": len(found),
            "places": _("；").join(finding.place for finding in found[:5]),
        }
        decide(edition, words, step=step["key"], verdict=Verdict.RETURN, now=now, by=None, reason=reason[:MAX_REASON])
        return False
    decide(edition, words, step=step["key"], verdict=Verdict.PASS, now=now, by=None)
    return True


def _release(edition: Edition, now: datetime) -> None:
    """Whatever moves an edition onto its release shows it to the members from then on; whatever moves it away, be it
    the publication or somebody's objection, ends that in the same moment."""
    step = next((step for step in edition.steps if step["kind"] == "release"), None)
    if step is None:
        return
    mine = Release.objects.filter(edition=edition)
    if not on_release(edition):
        mine.filter(ended_at__isnull=True).update(ended_at=now)
    elif not mine.exists():
        roll = Membership.objects.held_on(timezone.localdate(now)).filter(unit=edition.notice.unit, tier=step["to"])
        made = Release.objects.create(edition=edition, tier=step["to"], since=now, readers=roll.count())
        note = {"kind": str(made.get_tier_display()), "readers": made.readers, "days": str(step["lead"])}
        record(act="notice:first", what=edition, now=now, unit=edition.notice.unit, after=edition.digest, note=note)


def put_up(edition: Edition, *, now: datetime, by: Viewer | None) -> None:
    """Publish: take the next number, start the display, settle the duties. Gapless, for the row is locked."""
    notice = edition.notice
    today = timezone.localdate(now)
    if notice.serial is None:
        notice.year, notice.serial = today.year, _next_serial(notice, today.year)
        edition.number = 1
    else:
        edition.number = notice.editions.filter(number__isnull=False).count() + 1
        assert notice.live_id is not None, "what has a number has been published"
        old = lock(notice.live_id)
        demand_not_taken_back(notice)
        if old.state == EditionState.PUBLISHED:  # one that was taken back stays so
            move(old, act="correct", to=EditionState.SUPERSEDED, now=now, by=by, replaced_by=edition.number)
    edition.published_at = now
    edition.display_from = today
    edition.display_until = _display_until(edition, notice, today)
    planned = {} if by or edition.publish_at is None else {"planned": edition.publish_at.isoformat()}
    move(edition, act="publish", to=EditionState.PUBLISHED, now=now, by=by, number=notice.number, **planned)
    notice.live = edition
    notice.save(update_fields=["year", "serial", "live"])
    if edition.display_until is None:
        _relieve(edition, today, now, by)
    nil = notice.kind == NoticeKind.NIL
    for duty in notice.duties.all():
        duty.unit = notice.unit  # a notice settles duties of its own unit only
        settle(duty=duty, nil=nil, number=notice.number, title="" if notice.closed else edition.title, now=now, by=by)


def _next_serial(notice: Notice, year: int) -> int:
    """The unit's next number in a year; its row is locked until the transaction ends, and made for the first one."""
    rows = Serial.objects.select_for_update().filter(unit=notice.unit, year=year)
    if not (found := list(rows)):
        Serial.objects.get_or_create(unit=notice.unit, year=year)
        found = list(rows.all())
    serial = found[0]
    serial.last += 1
    serial.save(update_fields=["last"])
    return serial.last


def _relieve(edition: Edition, today: date, now: datetime, by: Viewer | None) -> None:
    """A standing matter published anew takes the place of what stood before; that has been shown its days."""
    before = Edition.objects.filter(
        notice__unit=edition.notice.unit_id,
        notice__item=edition.notice.item_id,
        state=EditionState.PUBLISHED,
        display_until=None,
    ).exclude(pk=edition.pk)
    for old in before.select_related("version"):
        assert old.display_from is not None, "it is published"
        shown = old.display_from + timedelta(days=spec_of(old.version).min_display_days)
        old.display_until = max(today, shown)
        old.save(update_fields=["display_until"])
        note = {"until": old.display_until.isoformat(), "number": edition.notice.number}
        record(act="notice:relieve", what=old, now=now, by=by, unit=edition.notice.unit, after=old.digest, note=note)


def _display_until(edition: Edition, notice: Notice, today: date) -> date | None:
    """The last day of display; none for standing matters, which stay until they change.

    The day of posting does not count (民法典 201), so 15 days from 10 October end on 25 October.
    """
    spec = spec_of(edition.version)
    if spec.kind == "standing" and notice.kind != NoticeKind.NIL:
        return None
    return today + timedelta(days=spec.min_display_days)
