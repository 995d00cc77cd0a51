"""Who is missing: a notice must not wait in silence for a post that nobody holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mingbai.disclosure.models import Decision, Edition, EditionState
from mingbai.disclosure.rules.alarms import too_few
from mingbai.disclosure.rules.seats import Roster


def why_nobody(edition: Edition, decisions: Sequence[Decision], on: date) -> str:
    """A sentence when too few people can do the waiting step; empty when enough hold the posts and signed no other."""
    if edition.state != EditionState.MOVING:
        return ""
    return too_few(edition, decisions, Roster.of(edition.notice.unit, on))
