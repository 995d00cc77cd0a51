"""Days of a route on the desks, and everything that would otherwise wait in silence (M04, M18)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mingbai.catalog.rules.days import current_calendar
from mingbai.catalog.rules.routes import ready_routes, routes_of
from mingbai.disclosure.models import Edition
from mingbai.disclosure.rules.alarms import Alarm, alarms_for, shown
from mingbai.disclosure.rules.days import submit_by
from mingbai.disclosure.rules.desk import tasks_for, waiting_for_others
from mingbai.disclosure.tests.any_route import lay_down
from mingbai.disclosure.tests.factories import NOW, World, draft, owe, step_on, submitted_draft
from mingbai.duties.actions import generate
from mingbai.duties.models import Duty
from mingbai.orgs.actions.people import end_term
from mingbai.orgs.actions.roster import load_people
from mingbai.orgs.actions.units import load_units
from mingbai.orgs.models import Tenure, Unit
from mingbai.orgs.rules.may import Viewer
from mingbai.orgs.rules.tables import Problem
from mingbai.orgs.rules.unit_rows import read_units

READY = {route.key: list(route.steps) for route in ready_routes()}


@pytest.fixture
def world(lasting: World, db: None) -> World:
    return lasting


def alarms(by: Viewer, days: int = 0) -> list[Alarm]:
    return alarms_for(by, NOW + timedelta(days=days), current_calendar())


def said(by: Viewer, days: int = 0) -> str:
    return "\n".join(f"{alarm.unit.short_name} {alarm.title}：{alarm.note}" for alarm in alarms(by, days))


def at_committee(world: World) -> Edition:
    edition = submitted_draft(world, draft(world))
    for _signature in range(2):
        step_on(world, edition, NOW)
        edition.refresh_from_db()
    assert edition.step == "supervision"
    return edition


def leave(kind: str, unit: Unit) -> None:
    """Everybody in that post ended the day before."""
    for tenure in Tenure.objects.filter(post__kind=kind, post__body__unit=unit):
        end_term(tenure=tenure, last_day=NOW.date() - timedelta(days=1), now=NOW)


def test_the_day_to_submit_comes_from_the_route(world: World) -> None:
    owe(world)
    calendar = current_calendar()
    duty = Duty.objects.select_related("item", "version").get(item__code="JW11", period="2026-H2")
    duty.due = date(2026, 11, 30)
    usual = submit_by(duty, routes_of(world.community), calendar)
    assert (usual.day, usual.why) == (date(2026, 11, 20), "监督委员会 5 个工作日")
    lay_down(world, world.community, "default", READY["five_steps"])
    longer = submit_by(duty, routes_of(world.community), calendar)
    assert longer.day == date(2026, 11, 13), "ten working days"
    assert longer.why == "监督委员会 5 个工作日，保密隐私审查 2 个工作日，街镇审核 3 个工作日"
    duty.save()
    task = next(task for task in tasks_for(world.by("clerk"), NOW + timedelta(days=20)) if task.target == duty.pk)
    assert task.note.startswith("11月13日 前送审")
    assert "街镇审核 3 个工作日" in task.note


def test_a_step_has_a_day_of_its_own(world: World) -> None:
    edition = at_committee(world)
    task = next(task for task in tasks_for(world.by("member"), NOW) if task.target == edition.pk)
    assert task.due == date(2026, 10, 15), "five working days after 9 October, Saturday the 10th being one of them"
    assert "“监督委员会”要在 10月15日 前办完" in task.note
    late = next(task for task in tasks_for(world.by("member"), NOW + timedelta(days=9)) if task.target == edition.pk)
    assert late.group(NOW.date() + timedelta(days=9)) == "late"
    note = waiting_for_others(world.by("clerk"), NOW + timedelta(days=9))[0].note
    assert note.endswith("过期 3 天")
    client = Client()
    client.force_login(world.user("member"))
    assert "前办完" in client.get(reverse("disclosure:review", args=[edition.pk])).content.decode()


def test_a_late_step_climbs_where_the_route_says_so(world: World) -> None:
    at_committee(world)
    assert said(world.by("street"), 30) == "", "the national route only reminds"
    lay_down(world, world.community, "default", READY["five_steps"])
    edition = submitted_draft(world, draft(world, period="2026-H2"))
    for _signature in range(2):
        step_on(world, edition, NOW)
        edition.refresh_from_db()
    assert said(world.by("street"), 6) == ""
    for login in ("street", "district"):
        assert "“监督委员会”该在 10月15日 前办完，已经晚了 1 天" in said(world.by(login), 7)
    assert said(world.by("clerk"), 7) == "", "the clerk reads it in the list of what waits"


@pytest.mark.parametrize(
    ("kind", "step"), [("director", "主任"), ("secretary", "书记"), ("clerk", "经办人"), ("privacy_reviewer", "审查")]
)
def test_a_post_that_nobody_holds_is_an_alarm_above(world: World, kind: str, step: str) -> None:
    owe(world)
    assert [said(world.by(login)) for login in ("street", "district", "operator", "clerk")] == [""] * 4
    leave(kind, world.community if kind != "privacy_reviewer" else world.street)
    for login in ("street", "district", "auditor", "operator"):
        text = said(world.by(login))
        assert step in text
        assert "还没有人任职" in text
        assert "登记" in text
    assert said(world.by("other")) == "", "the neighbour's clerk"
    assert said(world.by("member")) == "", "a member appoints nobody"


def test_an_empty_committee_is_an_alarm(world: World) -> None:
    owe(world)
    edition = at_committee(world)
    leave("supervisor", world.community)
    leave("supervisor_chair", world.community)
    waiting = [alarm for alarm in alarms(world.by("street")) if alarm.edition is not None]
    assert [alarm.edition.pk for alarm in waiting if alarm.edition] == [edition.pk]
    assert "请系统管理员在桂花社区登记监督委员会主任、监督委员会委员" in waiting[0].note


def test_nobody_in_the_street_is_heard_by_the_district(world: World) -> None:
    owe(world)
    leave("street_reviewer", world.street)
    assert "“街镇备案”还没有人任职" in said(world.by("district"))
    assert "桂花社区的上级登记街镇审核员" in said(world.by("district"))


def test_a_unit_without_a_superior_says_so_itself(world: World) -> None:
    problems: list[Problem] = []
    rows = "code,name,kind,parent\n900000000001,孤岛社区居民委员会,community,\n"
    load_units(rows=read_units(rows.encode(), problems), now=NOW, problems=problems)
    people = "unit,body,post,title,name,since,until,login\n900000000001,committee,clerk,经办人,鲁某,2026-01-01,,lone\n"
    load_people(data=people.encode(), now=NOW)
    lone = Unit.objects.get(code="900000000001")
    generate(units=[lone], year=2026, now=NOW)
    text = said(world.by("lone"))
    assert "要由上级来办，可是本单位没有上级单位" in text
    assert "书记" in text
    assert "孤岛" not in said(world.by("district")), "it does not stand below the district"


def test_the_desk_shows_the_alarm_and_where_to_appoint(world: World) -> None:
    owe(world)
    leave("secretary", world.community)
    for login, there in (("street", False), ("operator", True)):
        client = Client()
        client.force_login(world.user(login))
        page = client.get(reverse("disclosure:desk")).content.decode()
        assert "处停住了，要有人管" in page
        assert "请系统管理员在桂花社区登记书记" in page
        assert (reverse("admin:orgs_tenure_add") in page) is there


def test_a_desk_shows_only_so_many(world: World) -> None:
    one = Alarm(world.community, "停", "停住了")
    assert shown([one] * 25) == ([one] * 20, 5)
    assert shown([]) == ([], 0)
