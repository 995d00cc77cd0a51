"""What time brings in this room: postings up and down, and sheets set before the first reader asks."""

from __future__ import annotations

from datetime import datetime

from mingbai.channels.actions.postings import close_postings, open_postings
from mingbai.channels.actions.sheets import set_missing

SHEETS_A_MINUTE = 20


def tick(now: datetime, *, sheets: int = SHEETS_A_MINUTE) -> dict[str, int]:
    """Bring the postings up to date, then set up to `sheets` missing sheets; returns what was done."""
    return {
        "closed": close_postings(now=now),
        "opened": open_postings(now=now),
        "sheets": set_missing(now=now, at_most=sheets) if sheets else 0,
    }
