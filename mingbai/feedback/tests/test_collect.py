"""A step of the route that puts the draft up for comment: for everybody, for its days, until everyone has an answer."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mingbai.catalog.rules.route_checks import problems
from mingbai.catalog.rules.routes import ready_routes
from mingbai.catalog.schema.route import COLLECT, Step
from mingbai.disclosure.actions import decisions as act
from mingbai.disclosure.actions.tick import tick
from mingbai.disclosure.models import Edition, EditionState, Notice, Verdict
from mingbai.disclosure.rules.desk import tasks_for, waiting_for_others
from mingbai.disclosure.tests.any_route import HEARS, hearing, lay_down
from mingbai.disclosure.tests.factories import NOW, World, draft, signed_in, step_on, submitted_draft, today, workbook
from mingbai.disclosure.tests.small_files import png
from mingbai.feedback.actions import say
from mingbai.feedback.models import Opinion
from mingbai.feedback.tests.factories import reply
from mingbai.kit.errors import NotFound, NotNow
from mingbai.orgs.models import Entry

USUAL: list[Step] = list(next(route for route in ready_routes() if route.key == "guihua").steps)
STEPS = hearing(USUAL)
LAST = 10  # days after 9 October


@pytest.fixture
def world(lasting: World, db: None) -> World:
    lay_down(lasting, lasting.community, "default", STEPS)
    return lasting


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)


def up(world: World, code: str = "JW11", stop: str = COLLECT, now: datetime = NOW) -> Edition:
    edition = draft(world, code, now=now)
    act.submit(edition_id=edition.pk, seen=edition.lock, now=now, by=world.by("clerk"))
    edition.refresh_from_db()
    while edition.state == EditionState.MOVING and edition.step != stop:
        step_on(world, edition, now)
        edition.refresh_from_db()
    return edition


def speak(edition: Edition, words: str = "第二段的钱从哪里来？", days: int = 1) -> Opinion:
    told = {"form": words, "kind": "comment", "words": words, "shown": True}
    return say(notice_id=edition.notice_id, draft_id=edition.pk, now=later(days), **told)[0]  # type: ignore[arg-type]


def after(edition: Edition, days: int) -> Edition:
    tick(later(days))
    return Edition.objects.select_related("notice__unit").get(pk=edition.pk)


def test_it_is_for_everybody_from_that_step_on_and_not_before(world: World) -> None:
    client, before = Client(), up(world, stop="supervision", now=today())
    page = reverse("feedback:collect", args=[before.pk])
    assert client.get(page).status_code == 404
    assert client.get(reverse("feedback:say", args=[world.community.code]), {"draft": before.pk}).status_code == 404
    with pytest.raises(NotFound):
        speak(before)
    while before.step != COLLECT:
        step_on(world, before, today())
        before.refresh_from_db()
    shown = client.get(page).content.decode()
    assert "这是草案，还没有定。征求意见到" in shown
    assert "已经按规定办理，情况属实。" in shown
    assert before.notice.serial is None, "no number is spent on a draft"
    assert (
        "有 1 份草案正在征求意见" in client.get(reverse("channels:board", args=[world.community.code])).content.decode()
    )
    offered = client.get(reverse("feedback:say", args=[world.community.code])).content.decode()
    assert f'href="{page}"' in offered
    neighbour = client.get(reverse("feedback:say", args=[world.neighbour.code]), {"draft": before.pk})
    assert neighbour.status_code == 404


def with_files(world: World, now: datetime, stop: str = COLLECT) -> Edition:
    """A draft with a table and a picture that came with it, as far as `stop`."""
    files = (("预算.xlsx", workbook("换窗 1200.00 元")), ("现场.png", png("3")))
    edition = draft(world, files=files, now=now)
    act.submit(edition_id=edition.pk, seen=edition.lock, now=now, by=world.by("clerk"))
    edition.refresh_from_db()
    while edition.state == EditionState.MOVING and edition.step != stop:
        step_on(world, edition, now)
        edition.refresh_from_db()
    return edition


def addresses(edition: Edition) -> dict[str, str]:
    """name of a file → its address"""
    files = edition.notice.attachments.all()
    return {file.name: reverse("feedback:collect_file", args=[edition.pk, file.pk]) for file in files}


def test_files_are_for_everybody_while_people_are_heard_and_never_else(world: World) -> None:
    client, edition = Client(), with_files(world, today(), stop="supervision")
    where = addresses(edition)["预算.xlsx"]
    assert client.get(where).status_code == 404
    while edition.step != COLLECT:
        step_on(world, edition, today())
        edition.refresh_from_db()
    page = client.get(reverse("feedback:collect", args=[edition.pk])).content.decode()
    assert f'href="{where}"' in page
    given = client.get(where)
    assert given.status_code == 200
    assert b"".join(given.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    assert given["Content-Disposition"].startswith("attachment")
    assert given["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in given["Cache-Control"]
    assert "private" in given["Cache-Control"]
    stranger = reverse("feedback:collect_file", args=[edition.pk, 999_999])
    assert client.get(stranger).status_code == 404
    act.revise(edition_id=edition.pk, now=today(), by=world.by("clerk"))
    assert client.get(where).status_code == 404


def test_files_go_when_the_days_are_over_and_when_it_is_published(world: World) -> None:
    edition = with_files(world, NOW)  # its ten days are long over
    client, where = Client(), addresses(edition)["预算.xlsx"]
    page = client.get(reverse("feedback:collect", args=[edition.pk])).content.decode()
    assert "预算.xlsx" in page
    assert where not in page
    assert client.get(where).status_code == 404
    edition = after(edition, LAST + 1)
    assert edition.step == "privacy"
    step_on(world, edition, later(LAST + 2))
    assert Notice.objects.get(pk=edition.notice_id).serial == 1
    assert client.get(where).status_code == 404


def test_a_picture_waits_until_somebody_has_looked_at_it(world: World) -> None:
    edition = with_files(world, today())
    client, where = Client(), addresses(edition)["现场.png"]
    page = client.get(reverse("feedback:collect", args=[edition.pk])).content.decode()
    assert "现场.png" in page
    assert where not in page
    assert client.get(where).status_code == 404
    at = next(at for at, step in enumerate(STEPS) if step["kind"] == "review")
    looked = [step for step in STEPS if step["kind"] != COLLECT]
    lay_down(world, world.community, "default", [*looked[:at], HEARS, *looked[at:]])
    seen = with_files(world, today())
    given = client.get(addresses(seen)["现场.png"])
    assert given.status_code == 200
    assert b"".join(given.streaming_content) == png("3")  # type: ignore[attr-defined]


def test_somebody_says_something_and_follows_it(world: World) -> None:
    edition = up(world, now=today())
    client, say_page = Client(), reverse("feedback:say", args=[world.community.code])
    form = client.get(say_page, {"draft": edition.pk}).content.decode()
    assert "草案，正在征求意见" in form
    token = re.search(r'name="form" value="(.*?)"', form)
    assert token is not None
    sent = {"draft": str(edition.pk), "form": token[1], "kind": "comment", "words": "请写清楚些", "shown": "on"}
    said = client.post(say_page, sent)
    code = re.search(r'class="track-code">([\d ]+)<', said.content.decode())
    assert code is not None
    opinion = Opinion.objects.get()
    assert (opinion.edition, opinion.notice) == (edition, edition.notice)
    followed = client.post(reverse("feedback:track"), {"code": code[1]}).content.decode()
    assert "看这份草案" in followed
    assert reverse("feedback:collect", args=[edition.pk]) in followed
    clerk = signed_in(world, "clerk")
    answer = reverse("feedback:answer", args=[opinion.pk])
    assert "看这份草案" in clerk.get(answer).content.decode()
    assert clerk.post(answer, {"outcome": "adopted", "reason": "已经写清"}).status_code == 302
    assert "请写清楚些" in client.get(reverse("feedback:collect", args=[edition.pk])).content.decode()


def test_it_goes_on_when_the_days_are_over_and_everyone_has_an_answer(world: World) -> None:
    edition = up(world)
    waiting = [one for one in waiting_for_others(world.by("clerk"), NOW) if one.edition.pk == edition.pk]
    assert "正在征求意见" in waiting[0].note
    yes, no = speak(edition, "请写清楚些"), speak(edition, "不要办")
    assert any(task.kind == "opinion" for task in tasks_for(world.by("clerk"), later(1)))
    reply(world, yes)
    assert after(edition, LAST).step == COLLECT, "the last day is everybody's"
    assert after(edition, LAST + 5).step == COLLECT, "somebody waits for an answer"
    with pytest.raises(NotNow, match="已经截止"):
        speak(edition, "还有一句", LAST + 1)
    reply(world, no, "not", later(LAST + 5))
    edition = after(edition, LAST + 6)
    assert edition.step == "privacy"
    word = edition.decisions.get(step=COLLECT)
    assert (word.verdict, word.tenure, word.digest) == (Verdict.PASS, None, edition.digest)
    assert word.reason == "征求意见到 2026年10月19日，收到 2 条：采纳 1，部分采纳 0，不采纳 1，逐条答复了"
    assert Entry.objects.filter(act="notice:collect").count() == 1
    page = reverse("feedback:collect", args=[edition.pk])
    assert "征求意见截止了，还没有公布" in Client().get(page).content.decode()
    step_on(world, edition, later(LAST + 7))
    notice = Notice.objects.select_related("unit").get(pk=edition.notice_id)
    shown = Client().get(reverse("channels:notice", args=[notice.unit.code, notice.year, notice.serial]))
    assert word.reason in shown.content.decode()
    assert "齐全" in shown.content.decode(), "nothing is missing"
    assert "已经公布" in Client().get(page).content.decode()


def test_a_changed_text_is_heard_anew(world: World) -> None:
    edition = up(world)
    opinion = speak(edition)
    fresh = act.revise(edition_id=edition.pk, now=later(3), by=world.by("clerk"))
    assert Client().get(reverse("feedback:collect", args=[edition.pk])).status_code == 404
    reply(world, opinion)
    fresh.refresh_from_db()
    fresh = submitted_draft(world, fresh)
    while fresh.step != COLLECT:
        step_on(world, fresh, later(4))
        fresh.refresh_from_db()
    assert after(fresh, LAST + 3).step == COLLECT, "its own ten days"
    fresh = after(fresh, LAST + 6)
    assert "没有收到意见" in fresh.decisions.get(step=COLLECT).reason, "what was said of the other text is not counted"


def test_what_is_not_for_the_web_is_not_put_there(world: World) -> None:
    lay_down(world, world.community, "finance", STEPS)
    edition = up(world, "CW23", stop="privacy")
    assert edition.step == "privacy"
    word = edition.decisions.get(step=COLLECT)
    assert (word.verdict, word.reason) == (Verdict.LAPSED, "不是给全社会看的，不在网上征求意见。")
    assert Client().get(reverse("feedback:collect", args=[edition.pk])).status_code == 404


def test_an_emergency_does_not_wait_for_opinions_and_says_so(world: World) -> None:
    edition = up(world)
    by = world.by("secretary")
    other = up(world, "JW04", stop="director")
    act.publish_urgently(edition_id=other.pk, digest=other.digest, reason="今晚有暴雨", now=later(1), by=by)
    assert other.decisions.get(step=COLLECT).reason == "紧急公布的，没有先征求意见。"
    assert edition.step == COLLECT


GATE, DIRECTOR = USUAL[4], USUAL[1]


@pytest.mark.parametrize(
    ("steps", "said", "at"),
    [
        ([*USUAL[:2], HEARS, GATE], "征求意见以前要先过隐私关口", 2),
        ([USUAL[0], GATE, HEARS, DIRECTOR], "征求意见以前至少要有两个人签过", 2),
        ([*USUAL[:2], GATE, {**HEARS, "lead": ""}], "征求意见要写征求几天", 3),
        ([*USUAL[:2], GATE, {**HEARS, "posts": ["clerk"]}], "不用指定人", 3),
        ([*USUAL[:2], GATE, {**HEARS, "late": "proceed"}], "过期就往下走", 3),
        ([USUAL[0], GATE, HEARS], "至少要有两个人", None),
    ],
)
def test_a_draft_is_guarded_like_a_notice(steps: list[Step], said: str, at: int | None) -> None:
    found = [(one.sentence, one.at) for one in problems(steps, ("community",))]
    assert any(said in sentence and where == at for sentence, where in found), found
    assert problems(STEPS, ("community", "village")) == []
