"""Routes that come with the project and routes that somebody may think of: what is accepted gets to the board, and
never without every step that blocks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingbai.catalog.rules.route_checks import problems
from mingbai.catalog.rules.routes import Ready, ready_routes
from mingbai.catalog.schema.errors import SpecError
from mingbai.catalog.schema.route import COLLECT, KINDS, POLICIES, WHO, Step, asks, read_steps
from mingbai.disclosure.models import Edition, EditionState
from mingbai.disclosure.rules.may import seats_of, why_not
from mingbai.disclosure.rules.steps import by_step, passed
from mingbai.disclosure.tests.any_route import (
    SCHOOL,
    clerk_of,
    crowd,
    do,
    fill_every_post,
    hands,
    lay_down,
    legal_routes,
    submitted,
    walk,
)
from mingbai.disclosure.tests.factories import NOW, World
from mingbai.orgs.models import Unit

READY = {route.key: route for route in ready_routes()}


@pytest.fixture(scope="module")
def peopled(lasting: World) -> World:
    fill_every_post(lasting)
    return lasting


@pytest.fixture
def world(peopled: World, db: None) -> World:
    return peopled


def place_of(ready: Ready, world: World) -> tuple[Unit, str]:
    """A unit that the route is for, and a matter that takes it."""
    if "other" in ready.kinds:
        return Unit.objects.get(code=SCHOOL), "JW11"
    if ready.code == "office":
        return world.street, "JW11"
    return world.community, {"default": "JW11", "finance": "CA03", "party": "DW02"}[ready.code]


def blocking(edition: Edition) -> list[str]:
    return [step["key"] for step in edition.steps if step["blocks"]]


def agreed_to(edition: Edition) -> bool:
    groups, seats = by_step(edition.decisions.all()), seats_of(edition, NOW)
    return all(
        passed(step, groups.get(step["key"], []), seats.get(step["key"], 1)) for step in edition.steps if step["blocks"]
    )


@pytest.mark.parametrize("key", READY)
def test_each_ready_made_route_leads_to_the_board(world: World, key: str) -> None:
    ready = READY[key]
    unit, code = place_of(ready, world)
    lay_down(world, unit, ready.code, ready.steps)
    edition = submitted(world, unit, code)
    assert edition.steps == list(ready.steps), "the route that was laid down"
    done = walk(world, edition)
    assert edition.state == EditionState.PUBLISHED
    assert list(dict.fromkeys(done)) == [key for key in blocking(edition) if key not in ("handler", "gate")]
    signed = [word.tenure.person_id for word in edition.decisions.select_related("tenure") if word.tenure]
    assert len(signed) == len(set(signed)), "one person, one step"
    assert agreed_to(edition)


def test_each_ready_made_route_names_its_source() -> None:
    assert all(route.source and route.about for route in READY.values())
    assert {"five_steps", "standard", "guihua", "sichuan", "shandong", "chongqing", "party", "school"} <= set(READY)


def test_a_street_that_approves_can_send_it_back(world: World) -> None:
    lay_down(world, world.community, "default", READY["five_steps"].steps)
    edition = submitted(world, world.community)
    for _step in range(5):  # director, secretary, two of three members, the reviewer
        act = {"sign": "sign", "vote": "vote", "review": "review"}[edition.step_spec()["kind"]]
        by = next(one for one in hands(world.community) if why_not(act, edition, one, NOW) is None)
        do(edition, act, by, NOW)
        edition.refresh_from_db()
    assert (edition.step, edition.state) == ("street", EditionState.MOVING)
    reason = why_not("approve", edition, clerk_of(world.community), NOW)
    assert reason is not None
    assert reason.yours, "the community does not approve its own"
    assert why_not("approve", edition, world.by("street"), NOW) is None
    assert why_not("return", edition, world.by("street"), NOW) is None
    do(edition, "approve", world.by("street"), NOW + timedelta(hours=1))
    edition.refresh_from_db()
    assert edition.state == EditionState.PUBLISHED


def test_all_of_a_post_have_to_sign_where_the_route_says_so(world: World) -> None:
    every = {**READY["chongqing"].steps[1], "kind": "vote", "policy": "all"}
    lay_down(world, world.community, "default", [*READY["chongqing"].steps[:1], every, *READY["chongqing"].steps[2:]])
    edition = submitted(world, world.community)
    members = [one for one in hands(world.community) if one.kind in ("supervisor_chair", "supervisor")]
    for member in members:
        assert edition.step == "supervision"
        do(edition, "vote", member, NOW + timedelta(hours=1))
        edition.refresh_from_db()
    assert len(members) == 3
    assert edition.step == "director"


def test_the_joint_meeting_asks_members_of_party_and_committee_only(world: World) -> None:
    lay_down(world, world.community, "default", READY["standard"].steps)
    edition = submitted(world, world.community)
    able = {one.label for one in hands(world.community) if why_not("vote", edition, one, NOW) is None}
    assert able == {"主任 李某", "书记 王某", "委员 蒋某", "委员 韩某"}


def test_editions_under_way_finish_on_the_route_that_they_began_with(world: World) -> None:
    old = submitted(world, world.community)
    steps = list(old.steps)
    lay_down(world, world.community, "default", READY["chongqing"].steps)
    new = submitted(world, world.community, period="2026-H2")
    old.refresh_from_db()
    assert old.steps == steps != new.steps
    assert walk(world, old)[:2] == ["director", "secretary"]
    assert walk(world, new)[:2] == ["supervision", "supervision"]
    assert {old.state, new.state} == {EditionState.PUBLISHED}


WHOS = sorted(who for who, one in WHO.items() if one.where != "beside")
USUAL = {
    "gate": ["system"],
    "file": ["street"],
    "approve": ["street", "district"],
    "sign": ["clerk", "director", "secretary"],
    "vote": ["supervision", "joint"],
    "release": ["party_members", "collective"],
}
SELDOM = st.integers(0, 9)  # one time in ten it goes the odd way


RELEASE: Step = {**READY["party_first"].steps[-1], "key": "first"}


@st.composite
def routes(draw: st.DrawFn) -> list[Step]:
    """Any list of steps that the words allow: mostly nonsense, and by no means always with a gate."""
    steps: list[Step] = []
    for number in range(draw(st.integers(1, 6))):
        first = number == 0 and draw(SELDOM) > 0
        # What is collected waits for people and days; test_collect.py walks it.
        kind = "sign" if first else draw(st.sampled_from(sorted(set(KINDS) - {COLLECT})))
        likely = USUAL.get(kind, ["reviewer"])
        who = "clerk" if first else draw(st.sampled_from(likely if draw(SELDOM) else WHOS))
        policy = draw(st.sampled_from(["one", "one", *POLICIES, 2, 3])) if kind in ("vote", "sign") else "one"
        blocks = kind != "file" if draw(SELDOM) else draw(st.booleans())
        step = {"key": f"s{number}", "kind": kind, **asks(who), "policy": policy, "blocks": blocks}
        steps.append({**step, "label": f"第{number}步", "stamp": "第几步"})
    if draw(SELDOM):
        step = {"key": "last", "kind": "gate", **asks("system"), "policy": "one", "blocks": True}
        steps.append({**step, "label": "隐私关口", "stamp": "隐私查过"})
    if draw(SELDOM) > 6:
        steps.append(RELEASE)
    return steps


@pytest.mark.usefixtures("db")
def test_what_is_accepted_gets_up_and_never_without_every_blocking_step(peopled: World) -> None:
    crowd(peopled)
    walked = []

    @settings(max_examples=70, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps=st.one_of(legal_routes(), routes()))
    def any_route(steps: list[Step]) -> None:
        read_steps(steps)
        if problems(steps, ("community",)):
            return
        sid = transaction.savepoint()
        try:
            lay_down(peopled, peopled.community, "default", steps)
            edition = submitted(peopled, peopled.community)
            walk(peopled, edition)
            assert edition.state == EditionState.PUBLISHED, steps
            assert agreed_to(edition)
            gates = [step["key"] for step in steps if step["kind"] == "gate"]
            assert set(gates) <= {word.step for word in edition.decisions.filter(verdict="pass")}, "the gate has looked"
            assert len({word.tenure.person_id for word in edition.decisions.all() if word.tenure}) >= 2
            walked.append(steps)
        finally:
            transaction.savepoint_rollback(sid)

    any_route()
    assert len(walked) >= 20, "the examples hold some that are accepted"
    kinds = {step["kind"] for steps in walked for step in steps}
    assert kinds >= {"collect", "approve", "vote"}, "and those kinds that have to be walked"


HANDLER: Step = READY["guihua"].steps[0]
DIRECTOR: Step = READY["guihua"].steps[1]
GATE: Step = READY["guihua"].steps[4]
COMMITTEE: Step = READY["guihua"].steps[3]
PRIVACY: Step = READY["guihua"].steps[5]
SILENT = {"late": "proceed", "lead": "3wd"}


@pytest.mark.parametrize(
    ("steps", "said", "at"),
    [
        ([HANDLER, DIRECTOR], "没有隐私关口", None),
        ([HANDLER, DIRECTOR, {**GATE, "blocks": False}], "隐私关口必须拦", 2),
        ([DIRECTOR, GATE, HANDLER], "第一步要由本单位的经办人", 0),
        ([HANDLER, GATE, RELEASE, DIRECTOR], "要放在“先给成员看”前面", 2),
        ([HANDLER, DIRECTOR, RELEASE, GATE], "要放在“先给成员看”前面", 2),
        ([HANDLER, DIRECTOR, GATE, RELEASE, {**RELEASE, "key": "again"}], "只能有一步", 4),
        ([HANDLER, DIRECTOR, GATE, {**RELEASE, "lead": ""}], "先给成员看几天", 3),
        ([HANDLER, DIRECTOR, GATE, {**RELEASE, "posts": ["clerk"]}], "请选先给名册上的谁看", 3),
        ([HANDLER, DIRECTOR, GATE, {**RELEASE, "blocks": False}], "照原样", 3),
        ([HANDLER, DIRECTOR, GATE, {**RELEASE, "late": "climb"}], "照原样", 3),
        ([HANDLER, GATE, RELEASE], "至少要有两个人", None),
        ([HANDLER, GATE], "至少要有两个人", None),
        ([HANDLER, GATE, {**DIRECTOR, "key": "again", "posts": ["clerk"]}], "每一步都能由经办人来办", None),
        ([HANDLER, GATE, {**DIRECTOR, "posts": ["mayor"]}], "没有“mayor”这个职务", 2),
        ([HANDLER, GATE, {**DIRECTOR, "posts": ["street_reviewer"]}], "没有“签字”的权力", 2),
        ([HANDLER, GATE, {**DIRECTOR, "posts": []}], "请选这一步由谁来办", 2),
        ([HANDLER, {**GATE, "posts": ["clerk"]}, DIRECTOR], "不用指定人", 1),
        ([HANDLER, GATE, {**DIRECTOR, "where": "above"}], "永远没有人能办", 2),
        ([HANDLER, GATE, {**DIRECTOR, "blocks": False}], "只有备案可以在公布以后补办", 2),
        ([HANDLER, GATE, DIRECTOR, {**DIRECTOR, "key": "all", "policy": "all"}], "永远凑不够人", 3),
        ([HANDLER, GATE, {**DIRECTOR, **SILENT}], "签字、批准、备案和保密隐私审查不能没有人办", 2),
        ([HANDLER, {**GATE, **SILENT}, DIRECTOR], "过期就往下走", 1),
        ([HANDLER, GATE, {**PRIVACY, **SILENT}, DIRECTOR], "不能没有人办", 2),
        ([HANDLER, GATE, {**COMMITTEE, **SILENT}], "除了它们，公布以前至少要有两个人办", None),
        ([HANDLER, GATE, DIRECTOR, {**COMMITTEE, "late": "proceed", "lead": ""}], "要写几天内办", 3),
    ],
)
def test_what_is_no_route_is_refused_with_a_sentence(steps: list[Step], said: str, at: int | None) -> None:
    found = [(one.sentence, one.at) for one in problems(read_steps(steps), ("community",))]
    assert any(said in sentence and where == at for sentence, where in found), found


def test_a_step_that_a_kind_of_unit_can_never_hold_is_refused_for_that_kind() -> None:
    steps = READY["guihua"].steps
    assert problems(steps, ("community", "village")) == []
    assert any("部门永远没有人能办这一步" in one.sentence for one in problems(steps, ("bureau",)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "stamp"},
        {"where": "below"},
        {"where": "beside"},
        {"bureau": "民政局"},
        {"lines": "yes"},
        {"policy": "most"},
        {"policy": 0},
        {"policy": True},
        {"lead": "5"},
        {"late": "publish"},
        {"blocks": "yes"},
        {"stamp": "五个字的印章"},
        {"label": ""},
        {"posts": "clerk"},
        {"key": "gate"},
    ],
)
def test_words_that_a_step_does_not_know_are_refused(wrong: Step) -> None:
    with pytest.raises(SpecError) as error:
        read_steps([HANDLER, GATE, {**DIRECTOR, **wrong}])
    assert error.value.where == "3"
