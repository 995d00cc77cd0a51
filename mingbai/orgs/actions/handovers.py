"""Opening a handover when a post is left, naming who takes over, and taking over; each in the journal."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.kit.errors import NotFound, NotNow
from mingbai.orgs.actions.journal import record
from mingbai.orgs.models import Entry, Handover, Person, Tenure
from mingbai.orgs.rules.handovers import CARRIES, may_see, stays, successors, why_not_name, why_not_take
from mingbai.orgs.rules.may import Viewer

BACK = timedelta(days=60)  # how far back the clock looks for terms that ran out while it stood still


def open_handover(*, tenure: Tenure, now: datetime, by: Viewer | None) -> Handover | None:
    """Begin the handover of a tenure that has an end; None where the post carries nothing or the person stays."""
    assert transaction.get_connection().in_atomic_block, "part of ending a tenure"
    if tenure.post.kind not in CARRIES or stays(tenure):
        return None
    made, fresh = Handover.objects.get_or_create(tenure=tenure, defaults={"opened_at": now})
    if fresh:
        note = {"name": tenure.person.name, "title": tenure.post.title}
        record(act="handover:open", what=made, unit=tenure.post.body.unit, now=now, by=by, note=note)
    return made


def _locked(handover_id: int) -> Handover:
    rows = Handover.objects.select_for_update(of=("self",)).select_related("tenure__post__body__unit", "tenure__person")
    made = rows.filter(pk=handover_id).first()
    if made is None:
        raise NotFound
    return made


@transaction.atomic
def name_successor(*, handover_id: int, successor: Person, now: datetime, by: Viewer) -> Handover:
    """Whoever leaves, or whoever looks after the unit, says who takes over."""
    made = _locked(handover_id)
    if not may_see(made, by):
        raise NotFound
    reason = why_not_name(made, by)
    if reason:
        raise NotNow(reason)
    if successor not in successors(made.tenure, timezone.localdate(now)):
        raise NotNow(_("%(name)s现在不担任这个职务，不能接手。请先由系统管理员登记任职。") % {"name": successor.name})
    made.successor, made.named_at = successor, now
    made.save(update_fields=["successor", "named_at"])
    note = {"name": successor.name, "title": made.tenure.post.title}
    record(act="handover:name", what=made, unit=made.tenure.post.body.unit, now=now, by=by, note=note)
    return made


@transaction.atomic
def take_over(*, handover_id: int, items: list[dict[str, Any]], now: datetime, by: Viewer) -> Handover:
    """The successor takes over what is in hand (`items`, as shown); from then on it is nobody else's."""
    made = _locked(handover_id)
    if not may_see(made, by):
        raise NotFound
    reason = why_not_take(made, by, timezone.localdate(now))
    if reason:
        raise NotNow(reason)
    if made.successor is None:
        made.successor, made.named_at = by.person, now
    made.items, made.done_at = items, now
    made.save(update_fields=["successor", "named_at", "items", "done_at"])
    note = {"name": made.tenure.person.name, "title": made.tenure.post.title, "added": len(items)}
    record(act="handover:take", what=made, unit=made.tenure.post.body.unit, now=now, by=by, note=note)
    return made


def tick(now: datetime) -> int:
    """Open the handover of every term that has run out by itself; those that ended before they were registered here
    carry nothing. Returns how many were opened."""
    today = timezone.localdate(now)
    ended = Tenure.objects.filter(until__lt=today, until__gte=today - BACK, handover__isnull=True)
    opened = 0
    for tenure in ended.filter(post__kind__in=CARRIES).select_related("post__body__unit", "person").order_by("pk"):
        begun = Entry.objects.filter(act="tenure:start", record_type="orgs.tenure", record_id=str(tenure.pk)).first()
        if begun is None or timezone.localdate(begun.at) > (tenure.until or today):
            continue
        with transaction.atomic():
            opened += open_handover(tenure=tenure, now=now, by=None) is not None
    return opened
