"""Who is missing: a notice must not wait in silence for a post that nobody holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from mingbai.disclosure.models import Decision, Edition, EditionState, Verdict
from mingbai.disclosure.rules.seats import holders
from mingbai.disclosure.rules.steps import needed


def why_nobody(edition: Edition, decisions: Sequence[Decision], on: date) -> str:
    """A sentence when too few people can do the waiting step; empty when enough hold the posts and signed no other."""
    step = edition.step_spec()
    if edition.state != EditionState.MOVING or not step:
        return ""
    people = holders(step, edition.notice.unit, on)
    busy = {
        decision.tenure.person_id
        for decision in decisions
        if decision.tenure is not None and decision.step != step["key"] and decision.verdict != Verdict.ANSWER
    }
    if len(people - busy) >= needed(step, len(people)):
        return ""
    words = {"step": step["label"]}
    if not people:
        return _("“%(step)s”还没有人任职，这一步没有人能办。请系统管理员先登记任职的人。") % words
    return _("“%(step)s”任职的人里，有人已经在别的步骤签过，剩下的不够。请系统管理员登记别的人任职。") % words
