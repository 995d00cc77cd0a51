"""The named reviewer's word on a finding: asked with a plea, given once, with a reason, for that text at that place."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingbai.disclosure.actions import decisions as act
from mingbai.disclosure.actions import drafts
from mingbai.disclosure.actions.rulings import ask_ruling, rule
from mingbai.disclosure.models import Edition, Ruling
from mingbai.disclosure.rules.findings import all_findings, open_findings
from mingbai.disclosure.tests.factories import NOW, World, draft
from mingbai.kit.errors import NotFound, NotNow, NotYours
from mingbai.orgs.models import Entry

MOBILE = "19900001234"


@pytest.fixture
def world(lasting: World, db: None) -> World:
    return lasting


def write(world: World, edition: Edition, text: str) -> None:
    content = edition.content
    content["blocks"][0]["text"] = text
    drafts.save_draft(edition_id=edition.pk, content=content, seen=edition.lock, now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()


@pytest.fixture
def edition(world: World) -> Edition:
    edition = draft(world)
    write(world, edition, f"示例号码 {MOBILE}。")
    assert [finding.kind for finding in open_findings(edition)] == ["mobile"]
    return edition


def ask(world: World, edition: Edition, plea: str = "是宣传单上的示例号码", mark: str = "") -> Ruling:
    mark = mark or all_findings(edition)[0].fingerprint
    return ask_ruling(edition_id=edition.pk, fingerprint=mark, plea=plea, now=NOW, by=world.by("clerk"))


def test_allowed_with_a_reason_that_the_journal_keeps(world: World, edition: Edition) -> None:
    ruling = ask(world, edition)
    assert MOBILE not in str(ruling.__dict__), "the number itself is not stored"
    with pytest.raises(NotNow):
        act.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))
    rule(ruling_id=ruling.pk, allowed=True, reason="不是真实号码", now=NOW, by=world.by("privacy"))
    assert open_findings(edition) == []
    entry = Entry.objects.get(act="ruling:allow")
    assert (entry.tenure, entry.note["reason"]) == (world.by("privacy").tenure, "不是真实号码")
    act.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))


def test_refused_it_still_blocks(world: World, edition: Edition) -> None:
    ruling = ask(world, edition)
    rule(ruling_id=ruling.pk, allowed=False, reason="是真的", now=NOW, by=world.by("privacy"))
    assert len(open_findings(edition)) == 1
    with pytest.raises(NotNow, match="已经请审查员看过"):
        ask(world, edition)


def test_asked_once_with_a_plea(world: World, edition: Edition) -> None:
    with pytest.raises(NotNow, match="请写一句"):
        ask(world, edition, " \x00")
    with pytest.raises(NotNow, match="最多 300 个字"):
        ask(world, edition, "长" * 301)
    with pytest.raises(NotNow, match="已经不在草稿里"):
        ask(world, edition, mark="sha256:0")
    ask(world, edition)
    with pytest.raises(NotNow, match="已经请审查员看过"):
        ask(world, edition)


def test_given_once_with_a_reason_by_the_reviewer(world: World, edition: Edition) -> None:
    ruling = ask(world, edition)
    words: dict[str, Any] = {"ruling_id": ruling.pk, "allowed": True, "now": NOW}
    for login in ("clerk", "director", "chair", "street", "district", "other", "operator"):
        with pytest.raises(NotYours, match="保密隐私审查员"):
            rule(reason="好", by=world.by(login), **words)
    with pytest.raises(NotNow, match="请写明理由"):
        rule(reason="  ", by=world.by("privacy"), **words)
    rule(reason="示例", by=world.by("privacy"), **words)
    with pytest.raises(NotNow, match="已经裁定过"):
        rule(reason="再说一次", by=world.by("privacy"), **words)
    with pytest.raises(NotFound):
        rule(ruling_id=10**6, allowed=True, reason="好", now=NOW, by=world.by("privacy"))


def test_it_holds_for_that_number_at_that_place_only(world: World, edition: Edition) -> None:
    ruling = ask(world, edition)
    rule(ruling_id=ruling.pk, allowed=True, reason="示例", now=NOW, by=world.by("privacy"))
    write(world, edition, "示例号码 19900004321。")
    assert len(open_findings(edition)) == 1, "another number"
    write(world, edition, f"示例号码 {MOBILE}。")
    assert open_findings(edition) == []
    content = edition.content
    content["title"] = f"值班手机 {MOBILE}"
    drafts.save_draft(edition_id=edition.pk, content=content, seen=edition.lock, now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    assert [finding.place for finding in open_findings(edition)] == ["标题"], "another place"


def test_it_goes_with_the_next_attempt(world: World, edition: Edition) -> None:
    ruling = ask(world, edition)
    rule(ruling_id=ruling.pk, allowed=True, reason="示例", now=NOW, by=world.by("privacy"))
    act.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))
    fresh = act.revise(edition_id=edition.pk, now=NOW, by=world.by("clerk"))
    assert open_findings(fresh) == []


def test_one_click_masks(world: World, edition: Edition) -> None:
    found = all_findings(edition)[0]
    where = {"path": found.path, "start": found.start, "end": found.end, "masked": found.masked}
    drafts.mask(edition_id=edition.pk, now=NOW, by=world.by("clerk"), **where)  # type: ignore[arg-type]
    edition.refresh_from_db()
    assert MOBILE not in str(edition.content)
    assert open_findings(edition) == []
    gone = {"path": "/blocks/99/text", "start": 0, "end": 5, "masked": "*"}
    with pytest.raises(NotNow, match="刚刚被改过"):
        drafts.mask(edition_id=edition.pk, now=NOW, by=world.by("clerk"), **gone)  # type: ignore[arg-type]


def test_the_reviewers_page(world: World, edition: Edition) -> None:
    ruling = ask(world, edition)
    url, client = reverse("disclosure:ruling", args=[ruling.pk]), Client()
    assert client.get(url).status_code == 302
    for login, status in (("clerk", 404), ("other", 404), ("operator", 404), ("privacy", 200)):
        client.force_login(world.user(login))
        assert client.get(url).status_code == status, login
    page = client.get(url).content.decode()
    assert "宣传单上的示例号码" in page
    assert "裁定" in client.get(reverse("disclosure:desk")).content.decode()
    response = client.post(url, {"say": "allow", "reason": ""})
    assert response.status_code == 409
    assert "请写明理由" in response.content.decode()
    assert client.post(url, {"say": "allow", "reason": "示例"}).status_code == 302
    response = client.post(url, {"say": "no", "reason": "改主意了"})
    assert response.status_code == 409
    assert "已经裁定过" in response.content.decode()
    ruling.refresh_from_db()
    assert ruling.allowed is True
