"""A step that the route lets go by after days of silence: gone past by the clock, marked for everybody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mingbai.catalog.rules.days import current_calendar
from mingbai.catalog.rules.routes import ready_routes
from mingbai.disclosure.actions import decisions as act
from mingbai.disclosure.actions.clock import lapse
from mingbai.disclosure.actions.tick import tick
from mingbai.disclosure.models import Decision, Edition, EditionState, Notice, Verdict
from mingbai.disclosure.rules.alarms import alarms_for
from mingbai.disclosure.rules.desk import tasks_for
from mingbai.disclosure.rules.may import why_not
from mingbai.disclosure.tests.any_route import lay_down
from mingbai.disclosure.tests.factories import NOW, World, draft, signed_in, step_on, submitted_draft
from mingbai.orgs.models import Entry

STEPS = list(next(route for route in ready_routes() if route.key == "guihua").steps)
LAST = date(2026, 10, 15)  # five working days after 9 October


@pytest.fixture
def world(lasting: World, db: None) -> World:
    steps = [{**step, "late": "proceed"} if step["kind"] == "vote" else step for step in STEPS]
    lay_down(lasting, lasting.community, "default", steps)
    return lasting


def at_committee(world: World) -> Edition:
    edition = submitted_draft(world, draft(world))
    for _signature in range(2):
        step_on(world, edition, NOW)
        edition.refresh_from_db()
    assert edition.step == "supervision"
    return edition


def on(day: date, edition: Edition) -> Edition:
    """The edition after the clock has looked on that day."""
    tick(NOW.replace(month=day.month, day=day.day))
    return Edition.objects.select_related("notice__unit").get(pk=edition.pk)


def vote(world: World, edition: Edition, who: str, verdict: str, reason: str = "") -> None:
    common = {"digest": edition.digest, "reason": reason, "now": NOW + timedelta(hours=1)}
    act.vote(edition_id=edition.pk, verdict=verdict, by=world.by(who), **common)  # type: ignore[arg-type]


def test_silence_is_gone_past_on_the_day_after_and_said_to_everybody(world: World) -> None:
    edition = at_committee(world)
    task = next(task for task in tasks_for(world.by("member"), NOW) if task.target == edition.pk)
    assert "过了就往下走，公开栏上写明没有办" in task.note
    assert (
        "过了就往下走"
        in signed_in(world, "clerk").get(reverse("disclosure:review", args=[edition.pk])).content.decode()
    )
    assert on(LAST, edition).step == "supervision", "the last day is theirs"
    edition = on(LAST + timedelta(days=1), edition)
    assert (edition.state, edition.step) == (EditionState.MOVING, "privacy"), "the gate has looked on the way"
    word = Decision.objects.get(edition=edition, verdict=Verdict.LAPSED)
    assert (word.step, word.tenure, word.digest) == ("supervision", None, edition.digest)
    entry = Entry.objects.get(act="notice:lapse")
    assert (entry.note["lapsed"], entry.note["step"]) == ("supervision", "privacy")
    reason = why_not("vote", edition, world.by("chair"), NOW + timedelta(days=8))
    assert reason is not None
    assert "到期没有办，10月16日" in reason.sentence

    step_on(world, edition, NOW + timedelta(days=8))
    notice = Notice.objects.select_related("unit", "live").get(pk=edition.notice_id)
    page = reverse("channels:notice", args=[notice.unit.code, notice.year, notice.serial])
    shown = Client().get(page).content.decode()
    for words in ("有一步到期没有办", "“监督委员会”过了流程给的天数", "到期未表决，按流程往下走"):
        assert words in shown
    assert "齐全" not in shown
    assert Client().get(page.rstrip("/") + ".json").json()["lapsed"] == ["监督委员会"]


def test_twice_is_once(world: World) -> None:
    edition = at_committee(world)
    for _time in range(2):
        lapse(edition_id=edition.pk, now=NOW + timedelta(days=8))
    assert Decision.objects.filter(edition=edition, verdict=Verdict.LAPSED).count() == 1


@pytest.mark.parametrize("verdict", [Verdict.QUESTION, Verdict.RETURN])
def test_a_word_against_it_is_no_silence(world: World, verdict: str) -> None:
    edition = at_committee(world)
    vote(world, edition, "chair", verdict, "单价太贵")
    edition = on(LAST + timedelta(days=5), edition)
    assert edition.step == "supervision"
    heard = [alarm.note for alarm in alarms_for(world.by("street"), NOW + timedelta(days=11), current_calendar())]
    assert any("该在 10月15日 前办完" in note for note in heard), "the level above hears of it instead"
    doubt = Decision.objects.get(edition=edition, verdict=verdict)
    later = NOW + timedelta(days=12)
    act.answer(edition_id=edition.pk, to=doubt.pk, text="报价单已经补上", now=later, by=world.by("clerk"))
    edition = on(LAST + timedelta(days=10), edition)
    assert edition.step == ("privacy" if verdict == Verdict.QUESTION else "supervision"), "an answer may end a question"


def test_who_agreed_before_is_named(world: World) -> None:
    edition = at_committee(world)
    vote(world, edition, "chair", Verdict.AGREE)
    edition = on(LAST + timedelta(days=1), edition)
    step_on(world, edition, NOW + timedelta(days=8))
    notice = Notice.objects.select_related("unit").get(pk=edition.notice_id)
    shown = (
        Client().get(reverse("channels:notice", args=[notice.unit.code, notice.year, notice.serial])).content.decode()
    )
    assert "1/3 同意：赵某" in shown


def test_a_route_without_that_word_waits(world: World) -> None:
    lay_down(world, world.community, "default", STEPS)
    edition = at_committee(world)
    assert on(LAST + timedelta(days=30), edition).step == "supervision"


def test_what_is_under_way_keeps_its_route(world: World) -> None:
    edition = at_committee(world)
    lay_down(world, world.community, "default", STEPS)
    assert on(LAST + timedelta(days=1), edition).step == "privacy", "it began when silence was let go by"
