"""A vote on every line by itself: yes or no to each, with a reason; what the majority refuses returns the edition."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingbai.catalog.rules.route_checks import looser, problems
from mingbai.catalog.rules.routes import ready_routes
from mingbai.catalog.schema.route import Step
from mingbai.disclosure.actions import decisions as act
from mingbai.disclosure.models import Decision, Edition, EditionState, Notice, Verdict
from mingbai.disclosure.rules.desk import tasks_for
from mingbai.disclosure.rules.lines import lines_of
from mingbai.disclosure.tests.any_route import lay_down
from mingbai.disclosure.tests.factories import NOW, World, draft, owe, signed_in, step_on, submitted_draft
from mingbai.duties.models import Duty
from mingbai.kit.errors import NotNow

USUAL: list[Step] = list(next(route for route in ready_routes() if route.key == "guihua").steps)
STEPS: list[Step] = [{**step, "lines": True} if step["kind"] == "vote" else step for step in USUAL]


@pytest.fixture
def world(lasting: World, db: None) -> World:
    lay_down(lasting, lasting.community, "finance", STEPS)
    lay_down(lasting, lasting.community, "default", STEPS)
    return lasting


def at_committee(world: World, code: str = "CA03", period: str = "2026-Q3") -> Edition:
    """A statement of accounts, a row of income and one of spending, before the committee."""
    owe(world)
    duties = list(Duty.objects.filter(item__code=code, period=period))
    edition = submitted_draft(world, draft(world, code, period, duties=duties))
    for _signature in range(2):
        step_on(world, edition, NOW)
        edition.refresh_from_db()
    assert edition.step == "supervision"
    return edition


def vote(world: World, edition: Edition, who: str, **refused: str) -> Edition:
    lines = {key.removeprefix("l").replace("_", "."): why for key, why in refused.items()}
    common: dict[str, Any] = {"edition_id": edition.pk, "digest": edition.digest, "now": NOW, "by": world.by(who)}
    return act.vote(verdict=Verdict.AGREE, lines=lines, **common)


def keys(edition: Edition) -> list[str]:
    return [line.key for line in lines_of(edition.content)]


def named(key: str) -> str:
    return "l" + key.replace(".", "_")


def page(world: World, edition: Edition, who: str) -> str:
    return signed_in(world, who).get(reverse("disclosure:review", args=[edition.pk])).content.decode()


def test_each_line_is_asked_and_nothing_is_agreed_to_by_silence(world: World) -> None:
    edition = at_committee(world)
    lines = lines_of(edition.content)
    shown = page(world, edition, "member")
    assert f"共 {len(lines)} 笔" in shown
    assert shown.count('value="no"') == len(lines), "no or yes to each; the whole is not refused at once"
    client, sent = signed_in(world, "member"), {"do": "vote", "digest": edition.digest, "say": "yes"}
    url = reverse("disclosure:review", args=[edition.pk])
    silent = client.post(url, sent)
    assert silent.status_code == 409
    assert f"还有 {len(lines)} 笔没有点" in silent.content.decode()
    odd = {**sent, "rest": "yes", f"l-{lines[1].key}": "no", f"why-{lines[1].key}": ""}
    refused = client.post(url, odd)
    assert refused.status_code == 409
    assert "不同意的，请写几个字，为什么" in refused.content.decode()
    assert re.search(rf'name="l-{re.escape(lines[1].key)}" value="no" checked', refused.content.decode())
    assert not Decision.objects.filter(edition=edition, step="supervision").exists()
    done = client.post(url, {**odd, f"why-{lines[1].key}": "单价太贵"})
    assert done.status_code == 302
    word = Decision.objects.get(edition=edition, step="supervision")
    assert (word.verdict, word.lines) == (Verdict.RETURN, {lines[1].key: "单价太贵"})
    assert word.points == [f"{lines[1].name}：单价太贵"]


def test_what_one_refuses_is_answered_before_it_goes_on_and_stands_on_the_notice(world: World) -> None:
    edition = at_committee(world)
    odd = keys(edition)[1]
    vote(world, edition, "chair", **{named(odd): "单价太贵"})
    vote(world, edition, "member")
    edition = vote(world, edition, "third")
    assert edition.step == "supervision", "two agree to that line, but nobody has answered the doubt"
    doubt = Decision.objects.get(edition=edition, verdict=Verdict.RETURN)
    task = next(
        task for task in tasks_for(world.by("clerk"), NOW) if (task.kind, task.target) == ("answer", edition.pk)
    )
    assert "单价太贵" in task.note
    act.answer(edition_id=edition.pk, to=doubt.pk, text="三家报价里最低的", now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    assert edition.step == "privacy"
    step_on(world, edition, NOW)
    inside = page(world, edition, "director")
    assert "2 人同意，1 人不同意" in inside
    assert "赵某：单价太贵" in inside
    notice = Notice.objects.select_related("unit").get(pk=edition.notice_id)
    outside = Client().get(reverse("channels:notice", args=[notice.unit.code, notice.year, notice.serial]))
    text, line = outside.content.decode(), next(one for one in lines_of(edition.content) if one.key == odd)
    assert f"{line.name}：2 人同意，1 人不同意" in text
    count = len(lines_of(edition.content))
    assert f"逐笔表决，共 {count} 笔，{count - 1} 笔没有人不同意" in text
    assert "单价太贵" not in text, "reasons are for those who handle it"


def test_who_may_not_read_it_learns_no_line_from_the_signatures(world: World) -> None:
    edition = at_committee(world, "CW23", "2026-Q3")
    (odd, *_rest) = keys(edition)
    vote(world, edition, "chair", **{named(odd): "人数不对"})
    vote(world, edition, "member")
    edition = vote(world, edition, "third")
    doubt = Decision.objects.get(edition=edition, verdict=Verdict.RETURN)
    act.answer(edition_id=edition.pk, to=doubt.pk, text="已经核对", now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    step_on(world, edition, NOW)
    notice = Notice.objects.select_related("unit").get(pk=edition.notice_id)
    assert notice.reach == "local"
    shown = Client().get(reverse("channels:notice", args=[notice.unit.code, notice.year, notice.serial]))
    assert "3 人同意" in shown.content.decode() or "2/3 同意" in shown.content.decode()
    assert "逐笔表决" not in shown.content.decode()


def test_a_line_that_the_majority_refuses_returns_it_by_name(world: World) -> None:
    edition = at_committee(world)
    first, second, *_rest = keys(edition)
    vote(world, edition, "chair", **{named(first): "没开会商量"})
    edition = vote(world, edition, "member", **{named(second): "缺报价单"})
    assert edition.state == EditionState.MOVING, "two different lines, each refused by one of three"
    edition = vote(world, edition, "third", **{named(second): "人数不对"})
    assert edition.state == EditionState.RETURNED
    task = next(
        task for task in tasks_for(world.by("clerk"), NOW) if (task.kind, task.target) == ("answer", edition.pk)
    )
    line = next(one for one in lines_of(edition.content) if one.key == second)
    assert f"{line.name}：人数不对" in task.note
    shown = page(world, edition, "clerk")
    assert shown.count("没有通过") == 1


def test_every_line_needs_its_own_majority(world: World) -> None:
    """Chair refuses the first, member the second; with the third agreeing, each line has two of three."""
    edition = at_committee(world)
    first, second, *_rest = keys(edition)
    vote(world, edition, "chair", **{named(first): "没开会商量"})
    vote(world, edition, "member", **{named(second): "缺报价单"})
    edition = vote(world, edition, "third")
    for doubt in Decision.objects.filter(edition=edition, verdict=Verdict.RETURN):
        assert edition.step == "supervision"
        edition = act.answer(edition_id=edition.pk, to=doubt.pk, text="会议记录已附", now=NOW, by=world.by("clerk"))
    assert edition.step == "privacy"


def test_without_tables_the_blocks_are_voted_on(world: World) -> None:
    edition = at_committee(world, "DW02", "2026")
    if any(block["type"] == "table" for block in edition.content["blocks"]):
        pytest.fail("choose a matter without a table")
    assert len(keys(edition)) >= 1
    assert all("." not in key for key in keys(edition))
    vote(world, edition, "chair")
    assert vote(world, edition, "member").step == "privacy"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ({"9.9": "没有"}, "您点的那一笔现在没有了"),
        ({"1": "x" * 101}, ""),
    ],
)
def test_what_is_sent_wrongly_is_refused(world: World, lines: dict[str, str], said: str) -> None:
    edition = at_committee(world)
    lines = {keys(edition)[0] if key == "1" else key: why for key, why in lines.items()}
    common: dict[str, Any] = {"edition_id": edition.pk, "digest": edition.digest, "now": NOW, "by": world.by("chair")}
    with pytest.raises(NotNow) as refusal:
        act.vote(verdict=Verdict.AGREE, lines=lines, **common)
    assert (said or "最多 100 个字") in refusal.value.sentence
    with pytest.raises(NotNow) as private:
        act.vote(verdict=Verdict.AGREE, lines={keys(edition)[0]: "打 13812345678 问"}, **common)
    assert "手机号" in private.value.sentence
    with pytest.raises(NotNow) as whole:
        act.vote(verdict=Verdict.RETURN, reason="都不对", **common)
    assert "请点出哪一笔不同意" in whole.value.sentence


def test_only_votes_go_line_by_line_and_a_street_does_not_take_it_back() -> None:
    wrong = [{**step, "lines": True} if step["kind"] == "review" else step for step in USUAL]
    assert any("只有表决可以一笔一笔来" in one.sentence for one in problems(wrong, ("community",)))
    assert problems(STEPS, ("community",)) == []
    assert [one.sentence for one in looser(USUAL, STEPS)] == ["上级流程要求“监督委员会”逐笔表决，不能改成整份表决。"]
