"""A joint demand: opened, signed, verified by the supervision committee; enough signatures become a duty (M52)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.disclosure.actions.moves import demand_nothing_private, said
from mingbai.disclosure.models import Notice
from mingbai.duties.actions import open_demanded
from mingbai.feedback.models import Demand, DemandKind, Signer, Verification
from mingbai.feedback.rules.demands import demand_for, demandable, share_of
from mingbai.feedback.rules.terms import KEPT_AFTER_ANSWER, KEPT_AT_MOST
from mingbai.kit.digests import record_language
from mingbai.kit.errors import NotFound, NotNow
from mingbai.kit.workdays import say_day
from mingbai.orgs.actions.journal import record
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Viewer

MOST_DEMANDED, MOST_NAME, MOST_PLACE = 300, 40, 60
MOST_BASE = 100_000


@transaction.atomic
def demand(*, unit: Unit, code: str, kind: str, words: str, name: str, place: str, now: datetime) -> Demand:
    """Open a demand with its first signature. Like an opinion it has no `by`. Raises NotNow with a sentence.

    The same demand once more, be it pressed twice or by a neighbour, signs the open one: apart neither would suffice.
    Whether the name stands there already makes no difference, or a stranger would learn who has signed.
    """
    on = timezone.localdate(now)
    if not unit.is_grassroots:
        raise NotNow(_("联名要求公开，向村（居）委会提。机关的信息，请申请公开。"))
    version = next((one for one in demandable(unit, on) if one.item.code == code), None)
    if version is None or kind not in DemandKind.values:
        raise NotNow(_("请选要求公开的事项，和谁来联名。"))
    words = said(words, MOST_DEMANDED)
    if len(words) < 2:
        raise NotNow(_("请写清要求公开什么。"))
    demand_nothing_private(words, Notice(unit=unit))  # no notice yet: only the unit's own telephones are let through
    Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)  # pressed twice: the second finds the first
    same = Demand.objects.filter(unit=unit, item=version.item, kind=kind, words=words, verification__isnull=True)
    open_one = same.filter(opened_on__gt=on - KEPT_AT_MOST).order_by("pk").first()
    if open_one is not None:
        sign(demand_id=open_one.pk, name=name, place=place, now=now)
        return open_one
    found = Demand.objects.create(unit=unit, item=version.item, kind=kind, words=words, opened_on=on)
    _sign(found, name, place)
    record(act="demand:open", what=found, now=now, by=None, unit=unit)
    return found


@transaction.atomic
def sign(*, demand_id: int, name: str, place: str, now: datetime) -> None:
    """One more signature. Raises NotNow once it is verified; a name that stands there already is taken in again."""
    found = Demand.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=demand_id).first()
    if found is None:
        raise NotFound
    if Verification.objects.filter(demand=found).exists():
        raise NotNow(_("监督委员会已经核实过了，不再收签名。"))
    _sign(found, name, place)
    record(act="demand:sign", what=found, now=now, by=None, unit=found.unit)


def _sign(found: Demand, name: str, place: str) -> None:
    name, place = said(name, MOST_NAME), said(place, MOST_PLACE)
    if not name or not place:
        raise NotNow(_("联名要写姓名，和住哪一组、哪一栋，监督委员会要核实。只有他们看得到。"))
    Signer.objects.create(demand=found, name=name, place=place)


@transaction.atomic
def verify(*, demand_id: int, valid: Collection[int], base: int, now: datetime, by: Viewer) -> Verification:
    """The committee names the signatures that hold and how many may sign; enough become a duty with the item's clock.

    Once only. Raises NotFound for those who verify nothing there, NotNow with a sentence.
    """
    found = demand_for(by, demand_id)
    Demand.objects.select_for_update(of=("self",)).get(pk=demand_id)
    before = Verification.objects.filter(demand=found).first()
    if before is not None:
        raise NotNow(_("这份联名在 %(day)s 已经核实过了。") % {"day": say_day(timezone.localtime(before.at))})
    held = Signer.objects.filter(demand=found, pk__in=valid).values("name", "place").distinct().count()
    if not max(held, 1) <= base <= MOST_BASE:
        raise NotNow(_("请填有权签名的一共多少人，不能比签名的还少。"))
    needed = share_of(found.unit, found.kind).of(base)
    duty = None
    if held >= needed:
        with record_language():
            title = _("%(words)s（联名要求公开）") % {"words": found.words[:80]}
        on = timezone.localdate(now)
        duty = open_demanded(unit=found.unit, item=found.item, on=on, title=title, now=now, by=by)
    assert by.tenure is not None, "demand_for() has made sure of a post"
    made = Verification.objects.create(
        demand=found, base=base, valid=held, needed=needed, duty=duty, tenure=by.tenure, at=now
    )
    note = {"valid": held, "base": base, "needed": needed}
    record(act="demand:verify", what=found, now=now, by=by, unit=found.unit, note=note)
    return made


def forget_signers(now: datetime) -> int:
    """Erase who signed when the term is over: 90 days after the verification, a year after the demand."""
    on = timezone.localdate(now)
    midnight = timezone.make_aware(datetime.combine(on - KEPT_AFTER_ANSWER, time()))
    late = Q(verification__at__lt=midnight) | Q(opened_on__lt=on - KEPT_AT_MOST)
    over = Demand.objects.filter(late, pk__in=Signer.objects.values("demand"))
    count = 0
    for found in over.select_related("unit")[:100]:
        gone, _tables = Signer.objects.filter(demand=found).delete()
        record(act="demand:forget", what=found, now=now, unit=found.unit, note={"signers": gone})
        count += gone
    return count
