"""A notice on any route at all: every post is held, and whoever may do the waiting step does it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from hypothesis import assume
from hypothesis import strategies as st

from mingbai.catalog.actions import load_routes
from mingbai.catalog.models import Item, Route
from mingbai.catalog.rules.route_checks import problems
from mingbai.catalog.rules.versions import version_for
from mingbai.catalog.schema.route import COLLECT, Step, act_of, asks, read_steps
from mingbai.disclosure.actions import decisions, drafts
from mingbai.disclosure.actions.tick import tick
from mingbai.disclosure.models import Edition, EditionState, Verdict
from mingbai.disclosure.rules.may import why_not
from mingbai.disclosure.rules.seats import sits
from mingbai.disclosure.tests.factories import World, filled
from mingbai.orgs.actions.roster import load_people
from mingbai.orgs.actions.units import load_units
from mingbai.orgs.models import Person, Tenure, Unit
from mingbai.orgs.rules.may import Viewer
from mingbai.orgs.rules.tables import Problem
from mingbai.orgs.rules.unit_rows import read_units

SCHOOL, BUREAU = "500153000901", "500153000902"
UNITS = f"""code,name,kind,parent
{SCHOOL},荣昌一中,other,500153000000
{BUREAU},区民政局,bureau,500153000000
"""
PEOPLE = f"""unit,body,post,title,name,since,until,login
500153001003,finance_group,finance_member,理财小组成员,钱某,2026-01-01,,
500153001003,finance_group,finance_member,理财小组成员,褚某,2026-01-01,,
500153001003,finance_group,finance_member,理财小组成员,卫某,2026-01-01,,
500153001003,committee,member,委员,蒋某,2026-01-01,,
500153001003,party,member,委员,韩某,2026-01-01,,
500153001000,office,clerk,承办人,杨某,2026-01-01,,
500153001000,office,director,分管领导,朱某,2026-01-01,,
500153000000,office,privacy_reviewer,合法性审查员,秦某,2026-01-01,,
{BUREAU},office,bureau_reviewer,部门审核员,邹某,2026-01-01,,
{BUREAU},office,privacy_reviewer,合法性审查员,喻某,2026-01-01,,
{SCHOOL},office,clerk,经办人,尤某,2026-01-01,,
{SCHOOL},office,director,校长,许某,2026-01-01,,
{SCHOOL},other,member,教职工代表,何某,2026-01-01,,
{SCHOOL},other,member,教职工代表,吕某,2026-01-01,,
{SCHOOL},other,member,教职工代表,施某,2026-01-01,,
"""

HEARS: Step = {
    "key": COLLECT,
    "kind": COLLECT,
    **asks("system"),
    "policy": "one",
    "blocks": True,
    "lead": "10d",
    "label": "征求意见",
    "stamp": "征求意见",
}


def hearing(steps: Sequence[Step]) -> list[Step]:
    """The steps with opinions collected between the gate and the reviewer."""
    at = next(at for at, step in enumerate(steps) if step["kind"] == "gate") + 1
    return [*steps[:at], HEARS, *steps[at:]]


def made(key: str, kind: str, who: str, **more: Any) -> Step:
    """One step as the editor writes it."""
    step = {
        "key": key,
        "kind": kind,
        **asks(who),
        "policy": "one",
        "blocks": True,
        "label": f"第{key}步",
        "stamp": "第几步",
    }
    return {**step, **({"bureau": "民政局"} if step["where"] == "beside" else {}), **more}


@st.composite
def legal_routes(draw: st.DrawFn) -> list[Step]:
    """A route that the editor takes for a community, of every kind of step, policy and lateness."""
    some, late = st.booleans(), st.sampled_from(({}, {"lead": "1d", "late": "climb"}, {"lead": "2wd"}))
    middle = [made(f"sign{who}", "sign", who, **draw(late)) for who in ("director", "secretary") if draw(some)]
    if draw(some):
        policy = draw(st.sampled_from(("majority", "one", "all", 2)))
        silent = {"lead": draw(st.sampled_from(("1d", "2d"))), "late": "proceed"} if draw(some) else draw(late)
        lines = {"lines": True} if draw(some) else {}
        who = draw(st.sampled_from(("supervision", "supervision", "supervision_finance", "joint")))
        middle.append(made("vote", "vote", who, policy=policy, **silent, **lines))
    if draw(some):
        middle.append(made("privacy", "privacy", "reviewer"))
    if draw(some):
        middle.append(made("legal", "legality", draw(st.sampled_from(("reviewer", "bureau_screen"))), **draw(late)))
    middle = list(draw(st.permutations(middle)))
    middle.insert(draw(st.integers(0, len(middle))), made("gate", "gate", "system"))
    if draw(some):
        middle.append({**HEARS, "lead": draw(st.sampled_from(("1d", "3d")))})
    if draw(some):
        middle.append(made("approve", "approve", draw(st.sampled_from(("street", "district", "bureau"))), **draw(late)))
    if draw(some):
        middle.append(made("file", "file", draw(st.sampled_from(("street", "bureau"))), blocks=draw(some)))
    steps = [made("handler", "sign", "clerk"), *middle]
    assume(not problems(read_steps(steps), ("community",)))
    return steps


def fill_every_post(world: World) -> None:
    """A school and a bureau beside the communities, and somebody in every post that a route may ask for."""
    problems: list[Problem] = []
    load_units(rows=read_units(UNITS.encode(), problems), now=world.now, problems=problems)
    assert problems == []
    load_people(data=PEOPLE.encode(), now=world.now)


def crowd(world: World) -> None:
    """More people in each post, so that nothing fails for want of somebody who has not signed yet."""
    seats = [
        ("500153001003", "committee", "clerk", 6),
        ("500153001003", "committee", "director", 6),
        ("500153001003", "party", "secretary", 6),
        ("500153001003", "party", "member", 16),
        ("500153001003", "supervision", "supervisor", 2),
        ("500153001003", "finance_group", "finance_member", 2),
        ("500153001000", "office", "privacy_reviewer", 6),
        ("500153001000", "office", "street_reviewer", 6),
        ("500153000000", "office", "district_manager", 6),
    ]
    Person.objects.filter(name="吴某").update(finance_skill=True)  # the last seat is kept for somebody who has it
    rows = [
        f"{unit},{body},{post},{post},{post[:3]}{nth},2026-01-01,,"
        for unit, body, post, number in seats
        for nth in range(number)
    ]
    load_people(data="\n".join([PEOPLE.partition("\n")[0], *rows]).encode(), now=world.now)


def lay_down(world: World, unit: Unit, code: str, steps: Sequence[Step]) -> Route:
    """Make the steps the newest route of a unit, as data is loaded."""
    row = {"code": code, "name": "试的流程", "valid_from": "2026-01-01", "steps": list(steps)}
    load_routes(rows=[row], scope=unit, now=world.now)
    return Route.objects.filter(scope=unit, code=code).latest("number")


def hands(unit: Unit) -> list[Viewer]:
    """Everybody who holds a post in the unit, above it or in a bureau beside it, each in the post held."""
    above = unit.ancestor_paths()
    place = Q(post__body__unit__path__in=[*above, unit.path])
    place |= Q(post__body__unit__kind="bureau", post__body__unit__parent__path__in=above)
    held = Tenure.objects.filter(place).select_related("person", "post__body__unit")
    return [Viewer(person=tenure.person, tenure=tenure) for tenure in held.order_by("pk")]


def clerk_of(unit: Unit) -> Viewer:
    return next(one for one in hands(unit) if one.kind == "clerk" and one.unit == unit)


def submitted(world: World, unit: Unit, code: str = "JW11", period: str = "2026-H1") -> Edition:
    """Written and submitted by the unit's clerk."""
    by, now = clerk_of(unit), world.now
    version = version_for(Item.objects.get(code=code), unit, date(2026, 10, 9))
    edition = drafts.start_draft(unit=unit, version=version, period=period, duties=[], now=now, by=by)
    content = filled(edition.content)
    edition = drafts.save_draft(edition_id=edition.pk, content=content, seen=edition.lock, now=now, by=by)
    decisions.submit(edition_id=edition.pk, seen=edition.lock, now=now, by=by)
    edition.refresh_from_db()
    return edition


def do(edition: Edition, act: str, by: Viewer, now: datetime) -> None:
    more: dict[str, Any] = {"verdict": Verdict.AGREE} if act == "vote" else {}
    getattr(decisions, act)(edition_id=edition.pk, digest=edition.digest, now=now, by=by, **more)


def walk(world: World, edition: Edition) -> list[str]:
    """Let whoever may do the waiting step, hour by hour; the keys of the steps in the order in which they were done.

    Ends when the edition is up, or when nobody may go on.
    """
    now = world.now
    done: list[str] = []
    while edition.state == EditionState.MOVING:
        now += timedelta(hours=1)
        key, act = edition.step, act_of(edition.step_spec())
        if not act:  # opinions are collected, members read first: only time helps
            now += timedelta(days=1)
            tick(now)
            edition.refresh_from_db()
            if edition.step != key and edition.state != EditionState.RETURNED:
                done.append(key)
            continue
        able = [by for by in hands(edition.notice.unit) if why_not(act, edition, by, now) is None]
        by = min(able, key=lambda one: wanted(edition, one), default=None)
        if by is None:
            return done
        do(edition, act, by, now)
        edition.refresh_from_db()
        done.append(key)
    return done


def wanted(edition: Edition, by: Viewer) -> int:
    """On how many steps somebody could sit: who is wanted elsewhere too is spared."""
    return sum(sits(step, edition.notice.unit, by) for step in edition.steps)
