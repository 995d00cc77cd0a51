"""What can't wait goes up on the word of a leader, marked for everybody, and is signed afterwards within three days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mingbai.catalog.rules.days import current_calendar
from mingbai.disclosure.actions import decisions as act
from mingbai.disclosure.actions.files import add_file
from mingbai.disclosure.models import Edition, EditionState, Notice, Verdict
from mingbai.disclosure.rules.alarms import alarms_for
from mingbai.disclosure.rules.desk import tasks_for, waiting_for_others
from mingbai.disclosure.tests.factories import NOW, World, draft, owe, signed_in, step_on
from mingbai.disclosure.tests.small_files import PNG
from mingbai.duties.models import Duty
from mingbai.kit.errors import NotNow, NotYours

WHY = "今晚有暴雨，低洼处住户要马上转移。"
SOON = NOW + timedelta(hours=1)


@pytest.fixture
def world(lasting: World, db: None) -> World:
    return lasting


def submitted(world: World, **more: object) -> Edition:
    edition = draft(world, **more)  # type: ignore[arg-type]
    act.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    return edition


def urgently(world: World, edition: Edition, *, by: str = "secretary", reason: str = WHY) -> Edition:
    act.publish_urgently(edition_id=edition.pk, digest=edition.digest, reason=reason, now=SOON, by=world.by(by))
    return Edition.objects.select_related("notice__unit").get(pk=edition.pk)


def page_of(notice: Notice) -> str:
    return reverse("channels:notice", args=[notice.unit.code, notice.year, notice.serial])


def test_it_is_up_at_once_and_says_so_until_all_have_signed(world: World) -> None:
    owe(world)
    duty = Duty.objects.get(item__code="JW11", period="2026-H1")
    edition = urgently(world, submitted(world, duties=[duty]))
    assert (edition.state, edition.step, edition.number) == (EditionState.PUBLISHED, "director", 1)
    duty.refresh_from_db()
    assert duty.settled_by == edition.notice.number
    page, data = page_of(edition.notice), page_of(edition.notice).rstrip("/") + ".json"
    shown = Client().get(page).content.decode()
    for words in ("紧急公布，签字还没有齐", WHY, "书记 王某", "主任、书记、监督委员会、保密隐私审查", "等补签"):
        assert words in shown
    assert "齐全" not in shown, "the seal says nothing that is not true"
    said = Client().get(data).json()["urgent"]
    assert (said["cosign_by"], said["waiting"]) == (
        "2026-10-12",
        ["主任", "书记", "监督委员会", "保密隐私审查"],
    )
    while edition.step:
        step_on(world, edition, SOON + timedelta(hours=2))
        edition.refresh_from_db()
        assert edition.state == EditionState.PUBLISHED
    shown = Client().get(page).content.decode()
    assert "紧急公布，签字已经补齐" in shown
    assert "等补签" not in shown
    assert "齐全" in shown
    assert Client().get(data).json()["urgent"]["waiting"] == []
    assert edition.notice.editions.count() == 1


def test_the_gate_is_never_left_out(world: World) -> None:
    edition = submitted(world)
    assert urgently(world, edition).decisions.filter(step="gate", verdict=Verdict.PASS).exists()


def test_nothing_that_the_gate_could_not_read_goes_up_so(world: World) -> None:
    edition = draft(world)
    add_file(edition_id=edition.pk, name="现场.png", data=PNG, now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    act.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    with pytest.raises(NotNow, match=r"附件“现场\.png”系统看不全"):
        urgently(world, edition)
    edition.refresh_from_db()
    assert edition.state == EditionState.MOVING


@pytest.mark.parametrize(
    ("reason", "why"), [("  ", "请写明为什么等不及签完"), ("打 13900001234", "您写的话里有手机号")]
)
def test_a_public_reason_without_anything_private(world: World, reason: str, why: str) -> None:
    edition = submitted(world)
    with pytest.raises(NotNow, match=why):
        urgently(world, edition, reason=reason)
    assert not edition.decisions.filter(verdict=Verdict.URGENT).exists()


def test_only_a_leader_and_never_whoever_wrote_it(world: World) -> None:
    edition = submitted(world)
    for login in ("clerk", "chair", "privacy", "street", "district"):
        with pytest.raises(NotYours):
            urgently(world, edition, by=login)


def test_the_leader_still_signs_in_his_own_turn(world: World) -> None:
    edition = urgently(world, submitted(world), by="director")
    act.sign(edition_id=edition.pk, digest=edition.digest, now=SOON, by=world.by("director"))
    edition.refresh_from_db()
    assert edition.step == "secretary"


def test_the_leader_who_put_it_up_is_not_told_that_somebody_is_missing(world: World) -> None:
    """His word in the emergency is no signature: it takes nobody away from his own step."""
    edition = urgently(world, submitted(world))
    act.sign(edition_id=edition.pk, digest=edition.digest, now=SOON, by=world.by("director"))
    edition.refresh_from_db()
    assert edition.step == "secretary"
    for login in ("clerk", "street", "district"):
        assert not any(one.edition == edition for one in alarms_for(world.by(login), SOON, current_calendar()))
    page = reverse("disclosure:review", args=[edition.pk])
    assert "剩下的不够" not in signed_in(world, "secretary").get(page).content.decode()


def test_what_is_said_after_a_signature_that_follows(world: World) -> None:
    """It had been up before: nobody is told that signing, or refusing, has published it."""
    edition = urgently(world, submitted(world))
    page = reverse("disclosure:review", args=[edition.pk])

    def sent(login: str, **more: str) -> str:
        return signed_in(world, login).post(page, {"digest": edition.digest, **more}, follow=True).content.decode()

    signed = sent("director", do="sign")
    assert "是紧急公布的，现在等书记补签" in signed
    assert "已经公布在公开栏" not in signed
    refused = sent("secretary", **{"do": "return", "no-text": "地点写错了"})
    assert "您不同意，记下了" in refused
    assert "等经办人更正或者撤回" in refused


def test_those_who_sign_afterwards_find_it_on_their_desk(world: World) -> None:
    edition = urgently(world, submitted(world))
    task = next(task for task in tasks_for(world.by("director"), SOON) if task.target == edition.pk)
    assert (task.kind, task.due.isoformat()) == ("sign", "2026-10-12")
    assert "紧急公布的，10月12日 前补签" in task.note
    waiting = waiting_for_others(world.by("clerk"), SOON)
    assert any("10月12日 前办完" in one.note for one in waiting)


def test_late_signatures_are_an_alarm_above(world: World) -> None:
    edition = urgently(world, submitted(world))
    calendar = current_calendar()
    assert not any(one.edition == edition for one in alarms_for(world.by("street"), SOON, calendar))
    late = SOON + timedelta(days=5)
    for login in ("street", "district"):
        alarm = next(one for one in alarms_for(world.by(login), late, calendar) if one.edition == edition)
        assert "该在 10月12日 前补签完，还差“主任”，已经晚了 2 天" in alarm.note
    assert "补签逾期" in Client().get(page_of(edition.notice)).content.decode(), "long past today"


def test_who_does_not_agree_leaves_it_up_and_marked(world: World) -> None:
    """It is published and can't be returned: the clerk corrects it or asks to withdraw."""
    edition = urgently(world, submitted(world))
    words = {"reason": "转移地点写错了", "now": SOON, "by": world.by("director")}
    act.send_back(edition_id=edition.pk, digest=edition.digest, **words)  # type: ignore[arg-type]
    edition.refresh_from_db()
    assert (edition.state, edition.step) == (EditionState.PUBLISHED, "director")
    assert "有人不同意" in Client().get(page_of(edition.notice)).content.decode()
    task = next(task for task in tasks_for(world.by("clerk"), SOON) if task.target == edition.pk)
    assert "补签没有通过：转移地点写错了" in task.note
    begun = act.correct(edition_id=edition.pk, now=SOON, by=world.by("clerk"))
    assert begun.state == EditionState.DRAFT


def test_a_doubt_afterwards_is_answered(world: World) -> None:
    edition = urgently(world, submitted(world))
    for login in ("director", "secretary"):
        act.sign(edition_id=edition.pk, digest=edition.digest, now=SOON, by=world.by(login))
    ask = {"verdict": Verdict.QUESTION, "reason": "谁定的地点？", "now": SOON, "by": world.by("chair")}
    act.vote(edition_id=edition.pk, digest=edition.digest, **ask)  # type: ignore[arg-type]
    task = next(task for task in tasks_for(world.by("clerk"), SOON) if task.target == edition.pk)
    assert (task.act, "谁定的地点？" in task.note) == ("去说明", True)
    doubt = edition.decisions.get(verdict=Verdict.QUESTION)
    act.answer(edition_id=edition.pk, to=doubt.pk, text="街道的预案定的", now=SOON, by=world.by("clerk"))
    edition.refresh_from_db()
    assert (edition.state, edition.step) == (EditionState.PUBLISHED, "supervision")


def test_from_the_review_page_to_the_mark_on_the_board(world: World) -> None:
    edition = submitted(world)
    page = reverse("disclosure:review", args=[edition.pk])
    assert "紧急公布" not in signed_in(world, "clerk").get(page).content.decode()
    secretary = signed_in(world, "secretary")
    assert "等不及签完？紧急公布" in secretary.get(page).content.decode()
    refused = secretary.post(page, {"do": "urgent", "urgent": "", "digest": edition.digest})
    assert refused.status_code == 409
    done = secretary.post(page, {"do": "urgent", "urgent": WHY, "digest": edition.digest}, follow=True)
    assert "已经公布在公开栏" in done.content.decode()
    board = Client().get(reverse("channels:board", args=[edition.notice.unit.code])).content.decode()
    assert "紧急公布，待补签" in board
    assert "还要补签" in signed_in(world, "director").get(page).content.decode()
