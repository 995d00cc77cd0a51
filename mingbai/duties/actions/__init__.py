"""Every change of the room duties."""

from mingbai.duties.actions.generate import generate
from mingbai.duties.actions.recount import recompute_provisional
from mingbai.duties.actions.settle import open_demanded, open_event, reopen, settle
from mingbai.duties.actions.tick import active_units, tick

__all__ = [
    "active_units",
    "generate",
    "open_demanded",
    "open_event",
    "recompute_provisional",
    "reopen",
    "settle",
    "tick",
]
