"""What the notice of a stage says of itself from its first draft on, however often the draft is begun."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from mingbai.disclosure.models import Notice
from mingbai.disclosure.rules.content import carried
from mingbai.duties.models import Duty
from mingbai.feedback.models import Stage, StageKind
from mingbai.feedback.rules.heard import counts_of
from mingbai.feedback.rules.stages import ORDER, notice_for
from mingbai.kit.digests import record_language
from mingbai.orgs.models import Unit

HEARING, ADOPTION = "hearing", "adoption"  # keys of the blocks that the stages bring into a content


def worded(content: dict[str, Any], duties: Sequence[Duty]) -> dict[str, Any]:
    """A fresh draft with what its stage says: how to be heard, or the text that was up for comment and what came of it.
    Unchanged where none of the duties is a stage's."""
    stage = Stage.objects.filter(duty__in=duties).select_related("thread", "duty__unit").order_by("pk").first()
    if stage is None:
        return content
    with record_language():
        return _worded(content, stage)


def _worded(content: dict[str, Any], stage: Stage) -> dict[str, Any]:
    unit, days = stage.duty.unit, stage.days or 0
    if stage.kind == StageKind.DRAFT:
        return _with(content, HEARING, _("怎样提意见"), _how_to_say(unit, days))
    if stage.kind == StageKind.TRIAL:
        return _with(content, HEARING, _("什么时候生效"), _how_to_object(days))
    before = _before(stage)
    if stage.kind == StageKind.DECISION and before is not None and before.live is not None:
        return _with(carried(content, before.live.content), ADOPTION, _("意见采纳情况"), _adoption(before))
    return content


def _before(stage: Stage) -> Notice | None:
    """The notice of the stage before this one in its thread."""
    earlier = ORDER[: ORDER.index(StageKind(stage.kind))]
    found = Stage.objects.filter(thread=stage.thread, kind=earlier[-1]).first() if stage.thread and earlier else None
    return notice_for(found) if found else None


def _with(content: dict[str, Any], key: str, heading: str, text: str) -> dict[str, Any]:
    block = {"type": "text", "key": key, "heading": heading, "text": text, "hint": "", "rows": 4, "required": True}
    return {**content, "blocks": [block, *content["blocks"]]}


def _how_to_say(unit: Unit, days: int) -> str:
    place = _("公开栏") if unit.is_grassroots else _("公开页")
    return _(
        "这是草案，还没有定。公布之日起 %(days)s 天内，对哪一段有意见就提哪一段：在网上打开本单位的%(place)s，"
        "点“提意见”，不用登录，可以不留名；也可以到经办岗当面说。每一条都会答复采纳、部分采纳还是不采纳，为什么。"
    ) % {"days": days, "place": place}


def _how_to_object(days: int) -> str:
    return _(
        "公示 %(days)s 天，从公布的第二天数起。期间没有成立的异议，期满第二天起生效；有异议的，核实以后再定。"
        "有异议，在网上点“提意见”，选“异议”，也可以到经办岗当面说。"
    ) % {"days": days}


def _adoption(draft: Notice) -> str:
    counts = counts_of(draft)
    words = {"number": draft.number, "all": counts.all, "yes": counts.adopted, "part": counts.partly}
    return _(
        "草案（编号 %(number)s）征求意见期间，收到意见 %(all)s 条：采纳 %(yes)s 条，部分采纳 %(part)s 条，"
        "不采纳 %(no)s 条。每一条怎样答复，在网上那份草案旁边可以看。"
    ) % {**words, "no": counts.refused}
