"""The unit answers: adopted, partly or not, and why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mingbai.disclosure.actions.moves import demand_nothing_private, said
from mingbai.feedback.models import Answer, Opinion, OpinionKind, Outcome, StageKind
from mingbai.feedback.rules.stages import stage_of
from mingbai.kit.errors import NotFound, NotNow
from mingbai.kit.workdays import say_day
from mingbai.orgs.actions.journal import record
from mingbai.orgs.rules.may import Permission, Viewer

MOST_REASON = 1000


@transaction.atomic
def answer(*, opinion_id: int, outcome: str, reason: str, now: datetime, by: Viewer) -> Answer:
    """Answer one opinion, once. Public beside the notice where the opinion is, so it passes the gate first.

    To uphold an objection to a notice on trial is to stop it: its page says so from now on, with the reason.

    Raises NotFound for an opinion of another unit, NotNow with a sentence where it can't be done.
    """
    # Only its own row: that of the notice would make everybody wait who speaks about it.
    locked = Opinion.objects.select_for_update(of=("self",)).select_related("notice__unit")
    opinion = locked.filter(pk=opinion_id).first()
    if opinion is None or not by.may(Permission.OPINION_READ, opinion.notice.unit):
        raise NotFound
    by.require(Permission.OPINION_ANSWER, opinion.notice.unit)
    assert by.tenure is not None, "require() has made sure of a post"
    before = Answer.objects.filter(opinion=opinion).first()
    if before is not None:
        raise NotNow(_("这条意见在 %(day)s 已经答复过了。") % {"day": say_day(before.at)})
    if outcome not in Outcome.values:
        raise NotNow(_("请选一项：采纳、部分采纳，还是不采纳。"))
    reason = said(reason, MOST_REASON)
    if not reason:
        raise NotNow(_("请写明理由：采纳了怎样改，不采纳为什么。"))
    demand_nothing_private(reason, opinion.notice)
    found = Answer.objects.create(opinion=opinion, outcome=outcome, reason=reason, tenure=by.tenure, at=now)
    unit, note = opinion.notice.unit, {"number": opinion.notice.number, "outcome": outcome}
    record(act="opinion:answer", what=opinion, now=now, by=by, unit=unit, note=note)
    if outcome == Outcome.ADOPTED and opinion.kind == OpinionKind.OBJECTION:
        stage = stage_of(opinion.notice)
        if stage is not None and stage.kind == StageKind.TRIAL:
            record(act="hearing:stop", what=opinion.notice, now=now, by=by, unit=unit, note={"reason": reason})
    return found
