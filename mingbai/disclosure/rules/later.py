"""What rooms later in the flow bring to this one. They register in web/wiring.py; nothing here knows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from mingbai.duties.models import Duty
from mingbai.orgs.rules.may import Viewer

if TYPE_CHECKING:
    from mingbai.disclosure.models import Edition
    from mingbai.disclosure.rules.desk_task import Task

TASKS: list[Callable[[Viewer, datetime], Iterable[Task]]] = []  # more tasks for somebody's desk
# What else stands against the submission of a draft on a day: a sentence, or nothing.
AGAINST: list[Callable[[Edition, date], str]] = []
# What was said about a draft that is up for comment: why it can't go on yet (or nothing), and the count for everybody.
HEARD: list[Callable[[Edition], tuple[str, str]]] = []
# What a fresh draft for these duties begins with, beside what its item's template says.
BEGINNINGS: list[Callable[[dict[str, Any], Sequence[Duty]], dict[str, Any]]] = []


def heard(edition: Edition) -> tuple[str, str]:
    """What still stands in the way of a draft whose days are over, and what was heard, both in words."""
    found = [one(edition) for one in HEARD]
    return next((why for why, _said in found if why), ""), "".join(said for _why, said in found)


def against(edition: Edition, on: date) -> list[str]:
    """All that rooms later in the flow hold against submitting the draft."""
    return [why for why in (one(edition, on) for one in AGAINST) if why]


def begun_with(content: dict[str, Any], duties: Sequence[Duty]) -> dict[str, Any]:
    """The content of a fresh draft with all that rooms later in the flow put into it."""
    for one in BEGINNINGS:
        content = one(content, duties)
    return content
