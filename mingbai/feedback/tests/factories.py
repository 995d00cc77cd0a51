"""Opinions and answers, by the actions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from mingbai.disclosure.models import Notice
from mingbai.disclosure.tests.factories import World
from mingbai.feedback.actions import answer, say
from mingbai.feedback.models import Answer, Opinion

WORDS = "第三季度的维修费能不能写清是哪几处？"


def speak(world: World, notice: Notice, words: str = WORDS, *, now: datetime | None = None, **more: Any) -> Opinion:
    """An opinion on a notice; a comment, public and without a name unless told otherwise."""
    told = {"kind": "comment", "shown": True, "form": f"{words}{more}", **more}
    return say(notice_id=notice.pk, words=words, now=now or world.now + timedelta(days=1), **told)[0]


def reply(world: World, opinion: Opinion, outcome: str = "adopted", now: datetime | None = None) -> Answer:
    """The clerk's answer."""
    moment = now or world.now + timedelta(days=2)
    reason = "已经在附件里补了清单。"
    return answer(opinion_id=opinion.pk, outcome=outcome, reason=reason, now=moment, by=world.by("clerk"))
