"""Campaign plans: phases and tasks for many units, reported or met by what was published, changed under way."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from mingbai.disclosure.rules.desk import tasks_for
from mingbai.disclosure.tests.conftest import lasting
from mingbai.disclosure.tests.factories import World, day, owe, publish, signed_in, today
from mingbai.duties.actions import change_campaign, end_campaign, open_campaign, report_step, take_back_step
from mingbai.duties.models import Campaign, CampaignReport, Duty
from mingbai.duties.rules.campaigns import (
    Row,
    campaign_for,
    campaigns_for,
    given_up,
    grids,
    newest,
    plan_of,
    why_not_plan,
)
from mingbai.kit.errors import NotFound, NotNow, NotYours
from mingbai.orgs.models import Entry, Unit

__all__ = ["lasting"]

Phase = dict[str, Any]


@pytest.fixture
def world(lasting: World, db: None) -> World:
    return lasting


def phase(name: str, first: date, last: date, *tasks: str | tuple[str, str]) -> Phase:
    pairs = [task if isinstance(task, tuple) else (task, "") for task in tasks]
    return {"name": name, "since": first, "until": last, "tasks": pairs}


def phases() -> list[Phase]:
    return [
        phase("宣传发动", date(2026, 10, 1), date(2026, 10, 12), "开动员会", "贴公开信"),
        phase("组织实施", date(2026, 10, 8), date(2026, 10, 30), ("公开账目", "CA03"), "清理公示栏"),
        phase("总结验收", date(2026, 11, 1), date(2026, 11, 30), "自查"),
    ]


def plan(world: World, login: str = "street", **more: Any) -> Campaign:
    told: dict[str, Any] = {
        "name": "规范月",
        "words": "",
        "phases": phases(),
        "units": [world.community, world.neighbour],
        "now": world.now,
        "by": world.by(login),
    }
    return campaign_for(world.by(login), open_campaign(**{**told, **more}).pk)


def rows(world: World, campaign: Campaign, on: date) -> dict[Unit, Row]:
    fresh = campaign_for(world.by("street"), campaign.pk)
    return {row.unit: row for row in grids([fresh], on)[campaign.pk]}


def report(world: World, campaign: Campaign, key: str = "t1", login: str = "clerk", **more: Any) -> CampaignReport:
    told: dict[str, Any] = {"unit": world.community, "words": "开了会，有签到", "now": world.now, "by": world.by(login)}
    return report_step(campaign_id=campaign.pk, key=key, **{**told, **more})


def test_each_unit_is_seen_in_each_phase_the_late_on_top(world: World) -> None:
    campaign = plan(world)
    report(world, campaign)
    report(world, campaign, "t2")
    table = rows(world, campaign, date(2026, 10, 13))
    assert list(table) == [world.neighbour, world.community]
    assert [cell.state for cell in table[world.community].cells] == ["done", "going", "todo"]
    assert [cell.state for cell in table[world.neighbour].cells] == ["late", "going", "todo"]
    assert (table[world.neighbour].late, table[world.community].late) == (2, 0)


def test_a_task_of_the_catalogue_is_done_by_what_was_published(world: World) -> None:
    owe(world)
    campaign = plan(world)
    with pytest.raises(NotNow, match="不用报"):
        report(world, campaign, "t3")
    publish(world, "CA03", "2026-Q3", duties=[Duty.objects.get(item__code="CA03", period="2026-Q3")])
    step = rows(world, campaign, date(2026, 10, 13))[world.community].cells[1].steps[0]
    assert (step.state, step.record, step.done_on) == ("done", True, date(2026, 10, 9))


def test_what_was_published_before_the_phase_does_not_count(world: World) -> None:
    owe(world)
    late = [phase("以后", date(2026, 10, 12), date(2026, 10, 30), ("公开账目", "CA03"))]
    campaign = plan(world, phases=late)
    publish(world, "CA03", "2026-Q3", duties=[Duty.objects.get(item__code="CA03", period="2026-Q3")])
    assert rows(world, campaign, date(2026, 10, 13))[world.community].cells[0].state == "going"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"name": " "}, "活动叫什么"),
        ({"phases": []}, "至少要有一个阶段"),
        ({"units": []}, "勾上参加的单位"),
        ({"phases": [phase("一", date(2026, 10, 9), date(2026, 10, 1), "x")]}, "早于第一天"),
        ({"phases": [phase("一", date(2026, 10, 1), date(2026, 10, 9))]}, "还没有任务"),
        ({"phases": [*phases(), phase("四", date(2026, 10, 1), date(2026, 10, 9), "x")]}, "还早"),
        ({"phases": [phase("一", date(2026, 10, 1), date(2026, 10, 9), *"一二三四五六七八九十甲乙丙")]}, "最多 12 项"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_kept(world: World, wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(NotNow, match=why):
        plan(world, **wrong)
    assert not Campaign.objects.exists()


def test_only_street_and_district_plan_for_those_below(world: World) -> None:
    with pytest.raises(NotYours):
        plan(world, "clerk")
    with pytest.raises(NotFound):
        plan(world, units=[world.district])
    campaign = plan(world, "district")
    assert campaigns_for(world.by("other")).get() == campaign
    with pytest.raises(NotNow, match="已经有了"):
        plan(world, "district")


def test_who_reports_and_what_is_said_when_it_can_not_be(world: World) -> None:
    campaign = plan(world)
    with pytest.raises(NotNow, match="经办人来报"):
        report(world, campaign, login="director")
    with pytest.raises(NotFound):
        report(world, campaign, login="other")
    with pytest.raises(NotNow, match="还没开始"):
        report(world, campaign, "t5")
    with pytest.raises(NotNow, match="没有这一项"):
        report(world, campaign, "t9")
    with pytest.raises(NotNow, match="请写办成了什么"):
        report(world, campaign, words=" ")
    report(world, campaign)
    with pytest.raises(NotNow, match="已经报过"):
        report(world, campaign)
    told: dict[str, Any] = {"campaign_id": campaign.pk, "unit": world.community, "key": "t1", "now": world.now}
    with pytest.raises(NotNow, match="没有能收回"):
        take_back_step(by=world.by("director"), **told)
    take_back_step(by=world.by("clerk"), **told)
    with pytest.raises(NotNow, match="没有能收回"):
        take_back_step(by=world.by("clerk"), **told)
    report(world, campaign)
    assert CampaignReport.objects.count() == 2


def change(world: World, campaign: Campaign, changed: list[Phase], **more: Any) -> None:
    told: dict[str, Any] = {"words": "", "units": [world.community, world.neighbour], "why": "区里改了日子", "seen": 1}
    change_campaign(
        campaign_id=campaign.pk, phases=changed, now=world.now, **{**told, "by": world.by("street"), **more}
    )


def test_a_plan_changed_under_way_keeps_what_was_reported(world: World) -> None:
    campaign = plan(world)
    report(world, campaign)
    report(world, campaign, "t2", words="贴在三处")
    changed = phases()
    changed[0] = phase("宣传发动", date(2026, 10, 1), date(2026, 10, 20), "开居民代表会")
    changed[1]["tasks"].append(("开动员会", ""))  # moved to another phase, called the same
    change(world, campaign, changed)
    row = rows(world, campaign, date(2026, 10, 13))[world.community]
    assert [cell.done for cell in row.cells] == [0, 1, 0]
    fresh = campaign_for(world.by("street"), campaign.pk)
    assert [one.words for one in given_up(fresh, world.community)] == ["贴在三处"]
    assert [version.number for version in fresh.plans.all()] == [2, 1]
    assert "t2" not in {task["key"] for one in newest(fresh).plan["phases"] for task in one["tasks"]}
    assert Entry.objects.get(act="campaign:change").note["reason"] == "区里改了日子"
    back = phases()
    change(world, campaign, back, seen=2)  # and a task that comes back is still done
    assert rows(world, campaign, date(2026, 10, 13))[world.community].cells[0].state == "done"


def test_two_who_change_at_once_do_not_overwrite_each_other(world: World) -> None:
    campaign = plan(world)
    change(world, campaign, phases())
    with pytest.raises(NotNow, match="已经改过一版"):
        change(world, campaign, phases())
    with pytest.raises(NotNow, match="请写原因"):
        change(world, campaign, phases(), why=" ", seen=2)
    with pytest.raises(NotYours):
        change(world, campaign, phases(), by=world.by("clerk"), seen=2)


def test_units_join_and_leave(world: World) -> None:
    campaign = plan(world, units=[world.community])
    change(world, campaign, phases(), units=[world.neighbour])
    assert list(rows(world, campaign, date(2026, 10, 9))) == [world.neighbour]
    with pytest.raises(NotFound):
        report(world, campaign)
    change(world, campaign, phases(), seen=2)
    assert len(rows(world, campaign, date(2026, 10, 9))) == 2


def test_it_ends_with_a_reason(world: World) -> None:
    campaign = plan(world)
    told: dict[str, Any] = {"campaign_id": campaign.pk, "now": world.now, "by": world.by("street")}
    with pytest.raises(NotNow, match="请写原因"):
        end_campaign(why="", **told)
    end_campaign(why="验收完了", **told)
    with pytest.raises(NotNow, match="已经结束"):
        end_campaign(why="再来", **told)
    with pytest.raises(NotNow, match="已经结束"):
        report(world, campaign)
    assert not [task for task in tasks_for(world.by("clerk"), world.now) if task.kind == "campaign"]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE duties_campaignplan SET number = 9",
        "DELETE FROM duties_campaignplan",
        "UPDATE duties_campaignreport SET words = ''",
        "DELETE FROM duties_campaignreport",
    ],
)
def test_the_database_keeps_versions_and_reports(world: World, sql: str) -> None:
    report(world, plan(world))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_desks_climb(world: World) -> None:
    plan(world)

    def told(login: str, now: datetime) -> list[str]:
        return [task.note for task in tasks_for(world.by(login), now) if task.kind == "campaign"]

    assert told("clerk", world.now)[0] == "“宣传发动”还没有报的：开动员会、贴公开信"
    assert told("street", world.now) == []
    names = f"{world.community.short_name}、{world.neighbour.short_name}"
    assert told("street", day(10, 13)) == [f"2 个单位有任务逾期：{names}"]


def test_many_units_and_campaigns_ask_no_more(world: World) -> None:
    plan(world, units=[world.community])
    with CaptureQueriesContext(connection) as few:
        grids(campaigns_for(world.by("street")), date(2026, 10, 9))
    plan(world, name="第二个", units=[world.community, world.neighbour])
    with CaptureQueriesContext(connection) as more:
        grids(campaigns_for(world.by("street")), date(2026, 10, 9))
    assert len(more) == len(few)


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=6))
def test_what_is_taken_runs_forward(days: list[tuple[date, date]]) -> None:
    made = [phase(f"第{nth}", first, last, "x") for nth, (first, last) in enumerate(days)]
    taken = not why_not_plan("x", made, [Unit()])
    starts = [first for first, _last in days]
    assert taken == (all(first <= last for first, last in days) and starts == sorted(starts))


def sent(world: World, **more: Any) -> dict[str, Any]:
    on = today().date()
    told = {
        "name": "规范月",
        "units": [world.community.pk, world.neighbour.pk],
        "name_0": "宣传发动",
        "since_0": (on - timedelta(days=9)).isoformat(),
        "until_0": (on - timedelta(days=2)).isoformat(),
        "tasks_0": "开动员会\n\nCA03 公开账目",
    }
    return {**told, **more}


def test_by_the_pages_from_planning_to_ending(world: World) -> None:
    street, clerk = signed_in(world, "street"), signed_in(world, "clerk")
    assert "还没有活动" in clerk.get("/desk/campaigns/").content.decode()
    assert "总结验收" in street.get("/desk/campaigns/new/").content.decode()
    wrong = street.post("/desk/campaigns/new/", sent(world, tasks_0="XX99 没有的事", until_0=""))
    assert wrong.status_code == 422
    assert "目录里没有“XX99”" in wrong.content.decode()
    assert street.post("/desk/campaigns/new/", sent(world, tasks_0="")).status_code == 409
    went = street.post("/desk/campaigns/new/", sent(world))
    campaign = Campaign.objects.get()
    where = f"/desk/campaign/{campaign.pk}/"
    assert went["Location"] == where
    assert [task["code"] for task in plan_of(campaign)["phases"][0]["tasks"]] == ["", "CA03"]
    page = street.get(where).content.decode()
    assert "2 个有任务逾期" in page
    assert "2 个单位有任务逾期" in street.get(f"/overview/{world.street.code}/").content.decode()
    assert "规范月" in street.get("/desk/campaigns/?state=late").content.decode()
    assert "没有查到" in street.get("/desk/campaigns/?q=zzz").content.decode()
    form = {"do": "report", "unit": world.community.code, "key": "t1"}
    assert clerk.post(where, {**form, "words": ""}).status_code == 409
    assert clerk.post(where, {**form, "words": "开了会"}).status_code == 302
    mine = clerk.get(where).content.decode()
    assert "开了会" in mine
    assert "晚了" in mine
    assert "开了会" in street.get(f"{where}?unit={world.community.code}").content.decode()
    assert street.get(f"{where}tasks.xlsx").content[:2] == b"PK"
    assert street.get(f"{where}tasks.csv").content.decode("utf-8-sig").count("开动员会") == 2
    edit = street.get(f"{where}edit/").content.decode()
    assert "CA03 公开账目" in edit
    changed = sent(world, tasks_0="开动员会", why="账目另外检查", seen="1")
    assert street.post(f"{where}edit/", changed).status_code == 302
    assert street.post(f"{where}edit/", changed).status_code == 409
    assert clerk.post(where, {**form, "do": "take_back"}).status_code == 302
    assert street.post(where, {"do": "end", "why": "验收完了"}).status_code == 302
    assert "结束：验收完了" in clerk.get(where).content.decode()
