"""Before residents' data are signed for, their impact is assessed: who, when, confirmed, kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from mingbai.catalog.schema.assessments import first_answers
from mingbai.catalog.schema.edition import load_edition
from mingbai.disclosure.actions import decisions
from mingbai.disclosure.actions.assessments import assess
from mingbai.disclosure.models import Assessment, Edition, EditionState
from mingbai.disclosure.models.assessments import kept_until
from mingbai.disclosure.rules.assessments import beginning, why_not_assessed
from mingbai.disclosure.tests.factories import (
    NOW,
    World,
    begin_correction,
    declare_nil,
    draft,
    owe,
    publish,
    signed_in,
    submitted_draft,
    walk,
)
from mingbai.duties.models import Duty
from mingbai.kit.errors import NotNow
from mingbai.orgs.models import Entry

CODE = "CW23"


@pytest.fixture
def fresh(world: World) -> Edition:
    """A complete list whose impact nobody has assessed."""
    return draft(world, CODE, "2026-10", assessed=False)


def page_of(edition: Edition) -> str:
    return f"/desk/review/{edition.pk}/assessment/"


@pytest.mark.parametrize(
    "item", [one for one in load_edition().values() if one.privacy == "P2"], ids=lambda one: one.code
)
def test_every_item_has_its_first_answers(item: object) -> None:
    answers = first_answers(item)  # type: ignore[arg-type]
    assert set(answers) == {"purpose", "effect", "measures"}
    assert all(30 < len(text) < 1000 for text in answers.values())
    assert "{" not in "".join(answers.values())


@pytest.mark.django_db
def test_without_it_the_button_is_grey_and_the_act_refused(world: World, fresh: Edition) -> None:
    with pytest.raises(NotNow, match="还没有做个人信息影响评估"):
        submitted_draft(world, fresh)
    page = signed_in(world, "clerk").get(f"/desk/draft/{fresh.pk}/").content.decode()
    assert "还没有做个人信息影响评估" in page
    assert 'id="send" name="do" value="submit" disabled' in page
    assert why_not_assessed(draft(world, "JW11", assessed=False)) == []


@pytest.mark.django_db
def test_the_clerk_reads_confirms_and_goes_on(world: World, fresh: Edition) -> None:
    client = signed_in(world, "clerk")
    to = client.post(f"/desk/draft/{fresh.pk}/", {"do": "assess", "seen": fresh.lock})
    assert to.headers["Location"] == page_of(fresh)
    page = client.get(page_of(fresh)).content.decode()
    answers = beginning(fresh).answers
    assert all(text in page for text in answers.values())
    for sent, said in (
        (answers, "勾选“我逐条看过”"),
        ({**answers, "effect": "没有", "confirmed": "on"}, "至少 10 个字"),
    ):
        refused = client.post(page_of(fresh), sent)
        assert refused.status_code == 409
        assert said in refused.content.decode()
    assert not Assessment.objects.exists()
    assert client.post(page_of(fresh), {**answers, "confirmed": "on"}).status_code == 302
    assert client.post(page_of(fresh), {**answers, "confirmed": "on"}).status_code == 302, "pressed twice"
    done = Assessment.objects.get()
    assert (done.edition, done.who, done.taken_from) == (fresh, "陈某", None)
    assert Entry.objects.filter(act="assessment:file", record_id=str(done.pk)).count() == 1
    assert "disabled" not in client.get(f"/desk/draft/{fresh.pk}/").content.decode().partition('id="send"')[2][:80]
    fresh.refresh_from_db()
    assert submitted_draft(world, fresh).state == EditionState.MOVING


@pytest.mark.django_db
def test_nothing_private_stands_in_it(world: World, fresh: Edition) -> None:
    answers = beginning(fresh).answers | {"effect": "王小明的电话 13912341234 会被别人知道。"}
    with pytest.raises(NotNow, match="手机号"):
        assess(edition_id=fresh.pk, answers=answers, confirmed=True, now=NOW, by=world.by("clerk"))


@pytest.mark.django_db
def test_the_last_one_is_taken_over_but_not_by_itself(world: World) -> None:
    publish(world, CODE, "2026-09")
    first = Assessment.objects.get()
    next_one = draft(world, CODE, "2026-10", assessed=False)
    assert beginning(next_one).source == first
    with pytest.raises(NotNow, match="还没有做个人信息影响评估"):
        submitted_draft(world, next_one)
    assert "的评估。对照这一次看一遍" in signed_in(world, "clerk").get(page_of(next_one)).content.decode()
    answers = beginning(next_one).answers
    done = assess(edition_id=next_one.pk, answers=answers, confirmed=True, now=NOW, by=world.by("clerk"))
    assert done.taken_from == first


@pytest.mark.django_db
def test_a_correction_and_a_new_attempt_are_assessed_again(world: World) -> None:
    notice = publish(world, CODE, "2026-09")
    correction = begin_correction(world, notice, "金额写错了一户。", NOW, assessed=False)
    assert why_not_assessed(correction)
    assert beginning(correction).source == Assessment.objects.get()
    moving = submitted_draft(world, draft(world, CODE, "2026-10"))
    again = decisions.revise(edition_id=moving.pk, now=NOW, by=world.by("clerk"))
    assert why_not_assessed(again)


@pytest.mark.django_db
def test_a_declaration_of_nil_needs_none(world: World) -> None:
    owe(world)
    duties = list(Duty.objects.filter(kind="roll_call").order_by("pk")[:1])
    assert declare_nil(world, duties).live is not None


@pytest.mark.django_db
def test_reviewer_and_auditor_read_it_and_strangers_do_not(world: World) -> None:
    edition = walk(world, draft(world, CODE, "2026-10"))
    for login, status in (("privacy", 200), ("auditor", 200), ("director", 200), ("other", 404), ("operator", 404)):
        answer = signed_in(world, login).get(page_of(edition))
        assert answer.status_code == status, login
        if status == 200:
            assert "经办人 陈某" in answer.content.decode()
            assert '<form method="post" class="stack">' not in answer.content.decode()
    assert page_of(edition) in signed_in(world, "privacy").get(f"/desk/review/{edition.pk}/").content.decode()
    assert signed_in(world, "clerk").post(page_of(edition), {}).status_code == 409, "it is signed"
    assert signed_in(world, "privacy").post(page_of(edition), {}).status_code == 403


@pytest.mark.django_db
def test_it_stays_as_it_was_and_stays_three_years(world: World, fresh: Edition) -> None:
    def file(now: object) -> Assessment:
        answers = beginning(fresh).answers
        return assess(edition_id=fresh.pk, answers=answers, confirmed=True, now=now, by=world.by("clerk"))  # type: ignore[arg-type]

    today = timezone.now()
    assert (kept_until(date(2026, 11, 22)), kept_until(date(2028, 2, 29))) == (date(2029, 11, 22), date(2031, 3, 1))
    kept, old = file(today - timedelta(days=3 * 365)), file(today - timedelta(days=3 * 366 + 2))
    for change in (lambda: Assessment.objects.filter(pk=kept.pk).update(effect="没有"), kept.delete):
        with pytest.raises(DatabaseError, match="assessment"), transaction.atomic():
            change()
    old.delete()
    assert list(Assessment.objects.all()) == [kept]
