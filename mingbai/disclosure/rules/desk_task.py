"""One thing to do, as the desk shows it; rooms later in the flow make their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# Somebody else can't go on until it is done.
WAITED_FOR = {"sign", "vote", "review", "approve", "answer", "ruling", "withdrawal", "handover"}


@dataclass(frozen=True)
class Task:
    """One thing to do: by when, what, why it is like that, and the one next act."""

    due: date
    title: str
    note: str
    act: str
    kind: str  # duty | draft | sign | vote | review | approve | file | answer | ruling | withdrawal
    target: int
    provisional: bool = False
    href: str = ""  # of tasks that another room brings; those of this room are found by kind and target

    def group(self, on: date) -> str:
        left = (self.due - on).days
        if left < 0:
            return "late"
        if self.kind in WAITED_FOR:
            return "mine"
        if left <= 3:
            return "soon"
        if left <= 7:
            return "week"
        return "month" if left <= 31 else "later"
