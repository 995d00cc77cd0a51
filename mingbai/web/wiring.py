"""Joins the rooms: what each room does when a minute has passed, in the order in which data flows."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

from mingbai.channels.rules.beside import BESIDE
from mingbai.channels.rules.joint import JOINT, joint_beside, joint_key
from mingbai.channels.rules.notices import ALONG
from mingbai.disclosure.rules.earlier import begun, why_not_said
from mingbai.disclosure.rules.later import AGAINST, BEGINNINGS, HEARD, TASKS
from mingbai.duties.rules import later as for_duties

ROOMS = ("orgs", "catalog", "duties", "disclosure", "channels", "feedback")

log = logging.getLogger(__name__)


def connect() -> None:
    """Hand to each earlier room what a later one brings to its pages; once, when everything is loaded."""
    from mingbai.channels.rules.desk import tasks_for as paper_for
    from mingbai.feedback.rules.beginnings import worded
    from mingbai.feedback.rules.beside import beside
    from mingbai.feedback.rules.collect import heard_of
    from mingbai.feedback.rules.desk import tasks_for
    from mingbai.feedback.rules.stages import STAGE, stage_key, why_not_submit

    for_duties.BEGUN.append(begun)
    for_duties.AGAINST.append(why_not_said)
    ALONG[JOINT] = joint_key
    BESIDE.append(joint_beside)
    TASKS.extend((paper_for, tasks_for))
    AGAINST.append(why_not_submit)
    HEARD.append(heard_of)
    BEGINNINGS.append(worded)
    BESIDE.append(beside)
    ALONG[STAGE] = stage_key


def ticks() -> Iterator[tuple[str, Callable[[datetime], object]]]:
    """The rooms that do something by the clock, each with its `actions.tick`."""
    for room in ROOMS:
        name = f"mingbai.{room}.actions"
        if find_spec(name) is None:
            continue
        tick = getattr(import_module(name), "tick", None)
        if tick is not None:
            yield room, tick


def tick_all(now: datetime) -> list[str]:
    """Run every room's tick; one that fails must not stop the others. Returns the rooms that failed."""
    failed = []
    for room, tick in ticks():
        try:
            tick(now)
        except Exception:
            log.exception("tick failed", extra={"room": room})
            failed.append(room)
    return failed
