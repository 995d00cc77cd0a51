"""Who may sit where, and what the operator is told."""

from datetime import date

import pytest

from mingbai.kit.errors import NotNow
from mingbai.orgs.actions.people import appoint, end_term, relate, save_body
from mingbai.orgs.models import BodyKind, Entry, PostKind, Relation, Tenure
from mingbai.orgs.rules.bodies import size_of, warnings

ON = date(2026, 10, 11)


@pytest.fixture
def village(world):
    committee = world.body("121", BodyKind.COMMITTEE, name="村民委员会")
    return committee, world.body("121", BodyKind.SUPERVISION, name="监督委员会")


def test_at_most_five_watch_and_the_last_seat_is_for_the_skilled(world, village) -> None:
    _committee, watch = village
    for name in ("甲某", "乙某", "丙某", "丁某"):
        world.seat(watch, name, PostKind.SUPERVISOR)
    with pytest.raises(NotNow, match="只剩一个名额，要留给有财会或管理知识的人（《村民委员会组织法》第三十七条）"):
        world.seat(watch, "戊某", PostKind.SUPERVISOR)
    world.seat(watch, world.person("己某", finance_skill=True), PostKind.SUPERVISOR)
    with pytest.raises(NotNow, match="监督委员会最多 5 人，已经满了"):
        world.seat(watch, world.person("庚某", finance_skill=True), PostKind.SUPERVISOR)
    assert warnings(watch, ON) == []


def test_a_local_figure_goes_before_the_general_one(world) -> None:
    group = world.body("111", BodyKind.FINANCE_GROUP, size_max=7)
    assert size_of(group) == (3, 7)
    for number in range(7):
        world.seat(group, f"{number}某", PostKind.FINANCE_MEMBER)
    with pytest.raises(NotNow, match="最多 7 人"):
        world.seat(group, "多某", PostKind.FINANCE_MEMBER)


def test_nobody_watches_himself(world, village) -> None:
    committee, watch = village
    director = world.seat(committee, "李某", PostKind.DIRECTOR).person
    with pytest.raises(NotNow, match="李某在村民委员会任职，不能同时在监督委员会任职"):
        world.seat(watch, director, PostKind.SUPERVISOR)


@pytest.mark.parametrize("committee_first", [True, False])
def test_nobody_watches_his_family_whoever_came_first(world, village, committee_first: bool) -> None:
    committee, watch = village
    husband, wife = world.person("李某"), world.person("王某")
    relate(relation=Relation(person=husband, other=wife, kind="配偶"), now=world.now)
    first, second = (committee, watch) if committee_first else (watch, committee)
    world.seat(first, husband)
    with pytest.raises(NotNow, match="王某和李某（配偶）是近亲属"):
        world.seat(second, wife)
    assert Tenure.objects.filter(person=wife).count() == 0


def test_relatives_may_follow_one_another_and_serve_elsewhere(world, village) -> None:
    committee, watch = village
    husband, wife = world.person("李某"), world.person("王某")
    relate(relation=Relation(person=husband, other=wife, kind="配偶"), now=world.now)
    seat = world.seat(committee, husband)
    elsewhere = world.body("111", BodyKind.SUPERVISION)
    assert world.seat(elsewhere, wife, PostKind.SUPERVISOR)
    end_term(tenure=seat, last_day=date(2026, 6, 30), now=world.now)
    assert world.seat(watch, wife, PostKind.SUPERVISOR, since=date(2026, 7, 1))


def test_staff_of_the_committee_is_no_member(world, village) -> None:
    committee, watch = village
    clerk = world.seat(committee, "陈某", PostKind.CLERK).person
    assert world.seat(watch, clerk, PostKind.SUPERVISOR)


def test_the_term_of_those_who_watch_is_the_committee_s(world, village) -> None:
    _committee, watch = village
    watch.term_until = date(2029, 12, 31)
    with pytest.raises(NotNow, match="监督委员会的任期要和村民委员会相同：2026-01-01 至 2030-12-31"):
        save_body(body=watch, now=world.now)


def test_a_tenure_lies_within_the_term_and_ends_with_it(world, village) -> None:
    committee, _watch = village
    assert world.seat(committee, "李某").until == date(2030, 12, 31)
    with pytest.raises(NotNow, match="任职起不能更早"):
        world.seat(committee, "王某", since=date(2025, 12, 31))
    with pytest.raises(NotNow, match="任职止不能更晚"):
        world.seat(committee, "王某", until=date(2031, 1, 1))
    with pytest.raises(NotNow, match="早于任职起"):
        world.seat(committee, "王某", until=date(2025, 1, 1))


def test_one_post_is_not_held_twice_at_once(world, village) -> None:
    committee, _watch = village
    tenure = world.seat(committee, "李某")
    with pytest.raises(NotNow, match="这段时间已经担任"):
        appoint(post=tenure.post, person=tenure.person, since=date(2027, 1, 1), now=world.now)


def test_ending_a_term_keeps_the_past_and_is_journalled(world, village) -> None:
    tenure = world.seat(village[0], "李某")
    end_term(tenure=tenure, last_day=ON, now=world.now)
    assert Tenure.objects.held_on(ON).filter(pk=tenure.pk).exists()
    assert not Tenure.objects.held_on(date(2026, 10, 12)).filter(pk=tenure.pk).exists()
    with pytest.raises(NotNow, match="已经到 2026-10-11 为止"):
        end_term(tenure=tenure, last_day=date(2026, 10, 12), now=world.now)
    with pytest.raises(NotNow, match="不能结束得更早"):
        end_term(tenure=world.seat(village[0], "王某"), last_day=date(2025, 1, 1), now=world.now)
    entry = Entry.objects.get(act="tenure:end")
    assert entry.unit == world.unit("121")
    assert entry.before != entry.after


def test_the_operator_is_told_what_is_not_in_order(world) -> None:
    committee = world.body("111", BodyKind.COMMITTEE, name="居民委员会")
    watch = world.body("111", BodyKind.SUPERVISION, name="监督委员会")
    husband, wife = world.person("李某"), world.person("王某")
    world.seat(committee, husband)
    world.seat(watch, wife, PostKind.SUPERVISOR)
    relate(relation=Relation(person=husband, other=wife, kind="配偶"), now=world.now)
    said = "\n".join(warnings(watch, ON))
    assert "至少 3 人，现在 1 人" in said
    assert "没有有财会或管理知识的人" in said
    assert "近亲属" in said
    assert "已经届满" in "\n".join(warnings(watch, date(2031, 1, 1)))
