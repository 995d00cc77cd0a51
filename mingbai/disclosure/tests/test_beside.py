"""A bureau of the district, beside the unit and not above it, files, approves or reviews what a route asks it for; it
reads nothing else, and where nobody is there an alarm says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from mingbai.catalog.rules.days import current_calendar
from mingbai.catalog.rules.route_checks import problems
from mingbai.catalog.rules.routes import ready_routes, route_problems
from mingbai.catalog.schema.route import Step, asks, read_steps
from mingbai.disclosure.actions import decisions as act
from mingbai.disclosure.models import Edition, EditionState, Notice
from mingbai.disclosure.rules.access import attachment_for, edition_for
from mingbai.disclosure.rules.alarms import alarms_for
from mingbai.disclosure.rules.desk import tasks_for
from mingbai.disclosure.rules.may import why_not
from mingbai.disclosure.tests.any_route import lay_down
from mingbai.disclosure.tests.factories import (
    NOW,
    World,
    draft,
    file_with_street,
    owe,
    publish,
    signed_in,
    step_on,
    submitted_draft,
    workbook,
)
from mingbai.kit.errors import NotFound
from mingbai.orgs.actions.people import end_term
from mingbai.orgs.actions.roster import load_people
from mingbai.orgs.actions.units import load_units
from mingbai.orgs.rules.tables import Problem
from mingbai.orgs.rules.unit_rows import read_units

UNITS = """code,name,kind,parent
500153000902,荣昌区民政局,bureau,500153000000
500153000903,荣昌区农业农村委员会,bureau,500153000000
500154000000,大足区,district,
500154000902,大足区民政局,bureau,500154000000
"""
PEOPLE = """unit,body,post,title,name,since,until,login
500153000902,office,bureau_reviewer,民政局审核员,沈某,2026-01-01,,civil
500153000902,office,privacy_reviewer,合法性审查员,韩某,2026-01-01,,legal
500153000903,office,bureau_reviewer,农委审核员,杨某,2026-01-01,,farm
500154000902,office,bureau_reviewer,外区审核员,朱某,2026-01-01,,abroad
"""
USUAL: list[Step] = list(next(route for route in ready_routes() if route.key == "guihua").steps)
CIVIL: Step = {**asks("bureau"), "bureau": "民政局", "policy": "one", "label": "民政局", "lead": "3wd"}
APPROVES: Step = {**CIVIL, "key": "civil", "kind": "approve", "blocks": True, "stamp": "民政批准"}
FILES: Step = {**CIVIL, "key": "civil", "kind": "file", "blocks": False, "stamp": "民政备案"}
REVIEWS: Step = {
    **CIVIL,
    **asks("bureau_screen"),
    "key": "legal",
    "kind": "legality",
    "blocks": True,
    "stamp": "合法审查",
}


@pytest.fixture(scope="module")
def bureaus(lasting: World) -> World:
    found: list[Problem] = []
    load_units(rows=read_units(UNITS.encode(), found), now=NOW, problems=found)
    assert found == []
    load_people(data=PEOPLE.encode(), now=NOW)
    return lasting


@pytest.fixture
def world(bureaus: World, db: None) -> World:
    return bureaus


def waiting(world: World, step: Step, **more: object) -> Edition:
    """Before the bureau: signed by the three, voted on, screened."""
    lay_down(world, world.community, "default", [*USUAL[:-1], step, USUAL[-1]])
    edition = submitted_draft(world, draft(world, **more))  # type: ignore[arg-type]
    while edition.state == EditionState.MOVING and edition.step != step["key"]:
        step_on(world, edition, NOW)
        edition.refresh_from_db()
    return edition


def on_desk(world: World, who: str) -> dict[int, str]:
    return {task.target: task.kind for task in tasks_for(world.by(who), NOW)}


def test_it_approves_what_the_route_asks_it_for_and_reads_nothing_else(world: World) -> None:
    other = publish(world, period="2025-H1").live
    assert other is not None
    edition = waiting(world, APPROVES, files=[("明细.xlsx", workbook())])
    file = edition.notice.attachments.get()
    assert on_desk(world, "civil") == {edition.pk: "approve"}
    assert edition_for(world.by("civil"), edition.pk)
    assert attachment_for(world.by("civil"), edition.notice, file.pk)
    for who, pk in (("civil", other.pk), ("farm", edition.pk), ("abroad", edition.pk), ("legal", edition.pk)):
        with pytest.raises(NotFound):
            edition_for(world.by(who), pk)
    for who in ("farm", "abroad", "legal"):
        assert on_desk(world, who) == {}
        with pytest.raises(NotFound):
            attachment_for(world.by(who), edition.notice, file.pk)
        reason = why_not("approve", edition, world.by(who), NOW)
        assert reason is not None
        assert reason.yours
    for name in ("sign", "vote", "withdraw", "remove", "correct", "urgent", "publish", "revise", "confirm"):
        assert why_not(name, edition, world.by("civil"), NOW), "it is asked for one thing"
    page = signed_in(world, "civil").post(
        reverse("disclosure:review", args=[edition.pk]), {"do": "approve", "digest": edition.digest, "reason": "同意"}
    )
    assert page.status_code == 302
    edition.refresh_from_db()
    assert edition.state == EditionState.PUBLISHED


def test_it_may_send_it_back(world: World) -> None:
    edition = waiting(world, APPROVES)
    by = world.by("civil")
    act.send_back(edition_id=edition.pk, digest=edition.digest, reason="名单不全", now=NOW, by=by)
    edition.refresh_from_db()
    assert edition.state == EditionState.RETURNED


def test_street_and_bureau_both_take_it_on_file(world: World) -> None:
    edition = waiting(world, FILES)
    assert edition.state == EditionState.PUBLISHED
    assert on_desk(world, "civil") == on_desk(world, "street") == {edition.pk: "file"}
    notice = Notice.objects.select_related("live", "unit").get(pk=edition.notice_id)
    file_with_street(world, notice)
    assert on_desk(world, "street") == {}
    assert on_desk(world, "civil") == {edition.pk: "file"}, "what one has taken on file still waits for the other"
    act.file(edition_id=edition.pk, digest=edition.digest, now=NOW + timedelta(days=2), by=world.by("civil"))
    assert on_desk(world, "civil") == {}
    assert set(edition.decisions.filter(verdict="receipt").values_list("step", flat=True)) == {"civil", "street"}


def test_its_reviewer_reviews_and_does_not_screen_for_others(world: World) -> None:
    edition = waiting(world, REVIEWS)
    assert on_desk(world, "legal") == {edition.pk: "review"}
    for name in ("remove", "confirm", "keep"):
        reason = why_not(name, edition, world.by("legal"), NOW)
        assert reason is not None
        assert reason.yours, "a guard of its own bureau only"
    act.review(edition_id=edition.pk, digest=edition.digest, now=NOW, by=world.by("legal"))
    edition.refresh_from_db()
    assert edition.state == EditionState.PUBLISHED


def test_where_nobody_is_there_it_is_an_alarm(world: World) -> None:
    owe(world)
    edition = waiting(world, APPROVES)
    later = NOW + timedelta(days=1)
    assert not [one for one in alarms_for(world.by("street"), later, current_calendar()) if "民政局" in one.note]
    tenure = world.by("civil").tenure
    assert tenure is not None
    end_term(tenure=tenure, last_day=NOW.date(), now=NOW)
    for who in ("street", "district", "clerk"):
        found = [one for one in alarms_for(world.by(who), later, current_calendar()) if "民政局" in one.note]
        assert {one.edition for one in found} == {edition, None}, "the notice that waits, and the route of all to come"
        assert any("请系统管理员在民政局登记部门审核员" in one.note for one in found)


def test_a_bureau_that_there_is_none_of_is_refused(world: World) -> None:
    steps = read_steps([*USUAL[:-1], APPROVES, USUAL[-1]])
    assert problems(steps, ("community", "village")) == []
    assert route_problems("default", steps, world.district, NOW.date(), tighten=False) == []
    steps[-2] = {**APPROVES, "bureau": "水利局"}
    said = [one.sentence for one in route_problems("default", steps, world.district, NOW.date(), tighten=False)]
    assert said == ["区县里没有名称带“水利局”的部门，请写登记过的名称。"]


def test_the_street_does_not_take_the_bureau_out(world: World) -> None:
    lay_down(world, world.district, "default", [*USUAL[:-1], APPROVES, USUAL[-1]])
    for steps in (USUAL, [*USUAL[:-1], {**APPROVES, "bureau": "农业农村"}, USUAL[-1]]):
        said = [one.sentence for one in route_problems("default", steps, world.street, NOW.date(), tighten=True)]
        assert said == ["上级流程里的“民政局”这一步不能去掉。"]
