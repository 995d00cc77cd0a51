"""One matter from the draft over the decision to the result, on one page."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from mingbai.channels.rules.changes import changes
from mingbai.channels.rules.units import full_name, unit_of
from mingbai.disclosure.models import Notice
from mingbai.disclosure.rules.content import CORRECTION
from mingbai.feedback.models import StageKind, Thread
from mingbai.feedback.rules.beginnings import ADOPTION, HEARING
from mingbai.feedback.rules.heard import counts_of, shown_of
from mingbai.feedback.rules.stages import ORDER, Standing, next_kind, thread_standings, why_not_next
from mingbai.kit.errors import NotFound
from mingbai.orgs.rules.may import ANONYMOUS, Permission, Viewer

SHOWN = 200


@require_safe
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the matter stands, what was said and answered, what the decision changed. Not there before its draft is
    published, but for the officials of its unit. Words stand here only where they are for everybody: a row may have
    become one for a few since the draft was put up."""
    viewer = cast(Viewer, getattr(request, "viewer", ANONYMOUS))
    found = Thread.objects.select_related("unit").filter(pk=pk).first()
    if found is None:
        raise NotFound
    standings = thread_standings(found, timezone.localdate())
    first = standings[0]
    if not first.published and not viewer.may(Permission.NOTICE_READ, found.unit):
        raise NotFound
    decision = _of(standings, StageKind.DECISION)
    readable = _for_all(first, decision)
    writes = viewer.may(Permission.NOTICE_WRITE, found.unit)
    unit = unit_of(found.unit.code)
    context = {
        "unit": unit,
        "full_name": full_name(unit),
        "thread": found,
        "line": [(kind, _of(standings, kind)) for kind in ORDER],
        "draft": first,
        "next": next_kind(standings) if writes else None,
        "why": why_not_next(standings) if writes else "",
        **_said(first, readable),
        **_decided(first, decision, readable),
    }
    response = render(request, "feedback/thread.html", context)
    if viewer.user is None:
        patch_cache_control(response, public=True, no_cache=True)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


def _of(standings: list[Standing], kind: str) -> Standing | None:
    return next((one for one in standings if one.stage.kind == kind), None)


def _for_all(*standings: Standing | None) -> set[int]:
    """Which of the notices anybody may read. One query."""
    published = [one.notice.pk for one in standings if one is not None and one.published and one.notice is not None]
    return set(Notice.objects.visible_to(ANONYMOUS).filter(pk__in=published).values_list("pk", flat=True))


def _said(draft: Standing, readable: set[int]) -> dict[str, Any]:
    """The opinions on the draft, as anybody may read them."""
    if not draft.published or draft.notice is None:
        return {}
    shown = shown_of(draft.notice, full=draft.notice.pk in readable)
    return {"counts": counts_of(draft.notice), "opinions": shown[:SHOWN]}


def _decided(draft: Standing, decision: Standing | None, readable: set[int]) -> dict[str, Any]:
    """What the decision changed of the draft, block by block; what the stages say of themselves is not compared."""
    if decision is None or not decision.published or not draft.published:
        return {}
    if any(one.notice is None or one.notice.pk not in readable for one in (draft, decision)):
        return {"decided": decision, "apart": True}
    old, new = _text(draft), _text(decision)
    return {"changes": changes(old, {**new, "title": old["title"]}), "decided": decision}


def _text(standing: Standing) -> dict[str, Any]:
    assert standing.notice is not None, "it is published"
    assert standing.notice.live is not None, "it is published"
    content = standing.notice.live.content
    own = (CORRECTION, HEARING, ADOPTION)
    return {**content, "blocks": [block for block in content["blocks"] if block.get("key") not in own]}
