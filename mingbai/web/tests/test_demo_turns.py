"""What goes otherwise in the demo does happen, in its order and on its days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mingbai.catalog.rules.days import current_calendar
from mingbai.disclosure.models import Decision, Edition, EditionState, Verdict, Withdrawal
from mingbai.disclosure.rules.urgent import cosign_due, urgent_word
from mingbai.disclosure.tests.factories import PEOPLE, World, make_world
from mingbai.orgs.actions.roster import load_people
from mingbai.orgs.models import Delegation, Handover
from mingbai.web.demo.clock import Clock, moment
from mingbai.web.demo.play import Cast, Stage
from mingbai.web.demo.turns import TURNS, plan_turns
from mingbai.web.demo.world import MORE, PILOT

TODAY = date(2026, 10, 30)
EXTRA = f"""{PILOT},committee,{MORE[0][1]},{MORE[0][2]},袁某,2026-01-01,,vice
{PILOT},committee,{MORE[1][1]},{MORE[1][2]},胡某,2026-01-01,,
500153000000,operators,operator,系统管理员,沈某,2026-01-01,,operator
"""


@pytest.fixture
def played(db: None) -> World:
    world = make_world(codes=("CA12", "CW26"))
    load_people(data=(PEOPLE.partition("\n")[0] + "\n" + EXTRA).encode(), now=world.now)
    cast = Cast(
        unit=world.community,
        clerk=world.by("clerk"),
        director=world.by("director"),
        secretary=world.by("secretary"),
        members=tuple(world.by(login) for login in ("chair", "member", "third")),
        privacy=world.by("privacy"),
        street=world.by("street"),
    )
    clock, until = Clock(current_calendar()), moment(TODAY, 18)
    plan_turns(Stage(clock, until), clock, cast, until)
    clock.play(until)
    return world


def test_each_turn_is_shown(played: World) -> None:
    editions = {edition.title: edition for edition in Edition.objects.filter(state=EditionState.PUBLISHED)}
    assert {title for _ago, _code, title, _more in TURNS} <= set(editions)

    late, still = editions["主供水管爆裂抢修"], editions["3 号楼外墙砖脱落应急处置"]
    words = list(late.decisions.all())
    order = urgent_word(words)
    assert order is not None
    assert not late.cosigning
    assert timezone.localdate(words[-1].at) > cosign_due(order), "signed, but late"
    assert still.cosigning
    assert still.published_at is not None
    ordered = urgent_word(still.decisions.all())
    assert ordered is not None
    assert cosign_due(ordered) < TODAY, "nobody has signed, and the days are over"

    said = list(editions["单元门禁更换"].decisions.filter(step="supervision").values_list("verdict", flat=True))
    assert said[:3] == [Verdict.RETURN, Verdict.ANSWER, Verdict.AGREE], "refused, answered, voted on again"

    mended = editions["寒潮应急物资发放"]
    assert mended.number == 2
    asked = Withdrawal.objects.get(notice=mended.notice)
    assert asked.agreed
    assert mended.notice.editions.filter(state=EditionState.WITHDRAWN).count() == 1

    lent = Delegation.objects.get()
    signed = Decision.objects.filter(deputy__isnull=False).select_related("edition").get()
    assert (signed.step, signed.edition.title, signed.deputy) == ("director", "楼道照明更换", lent.deputy)
    assert lent.since <= timezone.localdate(signed.at) <= lent.until

    handed = Handover.objects.select_related("tenure").get()
    assert handed.done_at is not None
    assert handed.tenure.until is not None
    assert timezone.localdate(handed.done_at) - handed.tenure.until <= timedelta(days=10), "as the law says"


def test_everything_was_done_in_its_time(played: World) -> None:
    for edition in Edition.objects.filter(published_at__isnull=False):
        moments = [word.at for word in edition.decisions.all()]
        assert moments == sorted(moments)
        assert all(moment(date(2026, 9, 25), 0) < at <= moment(TODAY, 18) for at in moments)
