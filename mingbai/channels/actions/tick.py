"""What time brings in this room: postings up and down, and sheets set before the first reader asks."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from mingbai.channels.actions.postings import close_postings, open_postings
from mingbai.channels.actions.sheets import forget_retired, forget_taken_back, set_missing

SHEETS_A_MINUTE = 20


def tick(now: datetime, *, sheets: int = SHEETS_A_MINUTE) -> dict[str, int]:
    """Delete the sheets of what was taken back or is retired, bring the postings up to date, then set up to `sheets`
    missing sheets.

    Returns what was done, by count.
    """
    return {
        "forgotten": forget_taken_back() + forget_retired(timezone.localdate(now)),
        "closed": close_postings(now=now),
        "opened": open_postings(now=now),
        "sheets": set_missing(now=now, at_most=sheets) if sheets else 0,
    }
