"""Letting somebody stand in, and taking it back; both in the journal, with dates and reason."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.kit.errors import NotFound, NotNow, NotYours
from mingbai.orgs.actions.journal import record
from mingbai.orgs.models import Delegation, Person, Tenure
from mingbai.orgs.rules.delegations import why_not_delegate
from mingbai.orgs.rules.may import Viewer

CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@transaction.atomic
def delegate(*, deputy: Person, since: date, until: date, reason: str, now: datetime, by: Viewer) -> Delegation:
    """Let `deputy` act in the viewer's own post from `since` until `until`. NotNow says which rule forbids it."""
    if by.tenure is None or by.standing_in:
        raise NotYours(_("只能委托您自己担任的职务。"))
    # Two clicks at once: the second waits, then finds that somebody stands in already.
    tenure = Tenure.objects.select_for_update(of=("self",)).select_related("post__body__unit").get(pk=by.tenure.pk)
    reason = CONTROL.sub("", reason).strip()[:100]
    refusal = why_not_delegate(tenure, deputy, since, until, reason, timezone.localdate(now))
    if refusal:
        raise NotNow(refusal)
    made = Delegation.objects.create(tenure=tenure, deputy=deputy, since=since, until=until, reason=reason, made_at=now)
    note = {
        "name": deputy.name,
        "title": tenure.post.title,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "reason": reason,
    }
    record(act="delegation:make", what=made, unit=tenure.post.body.unit, now=now, by=by, note=note)
    return made


@transaction.atomic
def take_back(*, delegation_id: int, now: datetime, by: Viewer) -> Delegation:
    """End it at once: whoever lent the post may, and the deputy may give it back."""
    rows = Delegation.objects.select_for_update(of=("self",))
    made = rows.select_related("tenure__post__body__unit", "deputy").filter(pk=delegation_id).first()
    me = by.person.pk if by.person else None
    if made is None or me not in (made.tenure.person_id, made.deputy_id):
        raise NotFound
    if made.ended_at is not None:
        raise NotNow(_("这份委托已经收回了。"))
    if made.until < timezone.localdate(now):
        raise NotNow(_("这份委托已经到期了。"))
    made.ended_at = now
    made.save(update_fields=["ended_at"])
    note = {"name": made.deputy.name, "title": made.tenure.post.title}
    record(act="delegation:end", what=made, unit=made.tenure.post.body.unit, now=now, by=by, note=note)
    return made
