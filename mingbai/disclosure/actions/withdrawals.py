"""Taking back what was published: one asks, another decides. What does harm comes down before it is decided."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.catalog.rules.versions import spec_of
from mingbai.disclosure.actions.moves import demand_nothing_private, lock, move, said
from mingbai.disclosure.models import (
    REASONS_OF,
    Edition,
    EditionState,
    Withdrawal,
    WithdrawalKind,
)
from mingbai.disclosure.rules.may import demand, open_withdrawal
from mingbai.duties.actions import reopen
from mingbai.kit.errors import NotNow
from mingbai.orgs.rules.may import Viewer

MAX_WORDS = 300


@transaction.atomic
def withdraw(*, edition_id: int, reason: str, words: str, now: datetime, by: Viewer) -> Edition:
    """Ask that it be taken back. It stays up until a second person has agreed.

    `reason` is one of REASONS_OF, `words` the sentence for everybody. Raises NotNow without them.
    """
    return _ask(WithdrawalKind.WITHDRAW, edition_id, reason, words, now, by)


@transaction.atomic
def remove(*, edition_id: int, reason: str, words: str, now: datetime, by: Viewer) -> Edition:
    """Take down at once what does harm, such as a list with numbers of identity cards; a second person decides then
    whether it stays down (个人信息保护法 57: 立即采取补救措施)."""
    edition = _ask(WithdrawalKind.REMOVE, edition_id, reason, words, now, by)
    edition.notice.held_at = now
    edition.notice.save(update_fields=["held_at"])
    return edition


@transaction.atomic
def confirm(*, edition_id: int, now: datetime, by: Viewer) -> Edition:
    """The second person agrees: every edition of the notice is withdrawn, and what it settled is owed again."""
    edition = lock(edition_id)
    demand("confirm", edition, by, now)
    asked = _decide(edition, agreed=True, answer="", now=now, by=by)
    notice = edition.notice
    for pk in notice.editions.filter(state=EditionState.SUPERSEDED).order_by("pk").values_list("pk", flat=True):
        move(lock(pk), act="confirm", to=EditionState.WITHDRAWN, now=now, by=by)
    if edition.display_until is None:  # a standing one: its place on the board says for a while what became of it
        edition.display_until = timezone.localdate(now) + timedelta(days=spec_of(edition.version).min_display_days)
    move(edition, act="confirm", to=EditionState.WITHDRAWN, now=now, by=by, kind=asked.kind, reason=asked.reason)
    _let_go(edition)
    reopen(unit=notice.unit, number=notice.number, now=now, by=by)
    return edition


@transaction.atomic
def keep(*, edition_id: int, answer: str, now: datetime, by: Viewer) -> Edition:
    """The second person does not agree, with a reason: it stays up, or is up again."""
    edition = lock(edition_id)
    demand("keep", edition, by, now)
    if not answer.strip():
        raise NotNow(_("请写明为什么不撤回。"))
    demand_nothing_private(answer, edition.notice)
    _decide(edition, agreed=False, answer=said(answer, MAX_WORDS), now=now, by=by)
    move(edition, act="keep", to=EditionState.PUBLISHED, now=now, by=by)
    _let_go(edition)
    return edition


def _ask(kind: str, edition_id: int, reason: str, words: str, now: datetime, by: Viewer) -> Edition:
    edition = lock(edition_id)
    demand(kind, edition, by, now)
    if reason not in REASONS_OF[kind]:
        raise NotNow(_("请选一个原因。"))
    if not words.strip():
        raise NotNow(_("请写一句向群众的说明：为什么撤下。"))
    demand_nothing_private(words, edition.notice)
    assert by.tenure is not None, "demand() has made sure of a post"
    assert by.person is not None, "a post is held by somebody"
    Withdrawal.objects.create(
        notice=edition.notice,
        edition=edition,
        kind=kind,
        reason=reason,
        words=said(words, MAX_WORDS),
        asked_by=by.tenure,
        asker=by.person,
        asked_at=now,
    )
    move(edition, act=kind, to=EditionState.PUBLISHED, now=now, by=by, reason=reason)
    return edition


def _decide(edition: Edition, *, agreed: bool, answer: str, now: datetime, by: Viewer) -> Withdrawal:
    asked = open_withdrawal(edition.notice)
    assert asked is not None, "demand() has found it"
    asked.agreed, asked.answer, asked.decided_at = agreed, answer, now
    asked.decided_by, asked.decider = by.tenure, by.person
    asked.save(update_fields=["agreed", "answer", "decided_at", "decided_by", "decider"])
    return asked


def _let_go(edition: Edition) -> None:
    """No longer held for the time being: it is withdrawn for good now, or up again."""
    if edition.notice.held_at is not None:
        edition.notice.held_at = None
        edition.notice.save(update_fields=["held_at"])
