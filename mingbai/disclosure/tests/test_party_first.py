"""Party first (先党内后党外): to members for some days, then to everybody; stopped, hurried, corrected, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from mingbai.catalog.models import Item
from mingbai.catalog.rules.days import current_calendar
from mingbai.catalog.rules.routes import ready_routes
from mingbai.disclosure.actions import decisions, tick, withdrawals
from mingbai.disclosure.models import Audience, Edition, EditionState, Notice, Reach, Release
from mingbai.disclosure.rules.alarms import alarms_for
from mingbai.disclosure.rules.days import step_day
from mingbai.disclosure.rules.desk import waiting_for_others
from mingbai.disclosure.rules.may import why_not
from mingbai.disclosure.tests.any_route import lay_down
from mingbai.disclosure.tests.conftest import whole_world
from mingbai.disclosure.tests.factories import World, begin_correction, day, draft, owe, submitted_draft
from mingbai.duties.models import Duty
from mingbai.kit.errors import NotNow
from mingbai.kit.tests.lasting import lasting_database
from mingbai.orgs.actions.roll import enrol
from mingbai.orgs.models import Entry
from mingbai.orgs.rules.may import Viewer, viewer_for

STEPS = next(list(route.steps) for route in ready_routes() if route.key == "party_first")
# Submitted on Friday 9 October, which works as usual; 10 October is a make-up working day: 5 working days end on 15.
LAST = day(10, 15, 23)


@pytest.fixture(scope="module")
def lasting(django_db_setup: None, django_db_blocker: object) -> Iterator[World]:
    with lasting_database(django_db_blocker):
        world = whole_world()
        lay_down(world, world.community, "party", STEPS)
        lay_down(world, world.community, "default", STEPS)
        owe(world)
        told = {"tier": "party_members", "since": day(1, 5).date(), "now": world.now, "by": world.by("clerk")}
        enrol(unit=world.community, name="许某", login="party", **told)  # type: ignore[arg-type]
        yield world


@pytest.fixture
def world(lasting: World, db: None) -> World:
    return lasting


def member(world: World) -> Viewer:
    return viewer_for(world.user("party"), world.now.date())


def reviewed(world: World, edition: Edition, now: datetime | None = None) -> Edition:
    """Through the review, so that the secretary is next."""
    now = now or world.now + timedelta(hours=1)
    decisions.review(edition_id=edition.pk, digest=edition.digest, now=now, by=world.by("privacy"))
    edition.refresh_from_db()
    return edition


def released(world: World, code: str = "DW02", **more: object) -> Edition:
    """Signed by all; members read it."""
    edition = reviewed(world, submitted_draft(world, draft(world, code, **more)))  # type: ignore[arg-type]
    return signed(world, edition)


def signed(world: World, edition: Edition, now: datetime | None = None) -> Edition:
    now = now or world.now + timedelta(hours=2)
    decisions.sign(edition_id=edition.pk, digest=edition.digest, now=now, by=world.by("secretary"))
    edition.refresh_from_db()
    return edition


def readers(world: World) -> list[str]:
    found = {"member": member(world), "clerk": world.by("clerk"), "other": world.by("other"), "nobody": Viewer()}
    return [name for name, viewer in found.items() if Release.objects.visible_to(viewer).exists()]


def test_members_read_it_first_and_after_its_days_everybody(world: World) -> None:
    duty = Duty.objects.filter(item__code="DW02").order_by("pk").first()
    assert duty is not None
    waiting = reviewed(world, submitted_draft(world, draft(world, "DW02", duties=[duty])))
    assert readers(world) == [], "not before the last signature"
    edition = signed(world, waiting)
    assert (edition.state, edition.step, edition.notice.number) == (EditionState.MOVING, "members", "")
    assert readers(world) == ["member", "clerk"]
    assert edition.release.readers == 1
    assert step_day(edition, edition.decisions.all(), current_calendar()) == LAST.date()
    assert tick(LAST) == 0
    duty.refresh_from_db()
    assert duty.settlement == "", "owed until everybody reads it"
    assert tick(LAST + timedelta(hours=1, minutes=1)) == 1
    edition.refresh_from_db()
    duty.refresh_from_db()
    notice = Notice.objects.select_related("unit").get(pk=edition.notice_id)
    assert (edition.state, edition.step, edition.number) == (EditionState.PUBLISHED, "", 1)
    assert notice.number == "500153001003/2026-00001"
    assert duty.settled_by == notice.number
    assert edition.display_from == day(10, 16).date(), "its days on the board begin with everybody's"
    assert readers(world) == []
    assert Notice.objects.visible_to(Viewer()).get() == notice
    assert tick(LAST + timedelta(days=1)) == 0
    acts = list(Entry.objects.filter(record_type="disclosure.edition").order_by("pk").values_list("act", flat=True))
    assert acts[-4:] == ["notice:first", "notice:sign", "notice:release", "notice:publish"]


def test_it_waits_for_the_planned_minute_if_that_is_later(world: World) -> None:
    edition = draft(world, "DW02")
    planned = day(10, 20)
    decisions.submit(edition_id=edition.pk, seen=edition.lock, now=world.now, by=world.by("clerk"), publish_at=planned)
    edition.refresh_from_db()
    edition = signed(world, reviewed(world, edition))
    tick(day(10, 16))
    edition.refresh_from_db()
    assert (edition.state, readers(world)) == (EditionState.READY, [])
    assert tick(planned) == 1


def test_the_street_s_filing_does_not_make_it_longer(world: World) -> None:
    edition = released(world)
    assert edition.steps[-1]["kind"] == "release"
    filing = {"key": "street", "kind": "file", "posts": ["street_reviewer"], "where": "above", "blocks": False}
    steps = [*edition.steps, {**filing, "policy": "one", "label": "街镇备案", "stamp": "街镇备案"}]
    lay_down(world, world.community, "party", steps)
    second = released(world, period="2026-H2")
    decisions.file(edition_id=second.pk, digest=second.digest, now=day(10, 14), by=world.by("street"))
    second.refresh_from_db()
    assert step_day(second, second.decisions.all(), current_calendar()) == LAST.date()
    assert tick(LAST + timedelta(hours=2)) == 2


@pytest.mark.parametrize(("code", "audience"), [("DW05", Audience.PARTY), ("DW08", Audience.PARTY)])
def test_what_is_for_members_alone_is_published_to_them_at_once(world: World, code: str, audience: str) -> None:
    if not Item.objects.filter(code=code).exists():
        code = "DW05"
    edition = released(world, code)
    notice = Notice.objects.select_related("live__version").get(pk=edition.notice_id)
    assert (edition.state, notice.audience, notice.reach) == (EditionState.PUBLISHED, audience, Reach.LOCAL)
    assert not Release.objects.exists()
    reading = {"member": member(world), "clerk": world.by("clerk"), "other": world.by("other"), "nobody": Viewer()}
    seen = [name for name, viewer in reading.items() if Notice.objects.visible_to(viewer).exists()]
    assert seen == ["member", "clerk"]


@pytest.mark.parametrize("login", ["secretary", "privacy"])
def test_whoever_answers_for_it_may_stop_it(world: World, login: str) -> None:
    edition = released(world)
    told = {"edition_id": edition.pk, "digest": edition.digest, "now": day(10, 12)}
    decisions.send_back(**told, reason="还要再商量", by=world.by(login))  # type: ignore[arg-type]
    edition.refresh_from_db()
    assert (edition.state, readers(world)) == (EditionState.RETURNED, [])
    assert edition.release.ended_at == day(10, 12)
    assert tick(LAST + timedelta(days=9)) == 0


def test_nobody_else_may(world: World) -> None:
    edition = released(world)
    for login in ("director", "chair", "street", "district", "auditor", "other", "operator"):
        assert why_not("return", edition, world.by(login), day(10, 12)) is not None, login
    refusal = why_not("sign", edition, world.by("director"), day(10, 12))
    assert refusal is not None
    assert refusal.sentence == "正在先给成员看，到日子自动公布。"


def test_a_new_attempt_ends_it_and_begins_its_own(world: World) -> None:
    edition = released(world)
    new = decisions.revise(edition_id=edition.pk, now=day(10, 12), by=world.by("clerk"))
    assert readers(world) == []
    edition.refresh_from_db()
    assert edition.state == EditionState.VOID
    assert edition.release.ended_at is not None
    new = submitted_draft(world, Edition.objects.get(pk=new.pk))
    signed(world, reviewed(world, new, day(10, 13)), day(10, 13))
    assert readers(world) == ["member", "clerk"]
    assert Release.objects.count() == 2


@pytest.mark.parametrize("during", [False, True])
def test_an_emergency_does_not_wait_for_the_members(world: World, during: bool) -> None:
    edition = released(world) if during else submitted_draft(world, draft(world, "DW02"))
    told = {"edition_id": edition.pk, "digest": edition.digest, "reason": "今晚有暴雨", "now": day(10, 12)}
    decisions.publish_urgently(**told, by=world.by("director"))  # type: ignore[arg-type]
    edition.refresh_from_db()
    assert edition.state == EditionState.PUBLISHED
    assert readers(world) == []
    word = edition.decisions.get(step="members")
    assert word.reason == "紧急公布，没有先给成员看"
    if not during:
        edition = signed(world, reviewed(world, edition, day(10, 13)), day(10, 13))
    assert edition.step == "", "nothing of it waits for ever"


def test_a_correction_goes_first_to_the_members_too(world: World) -> None:
    edition = released(world)
    tick(day(10, 16))
    notice = Notice.objects.select_related("live").get(pk=edition.notice_id)
    second = submitted_draft(world, begin_correction(world, notice, "写错了一个名字。", day(10, 19)))
    second = signed(world, reviewed(world, second, day(10, 19)), day(10, 19))
    notice.refresh_from_db()
    assert (second.step, notice.live_id) == ("members", edition.pk), "everybody reads the old one still"
    assert readers(world) == ["member", "clerk"]
    tick(day(10, 27))
    notice.refresh_from_db()
    assert notice.live_id == second.pk


def test_what_is_being_taken_back_is_not_released_further(world: World) -> None:
    edition = released(world)
    tick(day(10, 16))
    notice = Notice.objects.select_related("live").get(pk=edition.notice_id)
    second = submitted_draft(world, begin_correction(world, notice, "写错了一个名字。", day(10, 19)))
    second = signed(world, reviewed(world, second, day(10, 19)), day(10, 19))
    ask = {"edition_id": edition.pk, "now": day(10, 20), "by": world.by("clerk")}
    withdrawals.remove(**ask, reason="private", words="照片没有遮住。")  # type: ignore[arg-type]
    assert readers(world) == [], "the correction may hold the same harm"
    assert tick(day(11, 2)) == 0
    withdrawals.keep(edition_id=edition.pk, answer="没有泄露", now=day(11, 3), by=world.by("director"))
    assert tick(day(11, 3)) == 1
    second.refresh_from_db()
    assert second.state == EditionState.PUBLISHED


def test_the_desk_says_who_reads_it_until_when(world: World) -> None:
    released(world)
    notes = [waiting.note for waiting in waiting_for_others(world.by("clerk"), day(10, 12))]
    assert notes == ["正在先给名册上的 1 名党员看，到 10月15日 期满，自动公布"]
    assert alarms_for(world.by("street"), day(10, 30), current_calendar()) == []


def test_a_release_is_kept_as_it_was(world: World) -> None:
    release = released(world).release
    for change in ({"tier": "residents"}, {"readers": 9}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Release.objects.filter(pk=release.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Release.objects.filter(pk=release.pk).delete()


def test_a_step_back_is_refused_in_the_words_of_the_rule(world: World) -> None:
    edition = released(world)
    with pytest.raises(NotNow, match="写明为什么退回"):
        decisions.send_back(
            edition_id=edition.pk, digest=edition.digest, reason=" ", now=day(10, 12), by=world.by("secretary")
        )
