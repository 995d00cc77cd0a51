"""Standing in for somebody who is away: with dates and a reason, journalled, taken back at any time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mingbai.catalog.rules.routes import ready_routes
from mingbai.disclosure.actions import decisions as act
from mingbai.disclosure.models import Verdict
from mingbai.disclosure.rules.may import why_not
from mingbai.disclosure.rules.missing import why_nobody
from mingbai.disclosure.tests.any_route import lay_down
from mingbai.disclosure.tests.factories import World, draft, step_on, submitted_draft
from mingbai.kit.errors import NotFound, NotNow, NotYours
from mingbai.orgs.actions.delegations import delegate, take_back
from mingbai.orgs.actions.people import appoint, end_term
from mingbai.orgs.actions.roster import load_people
from mingbai.orgs.models import Delegation, Entry, Person
from mingbai.orgs.rules.delegations import candidates
from mingbai.orgs.rules.may import Viewer, viewer_for

NOW = timezone.make_aware(datetime(2026, 10, 9, 9, 0))
TODAY = NOW.date()


READY = {route.key: route.steps for route in ready_routes()}
# A deputy director: holds a post of the community, and sits on no step of the usual route.
STAND = "unit,body,post,title,name,since,until,login\n500153001003,committee,member,副主任,尤某,2026-01-01,,stand\n"


@pytest.fixture
def world(lasting: World, db: None) -> World:
    lasting.viewers.clear()  # people made in an earlier test are gone, and PostgreSQL numbers new ones anew
    load_people(data=STAND.encode(), now=NOW)
    return lasting


def person(world: World, login: str) -> Person:
    found = world.by(login).person
    assert found is not None
    return found


def lent(world: World, by: str = "secretary", to: str = "clerk", days: int = 10) -> Delegation:
    until = TODAY + timedelta(days=days)
    return delegate(deputy=person(world, to), since=TODAY, until=until, reason="出差", now=NOW, by=world.by(by))


def test_the_deputy_gets_the_post_beside_the_own_and_only_for_those_days(world: World) -> None:
    lent(world)
    user = world.user("clerk")
    posts = [(held.post.kind, held.person.name) for held in viewer_for(user, TODAY).choices]
    assert posts == [("clerk", "陈某"), ("secretary", "王某")]
    assert viewer_for(user, TODAY).kind == "clerk", "the own post comes first"
    secretary = next(held for held in viewer_for(user, TODAY).choices if held.post.kind == "secretary")
    acting = viewer_for(user, TODAY, tenure_id=secretary.pk)
    assert acting.standing_in
    assert (acting.person.name, acting.label) == ("陈某", "书记 陈某（代王某）")  # type: ignore[union-attr]
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=11)):
        assert [held.post.kind for held in viewer_for(user, day, tenure_id=secretary.pk).choices] == ["clerk"]
    entry = Entry.objects.filter(act="delegation:make").latest("pk")
    assert (entry.person.name, entry.note["name"], entry.note["reason"]) == ("王某", "陈某", "出差")  # type: ignore[union-attr]


def test_both_may_end_it_at_once_and_nobody_else(world: World) -> None:
    for ends in ("secretary", "clerk"):
        made = lent(world)
        with pytest.raises(NotFound):
            take_back(delegation_id=made.pk, now=NOW, by=world.by("director"))
        take_back(delegation_id=made.pk, now=NOW, by=world.by(ends))
        assert len(viewer_for(world.user("clerk"), TODAY).choices) == 1
        with pytest.raises(NotNow, match="已经收回"):
            take_back(delegation_id=made.pk, now=NOW, by=world.by(ends))
    assert Entry.objects.filter(act="delegation:end").count() == 2
    with pytest.raises(NotNow, match="已经到期"):
        take_back(delegation_id=lent(world).pk, now=NOW + timedelta(days=20), by=world.by("clerk"))


@pytest.mark.parametrize(
    ("by", "to", "since", "until", "reason", "said"),
    [
        ("secretary", "clerk", -1, 5, "出差", "今天或以后"),
        ("secretary", "clerk", 5, 4, "出差", "早于"),
        ("secretary", "clerk", 0, 91, "出差", "最多委托 90 天"),
        ("secretary", "clerk", 0, 5, " \n", "请写原因"),
        ("secretary", "other", 0, 5, "出差", "不能代办"),
        ("secretary", "secretary", 0, 5, "出差", "不能代办"),
        ("director", "member", 0, 5, "出差", "监督的和被监督的不能互相代"),
        ("member", "chair", 0, 5, "出差", "要本人来"),
        ("auditor", "district", 0, 5, "出差", "要本人来"),
    ],
)
def test_what_is_no_standing_in_is_refused(
    world: World, by: str, to: str, since: int, until: int, reason: str, said: str
) -> None:
    days = {"since": TODAY + timedelta(days=since), "until": TODAY + timedelta(days=until)}
    with pytest.raises(NotNow, match=said):
        delegate(deputy=person(world, to), reason=reason, now=NOW, by=world.by(by), **days)
    assert not Delegation.objects.exists()


def test_one_stands_in_at_a_time_and_lends_nothing_on(world: World) -> None:
    made = lent(world)
    with pytest.raises(NotNow, match="已经委托了人"):
        lent(world, to="director")
    acting = viewer_for(world.user("clerk"), TODAY, tenure_id=made.tenure_id)
    with pytest.raises(NotYours, match="您自己担任"):
        delegate(deputy=person(world, "director"), since=TODAY, until=TODAY, reason="忙", now=NOW, by=acting)
    assert person(world, "other") not in candidates(made.tenure, TODAY)


def test_on_the_page_of_posts(world: World) -> None:
    secretary, clerk = Client(), Client()
    secretary.force_login(world.user("secretary"))
    clerk.force_login(world.user("clerk"))
    page = secretary.get("/capacity/").content.decode()
    assert "不在的时候请人代办" in page
    assert "监督委员会" not in page.split('id="lend_deputy"')[1].split("</select>")[0]
    today = timezone.localdate()
    sent = {"deputy": person(world, "clerk").pk, "since": today.isoformat(), "until": today.isoformat()}
    wrong = secretary.post("/capacity/deputy/", sent)
    assert wrong.status_code == 422
    assert "请写原因" in wrong.content.decode()
    done = secretary.post("/capacity/deputy/", {**sent, "reason": "开会"}, follow=True).content.decode()
    assert "陈某从" in done
    assert "现在收回" in done
    assert secretary.post("/capacity/deputy/", {**sent, "reason": "开会"}).status_code == 409
    page = clerk.get("/capacity/").content.decode()
    assert "书记（代王某）" in page
    assert "交回" in page
    made = Delegation.objects.get()
    clerk.post("/capacity/", {"tenure": made.tenure_id})
    assert "书记 陈某（代王某）" in clerk.get("/desk/").content.decode()
    assert clerk.post("/capacity/deputy/", {**sent, "reason": "开会"}).status_code == 403
    clerk.post(f"/capacity/deputy/{made.pk}/end/")
    assert "代王某" not in clerk.get("/desk/").content.decode(), "the capacity is gone with the next click"


def test_a_member_of_the_committee_is_told_why_not(world: World) -> None:
    client = Client()
    client.force_login(world.user("member"))
    assert "监督委员会委员要本人来，不能委托别人" in client.get("/capacity/").content.decode()


def acting(world: World, login: str, made: Delegation) -> Viewer:
    return viewer_for(world.user(login), TODAY, tenure_id=made.tenure_id)


def test_the_signature_says_who_for_whom(world: World) -> None:
    made = lent(world, by="director", to="secretary")
    edition = submitted_draft(world, draft(world))
    act.sign(edition_id=edition.pk, digest=edition.digest, now=NOW, by=acting(world, "secretary", made))
    edition.refresh_from_db()
    word = edition.decisions.get(step="director")
    assert (word.tenure.person.name, word.deputy.name, word.who) == ("李某", "王某", "王某（代李某）")  # type: ignore[union-attr]
    reason = why_not("sign", edition, world.by("secretary"), NOW)
    assert reason is not None
    assert "一个人只能签一步；您已在“主任”签过" in reason.sentence
    entry = Entry.objects.filter(act="notice:sign").latest("pk")
    assert (entry.person.name, entry.tenure.post.kind) == ("王某", "director")  # type: ignore[union-attr]
    again = why_not("sign", edition, world.by("director"), NOW)
    assert again is not None
    assert "王某（代李某）在" in again.sentence


def test_who_signs_another_step_can_not_stand_in(world: World) -> None:
    made = lent(world, by="director", to="clerk")
    edition = submitted_draft(world, draft(world))
    with pytest.raises(NotNow, match="您已在“经办人”签过"):
        act.sign(edition_id=edition.pk, digest=edition.digest, now=NOW, by=acting(world, "clerk", made))
    assert why_not("sign", edition, world.by("director"), NOW) is None, "the holder still may"


def test_the_public_and_the_paper_read_it_too(world: World) -> None:
    made = lent(world, by="director", to="stand")
    edition = submitted_draft(world, draft(world))
    act.sign(edition_id=edition.pk, digest=edition.digest, now=NOW, by=acting(world, "stand", made))
    edition.refresh_from_db()
    while edition.state == "moving":
        step_on(world, edition, NOW + timedelta(hours=2))
        edition.refresh_from_db()
    notice = edition.notice
    page = Client().get(f"/n/{notice.unit.code}/{notice.year}-{notice.serial:05}/").content.decode()
    assert "尤某（代李某）" in page
    data = Client().get(f"/n/{notice.unit.code}/{notice.year}-{notice.serial:05}.json").json()
    assert "尤某（代李某）" in str(data)


def test_nobody_votes_for_another(world: World) -> None:
    made = lent(world, by="director", to="stand")
    lay_down(world, world.community, "default", READY["standard"])
    edition = submitted_draft(world, draft(world))
    with pytest.raises(NotYours, match="表决要本人来"):
        act.vote(
            edition_id=edition.pk,
            digest=edition.digest,
            verdict=Verdict.AGREE,
            now=NOW,
            by=acting(world, "stand", made),
        )


def test_who_stands_in_fills_the_gap_that_one_person_in_two_posts_leaves(world: World) -> None:
    """The director is also the secretary: without a deputy nobody is left for the second signature."""
    secretary = world.by("secretary").tenure
    assert secretary is not None
    end_term(tenure=secretary, last_day=TODAY - timedelta(days=1), now=NOW)
    both = appoint(post=secretary.post, person=person(world, "director"), since=TODAY, now=NOW)
    edition = submitted_draft(world, draft(world))
    act.sign(edition_id=edition.pk, digest=edition.digest, now=NOW, by=world.by("director"))
    edition.refresh_from_db()
    words = list(edition.decisions.select_related("tenure"))
    assert "剩下的不够" in why_nobody(edition, words, TODAY)
    as_secretary = Viewer(person=person(world, "director"), tenure=both)
    made = delegate(deputy=person(world, "stand"), since=TODAY, until=TODAY, reason="一肩挑", now=NOW, by=as_secretary)
    assert why_nobody(edition, words, TODAY) == ""
    act.sign(edition_id=edition.pk, digest=edition.digest, now=NOW, by=acting(world, "stand", made))
    edition.refresh_from_db()
    assert edition.step == "supervision"
