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
from mingbai.feedback.actions.hear import ADOPTION, HEARING
from mingbai.feedback.models import StageKind, Thread
from mingbai.feedback.rules.heard import counts_of, shown_of
from mingbai.feedback.rules.stages import ORDER, Standing, next_kind, thread_standings, why_not_next
from mingbai.kit.errors import NotFound
from mingbai.orgs.rules.may import ANONYMOUS, Permission, Viewer

SHOWN = 200


@require_safe
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the matter stands, what was said and answered, what the decision changed. Not there before its draft is
    published, but for the officials of its unit."""
    viewer = cast(Viewer, getattr(request, "viewer", ANONYMOUS))
    found = Thread.objects.select_related("unit").filter(pk=pk).first()
    if found is None:
        raise NotFound
    standings = thread_standings(found, timezone.localdate())
    first = standings[0]
    if not first.published and not viewer.may(Permission.NOTICE_READ, found.unit):
        raise NotFound
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
        **_said(first.notice if first.published else None),
        **_decided(first, _of(standings, StageKind.DECISION)),
    }
    response = render(request, "feedback/thread.html", context)
    if viewer.user is None:
        patch_cache_control(response, public=True, no_cache=True)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


def _of(standings: list[Standing], kind: str) -> Standing | None:
    return next((one for one in standings if one.stage.kind == kind), None)


def _said(notice: Notice | None) -> dict[str, Any]:
    """The opinions on the draft, as anybody may read them."""
    if notice is None:
        return {}
    visible = Notice.objects.visible_to(ANONYMOUS).filter(pk=notice.pk).exists()
    return {"counts": counts_of(notice), "opinions": shown_of(notice, full=visible)[:SHOWN]}


def _decided(draft: Standing, decision: Standing | None) -> dict[str, Any]:
    """What the decision changed of the draft, block by block; what the stages say of themselves is not compared."""
    if decision is None or not decision.published or not draft.published:
        return {}
    old, new = _text(draft), _text(decision)
    return {"changes": changes(old, {**new, "title": old["title"]}), "decided": decision}


def _text(standing: Standing) -> dict[str, Any]:
    assert standing.notice is not None, "it is published"
    assert standing.notice.live is not None, "it is published"
    content = standing.notice.live.content
    own = (CORRECTION, HEARING, ADOPTION)
    return {**content, "blocks": [block for block in content["blocks"] if block.get("key") not in own]}
