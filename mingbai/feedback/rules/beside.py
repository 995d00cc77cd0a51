"""What stands beside a published notice: the way to say something about it, and what was said and answered."""

from __future__ import annotations

from datetime import date
from typing import Any

from mingbai.channels.rules.notices import Shown


def beside(shown: Shown, on: date) -> dict[str, tuple[str, dict[str, Any]]]:
    """Place on the page → template and what it shows; nothing beside an older or withdrawn edition."""
    if not shown.is_live or shown.gone:
        return {}
    return {"margin": ("feedback/parts/margin.html", {"notice": shown.notice, "full": shown.full})}
