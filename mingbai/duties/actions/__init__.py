"""Every change of the room duties."""

from mingbai.duties.actions.campaigns import (
    change_campaign,
    end_campaign,
    open_campaign,
    report_step,
    take_back_step,
)
from mingbai.duties.actions.generate import generate
from mingbai.duties.actions.joint import add_parts, end_matter, open_matter, remove_part
from mingbai.duties.actions.letters import (
    draw_letter,
    drop_letter,
    report_task,
    save_letter,
    settle_report,
    sign_letter,
    take_back_report,
)
from mingbai.duties.actions.recount import recompute_provisional
from mingbai.duties.actions.settle import open_demanded, open_event, reopen, settle
from mingbai.duties.actions.tick import active_units, tick

__all__ = [
    "active_units",
    "add_parts",
    "change_campaign",
    "draw_letter",
    "drop_letter",
    "end_campaign",
    "end_matter",
    "generate",
    "open_campaign",
    "open_demanded",
    "open_event",
    "open_matter",
    "recompute_provisional",
    "remove_part",
    "reopen",
    "report_step",
    "report_task",
    "save_letter",
    "settle",
    "settle_report",
    "sign_letter",
    "take_back_report",
    "take_back_step",
    "tick",
]
