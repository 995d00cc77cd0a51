"""Naming the parties concerned of a notice that is for them alone; who they are is no part of its text."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.disclosure.models import Concern, Notice
from mingbai.disclosure.rules.access import concerning
from mingbai.kit.errors import NotNow
from mingbai.orgs.actions.journal import record
from mingbai.orgs.models import Membership, Person
from mingbai.orgs.rules.may import Permission, Viewer


@transaction.atomic
def name_concerned(*, notice_id: int, people: Collection[Person], now: datetime, by: Viewer) -> Notice:
    """From now on these people, all on the unit's roll, and no others read the notice beside its officials."""
    notice = concerning(by, notice_id, lock=True)
    by.require(Permission.NOTICE_WRITE, notice.unit)
    wanted = {person.pk: person for person in people}
    roll = Membership.objects.held_on(timezone.localdate(now)).filter(unit=notice.unit, person__in=wanted)
    strange = [person.name for pk, person in wanted.items() if pk not in set(roll.values_list("person", flat=True))]
    if strange:
        raise NotNow(_("%(names)s不在本单位的名册上，请先登记。") % {"names": _("、").join(strange)})
    before = set(notice.concerned.values_list("person", flat=True))
    notice.concerned.exclude(person__in=wanted).delete()
    Concern.objects.bulk_create(Concern(notice=notice, person_id=pk, named_at=now) for pk in wanted if pk not in before)
    if before != set(wanted):
        note = {"before": len(before), "after": len(wanted), "people": sorted(wanted)}
        record(act="notice:concern", what=notice, now=now, by=by, unit=notice.unit, note=note)
    return notice
