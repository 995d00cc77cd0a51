"""工作移交 (M04): a post is left, what was in hand is listed, a named successor takes it over within ten days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mingbai.catalog.models import Item
from mingbai.catalog.rules.days import current_calendar
from mingbai.disclosure.rules.handing import as_items, due_of, handing_alarms, handing_tasks, in_hand, open_handovers
from mingbai.disclosure.tests.factories import NOW, World, draft, owe, submitted_draft
from mingbai.duties.actions import open_event
from mingbai.kit.errors import NotFound, NotNow
from mingbai.orgs.actions import tick
from mingbai.orgs.actions.handovers import name_successor, take_over
from mingbai.orgs.actions.people import appoint, end_term
from mingbai.orgs.actions.roster import load_people
from mingbai.orgs.models import Entry, Handover, Person, Tenure
from mingbai.orgs.rules.may import Viewer, viewer_for

HEAD = "unit,body,post,title,name,since,until,login\n"
NEXT = HEAD + "500153001003,committee,clerk,经办人,华某,2026-10-01,,next\n"
YESTERDAY = NOW.date() - timedelta(days=1)


@pytest.fixture
def world(lasting: World, db: None) -> World:
    lasting.viewers.clear()  # people made in an earlier test are gone, and PostgreSQL numbers new ones anew
    return lasting


def left(world: World, login: str = "clerk") -> Handover:
    tenure = world.by(login).tenure
    assert tenure is not None
    end_term(tenure=tenure, last_day=YESTERDAY, now=NOW)
    return Handover.objects.select_related("tenure__post__body__unit", "tenure__person", "successor").get(tenure=tenure)


def successor(world: World) -> Viewer:
    load_people(data=NEXT.encode(), now=NOW)
    return world.by("next")


def alarms(viewer: Viewer, days: int) -> list[str]:
    now, calendar = NOW + timedelta(days=days), current_calendar()
    return [alarm.note for alarm in handing_alarms(viewer, open_handovers(viewer), now, calendar)]


def tasks(viewer: Viewer) -> list[str]:
    return [task.title for task in handing_tasks(viewer, open_handovers(viewer), current_calendar())]


def test_ending_a_term_opens_the_handover_and_lists_what_is_in_hand(world: World) -> None:
    owe(world)
    edition = draft(world, title="写着私事的标题")
    made = left(world)
    assert due_of(made, current_calendar()) == date(2026, 10, 19), "ten days after the 8th; the 18th is a Sunday"
    listed = in_hand(made, NOW, current_calendar())
    assert edition.pk in [task.target for task in listed if task.kind == "edition"], "a draft that settles no duty too"
    assert len(listed) > 20, "and all that is owed"
    kept = as_items(listed)
    assert {"title": "居务监督委员会工作与移送情况（2026年上半年）", "note": "拟定中", "due": "2026-10-09"} in kept
    assert "写着私事的标题" not in str(kept), "only the catalogue's words are kept"
    assert Entry.objects.filter(act="handover:open").count() == 1
    next_clerk = successor(world)
    assert tasks(next_clerk) == ["接手陈某的工作（经办人）"]
    for login in ("director", "other", "street"):
        assert tasks(world.by(login)) == []


def test_what_came_up_is_listed_by_the_catalogues_words(world: World) -> None:
    """What the clerk called it has passed no gate, and operators read the list."""
    told = {"item": Item.objects.get(code="DW05"), "on": NOW.date(), "title": "处理张某的决定"}
    open_event(unit=world.community, **told, now=NOW, by=world.by("clerk"))  # type: ignore[arg-type]
    kept = as_items(in_hand(left(world), NOW, current_calendar()))
    assert [item["title"] for item in kept] == ["上级决议贯彻与本级重大决策（2026年10月9日）"]


def test_the_successor_takes_over_once(world: World) -> None:
    submitted_draft(world, draft(world))
    made, by = left(world), successor(world)
    items = [{"title": "一件事", "note": "写了一半", "due": "2026-10-20"}]
    for login in ("other", "director"):
        with pytest.raises(NotFound):
            take_over(handover_id=made.pk, items=items, now=NOW, by=world.by(login))
    with pytest.raises(NotNow, match="现在担任经办人的人"):
        take_over(handover_id=made.pk, items=items, now=NOW, by=world.by("street"))
    done = take_over(handover_id=made.pk, items=items, now=NOW, by=by)
    assert (done.successor, done.items, done.done_at) == (by.person, items, NOW)
    assert tasks(by) == []
    with pytest.raises(NotNow, match="已经移交完了"):
        take_over(handover_id=made.pk, items=[], now=NOW, by=by)
    with pytest.raises(NotNow, match="已经移交完了"):
        name_successor(handover_id=made.pk, successor=by.person, now=NOW, by=world.by("street"))  # type: ignore[arg-type]
    assert Entry.objects.filter(act="handover:take", person=by.person).count() == 1


def test_the_one_named_takes_over_and_nobody_else(world: World) -> None:
    made, by = left(world), successor(world)
    load_people(data=(HEAD + "500153001003,committee,clerk,经办人,金某,2026-10-01,,third2\n").encode(), now=NOW)
    other = world.by("third2")
    assert other.person is not None
    with pytest.raises(NotNow, match="由离任的人"):
        name_successor(handover_id=made.pk, successor=other.person, now=NOW, by=by)
    leaver = Viewer(user=world.user("clerk"), person=made.tenure.person)
    with pytest.raises(NotNow, match="不能接手"):
        name_successor(handover_id=made.pk, successor=made.tenure.person, now=NOW, by=leaver)
    name_successor(handover_id=made.pk, successor=other.person, now=NOW, by=leaver)
    assert (tasks(by), tasks(other)) == ([], ["接手陈某的工作（经办人）"])
    with pytest.raises(NotNow, match="指定了金某接手"):
        take_over(handover_id=made.pk, items=[], now=NOW, by=by)
    take_over(handover_id=made.pk, items=[], now=NOW, by=other)


def test_an_overdue_handover_is_an_alarm_above(world: World) -> None:
    left(world)
    for login in ("street", "district", "auditor", "operator"):
        assert alarms(world.by(login), 10) == [], "the tenth day is not late"
        assert alarms(world.by(login), 11) == ["该在 10月19日 前移交完，已经晚了 1 天。还没有指定接手的人。"]
    assert alarms(world.by("director"), 30) == []
    assert alarms(world.by("other"), 30) == []


def test_who_stays_hands_nothing_over(world: World) -> None:
    tenure = world.by("clerk").tenure
    assert tenure is not None
    end_term(tenure=tenure, last_day=NOW.date(), now=NOW)
    assert Handover.objects.count() == 1
    Handover.objects.all().delete()
    Tenure.objects.filter(pk=tenure.pk).update(until=YESTERDAY)
    appoint(post=tenure.post, person=tenure.person, since=NOW.date(), now=NOW)
    assert tick(NOW) == 0
    auditor = world.by("auditor").tenure
    assert auditor is not None
    end_term(tenure=auditor, last_day=NOW.date(), now=NOW)
    assert not Handover.objects.exists(), "an auditor has nothing in hand"


def test_the_clock_opens_what_a_term_ends_by_itself(world: World) -> None:
    load_people(
        data=(HEAD + "500153001003,committee,clerk,经办人,孔某,2026-01-01,2026-10-20,brief\n").encode(), now=NOW
    )
    load_people(data=(HEAD + "500153001003,committee,clerk,经办人,曹某,2025-01-01,2026-10-01,old\n").encode(), now=NOW)
    assert tick(NOW) == 0, "what ended before it was registered carries nothing"
    later = NOW + timedelta(days=12)
    assert tick(later) == 1
    assert tick(later) == 0
    assert Handover.objects.get().tenure.person.name == "孔某"
    assert Entry.objects.get(act="handover:open").user is None


def test_the_page_from_naming_to_the_kept_list(world: World) -> None:
    owe(world)
    tenure = world.by("clerk").tenure
    assert tenure is not None
    end_term(tenure=tenure, last_day=timezone.localdate() - timedelta(days=1), now=NOW)
    made = Handover.objects.get()
    load_people(data=(HEAD + "500153001003,committee,clerk,经办人,华某,2026-01-01,,next\n").encode(), now=NOW)
    address = reverse("disclosure:handover", args=[made.pk])
    leaver, street, new = Client(), Client(), Client()
    leaver.force_login(world.user("clerk"))
    street.force_login(world.user("street"))
    new.force_login(world.user("next"))
    assert address in leaver.get("/desk/").content.decode(), "without a post there is still this page"
    assert "手里的" in leaver.get(address).content.decode()
    assert "点清了" not in street.get(address).content.decode()
    assert street.post(address, {"do": "name", "successor": "0"}).status_code == 409
    person = Person.objects.get(name="华某")
    assert (
        "指定了华某接手" in street.post(address, {"do": "name", "successor": person.pk}, follow=True).content.decode()
    )
    assert address in new.get("/desk/").content.decode()
    done = new.post(address, {"do": "take"}, follow=True).content.decode()
    assert "移交完了" in done
    made.refresh_from_db()
    assert len(made.items) > 5
    assert made.items[0]["title"] in done
    assert viewer_for(world.user("clerk"), timezone.localdate()).tenure is None
    stranger = Client()
    stranger.force_login(world.user("other"))
    assert stranger.get(address).status_code == 404
