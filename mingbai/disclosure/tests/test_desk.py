"""今天要办: everyone sees their own next act, and the page asks the same few questions however much there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mingbai.disclosure.actions import decisions as act
from mingbai.disclosure.actions import drafts
from mingbai.disclosure.actions.rulings import ask_ruling
from mingbai.disclosure.models import Edition, EditionState, Verdict
from mingbai.disclosure.rules.desk import tasks_for, waiting_for_others
from mingbai.disclosure.rules.findings import all_findings
from mingbai.disclosure.tests.factories import NOW, World, draft, owe, publish, step_on, walk
from mingbai.duties.models import Duty

# Each role's page may ask this many questions, with one thing to do or with twenty.
MOST = {
    "clerk": 43,
    "director": 16,
    "secretary": 16,
    "chair": 16,
    "member": 16,
    "privacy": 17,
    "street": 29,
    "district": 26,
    "auditor": 16,
    "operator": 16,
}


@pytest.fixture
def world(lasting: World, db: None) -> World:
    return lasting


def submitted(world: World, period: str) -> Edition:
    edition = draft(world, period=period)
    act.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    return edition


def busy(world: World, first: int, last: int) -> None:
    """Some of everything: drafts, returns, questions, signatures to give, things to file and to rule on."""
    duties = list(Duty.objects.filter(settlement="", due__lte=NOW.date() + timedelta(days=40)).order_by("pk"))
    for n in range(first, last):
        some = iter(duties[n * 5 : n * 5 + 5])
        draft(world, period=f"{2000 + n}", duties=[next(some)])
        back = draft(world, period=f"{2000 + n}-H1", duties=[next(some)])
        act.submit(edition_id=back.pk, seen=back.lock, now=NOW, by=world.by("clerk"))
        back.refresh_from_db()
        act.send_back(edition_id=back.pk, digest=back.digest, reason="漏了一项", now=NOW, by=world.by("director"))
        submitted(world, f"{2000 + n}-H2")
        for stop in ("secretary", "supervision", "privacy"):
            edition = submitted(world, f"{2000 + n}-Q{len(stop) % 4 + 1}")
            edition.notice.duties.set([next(some)])
            while edition.step != stop:
                step_on(world, edition, NOW)
                edition.refresh_from_db()
            if stop == "supervision":
                words = {"verdict": Verdict.QUESTION, "reason": "太贵", "now": NOW, "by": world.by("member")}
                act.vote(edition_id=edition.pk, digest=edition.digest, **words)  # type: ignore[arg-type]
        publish(world, "JW04", f"{2000 + n}-H1")
        marked = draft(world, period=f"{2000 + n}-01", words="值班手机 19900001234。")
        mark = all_findings(marked)[0].fingerprint
        ask_ruling(edition_id=marked.pk, fingerprint=mark, plea="示例", now=NOW, by=world.by("clerk"))


def questions(client: Client, name: str) -> int:
    client.get(reverse(name))  # the session and what is remembered between requests
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse(name)).status_code == 200
    return len(asked)


def test_as_many_questions_for_much_as_for_little(world: World) -> None:
    owe(world)
    clients = {}
    for login in MOST:
        clients[login] = Client()
        clients[login].force_login(world.user(login))
    busy(world, 0, 1)
    little = {login: questions(client, "disclosure:desk") for login, client in clients.items()}
    listed = questions(clients["street"], "disclosure:notices")
    busy(world, 1, 4)
    much = {login: questions(client, "disclosure:desk") for login, client in clients.items()}
    assert much == little
    assert {login: asked for login, asked in much.items() if asked > MOST[login]} == {}
    assert questions(clients["street"], "disclosure:notices") == listed <= 9


def test_the_review_page_asks_as_much_for_a_long_story(world: World) -> None:
    client = Client()
    client.force_login(world.user("district"))
    short = submitted(world, "2026-H1")
    long = submitted(world, "2026-H2")
    while long.step != "supervision":
        step_on(world, long, NOW)
        long.refresh_from_db()
    for hour in range(6):
        login = ("chair", "member", "third")[hour % 3]
        words = {"verdict": Verdict.QUESTION, "reason": f"太贵，第 {hour} 问", "now": NOW + timedelta(hours=hour)}
        act.vote(edition_id=long.pk, digest=long.digest, by=world.by(login), **words)  # type: ignore[arg-type]
    asked = []
    for edition in (short, long):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("disclosure:review", args=[edition.pk])).status_code == 200
        asked.append(len(queries))
    assert asked[1] <= asked[0] + 1, asked
    assert asked[1] <= 20


def kinds(world: World, login: str) -> list[tuple[str, int]]:
    return [(task.kind, task.target) for task in tasks_for(world.by(login), NOW) if task.kind != "duty"]


def test_the_next_act_walks_from_desk_to_desk(world: World) -> None:
    owe(world)
    duty = Duty.objects.get(item__code="JW11", period="2026-H1")
    begin = [task for task in tasks_for(world.by("clerk"), NOW) if (task.kind, task.target) == ("duty", duty.pk)]
    assert [task.act for task in begin] == ["开始写"]
    edition = draft(world, duties=[duty])
    assert kinds(world, "clerk") == [("draft", edition.pk)]
    act.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))
    assert kinds(world, "clerk") == []
    waiting = waiting_for_others(world.by("clerk"), NOW + timedelta(hours=50))
    assert [(one.edition.pk, one.note) for one in waiting] == [(edition.pk, "主任，等了 2 天")]
    for login, kind in (("director", "sign"), ("secretary", "sign")):
        assert kinds(world, login) == [(kind, edition.pk)]
        edition.refresh_from_db()
        step_on(world, edition, NOW)
        assert kinds(world, login) == []
    edition.refresh_from_db()
    words = {"verdict": Verdict.QUESTION, "reason": "太贵", "now": NOW, "by": world.by("member")}
    assert kinds(world, "member") == kinds(world, "third") == [("vote", edition.pk)]
    act.vote(edition_id=edition.pk, digest=edition.digest, **words)  # type: ignore[arg-type]
    assert kinds(world, "member") == [], "waits for the clerk's word"
    assert kinds(world, "clerk") == [("answer", edition.pk)]
    doubt = edition.decisions.get(verdict=Verdict.QUESTION)
    act.answer(edition_id=edition.pk, to=doubt.pk, text="涨价了", now=NOW, by=world.by("clerk"))
    assert kinds(world, "member") == [("vote", edition.pk)]
    for login in ("chair", "member"):
        act.vote(edition_id=edition.pk, digest=edition.digest, verdict=Verdict.AGREE, now=NOW, by=world.by(login))
    assert kinds(world, "third") == []
    assert kinds(world, "privacy") == [("review", edition.pk)]
    act.review(edition_id=edition.pk, digest=edition.digest, now=NOW, by=world.by("privacy"))
    assert kinds(world, "street") == [("file", edition.pk)]
    act.file(edition_id=edition.pk, digest=edition.digest, now=NOW, by=world.by("street"))
    assert kinds(world, "street") == []
    for login in ("other", "district", "auditor", "operator"):
        assert kinds(world, login) == []


def test_the_most_late_comes_first_and_what_is_given_up_is_open_again(world: World) -> None:
    owe(world)
    tasks = tasks_for(world.by("clerk"), NOW)
    assert [task.due for task in tasks] == sorted(task.due for task in tasks)
    duty = Duty.objects.get(item__code="JW11", period="2026-H1")
    edition = draft(world, duties=[duty])
    act.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    act.send_back(edition_id=edition.pk, digest=edition.digest, reason="漏了一项", now=NOW, by=world.by("director"))
    task = next(task for task in tasks_for(world.by("clerk"), NOW) if task.kind == "answer")
    assert (task.target, task.note) == (edition.pk, "被退回：漏了一项")
    fresh = act.revise(edition_id=edition.pk, now=NOW, by=world.by("clerk"))
    assert kinds(world, "clerk") == [("draft", fresh.pk)]
    drafts.discard(edition_id=fresh.pk, now=NOW, by=world.by("clerk"))
    assert kinds(world, "clerk") == []
    assert ("duty", duty.pk) in [(task.kind, task.target) for task in tasks_for(world.by("clerk"), NOW)]


def test_ready_is_filed_and_nobody_waits_for_it(world: World) -> None:
    edition = walk(world, draft(world), publish_at=NOW + timedelta(days=3))
    assert edition.state == EditionState.READY
    assert kinds(world, "street") == [("file", edition.pk)]
    assert waiting_for_others(world.by("clerk"), NOW) == []


def test_what_others_wait_for_is_never_folded_away(world: World) -> None:
    """A signature stands open under 别人等着您, however far its day; the heading counts it. What is past is late."""
    edition = submitted(world, "2026-H2")
    task = next(task for task in tasks_for(world.by("director"), NOW) if task.target == edition.pk)
    far = replace(task, due=NOW.date() + timedelta(days=300))
    assert far.group(NOW.date()) == "mine"
    assert far.group(far.due + timedelta(days=1)) == "late"
    client = Client()
    client.force_login(world.user("director"))
    page = client.get(reverse("disclosure:desk")).content.decode()
    assert "今天要办 1 件" in page
    assert "<details>" not in page
