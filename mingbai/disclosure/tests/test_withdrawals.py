"""Taking back: one asks and another decides; what does harm is down before that; what it settled is owed again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from mingbai.disclosure.actions import decisions as act
from mingbai.disclosure.actions import drafts, withdrawals
from mingbai.disclosure.actions.tick import tick
from mingbai.disclosure.models import Edition, EditionState, Notice, Withdrawal
from mingbai.disclosure.rules.content import CORRECTION
from mingbai.disclosure.rules.desk import tasks_for
from mingbai.disclosure.tests.factories import (
    NOW,
    World,
    begin_correction,
    correct,
    declare_nil,
    draft,
    owe,
    publish,
    signed_in,
    walk,
)
from mingbai.disclosure.tests.small_files import PNG
from mingbai.duties.models import Duty, Settlement, State
from mingbai.kit.errors import NotNow
from mingbai.orgs.models import Entry
from mingbai.orgs.rules.may import Viewer

LATER = NOW + timedelta(days=5)


@pytest.fixture
def world(lasting: World, db: None) -> World:
    return lasting


def take_back(world: World, notice: Notice, *, kind: str = "withdraw", by: str = "clerk") -> Edition:
    """Asked for, not decided."""
    reason = {"withdraw": "duplicate", "remove": "private"}[kind]
    ask = {"withdraw": withdrawals.withdraw, "remove": withdrawals.remove}[kind]
    assert notice.live is not None
    return ask(edition_id=notice.live.pk, reason=reason, words="和另一份重复。", now=LATER, by=world.by(by))


def withdrawn(world: World, notice: Notice, *, kind: str = "withdraw") -> Notice:
    edition = take_back(world, notice, kind=kind)
    withdrawals.confirm(edition_id=edition.pk, now=LATER, by=world.by("secretary"))
    return Notice.objects.select_related("unit", "item", "live__version").get(pk=notice.pk)


def test_asked_for_it_stays_up_until_another_agrees(world: World) -> None:
    notice = publish(world)
    edition = take_back(world, notice)
    notice.refresh_from_db()
    assert (edition.state, notice.gone) == (EditionState.PUBLISHED, False)
    withdrawals.confirm(edition_id=edition.pk, now=LATER, by=world.by("director"))
    notice = Notice.objects.select_related("live").get(pk=notice.pk)
    assert notice.live is not None
    assert (notice.live.state, notice.gone, notice.number) == ("withdrawn", True, "500153001003/2026-00001")
    one = Withdrawal.objects.get()
    assert (one.agreed, one.reason, one.words) == (True, "duplicate", "和另一份重复。")
    assert one.decided_by is not None
    acts = Entry.objects.filter(act__in=("notice:withdraw", "notice:confirm")).order_by("pk")
    assert [(entry.act, entry.tenure.post.kind) for entry in acts if entry.tenure] == [
        ("notice:withdraw", "clerk"),
        ("notice:confirm", "director"),
    ]


def test_what_does_harm_is_down_before_anyone_decides(world: World) -> None:
    notice = publish(world)
    take_back(world, notice, kind="remove", by="street")
    notice.refresh_from_db()
    assert (notice.held_at, notice.gone) == (LATER, True)
    assert notice.live is not None
    withdrawals.keep(edition_id=notice.live.pk, answer="号码是编的例子", now=LATER, by=world.by("director"))
    notice.refresh_from_db()
    assert (notice.held_at, notice.gone) == (None, False)


@pytest.mark.parametrize("kind", ["withdraw", "remove"])
def test_nobody_decides_on_what_they_asked_for(world: World, kind: str) -> None:
    notice = publish(world)
    edition = take_back(world, notice, kind=kind, by="director")
    for decide in (
        lambda: withdrawals.confirm(edition_id=edition.pk, now=LATER, by=world.by("director")),
        lambda: withdrawals.keep(edition_id=edition.pk, answer="不", now=LATER, by=world.by("director")),
    ):
        with pytest.raises(NotNow, match="要由另一个人来决定"):
            decide()


def test_asked_for_once_at_a_time(world: World) -> None:
    notice = publish(world)
    edition = take_back(world, notice)
    with pytest.raises(NotNow, match="陈某在 10月14日 09:00 已经提出撤回"):
        take_back(world, notice, kind="remove", by="street")
    withdrawals.keep(edition_id=edition.pk, answer="没有重复", now=LATER, by=world.by("director"))
    take_back(world, notice, kind="remove", by="street")
    assert Withdrawal.objects.count() == 2


@pytest.mark.parametrize(
    ("reason", "words", "why"),
    [
        ("", "和另一份重复。", "请选一个原因"),
        ("private", "和另一份重复。", "请选一个原因"),  # a reason to remove, not to withdraw
        ("duplicate", "  ", "请写一句向群众的说明"),
        ("duplicate", "请打 13900001234 问。", "您写的话里有手机号"),
        ("duplicate", "重" * 301, "最多 300 个字"),
    ],
)
def test_a_reason_for_everybody_without_anything_private(world: World, reason: str, words: str, why: str) -> None:
    notice = publish(world)
    assert notice.live is not None
    with pytest.raises(NotNow, match=why):
        withdrawals.withdraw(
            edition_id=notice.live_id or 0, reason=reason, words=words, now=LATER, by=world.by("clerk")
        )
    assert not Withdrawal.objects.exists()


def test_what_it_settled_is_owed_again(world: World) -> None:
    owe(world)
    duty = Duty.objects.get(item__code="JW11", period="2026-H1")
    notice = withdrawn(world, publish(world, duties=[duty]))
    duty.refresh_from_db()
    assert (duty.settlement, duty.settled_by, duty.state(LATER.date())) == ("", "", State.DELINQUENT)
    task = next(task for task in tasks_for(world.by("clerk"), LATER) if task.target == duty.pk)
    assert task.act == "开始写"
    assert "写更正，编号不变" in task.note, "the other way is named"
    again = publish(world, duties=[duty], now=LATER)
    duty.refresh_from_db()
    assert (duty.settled_by, again.serial) == (again.number, (notice.serial or 0) + 1)


def test_a_declaration_of_nil_taken_back_owes_all_of_it_again(world: World) -> None:
    owe(world)
    duties = list(Duty.objects.filter(kind="roll_call", period="2026-Q3"))
    assert duties
    withdrawn(world, declare_nil(world, duties))
    assert set(Duty.objects.filter(pk__in=[duty.pk for duty in duties]).values_list("settlement", flat=True)) == {""}


def test_every_edition_goes_and_a_clean_one_may_follow(world: World) -> None:
    """After a leak: the number stays, the new edition is public, the old ones are not."""
    owe(world)
    duty = Duty.objects.get(item__code="JW11", period="2026-H1")
    notice = withdrawn(world, correct(world, publish(world, duties=[duty])), kind="remove")
    assert set(notice.editions.filter(number__isnull=False).values_list("state", flat=True)) == {"withdrawn"}
    begun = begin_correction(world, notice, "遮住了卡号。", LATER)
    tasks = [task.target for task in tasks_for(world.by("clerk"), LATER) if task.kind == "draft"]
    assert tasks.count(begun.pk) == 1, "owed again and being corrected is one task"
    drafts.discard(edition_id=begun.pk, now=LATER, by=world.by("clerk"))
    same = begin_correction(world, notice, "遮住了卡号。", LATER)
    why = "和撤下的那一版一样，泄露的还在里面"
    with pytest.raises(NotNow, match=why):
        walk(world, same, now=LATER)
    page = reverse("disclosure:compose", args=[same.pk])
    assert why in signed_in(world, "clerk").get(page).content.decode(), "said before the button is pressed"
    same.refresh_from_db()
    mended = [
        {**block, "text": "遮好了，重新公布。"} if block["type"] == "text" and block.get("key") != CORRECTION else block
        for block in same.content["blocks"]
    ]
    told = {"edition_id": same.pk, "seen": same.lock, "now": LATER, "by": world.by("clerk")}
    same = drafts.save_draft(content={**same.content, "blocks": mended}, **told)  # type: ignore[arg-type]
    walk(world, same, now=LATER + timedelta(days=1))
    new = Notice.objects.select_related("unit", "item", "live").get(pk=notice.pk)
    assert new.live is not None
    assert (new.number, new.live.number, new.live.state, new.gone) == (notice.number, 3, "published", False)
    states = dict(new.editions.filter(number__isnull=False).values_list("number", "state"))
    assert states == {1: "withdrawn", 2: "withdrawn", 3: "published"}
    duty.refresh_from_db()
    assert (duty.settlement, duty.settled_by) == (Settlement.MET, notice.number)


def test_what_was_taken_back_goes_on_as_one_notice_only(world: World) -> None:
    """Written anew or corrected under its old number, never both."""
    owe(world)
    duty = Duty.objects.get(item__code="JW11", period="2026-H1")
    notice = withdrawn(world, publish(world, duties=[duty]))
    assert notice.live is not None
    fresh = draft(world, duties=[duty], now=LATER)
    with pytest.raises(NotNow, match="已经另外在写"):
        act.correct(edition_id=notice.live.pk, now=LATER, by=world.by("clerk"))
    fresh.refresh_from_db()
    drafts.discard(edition_id=fresh.pk, now=LATER, by=world.by("clerk"))
    begun = act.correct(edition_id=notice.live.pk, now=LATER, by=world.by("clerk"))
    with pytest.raises(NotNow, match="已经有人在写"):
        draft(world, duties=[duty], now=LATER)
    page = reverse("disclosure:compose", args=[begun.pk])
    said = signed_in(world, "clerk").post(page, {"do": "discard", "seen": begun.lock}, follow=True).content.decode()
    assert "这件事还在“今天要办”里" in said
    assert "公开栏上还是原来的" not in said, "nothing hangs there"
    publish(world, duties=[duty], now=LATER)
    with pytest.raises(NotNow, match="后来另外公布了"):
        act.correct(edition_id=notice.live.pk, now=LATER, by=world.by("clerk"))


def test_no_new_edition_before_it_is_decided(world: World) -> None:
    notice = publish(world)
    edition = begin_correction(world, notice, "少写了一个零。", LATER)
    planned = LATER + timedelta(days=1)
    edition = walk(world, edition, now=LATER, publish_at=planned)
    asked = take_back(world, notice)
    with pytest.raises(NotNow, match="有人提出撤回，还没有决定"):
        act.publish(edition_id=edition.pk, now=LATER, by=world.by("director"))
    assert tick(planned) == 0
    withdrawals.keep(edition_id=asked.pk, answer="没有重复", now=LATER, by=world.by("director"))
    assert tick(planned) == 1
    edition.refresh_from_db()
    assert edition.state == EditionState.PUBLISHED


def test_nothing_taken_back_is_copied_into_the_next_period(world: World) -> None:
    publish(world, period="2025-H2", words="上一期的话。")
    withdrawn(world, publish(world, words="泄露的话。"), kind="remove")
    edition = draft(world, period="2026-H2")
    copied = drafts.copy_last(edition_id=edition.pk, now=LATER, by=world.by("clerk"))
    assert "上一期的话。" in str(copied.content)
    assert "泄露的话。" not in str(copied.content)


def test_a_standing_matter_taken_back_leaves_its_place_for_a_while(world: World) -> None:
    notice = withdrawn(world, publish(world, "FW05", "2026"))
    assert notice.live is not None
    assert notice.live.display_until == date(2026, 10, 29)


def test_only_those_who_must_read_what_does_harm(world: World) -> None:
    notice = publish(world, words="泄露的话。", files=[("凭证.png", PNG)])
    file = reverse("disclosure:file", args=[notice.live_id, notice.attachments.get().pk])
    page = reverse("disclosure:review", args=[notice.live_id])
    logins = ("clerk", "director", "privacy", "street", "member", "district", "auditor")

    def answers(address: str) -> dict[str, int]:
        found = {login: signed_in(world, login).get(address) for login in logins}
        for answer in found.values():
            if answer.streaming:
                b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        return {login: answer.status_code for login, answer in found.items()}

    everybody = dict.fromkeys(logins, 200)
    assert answers(page) == answers(file) == everybody
    take_back(world, notice, kind="remove")
    few = {**everybody, **dict.fromkeys(("member", "district", "auditor"), 404)}
    assert answers(page) == answers(file) == few
    assert notice.live is not None
    assert notice.live.title not in signed_in(world, "member").get(reverse("disclosure:notices")).content.decode()
    withdrawals.confirm(edition_id=notice.live.pk, now=LATER, by=world.by("secretary"))
    assert answers(page) == answers(file) == few


def test_from_the_notice_to_the_stub_by_pages(world: World) -> None:
    notice = publish(world)
    page = reverse("disclosure:review", args=[notice.live_id])
    clerk = signed_in(world, "clerk")
    assert "提出撤回" in clerk.get(page).content.decode()
    refused = clerk.post(page, {"do": "withdraw", "class": "duplicate", "words": ""})
    assert refused.status_code == 409
    assert "请写一句向群众的说明" in refused.content.decode()
    assert 'value="duplicate" required checked' in refused.content.decode(), "what was chosen is still chosen"
    said = clerk.post(page, {"do": "withdraw", "class": "duplicate", "words": "和另一份重复。"}, follow=True)
    assert "等第二个人同意" in said.content.decode()
    assert "要由主任、书记" in clerk.get(page).content.decode(), "the clerk reads who decides"
    director = signed_in(world, "director")
    desk = director.get(reverse("disclosure:desk")).content.decode()
    assert "去决定" in desk
    assert "重复公布" in desk
    assert director.post(page, {"do": "keep", "keep": ""}).status_code == 409
    said = director.post(page, {"do": "confirm"}, follow=True)
    assert "公开栏上只留编号和原因" in said.content.decode()
    assert "去决定" not in director.get(reverse("disclosure:desk")).content.decode()
    assert "改好了再公布？" in clerk.get(page).content.decode()


def test_a_deputy_is_no_second_person_for_whom_he_stands_in(world: World) -> None:
    """Neither the hand that asked, in whatever post, nor the post that asked, by whatever hand."""
    director, secretary = world.by("director"), world.by("secretary")
    for_secretary = Viewer(user=director.user, person=director.person, tenure=secretary.tenure)
    notice = publish(world)
    assert notice.live is not None
    ask = {"edition_id": notice.live.pk, "reason": "private", "words": "照片没有遮住。", "now": LATER}
    withdrawals.remove(by=for_secretary, **ask)  # type: ignore[arg-type]
    assert Withdrawal.objects.get().asked_in_words == "书记 李某（代王某）"
    for same in (director, secretary, for_secretary):
        with pytest.raises(NotNow, match="要由另一个人来决定"):
            withdrawals.confirm(edition_id=notice.live.pk, now=LATER, by=same)
        assert not any(task.kind == "withdrawal" for task in tasks_for(same, LATER))
    withdrawals.confirm(edition_id=notice.live.pk, now=LATER, by=world.by("street"))
