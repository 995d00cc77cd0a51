"""Whether something can be said about a notice now, and if not, why: one sentence for the page and the act alike."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from mingbai.disclosure.models import Notice, Reach
from mingbai.feedback.models import OpinionKind, StageKind
from mingbai.feedback.rules.stages import stage_of, until_of
from mingbai.kit.workdays import say_date

MOST_WORDS, FEWEST_WORDS = 1000, 2


def why_not_say(notice: Notice, on: date, kind: str = "") -> str:
    """Why nobody can say anything (of that kind) about the notice on a day; empty when they can."""
    live = notice.live
    if live is None:
        return _("这份公开还没有公布。")
    if notice.gone:
        return _("这份公开已经撤回，不再收意见。要问，请打电话。")
    stage = stage_of(notice)
    until = until_of(stage, live) if stage else None
    if stage is None or until is None or on <= until:
        return ""
    if stage.kind == StageKind.DRAFT:
        return _("征求意见到 %(day)s，已经截止。收到的意见和答复，在这份公开旁边可以看。") % {"day": say_date(until)}
    if kind == OpinionKind.OBJECTION:
        return _("异议期到 %(day)s，已经满了。有话还可以当“意见”提。") % {"day": say_date(until)}
    return ""


def for_all(notice: Notice) -> bool:
    """Whether words about it may stand on the open web: what only hangs on the unit's board, or was taken back, must
    not leak by them. Nor must a list about residents whose display has ended."""
    return notice.reach == Reach.OPEN and not notice.gone and not notice.retired
