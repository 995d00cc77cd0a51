"""Emergency publication: up at once on the word of a leader, marked for everybody until all have signed afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from mingbai.disclosure.models import Decision, Edition, EditionState, Verdict
from mingbai.disclosure.rules.steps import StepView, by_step, failed

STEP = "urgent"  # the key under which the leader's word stands; no route has a step of that name
COSIGN_IN = timedelta(days=3)  # house rule, decision 29: the law asks for speed and names no term for what follows
COSIGNED = ("sign", "vote", "answer", "review", "approve", "return")  # acts that go on after the publication


@dataclass(frozen=True)
class Urgent:
    """How it came up: the leader's word, the last day to sign afterwards, and the names of the steps still open."""

    word: Decision
    due: date
    waiting: tuple[str, ...] = ()
    refused: bool = False  # somebody whose signature it needed does not agree

    @property
    def open(self) -> bool:
        return bool(self.waiting)

    def late(self, on: date) -> bool:
        return self.open and self.due < on


def urgent_word(decisions: Iterable[Decision]) -> Decision | None:
    return next((word for word in decisions if word.verdict == Verdict.URGENT), None)


def cosign_due(word: Decision) -> date:
    """The last day to sign what was published on this word."""
    return timezone.localdate(word.at) + COSIGN_IN


def urgent_of(edition: Edition, decisions: Sequence[Decision], views: Sequence[StepView]) -> Urgent | None:
    """None for what went its usual way."""
    word = urgent_word(decisions)
    if word is None:
        return None
    waiting = [view.spec for view in views if view.spec.get("blocks", True) and not view.over]
    open_ones = tuple(str(step["label"]) for step in waiting) if edition.cosigning else ()
    refused = edition.cosigning and any(view.state == "failed" for view in views)
    return Urgent(word, cosign_due(word), open_ones, refused)


def refused_by(edition: Edition, decisions: Sequence[Decision], seats: int) -> Decision | None:
    """The word by which the waiting step of a published edition failed; None while it may still be agreed to."""
    here = by_step(decisions).get(edition.step, [])
    step = edition.step_spec()
    if not step or not failed(step, here, seats):
        return None
    return next((word for word in reversed(here) if word.verdict == Verdict.RETURN), None)


def waits() -> Q:
    """Condition for editions that somebody still has to sign: on their way, or up already and to be co-signed."""
    return Q(state=EditionState.MOVING) | (Q(state=EditionState.PUBLISHED) & ~Q(step=""))
