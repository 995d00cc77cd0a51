"""What rooms later in the flow show beside a notice. They register in web/wiring.py; nothing here knows them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from mingbai.channels.rules.notices import Shown

# Place on the page (`above`, `margin`) → template and what it shows. A source costs the page one query at most.
Beside = dict[str, tuple[str, dict[str, Any]]]
BESIDE: list[Callable[[Shown, date], Beside]] = []


def beside(shown: Shown, on: date) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """All that stands beside a notice on a day, by place."""
    found: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for source in BESIDE:
        for place, part in source(shown, on).items():
            found.setdefault(place, []).append(part)
    return found
