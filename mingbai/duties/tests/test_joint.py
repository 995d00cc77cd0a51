"""Linked disclosure: one matter, a duty for each unit, and what every page says about the others."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from mingbai.catalog.actions import load_items
from mingbai.catalog.models import Item
from mingbai.catalog.schema.edition import load_edition
from mingbai.disclosure.actions import drafts, withdrawals
from mingbai.disclosure.models import Notice
from mingbai.disclosure.rules.desk import tasks_for
from mingbai.disclosure.tests.conftest import lasting
from mingbai.disclosure.tests.factories import World, day, draft, owe, publish, signed_in, today, walk
from mingbai.duties.actions import add_parts, end_matter, generate, open_matter, recompute_provisional, remove_part
from mingbai.duties.models import Duty, JointMatter, JointPart
from mingbai.duties.rules.joint import common_window, standings
from mingbai.kit.errors import NotFound, NotNow, NotYours
from mingbai.orgs.models import Entry, Unit

__all__ = ["lasting"]

UNTIL = date(2026, 10, 15)
SOON: dict[str, Any] = {"since": date(2026, 10, 9), "until": date(2026, 10, 9)}  # a day before CA03 is due


@pytest.fixture
def world(lasting: World, db: None) -> World:
    cache.clear()
    load_items(specs=[load_edition()["ZW12"]], valid_from=date(2026, 1, 1), now=lasting.now)
    return lasting


def link(world: World, code: str = "JW04", login: str = "street", **more: Any) -> JointMatter:
    """The street and its two communities, from the 10th to the 15th."""
    items = {"community": Item.objects.get(code=code), "street": Item.objects.get(code="ZW12")}
    told: dict[str, Any] = {
        "name": "农房改造",
        "words": "村里公布名单，街道公布标准。",
        "happened": date(2026, 10, 8),
        "since": date(2026, 10, 10),
        "until": UNTIL,
        "units": [world.street, world.community, world.neighbour],
        "items": items,
        "now": world.now,
        "by": world.by(login),
    }
    return open_matter(**{**told, **more})


def duty_of(matter: JointMatter, unit: Unit) -> Duty:
    return Duty.objects.get(joint_part__matter=matter, unit=unit)


def published(world: World, matter: JointMatter) -> Notice:
    return publish(world, "JW04", duty_of(matter, world.community).period, duties=[duty_of(matter, world.community)])


def test_each_unit_owes_its_own_item_by_the_last_common_day(world: World) -> None:
    matter = link(world)
    owed = {part.unit.short_name: part.duty for part in matter.parts.select_related("unit", "duty__item")}
    assert {name: duty.item.code for name, duty in owed.items() if duty} == {
        world.street.short_name: "ZW12",
        world.community.short_name: "JW04",
        world.neighbour.short_name: "JW04",
    }
    assert {duty.due for duty in owed.values() if duty} == {UNTIL}
    assert all(duty.title == "农房改造" and duty.public_title != "农房改造" for duty in owed.values() if duty)
    assert Entry.objects.filter(act="duty:link").count() == 3


def test_the_law_holds_where_it_is_sooner(world: World) -> None:
    """Ten days after 28 September is 8 October, the first day at work after the holidays; the window comes later."""
    matter = link(world, happened=date(2026, 9, 28))
    assert duty_of(matter, world.community).due == date(2026, 10, 8)
    assert duty_of(matter, world.street).due == UNTIL  # twenty working days there


def test_what_is_owed_for_the_period_anyway_is_bound_and_not_asked_twice(world: World) -> None:
    owe(world)
    before = Duty.objects.filter(unit=world.community).count()
    matter = link(world, "CA03", units=[world.street, world.community])
    duty = duty_of(matter, world.community)
    assert duty.period == "2026-Q3"
    assert Duty.objects.filter(unit=world.community).count() == before
    assert duty.due == min(UNTIL, duty.due)
    with pytest.raises(NotNow, match="已经在联动“农房改造”里"):
        link(world, "CA03", name="另一件", units=[world.street, world.community])


def test_counting_anew_does_not_lose_the_common_day(world: World) -> None:
    owe(world)
    matter = link(world, "CA03", units=[world.street, world.community], **SOON)
    recompute_provisional(now=world.now)
    generate(units=[world.community], year=2026, now=world.now)
    assert duty_of(matter, world.community).due == SOON["until"]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"name": "  "}, "这件事叫什么"),
        ({"since": date(2026, 10, 16)}, "早于第一天"),
        ({"since": date(2026, 9, 1), "until": date(2026, 10, 8)}, "已经过了"),
        ({"until": date(2028, 1, 1)}, "填错了年份"),
        ({"words": "问陈某 13900001234"}, "手机号"),
        ({"name": "农" * 61}, "最多 60 个字"),
        ({"happened": date(2026, 10, 20)}, "不能晚于今天"),
        ({"items": {}}, "还没有给这一类单位选事项"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_kept(world: World, wrong: dict[str, Any], why: str) -> None:
    before = Duty.objects.count()
    with pytest.raises(NotNow, match=why):
        link(world, **wrong)
    assert not JointMatter.objects.exists()
    assert Duty.objects.count() == before


def test_one_unit_alone_is_no_link_and_the_same_name_is_taken_once(world: World) -> None:
    with pytest.raises(NotNow, match="至少要有两个单位"):
        link(world, units=[world.community])
    link(world)
    with pytest.raises(NotNow, match="已经在联动了"):
        link(world)


def test_only_street_and_district_link_and_only_what_lies_below(world: World) -> None:
    with pytest.raises(NotYours):
        link(world, login="clerk")
    with pytest.raises(NotFound):
        link(world, units=[world.community, world.district])
    assert link(world, login="district").unit == world.district


def test_the_desk_says_who_has_published(world: World) -> None:
    matter = link(world)
    published(world, matter)
    note = next(task.note for task in tasks_for(world.by("other"), world.now) if task.title.startswith("农房改造"))
    assert f"联动“农房改造”：{world.community.short_name}已公布，本单位还没有" in note
    assert not [task for task in tasks_for(world.by("street"), world.now) if task.kind == "joint"]  # not begun yet
    later = [task for task in tasks_for(world.by("street"), day(10, 16)) if task.kind == "joint"]
    assert [task.note for task in later] == [
        f"2 个单位逾期没有公布：{world.street.short_name}、{world.neighbour.short_name}"
    ]


def test_how_a_unit_stands_is_read_from_its_duty(world: World) -> None:
    matter = link(world)
    draft(world, "JW04", duty_of(matter, world.community).period, duties=[duty_of(matter, world.community)])
    on = date(2026, 10, 9)
    assert {row.unit.code: row.state for row in standings(matter, on)}[world.community.code] == "begun"
    notice = Notice.objects.get(duties=duty_of(matter, world.community))
    walk(world, notice.editions.get())
    assert {row.unit.code: row.state for row in standings(matter, on)}[world.community.code] == "done"
    assert {row.state for row in standings(matter, date(2026, 10, 20))} == {"done", "late"}
    notice.refresh_from_db()
    told = {"reason": "private", "words": "照片没有遮住。", "now": world.now}
    withdrawals.remove(edition_id=notice.live_id or 0, by=world.by("clerk"), **told)  # type: ignore[arg-type]
    asked = notice.live
    assert asked is not None
    withdrawals.confirm(edition_id=asked.pk, now=world.now, by=world.by("director"))
    assert {row.unit.code: row.state for row in standings(matter, on)}[world.community.code] != "done"


def test_a_unit_is_taken_out_with_a_reason(world: World) -> None:
    matter = link(world)
    gone = duty_of(matter, world.neighbour).pk
    with pytest.raises(NotNow, match="请写原因"):
        remove_part(matter_id=matter.pk, unit=world.neighbour, why=" ", now=world.now, by=world.by("street"))
    remove_part(matter_id=matter.pk, unit=world.neighbour, why="没有农房", now=world.now, by=world.by("street"))
    assert not Duty.objects.filter(pk=gone).exists()
    assert JointPart.objects.get(unit=world.neighbour).removed_why == "没有农房"
    assert Entry.objects.get(act="joint:remove").note["reason"] == "没有农房"
    with pytest.raises(NotFound):  # a second press
        remove_part(matter_id=matter.pk, unit=world.neighbour, why="没有农房", now=world.now, by=world.by("street"))
    with pytest.raises(NotYours):
        remove_part(matter_id=matter.pk, unit=world.community, why="不想公开", now=world.now, by=world.by("clerk"))
    with pytest.raises(NotFound):
        remove_part(matter_id=matter.pk, unit=world.community, why="不想公开", now=world.now, by=world.by("operator"))


def test_what_is_being_written_or_owed_anyway_stays_owed(world: World) -> None:
    owe(world)
    bound = link(world, "CA03", units=[world.street, world.community], **SOON)
    due = duty_of(bound, world.community)
    remove_part(matter_id=bound.pk, unit=world.community, why="各公开各的", now=world.now, by=world.by("street"))
    due.refresh_from_db()
    assert (due.joint_until, due.due) == (None, date(2026, 10, 10))
    matter = link(world, name="第二件")
    written = duty_of(matter, world.community)
    draft(world, "JW04", written.period, duties=[written])
    remove_part(matter_id=matter.pk, unit=world.community, why="先不联动", now=world.now, by=world.by("street"))
    written.refresh_from_db()
    assert (written.joint_until, written.settlement) == (None, "")


def test_a_unit_joins_later_as_at_the_beginning(world: World) -> None:
    now = today()
    until = now.date() + timedelta(days=6)
    days: dict[str, Any] = {"happened": now.date(), "since": now.date(), "until": until, "now": now}
    matter = link(world, units=[world.street, world.community], **days)
    client, where = signed_in(world, "street"), f"/desk/joint/{matter.pk}/"
    assert f"{where}add/" in client.get(where).content.decode()
    blank = client.get(f"{where}add/").content.decode()
    assert f'value="{world.neighbour.pk}"' in blank
    assert f'value="{world.community.pk}"' not in blank
    assert 'value="JW04" selected' in blank
    told = {"units": [world.neighbour.pk], "item_community": "JW04", "why": "它也有农房", "do": "preview"}
    seen = client.post(f"{where}add/", told).content.decode()
    assert "就这样，加进来" in seen
    assert not JointPart.objects.filter(unit=world.neighbour).exists()
    page = client.post(f"{where}add/", {**told, "do": "add"}, follow=True).content.decode()
    assert "3 个单位，0 个已公布" in page
    assert "它也有农房" in page
    duty = duty_of(matter, world.neighbour)
    assert (duty.due, duty.joint_until) == (until, until)
    assert Entry.objects.get(act="joint:add").note == {"name": "农房改造", "reason": "它也有农房"}
    assert f"/j/{matter.pk}/" in client.get(f"/u/{world.neighbour.code}/duties/{duty.pk}/").content.decode()
    public = Client().get(f"/j/{matter.pk}/").content.decode()
    assert "它也有农房" in public
    assert "已经在里面了" in str(refused(world, matter, now=now))


def refused(world: World, matter: JointMatter, **more: Any) -> NotNow | NotFound | NotYours:
    """What the neighbour is told who is to join."""
    told = {"units": [world.neighbour], "items": {"community": Item.objects.get(code="JW04")}, "why": "它也有"}
    with pytest.raises((NotNow, NotFound, NotYours)) as said:
        add_parts(matter_id=matter.pk, **{**told, "now": world.now, "by": world.by("street"), **more})
    return cast("NotNow | NotFound | NotYours", said.value)


def test_nobody_joins_once_the_days_are_over_or_without_a_reason(world: World) -> None:
    matter = link(world, units=[world.street, world.community])
    before = Duty.objects.count()
    assert "已经过了，不能再加单位" in str(refused(world, matter, now=day(10, 16)))
    assert "请写原因" in str(refused(world, matter, why=" "))
    assert "手机号" in str(refused(world, matter, why="问陈某 13900001234"))
    assert "还没有给这一类单位选事项" in str(refused(world, matter, items={}))
    assert "请勾上要加进来的单位" in str(refused(world, matter, units=[]))
    assert isinstance(refused(world, matter, units=[world.district]), NotFound)
    assert isinstance(refused(world, matter, by=world.by("clerk")), NotYours)
    end_matter(matter_id=matter.pk, why="政策变了", now=world.now, by=world.by("street"))
    assert "已经停止" in str(refused(world, matter))
    assert Duty.objects.count() == before - 2
    page = signed_in(world, "street").post(f"/desk/joint/{matter.pk}/add/", {"do": "add"})
    assert page.status_code == 409


def test_who_was_taken_out_while_writing_comes_back_with_the_same_notice(world: World) -> None:
    matter = link(world)
    written = duty_of(matter, world.community)
    draft(world, "JW04", written.period, duties=[written])
    told = {"matter_id": matter.pk, "now": world.now, "by": world.by("street")}
    remove_part(unit=world.community, why="先不联动", **told)  # type: ignore[arg-type]
    items = {"community": Item.objects.get(code="JW04")}
    add_parts(units=[world.community], items=items, why="还是一起公开", **told)  # type: ignore[arg-type]
    assert duty_of(matter, world.community) == written
    assert {row.state for row in standings(matter, date(2026, 10, 9)) if row.unit == world.community} == {"begun"}


def test_stopping_keeps_what_was_published_together(world: World) -> None:
    matter = link(world)
    published(world, matter)
    with pytest.raises(NotNow, match="已经公开了"):
        remove_part(matter_id=matter.pk, unit=world.community, why="写错了", now=world.now, by=world.by("street"))
    assert end_matter(matter_id=matter.pk, why="政策变了", now=world.now, by=world.by("street")) == 2
    matter.refresh_from_db()
    assert matter.ended_why == "政策变了"
    assert [row.unit for row in standings(matter, date(2026, 10, 9))] == [world.community]
    with pytest.raises(NotNow, match="已经停止"):
        end_matter(matter_id=matter.pk, why="再停一次", now=world.now, by=world.by("street"))
    link(world)  # the name is free again


def test_a_draft_can_not_begin_on_what_has_just_gone(world: World) -> None:
    matter = link(world)
    duty = duty_of(matter, world.community)
    end_matter(matter_id=matter.pk, why="政策变了", now=world.now, by=world.by("street"))
    told = {"unit": world.community, "version": duty.version, "period": duty.period, "duties": [duty]}
    with pytest.raises(NotFound):
        drafts.start_draft(**told, now=world.now, by=world.by("clerk"))  # type: ignore[arg-type]


@given(on=st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_the_common_days_are_never_over(on: date) -> None:
    since, until = common_window(on)
    assert until >= on
    assert (since.day, until.day, since.month % 3) == (10, 15, 1)
    assert since - on < timedelta(days=93)


def sent(world: World, **more: Any) -> dict[str, Any]:
    now = today().date()
    told = {
        "name": "农房改造",
        "happened": now.isoformat(),
        "since": now.isoformat(),
        "until": (now + timedelta(days=5)).isoformat(),
        "units": [world.street.pk, world.community.pk],
        "item_community": "JW04",
        "item_street": "ZW12",
        "do": "preview",
    }
    return {**told, **more}


def test_the_street_looks_first_and_then_links(world: World) -> None:
    client = signed_in(world, "street")
    empty = client.get("/desk/joint/").content.decode()
    assert "还没有联动公开的事" in empty
    seen = client.post("/desk/joint/new/", sent(world)).content.decode()
    assert "就这样，开始联动" in seen
    assert not JointMatter.objects.exists()
    went = client.post("/desk/joint/new/", sent(world, do="open"))
    matter = JointMatter.objects.get()
    assert went["Location"] == f"/desk/joint/{matter.pk}/"
    page = client.get(went["Location"]).content.decode()
    assert "2 个单位，0 个已公布" in page
    assert "农房改造" in client.get("/desk/joint/?q=农房&state=running").content.decode()
    assert "没有查到" in client.get("/desk/joint/?q=征兵").content.decode()
    table = client.get("/desk/joint/joint.csv").content.decode("utf-8-sig")
    assert table.count("农房改造") == 2
    assert client.get("/desk/joint/joint.xlsx").content[:2] == b"PK"
    again = client.post("/desk/joint/new/", sent(world, do="open"))
    assert again.status_code == 409
    assert "已经在联动了" in again.content.decode()


def test_a_form_with_mistakes_says_where(world: World) -> None:
    client = signed_in(world, "street")
    answer = client.post("/desk/joint/new/", sent(world, item_street="", until="明天", do="open"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请选它们公开哪一项" in page
    assert "2026-10-11 的样子" in page


def test_a_unit_that_can_not_is_named_and_nothing_is_opened(world: World) -> None:
    client = signed_in(world, "street")
    early = (today().date() + timedelta(days=3)).isoformat()
    page = client.post("/desk/joint/new/", sent(world, happened=early)).content.decode()
    assert "2 个单位现在不行" in page
    assert "就这样，开始联动" not in page
    assert client.post("/desk/joint/new/", sent(world, happened=early, do="open")).status_code == 409
    assert not JointMatter.objects.exists()


def test_taking_out_and_stopping_by_the_page(world: World) -> None:
    matter, client = link(world), signed_in(world, "street")
    where = f"/desk/joint/{matter.pk}/"
    assert client.post(where, {"do": "remove", "unit": world.neighbour.code}).status_code == 409
    assert "请选要移出的单位" in client.post(where, {"do": "remove", "why": "x"}).content.decode()
    gone = client.post(where, {"do": "remove", "unit": world.neighbour.code, "why": "没有农房"}, follow=True)
    assert "没有农房" in gone.content.decode()
    twice = client.post(where, {"do": "remove", "unit": world.neighbour.code, "why": "没有农房"})
    assert "已经不在里面了" in twice.content.decode()
    assert client.post(where, {"do": "end", "why": "政策变了"}).status_code == 302
    assert "停止联动：政策变了" in client.get(where).content.decode()


def test_everybody_sees_how_the_others_published(world: World, client: Client) -> None:
    matter = link(world)
    notice = published(world, matter)
    page = client.get(f"/n/{notice.number}/").content.decode()
    assert "同一件事，别的单位怎么公开的" in page
    assert world.neighbour.short_name in page
    with CaptureQueriesContext(
        connection,
    ) as asked:
        whole = client.get(f"/j/{matter.pk}/").content.decode()
    assert len(asked) == 3
    assert f"/n/{notice.number}/" in whole
    assert client.get("/j/999999/").status_code == 404
    duty = duty_of(matter, world.neighbour)
    assert f"/j/{matter.pk}/" in client.get(f"/u/{world.neighbour.code}/duties/{duty.pk}/").content.decode()


def test_a_notice_of_its_own_asks_nothing_more(world: World, client: Client) -> None:
    alone = publish(world, "JW11", "2026-H1")
    client.get(f"/n/{alone.number}/")
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"/n/{alone.number}/").content.decode()
    assert "别的单位怎么公开的" not in page
    assert len(asked) <= 5
