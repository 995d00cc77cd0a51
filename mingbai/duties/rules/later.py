"""What rooms later in the flow tell this one. They register in web/wiring.py; nothing here knows them."""

from __future__ import annotations

from collections.abc import Callable, Collection

from mingbai.orgs.models import Unit

BEGUN: list[Callable[[Collection[int]], set[int]]] = []  # which of these duties somebody is writing or signing
AGAINST: list[Callable[[str, Unit], str]] = []  # why words of a unit can't stand before everybody: a sentence, or empty


def begun(duties: Collection[int]) -> set[int]:
    """Keys of those duties on which a notice is under way."""
    found: set[int] = set()
    for source in BEGUN:
        found |= source(duties)
    return found


def why_not_said(words: str, unit: Unit) -> str:
    """Why the words can't stand before everybody; empty when nothing stands against them."""
    return next((why for source in AGAINST if (why := source(words, unit))), "")
