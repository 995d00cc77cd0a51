"""The roll of a unit: who belongs to it, from when to when, and what that lets somebody read; no right to act."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mingbai.disclosure.tests.conftest import whole_world
from mingbai.disclosure.tests.factories import World
from mingbai.kit.errors import NotFound, NotNow, NotYours
from mingbai.kit.tests.lasting import lasting_database
from mingbai.orgs.actions.invitations import accept
from mingbai.orgs.actions.roll import enrol, invite_member, leave, load_roll, strike
from mingbai.orgs.models import Entry, Membership, Person, Tier
from mingbai.orgs.render.tables import csv_bytes
from mingbai.orgs.rules.may import Permission, viewer_for
from mingbai.orgs.rules.roll import COLUMNS, pasted, roll_of, row_of
from mingbai.orgs.rules.tables import Refused

DAY = date(2026, 3, 1)
HEAD = ",".join(COLUMNS)


@pytest.fixture(scope="module")
def lasting(django_db_setup: None, django_db_blocker: object) -> object:
    with lasting_database(django_db_blocker):
        yield whole_world()


@pytest.fixture
def world(lasting: World, db: None) -> World:
    return lasting


def add(world: World, name: str = "许某", **more: object) -> Membership:
    told = {"tier": Tier.PARTY, "since": DAY, "now": world.now, "by": world.by("clerk"), **more}
    return enrol(unit=world.community, name=name, **told)  # type: ignore[arg-type]


def test_a_member_belongs_from_the_first_day_to_the_last(world: World) -> None:
    made = add(world, login="xu")
    leave(membership_id=made.pk, last_day=date(2026, 10, 9), now=world.now, by=world.by("clerk"))
    user = world.user("xu")
    days = (date(2026, 2, 28), DAY, date(2026, 10, 9), date(2026, 10, 10))
    assert [len(viewer_for(user, on).memberships) for on in days] == [0, 1, 1, 0]
    assert viewer_for(user, DAY).permissions == frozenset(), "belonging gives no right to act"
    acts = Entry.objects.filter(record_type="orgs.membership").values_list("act", flat=True)
    assert sorted(acts) == ["roll:add", "roll:end"]


def test_what_was_struck_off_is_gone_at_once(world: World) -> None:
    made = add(world, login="xu")
    strike(membership_id=made.pk, now=world.now, by=world.by("clerk"))
    assert viewer_for(world.user("xu"), DAY).memberships == ()
    assert Entry.objects.filter(act="roll:strike", note__name="许某").count() == 1


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"name": ""}, "没有姓名"),
        ({"name": "许某500153199001011234"}, "不写证件号"),
        ({"group": "１３９００００１２３４"}, "不写证件号"),
        ({"group": "组" * 21}, "组别太长"),
        ({"until": date(2026, 2, 1)}, "早于"),
        ({"tier": "emperor"}, "请选类别"),
        ({"login": "clerk"}, "已经有人用了"),
        ({"login": "x"}, "登录名"),
    ],
)
def test_a_bad_line_is_refused_with_its_reason(world: World, told: dict[str, object], words: str) -> None:
    before = (Membership.objects.count(), Person.objects.count())
    with pytest.raises(NotNow, match=words):
        add(world, **{"name": "许某", **told})  # type: ignore[arg-type]
    assert (Membership.objects.count(), Person.objects.count()) == before


def test_nobody_stands_twice_and_namesakes_are_told_apart(world: World) -> None:
    add(world, group="一组")
    with pytest.raises(NotNow, match="已经登记为党员"):
        add(world, group="一组", since=date(2026, 5, 1))
    other = add(world, group="二组")
    assert Membership.objects.filter(person__name="许某").values("person").distinct().count() == 2
    with pytest.raises(NotNow, match="不止一个"):
        add(world, tier=Tier.COLLECTIVE)
    assert add(world, tier=Tier.COLLECTIVE, group="二组").person_id == other.person_id


def test_somebody_in_a_post_is_the_same_person(world: World) -> None:
    assert add(world, "王某").person == world.by("secretary").person
    with pytest.raises(NotYours, match="有职务"):
        invite_member(membership_id=Membership.objects.get().pk, now=world.now, by=world.by("clerk"))


def test_only_the_unit_s_clerk_and_the_operator_keep_it(world: World) -> None:
    made = add(world)
    for login in ("director", "secretary", "member", "privacy", "street", "district", "auditor", "other"):
        with pytest.raises(NotYours):
            enrol(unit=world.community, name="何某", tier=Tier.PARTY, since=DAY, now=world.now, by=world.by(login))
        with pytest.raises(NotFound):
            strike(membership_id=made.pk, now=world.now, by=world.by(login))
    assert {kind for kind in ("clerk", "operator") if world.by(kind).may(Permission.ROLL_WRITE, world.community)} == {
        "clerk",
        "operator",
    }
    leave(membership_id=made.pk, last_day=DAY, now=world.now, by=world.by("operator"))


def test_the_link_sets_a_password_and_a_neighbour_can_t_take_it_over(world: World) -> None:
    made = add(world)
    now = timezone.now()
    line, token = invite_member(membership_id=made.pk, now=now, by=world.by("clerk"))
    assert line.person.user is not None
    assert line.person.user.username == f"ghsq{line.person.pk}"
    accept(token=token, password="gui-hua-dang-yuan-1", now=now)
    neighbour = world.by("other")
    with pytest.raises(NotNow, match="已经有人用了"):
        enrol(
            unit=world.neighbour,
            name="许某",
            tier=Tier.PARTY,
            since=DAY,
            now=now,
            by=neighbour,
            login=line.person.user.username,
        )
    there = enrol(unit=world.neighbour, name="许某", tier=Tier.PARTY, since=DAY, now=now, by=neighbour)
    assert there.person_id != line.person_id, "a namesake elsewhere is somebody else"


def test_a_list_is_taken_whole_or_not_at_all(world: World) -> None:
    clerk = world.by("clerk")
    bad = f"{HEAD}\n许某,党员,一组,2026-03-01,,\n何某,群众,,2026-03-01,,\n蒋某,党员,,三月,,\n"
    with pytest.raises(Refused) as refused:
        load_roll(unit=world.community, data=bad.encode(), now=world.now, by=clerk)
    assert [problem.line for problem in refused.value.problems] == [3, 4]
    assert "群众" in refused.value.lines()[0]
    assert not Membership.objects.exists()
    good = "许某\t党员\t一组\t2026/03/01\t\t\n何某\t集体成员\t\t2026-03-01\t2026-12-31\the\n"
    done = load_roll(unit=world.community, data=pasted(good), now=world.now, by=clerk)
    assert (done.added, done.same) == (2, 0)
    out = csv_bytes(COLUMNS, [row_of(line) for line in roll_of(world.community)])
    again = load_roll(unit=world.community, data=out, now=world.now, by=clerk)
    assert (again.added, again.same) == (0, 2), "what was exported can be taken in again"
    with pytest.raises(Refused, match="空的"):
        load_roll(unit=world.community, data=b"", now=world.now, by=clerk)


def test_a_membership_may_begin_again_after_it_ended(world: World) -> None:
    made = add(world)
    leave(membership_id=made.pk, last_day=DAY + timedelta(days=9), now=world.now, by=world.by("clerk"))
    with pytest.raises(NotNow, match="更早"):
        leave(membership_id=made.pk, last_day=DAY - timedelta(days=1), now=world.now, by=world.by("clerk"))
    add(world, since=DAY + timedelta(days=10))
    assert Membership.objects.count() == 2
