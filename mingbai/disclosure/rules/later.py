"""What rooms later in the flow bring to this one. They register in web/wiring.py; nothing here knows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from mingbai.orgs.rules.may import Viewer

if TYPE_CHECKING:
    from mingbai.disclosure.rules.desk import Task

TASKS: list[Callable[[Viewer, datetime], Iterable[Task]]] = []  # more tasks for somebody's desk
