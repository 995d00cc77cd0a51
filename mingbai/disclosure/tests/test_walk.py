"""The way of one notice, from the clerk to the street's file, and everything that may happen to it on the way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from mingbai.catalog.models import Item
from mingbai.catalog.rules.versions import version_for
from mingbai.disclosure.actions import decisions as act
from mingbai.disclosure.actions import drafts
from mingbai.disclosure.actions.tick import tick
from mingbai.disclosure.models import Decision, Edition, EditionState, Notice, Verdict
from mingbai.disclosure.rules.may import seats_of, why_not
from mingbai.disclosure.rules.steps import overview
from mingbai.disclosure.tests.factories import (
    COMMITTEE,
    NOW,
    World,
    day,
    declare_nil,
    draft,
    file_with_street,
    owe,
    publish,
    step_on,
    walk,
    weighed,
)
from mingbai.duties.actions import open_event
from mingbai.duties.models import Duty, DutyKind, Settlement
from mingbai.kit.digests import digest
from mingbai.kit.errors import NotFound, NotNow, NotYours
from mingbai.orgs.actions.people import appoint
from mingbai.orgs.models import Entry, Post, Tenure
from mingbai.orgs.rules.may import Viewer


@pytest.fixture
def world(lasting: World, db: None) -> World:
    return lasting


def submitted(world: World, edition: Edition | None = None) -> Edition:
    edition = edition or draft(world)
    act.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    return edition


def before_committee(world: World, edition: Edition | None = None) -> Edition:
    edition = submitted(world, edition)
    for _signature in ("director", "secretary"):
        step_on(world, edition, NOW)
        edition.refresh_from_db()
    assert edition.step == "supervision"
    return edition


def vote(world: World, edition: Edition, login: str, verdict: str, reason: str = "", **more: object) -> Edition:
    fresh = {"now": NOW + timedelta(hours=1), "by": world.by(login), "reason": reason, **more}
    done = act.vote(edition_id=edition.pk, digest=edition.digest, verdict=verdict, **fresh)  # type: ignore[arg-type]
    edition.refresh_from_db()
    return done


def acts_of(edition: Edition) -> list[str]:
    entries = Entry.objects.filter(record_type="disclosure.edition", record_id=str(edition.pk))
    return list(entries.order_by("pk").values_list("act", flat=True))


def test_from_the_clerk_to_the_streets_file(world: World) -> None:
    owe(world)
    duty = Duty.objects.get(item__code="JW11", period="2026-H1")
    edition = draft(world, duties=[duty])
    seen = []
    edition = submitted(world, edition)
    while edition.state == EditionState.MOVING:
        seen.append(edition.step)
        step_on(world, edition, NOW + timedelta(hours=len(seen)))
        edition.refresh_from_db()
    assert seen == ["director", "secretary", "supervision", "supervision", "privacy"]
    notice = Notice.objects.get(pk=edition.notice_id)
    assert (edition.state, edition.number, edition.attempt) == (EditionState.PUBLISHED, 1, 1)
    assert notice.number == "500153001003/2026-00001"
    assert notice.live_id == edition.pk
    assert edition.display_from == date(2026, 10, 9)
    assert edition.display_until == date(2026, 10, 24), "15 days after the day of posting"
    assert edition.digest == digest(edition.content)
    words = edition.decisions.values_list("step", "verdict", "digest")
    assert {row[2] for row in words} == {edition.digest}
    assert [row[0] for row in words] == [
        "handler",
        "director",
        "secretary",
        "supervision",
        "supervision",
        "gate",
        "privacy",
    ]
    file_with_street(world, notice)
    states = {view.key: view.state for view in overview(edition, edition.decisions.all(), seats_of(edition, NOW))}
    assert set(states.values()) == {"done"}
    duty.refresh_from_db()
    assert (duty.settlement, duty.settled_on, duty.settled_by) == (Settlement.MET, date(2026, 10, 9), notice.number)
    assert acts_of(edition) == [
        "notice:start",
        "notice:save",
        "notice:submit",
        "notice:sign",
        "notice:sign",
        "notice:vote",
        "notice:vote",
        "notice:review",
        "notice:publish",
        "notice:file",
    ]


def test_what_is_signed_has_no_hints_and_no_empty_rows(world: World) -> None:
    edition = draft(world, "CW23", "2026-Q3")
    table = next(n for n, block in enumerate(edition.content["blocks"]) if block["type"] == "table")
    content = edition.content
    blank = dict.fromkeys(content["blocks"][table]["rows"][0], "")
    content["blocks"][table]["rows"].append(blank)
    drafts.save_draft(edition_id=edition.pk, content=content, seen=edition.lock, now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    edition = submitted(world, edition)
    assert "hint" not in str(edition.content)
    assert blank not in edition.content["blocks"][table]["rows"]
    assert edition.digest == digest(edition.content)


def test_an_unfinished_draft_is_not_submitted(world: World) -> None:
    unit = world.community
    version = version_for(Item.objects.get(code="JW11"), unit, NOW.date())
    edition = drafts.start_draft(unit=unit, version=version, period="2026-H1", duties=[], now=NOW, by=world.by("clerk"))
    with pytest.raises(NotNow, match="还不能送审"):
        act.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))


def test_an_older_form_is_not_submitted(world: World) -> None:
    edition = draft(world)
    with pytest.raises(NotNow, match="刚从别处改过"):
        act.submit(edition_id=edition.pk, seen=edition.lock - 1, now=NOW, by=world.by("clerk"))


def test_a_signature_covers_the_text_that_was_shown(world: World) -> None:
    edition = submitted(world)
    other = "sha256:" + "0" * 64
    with pytest.raises(NotNow, match="内容在您打开这一页之后变了"):
        act.sign(edition_id=edition.pk, digest=other, now=NOW, by=world.by("director"))
    with pytest.raises(NotNow, match="内容在您打开这一页之后变了"):
        act.send_back(edition_id=edition.pk, digest=other, reason="错", now=NOW, by=world.by("director"))
    assert edition.decisions.count() == 1


def test_an_edit_voids_the_signatures_and_counts_the_attempt(world: World) -> None:
    old = before_committee(world)
    fresh = act.revise(edition_id=old.pk, now=NOW, by=world.by("clerk"))
    old.refresh_from_db()
    assert (old.state, fresh.state, fresh.attempt) == (EditionState.VOID, EditionState.DRAFT, 2)
    assert old.decisions.count() == 3, "what was signed stays readable"
    assert fresh.decisions.count() == 0
    content = {**fresh.content, "title": "改了一个字"}
    drafts.save_draft(edition_id=fresh.pk, content=content, seen=fresh.lock, now=NOW, by=world.by("clerk"))
    fresh.refresh_from_db()
    fresh = walk(world, fresh)
    assert (fresh.state, fresh.number, fresh.attempt) == (EditionState.PUBLISHED, 1, 2)
    assert fresh.digest != old.digest
    with pytest.raises(NotNow, match="已经作废"):
        act.sign(edition_id=old.pk, digest=old.digest, now=NOW, by=world.by("director"))


def test_only_the_newest_attempt_is_revised(world: World) -> None:
    old = submitted(world)
    act.send_back(edition_id=old.pk, digest=old.digest, reason="漏了一项", now=NOW, by=world.by("director"))
    act.revise(edition_id=old.pk, now=NOW, by=world.by("clerk"))
    old.refresh_from_db()
    assert old.state == EditionState.RETURNED, "what was returned stays a return"
    with pytest.raises(NotNow, match="后面已经有新稿"):
        act.revise(edition_id=old.pk, now=NOW, by=world.by("clerk"))


def test_a_draft_given_up_after_a_return_frees_the_duty(world: World) -> None:
    owe(world)
    duty = Duty.objects.get(item__code="JW11", period="2026-H1")
    old = submitted(world, draft(world, duties=[duty]))
    with pytest.raises(NotNow, match="接着那一份办"):
        draft(world, duties=[duty])
    act.send_back(edition_id=old.pk, digest=old.digest, reason="漏了一项", now=NOW, by=world.by("director"))
    with pytest.raises(NotNow, match="接着那一份办"):
        draft(world, duties=[duty])
    fresh = act.revise(edition_id=old.pk, now=NOW, by=world.by("clerk"))
    drafts.discard(edition_id=fresh.pk, now=NOW, by=world.by("clerk"))
    with pytest.raises(NotNow, match="不写了"):
        act.revise(edition_id=old.pk, now=NOW, by=world.by("clerk"))
    again = draft(world, duties=[duty])
    assert again.notice_id != old.notice_id
    assert walk(world, again).state == EditionState.PUBLISHED


def test_the_committee_agrees_by_majority(world: World) -> None:
    edition = before_committee(world)
    vote(world, edition, "chair", Verdict.AGREE)
    assert edition.step == "supervision"
    with pytest.raises(NotNow, match=r"您在 .* 已经同意了"):
        vote(world, edition, "chair", Verdict.AGREE)
    vote(world, edition, "third", Verdict.AGREE)
    assert edition.step == "privacy", "two of three"
    with pytest.raises(NotNow):
        vote(world, edition, "member", Verdict.AGREE)


def test_a_question_is_answered_before_the_walk_goes_on(world: World) -> None:
    edition = before_committee(world)
    clerk = world.by("clerk")
    with pytest.raises(NotNow, match="没有等您说明的疑问"):
        act.answer(edition_id=edition.pk, to=1, text="说明", now=NOW, by=clerk)
    vote(world, edition, "chair", Verdict.QUESTION, points=["单价太贵"])
    vote(world, edition, "member", Verdict.AGREE)
    vote(world, edition, "third", Verdict.AGREE)
    assert edition.step == "supervision", "a majority does not silence a question"
    doubt = edition.decisions.get(verdict=Verdict.QUESTION)
    with pytest.raises(NotNow, match="请写几个字"):
        act.answer(edition_id=edition.pk, to=doubt.pk, text="  ", now=NOW, by=clerk)
    with pytest.raises(NotNow, match="已经说明过"):
        act.answer(edition_id=edition.pk, to=doubt.pk + 1000, text="说明", now=NOW, by=clerk)
    act.answer(edition_id=edition.pk, to=doubt.pk, text="三家报价，取最低", now=NOW + timedelta(hours=2), by=clerk)
    edition.refresh_from_db()
    assert edition.step == "privacy"
    assert edition.decisions.get(verdict=Verdict.ANSWER).answers_id == doubt.pk


def test_who_asked_may_vote_again(world: World) -> None:
    edition = before_committee(world)
    vote(world, edition, "chair", Verdict.QUESTION, "人数不对")
    vote(world, edition, "member", Verdict.AGREE)
    vote(world, edition, "chair", Verdict.AGREE)
    assert edition.step == "privacy", "the newest word of each counts"


def test_doubts_need_a_reason(world: World) -> None:
    edition = before_committee(world)
    for verdict in (Verdict.QUESTION, Verdict.RETURN):
        with pytest.raises(NotNow, match="请说明理由"):
            vote(world, edition, "chair", verdict, "  ")
    for odd in (Verdict.PASS.value, Verdict.RECEIPT.value, Verdict.ANSWER.value, "yes"):
        with pytest.raises(NotNow, match="选一个"):
            vote(world, edition, "chair", odd, "因为")


def test_too_long_a_reason_is_refused_not_cut(world: World) -> None:
    edition = before_committee(world)
    with pytest.raises(NotNow, match="最多 500 个字"):
        vote(world, edition, "chair", Verdict.QUESTION, "长" * 501)
    vote(world, edition, "chair", Verdict.QUESTION, "长" * 500 + "\x00")
    assert edition.decisions.get(verdict=Verdict.QUESTION).reason == "长" * 500


def test_returned_by_so_many_that_it_cannot_be_agreed_to(world: World) -> None:
    edition = before_committee(world)
    vote(world, edition, "chair", Verdict.RETURN, "数字有错")
    assert edition.state == EditionState.MOVING, "two others could still agree"
    vote(world, edition, "member", Verdict.RETURN, "数字有错")
    assert edition.state == EditionState.RETURNED
    fresh = act.revise(edition_id=edition.pk, now=NOW, by=world.by("clerk"))
    assert fresh.attempt == 2


def test_one_return_is_answered_and_outvoted(world: World) -> None:
    edition = before_committee(world)
    vote(world, edition, "chair", Verdict.RETURN, "没开会商量")
    vote(world, edition, "member", Verdict.AGREE)
    vote(world, edition, "third", Verdict.AGREE)
    assert edition.step == "supervision"
    doubt = edition.decisions.get(verdict=Verdict.RETURN)
    act.answer(edition_id=edition.pk, to=doubt.pk, text="七月六日开的会", now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    assert edition.step == "privacy"


def test_a_seat_that_falls_vacant_can_turn_a_vote(world: World) -> None:
    edition = before_committee(world)
    vote(world, edition, "chair", Verdict.RETURN, "数字有错")
    Tenure.objects.filter(pk=world.by("third").tenure.pk).update(until=NOW.date())  # type: ignore[union-attr]
    doubt = edition.decisions.get(verdict=Verdict.RETURN)
    tomorrow = NOW + timedelta(days=1)
    act.answer(edition_id=edition.pk, to=doubt.pk, text="已经改了", now=tomorrow, by=world.by("clerk"))
    edition.refresh_from_db()
    assert edition.state == EditionState.RETURNED, "of the two left both would have to agree"


def test_one_person_signs_one_step(world: World) -> None:
    """The director is also the secretary, as in many villages (一肩挑): somebody else signs the second step."""
    director = world.by("director")
    post = Post.objects.get(kind="secretary", body__unit=world.community)
    assert director.person is not None
    both = appoint(post=post, person=director.person, since=date(2026, 2, 1), now=NOW)
    edition = submitted(world)
    act.sign(edition_id=edition.pk, digest=edition.digest, now=NOW, by=director)
    as_secretary = Viewer(user=director.user, person=director.person, tenure=both)
    with pytest.raises(NotNow, match="一个人只能签一步"):
        act.sign(edition_id=edition.pk, digest=edition.digest, now=NOW, by=as_secretary)
    act.sign(edition_id=edition.pk, digest=edition.digest, now=NOW, by=world.by("secretary"))


def test_one_person_with_two_seats_has_one_vote(world: World) -> None:
    chair = world.by("chair")
    assert chair.person is not None
    post = Post.objects.get(kind="supervisor", body__unit=world.community)
    second = appoint(post=post, person=chair.person, since=date(2026, 2, 1), now=NOW)
    edition = before_committee(world)
    assert seats_of(edition, NOW) == {"supervision": 3}
    vote(world, edition, "chair", Verdict.AGREE)
    twice = Viewer(user=chair.user, person=chair.person, tenure=second)
    with pytest.raises(NotNow, match="一个人只能签一步"):
        act.vote(edition_id=edition.pk, digest=edition.digest, verdict=Verdict.AGREE, now=NOW, by=twice)
    assert edition.step == "supervision"


def test_the_gate_stops_what_slipped_in(world: World) -> None:
    """A number that the gate does not allow any more when the committee has voted goes back to the clerk."""
    profile = world.community.profile
    profile.more_phones = ["13900000000"]
    profile.save()
    edition = before_committee(world, draft(world, words="值班手机 13900000000，来人来电都可以。"))
    profile.more_phones = []  # it is no longer declared as the office's own
    profile.save()
    vote(world, edition, "chair", Verdict.AGREE)
    vote(world, edition, "member", Verdict.AGREE)
    assert (edition.state, edition.step) == (EditionState.RETURNED, "gate")
    word = edition.decisions.get(step="gate")
    assert (word.verdict, word.tenure) == (Verdict.RETURN, None)
    assert "隐私关口拦下" in word.reason
    assert Notice.objects.get(pk=edition.notice_id).number == ""


def test_personal_data_are_not_submitted(world: World) -> None:
    edition = draft(world, words="联系人身份证号 500153190001010013。")
    with pytest.raises(NotNow, match=r"有 .* 处个人信息"):
        act.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))


def test_planned_publication_goes_up_at_its_minute(world: World) -> None:
    minute = NOW + timedelta(days=3)
    edition = walk(world, draft(world), publish_at=minute)
    assert edition.state == EditionState.READY
    assert tick(minute - timedelta(seconds=1)) == 0
    assert tick(minute) == 1
    assert tick(minute) == 0, "a second tick finds nothing"
    edition.refresh_from_db()
    assert (edition.state, edition.published_at) == (EditionState.PUBLISHED, minute)
    entry = Entry.objects.get(act="notice:publish", record_id=str(edition.pk))
    assert (entry.user, entry.tenure) == (None, None), "the clock"


def test_one_that_fails_does_not_hold_up_the_others(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """The first of two at the same minute has lost its item's spec: it is logged, the second goes up."""
    minute = NOW + timedelta(days=3)
    broken = walk(world, draft(world, period="2026-H1"), publish_at=minute)
    sound = walk(world, draft(world, "JW04", "2026-H1"), publish_at=minute)
    broken.version.spec = {}
    broken.version.save()
    assert tick(minute) == 1
    sound.refresh_from_db()
    assert sound.state == EditionState.PUBLISHED
    assert sound.notice.number.endswith("-00001"), "the one that failed has taken no number"
    assert "was not published" in caplog.text


def test_a_ready_notice_goes_up_early_or_comes_back(world: World) -> None:
    later = NOW + timedelta(days=3)
    early = walk(world, draft(world, period="2026-H1"), publish_at=later)
    act.publish(edition_id=early.pk, now=NOW + timedelta(days=1), by=world.by("director"))
    early.refresh_from_db()
    assert early.state == EditionState.PUBLISHED
    held = walk(world, draft(world, period="2026-H2"), publish_at=later)
    act.send_back(edition_id=held.pk, digest=held.digest, reason="先别发", now=NOW, by=world.by("street"))
    assert tick(later) == 0


def test_numbers_are_by_unit_and_year(world: World) -> None:
    first = publish(world, period="2026-H1")
    second = publish(world, "JW04", "2026-H1")
    new_year = day(12, 31) + timedelta(days=2)
    third = publish(world, period="2026-H2", now=new_year)
    assert [notice.number[13:] for notice in (first, second, third)] == ["2026-00001", "2026-00002", "2027-00001"]
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.filter(pk=second.pk).update(serial=1)


def test_nil_over_several_duties_settles_them_all(world: World) -> None:
    owe(world)
    roll_calls = list(Duty.objects.filter(kind=DutyKind.ROLL_CALL).order_by("pk")[:4])
    assert len(roll_calls) == 4
    notice = declare_nil(world, roll_calls)
    assert [duty.settled_by for duty in Duty.objects.filter(settlement=Settlement.NIL)] == [notice.number] * 4
    table = next(block for block in notice.live.content["blocks"] if block["type"] == "table")  # type: ignore[union-attr]
    assert {row["code"] for row in table["rows"]} == {duty.item.code for duty in roll_calls}
    with pytest.raises(NotNow, match="已经了结"):
        drafts.declare_nil(unit=world.community, duties=roll_calls[:1], now=NOW, by=world.by("clerk"))


def test_nil_names_what_was_ticked_and_nothing_else(world: World) -> None:
    owe(world)
    duties = list(Duty.objects.filter(kind=DutyKind.ROLL_CALL, period="2026-Q3").order_by("pk")[:2])
    clerk = world.by("clerk")
    edition = drafts.declare_nil(unit=world.community, duties=duties, now=NOW, by=clerk)
    shorter = [
        {**block, "rows": block["rows"][:1]} if "rows" in block else block for block in edition.content["blocks"]
    ]
    with pytest.raises(NotNow, match="就是您勾选的那些"):
        drafts.save_draft(
            edition_id=edition.pk, content={**edition.content, "blocks": shorter}, seen=edition.lock, now=NOW, by=clerk
        )
    with pytest.raises(NotNow, match="没有上一期"):
        drafts.copy_last(edition_id=edition.pk, now=NOW, by=clerk)
    with pytest.raises(NotNow, match="还没有选事项"):
        drafts.declare_nil(unit=world.community, duties=[], now=NOW, by=clerk)


def test_duties_of_another_unit_are_not_there(world: World) -> None:
    owe(world)
    duties = list(Duty.objects.filter(period="2026-Q3")[:1])
    with pytest.raises(NotFound):
        drafts.declare_nil(unit=world.neighbour, duties=duties, now=NOW, by=world.by("other"))
    with pytest.raises(NotYours, match="经办人"):
        drafts.declare_nil(unit=world.community, duties=duties, now=NOW, by=world.by("other"))


def test_the_page_says_that_nobody_holds_the_post_that_is_waited_for(world: World) -> None:
    edition = submitted(world)
    browser = Client()
    browser.force_login(world.user("clerk"))
    page = f"/desk/review/{edition.pk}/"
    assert "没有人能办下一步" not in browser.get(page).content.decode()
    # The clerk's own person takes the director's post: nobody is left who may sign as director.
    director = Tenure.objects.get(person__user__username="director")
    Tenure.objects.filter(pk=director.pk).update(person=world.by("clerk").person)
    assert "“主任”任职的人里" in browser.get(page).content.decode()
    Tenure.objects.filter(pk=director.pk).update(person=director.person)
    for who in ("director", "secretary"):
        act.sign(edition_id=edition.pk, digest=edition.digest, now=NOW, by=world.by(who))
    Tenure.objects.filter(post__kind__startswith="supervisor").delete()
    said = browser.get(page).content.decode()
    assert "“监督委员会”还没有人任职" in said
    edition.refresh_from_db()
    waiting = overview(edition, list(edition.decisions.all()), seats_of(edition, NOW))
    assert {view.key: view.state for view in waiting}["supervision"] == "here"  # not returned: nobody has said a word


def test_an_event_settles_the_roll_call_of_its_period(world: World) -> None:
    owe(world)
    roll_call = Duty.objects.filter(kind=DutyKind.ROLL_CALL, period="2026-Q3", item__code="JW08").first()
    roll_call = roll_call or Duty.objects.filter(kind=DutyKind.ROLL_CALL, period="2026-Q3").order_by("pk")[0]
    event = open_event(
        unit=world.community, item=roll_call.item, on=date(2026, 9, 20), title="修路", now=NOW, by=world.by("clerk")
    )
    notice = publish(world, roll_call.item.code, event.period, duties=[event])
    roll_call.refresh_from_db()
    assert (roll_call.settlement, roll_call.settled_by) == (Settlement.MET, notice.number)
    event.refresh_from_db()
    assert event.settled_by == notice.number


def test_an_event_is_called_by_its_item_until_a_screened_notice_names_it(world: World, client: Client) -> None:
    item = Item.objects.get(code="FW05")
    words = "给张某 13800138000\x0b补发救助"
    event = open_event(
        unit=world.community, item=item, on=date(2026, 9, 20), title=words, now=NOW, by=world.by("clerk")
    )
    assert event.title == "给张某 13800138000 补发救助"
    code = world.community.code
    pages = [
        f"/u/{code}/",
        f"/u/{code}/duties/?year=2026&quarter=0",
        f"/u/{code}/duties/?year=2026&quarter=0&q=13800138000",
        f"/u/{code}/duties/ledger.csv?year=2026&quarter=0",
        f"/u/{code}/duties/{event.pk}/",
    ]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200
        assert "张某" not in answer.content.decode(), page
    assert event.version.title in client.get(pages[1]).content.decode()
    assert f"/duties/{event.pk}/" not in client.get(pages[2]).content.decode()
    assert client.get(f"/u/{code}/duties/ledger.xlsx?year=2026&quarter=0").status_code == 200
    inside = Client()
    inside.force_login(world.user("clerk"))
    assert "补发救助" in inside.get(pages[1]).content.decode()
    walk(world, draft(world, "FW05", event.period, duties=[event], title="补发救助金的结果"))
    event.refresh_from_db()
    assert (event.title, event.public_title) == ("补发救助金的结果", "补发救助金的结果")
    assert "补发救助金的结果" in client.get(pages[1]).content.decode()


def test_the_first_publication_settles_a_duty(world: World) -> None:
    owe(world)
    duty = Duty.objects.get(item__code="JW11", period="2026-H1")
    first = draft(world, duties=[duty])
    second = draft(world, period="2026-H2")
    second.notice.duties.set([duty])  # as two notices could come to answer one duty in later versions
    one = walk(world, first).notice
    walk(world, second)
    duty.refresh_from_db()
    assert duty.settled_by == Notice.objects.get(pk=one.pk).number


def test_last_period_is_copied_into_this_periods_form(world: World) -> None:
    clerk = world.by("clerk")
    old = walk(world, draft(world, "CW23", "2026-Q2", words="照章办理"))
    version = version_for(Item.objects.get(code="CW23"), world.community, NOW.date())
    fresh = drafts.start_draft(unit=world.community, version=version, period="2026-Q3", duties=[], now=NOW, by=clerk)
    blank = fresh.content
    drafts.copy_last(edition_id=fresh.pk, now=NOW, by=clerk)
    fresh.refresh_from_db()
    assert fresh.content["period"] == blank["period"] != old.content["period"]
    assert fresh.content["title"] == blank["title"]
    assert [block["type"] for block in fresh.content["blocks"]] == [block["type"] for block in blank["blocks"]]
    hints = [block.get("hint") for block in fresh.content["blocks"]]
    assert hints == [block.get("hint") for block in blank["blocks"]]
    tables = {block["key"]: block["rows"] for block in old.content["blocks"] if block["type"] == "table"}
    assert {block["key"]: block["rows"] for block in fresh.content["blocks"] if block["type"] == "table"} == tables
    fresh.refresh_from_db()
    assert walk(world, weighed(world, fresh)).state == EditionState.PUBLISHED


def test_the_page_and_the_action_ask_the_same_rule(world: World) -> None:
    edition = submitted(world)
    for login in (*COMMITTEE, "secretary"):
        reason = why_not("sign", edition, world.by(login), NOW)
        assert reason is not None
        with pytest.raises((NotNow, NotYours)) as caught:
            act.sign(edition_id=edition.pk, digest=edition.digest, now=NOW, by=world.by(login))
        assert caught.value.args == (reason.sentence,)
    assert Decision.objects.filter(edition=edition).count() == 1


def test_a_standing_matter_is_relieved_by_the_next_one_and_the_journal_says_so(world: World) -> None:
    first = publish(world, "FW05", "2026")
    assert first.live is not None
    assert first.live.display_until is None
    second = publish(world, "FW05", "2026", now=NOW + timedelta(days=3))
    first.live.refresh_from_db()
    assert first.live.display_until == date(2026, 10, 24), "its 15 days are not cut short"
    entry = Entry.objects.get(act="notice:relieve")
    assert entry.record_id == str(first.live.pk)
    assert entry.note == {"until": "2026-10-24", "number": second.number}


def test_words_beside_a_notice_pass_the_gate_too(world: World) -> None:
    edition = submitted(world, draft(world))
    told = {"edition_id": edition.pk, "digest": edition.digest, "now": NOW, "by": world.by("director")}
    with pytest.raises(NotNow, match=r"您写的话里有手机号（139\*\*\*\*1234）"):
        act.send_back(reason="数字有错，打 139 0000 1234 问我", **told)  # type: ignore[arg-type]
    assert not edition.decisions.filter(verdict=Verdict.RETURN).exists()
    act.send_back(reason="数字有错，打 023-0000 1200 问", **told)  # type: ignore[arg-type]


def test_nothing_is_declared_of_days_that_have_not_come(world: World) -> None:
    owe(world)
    duty = Duty.objects.get(item__code="JW04", period="2026-Q4")
    with pytest.raises(NotNow, match="这一期还没过完，1月1日起才能声明没有发生"):
        drafts.declare_nil(unit=world.community, duties=[duty], now=NOW, by=world.by("clerk"))
    assert duty.may_be_nil(date(2027, 1, 1))
