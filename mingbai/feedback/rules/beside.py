"""What stands beside a published notice: where its matter stands, and the way to say something about it."""

from __future__ import annotations

from datetime import date
from typing import Any

from mingbai.channels.rules.notices import Shown
from mingbai.feedback.rules.stages import stage_of, standing_of


def beside(shown: Shown, on: date) -> dict[str, tuple[str, dict[str, Any]]]:
    """Place on the page → template and what it shows; nothing beside an older or withdrawn edition. One query where the
    notice is a stage of something, a second for a trial."""
    if not shown.is_live or shown.gone or shown.retired:
        return {}
    stage = stage_of(shown.notice)
    standing = standing_of(stage, on, shown.notice) if stage else None
    closed = standing is not None and standing.state == "closed"
    found = {"margin": ("feedback/parts/margin.html", {"notice": shown.notice, "closed": closed})}
    if standing is not None:
        found["above"] = ("feedback/parts/stage.html", {"standing": standing, "stage": stage, "full": shown.full})
    return found
