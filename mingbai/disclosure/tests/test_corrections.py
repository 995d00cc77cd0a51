"""A published notice is corrected by a new edition: the old one stays readable, the number stays, the days restart."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mingbai.catalog.schema.templates import blank_content
from mingbai.disclosure.actions import decisions as act
from mingbai.disclosure.actions import drafts
from mingbai.disclosure.actions.files import add_file, remove_file
from mingbai.disclosure.models import Edition, EditionState, Notice
from mingbai.disclosure.rules.content import CORRECTION, reopened
from mingbai.disclosure.rules.desk import tasks_for
from mingbai.disclosure.tests.factories import (
    NOW,
    World,
    begin_correction,
    correct,
    declare_nil,
    draft,
    filled,
    owe,
    publish,
    signed_in,
    walk,
)
from mingbai.disclosure.tests.small_files import PNG
from mingbai.duties.models import Duty, Settlement
from mingbai.kit.errors import NotNow
from mingbai.orgs.models import Entry

LATER = NOW + timedelta(days=5)


@pytest.fixture
def world(lasting: World, db: None) -> World:
    return lasting


def begun(world: World, notice: Notice, say: str = "原来把 1200 元写成了 120 元。") -> Edition:
    return begin_correction(world, notice, say, LATER)


def test_the_new_edition_takes_the_place_of_the_old(world: World) -> None:
    owe(world)
    duty = Duty.objects.get(item__code="JW11", period="2026-H1")
    notice = publish(world, duties=[duty])
    old = notice.live
    assert old is not None
    new = correct(world, notice)
    old.refresh_from_db()
    assert new.number == notice.number, "the number stays"
    assert new.live is not None
    assert (old.state, old.number, new.live.state, new.live.number) == ("superseded", 1, "published", 2)
    assert new.live.display_from == date(2026, 10, 14)
    assert new.live.display_until == date(2026, 10, 29), "the days begin anew"
    assert new.live.digest != old.digest
    assert old.content["title"] == new.live.content["title"]
    duty.refresh_from_db()
    assert (duty.settlement, duty.settled_on) == (Settlement.MET, date(2026, 10, 9)), "met on the first day"
    entry = Entry.objects.get(act="notice:correct")
    assert (entry.record_id, entry.after, entry.note["replaced_by"]) == (str(old.pk), old.digest, 2)


def test_everyone_signs_again(world: World) -> None:
    new = correct(world, publish(world))
    assert new.live is not None
    said = new.live.decisions.values_list("step", "digest")
    assert [step for step, _digest in said] == [
        "handler",
        "director",
        "secretary",
        "supervision",
        "supervision",
        "gate",
        "privacy",
    ]
    assert {digest for _step, digest in said} == {new.live.digest}


def test_a_correction_says_what_it_changes(world: World) -> None:
    edition = begun(world, publish(world), say="  ")
    with pytest.raises(NotNow, match="请写“更正说明”"):
        act.submit(edition_id=edition.pk, seen=edition.lock, now=LATER, by=world.by("clerk"))


def test_a_second_correction_has_a_note_of_its_own(world: World) -> None:
    notice = correct(world, publish(world))
    assert notice.live is not None
    again = act.correct(edition_id=notice.live.pk, now=LATER, by=world.by("clerk"))
    notes = [block["text"] for block in again.content["blocks"] if block.get("key") == CORRECTION]
    assert notes == [""]
    assert again.attempt == 3


def test_one_correction_at_a_time(world: World) -> None:
    notice = publish(world)
    begun(world, notice)
    assert notice.live is not None
    with pytest.raises(NotNow, match="已经有一份更正在办（拟定中）"):
        act.correct(edition_id=notice.live.pk, now=LATER, by=world.by("clerk"))


def test_a_correction_given_up_leaves_what_was_published(world: World) -> None:
    notice = publish(world, files=[("凭证.png", PNG)])
    assert notice.live is not None
    edition = begun(world, notice)
    add_file(edition_id=edition.pk, name="多的.png", data=PNG + b"x", now=LATER, by=world.by("clerk"))
    first = notice.attachments.get(name="凭证.png")
    remove_file(edition_id=edition.pk, attachment_id=first.pk, now=LATER, by=world.by("clerk"))
    clerk = signed_in(world, "clerk")
    edition.refresh_from_db()
    page = reverse("disclosure:compose", args=[edition.pk])
    said = clerk.post(page, {"do": "discard", "seen": edition.lock}, follow=True).content.decode()
    assert "公开栏上还是原来的那一版" in said
    file = Client().get(reverse("channels:file", args=[*notice.number.split("/")[:1], 2026, notice.serial, first.pk]))
    assert file.status_code == 200, "what the published edition names is still served"
    b"".join(file.streaming_content)  # type: ignore[attr-defined]
    fresh = act.correct(edition_id=notice.live.pk, now=LATER, by=world.by("clerk"))
    left = notice.attachments.filter(removed_at__isnull=True).values_list("name", flat=True)
    assert list(left) == ["凭证.png"], "a new start is from what was published"
    assert fresh.attempt == 3


def test_a_file_added_to_a_correction_is_a_draft_until_it_is_submitted(world: World) -> None:
    notice = publish(world, files=[("凭证.png", PNG)])
    edition = begun(world, notice)
    added = add_file(edition_id=edition.pk, name="名单.png", data=PNG + b"x", now=LATER, by=world.by("clerk"))
    address = reverse("disclosure:file", args=[notice.live_id, added.pk])
    statuses = {login: signed_in(world, login).get(address).status_code for login in ("street", "member", "other")}
    assert statuses == {"street": 404, "member": 404, "other": 404}
    edition.refresh_from_db()
    act.submit(edition_id=edition.pk, seen=edition.lock, now=LATER, by=world.by("clerk"))
    answer = signed_in(world, "member").get(reverse("disclosure:file", args=[edition.pk, added.pk]))
    assert answer.status_code == 200
    b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_a_nil_declaration_is_corrected_in_its_words_only(world: World) -> None:
    owe(world)
    notice = declare_nil(world, list(Duty.objects.filter(item__code="JW04", period="2026-Q3")))
    edition = begun(world, notice)
    table = next(block for block in edition.content["blocks"] if block["type"] == "table")
    assert len(table["rows"]) == 1
    new = walk(world, edition, now=LATER)
    assert new.state == EditionState.PUBLISHED


def test_a_draft_made_of_what_was_signed_has_its_whole_form_again(world: World) -> None:
    """Optional parts that stayed empty were not signed; whoever writes on finds them again, and every hint."""
    edition = draft(world, "CA03", "2026-Q3")
    form = edition.content
    blocks = [{**block, "text": ""} if block["type"] == "text" else block for block in form["blocks"]]
    edition = drafts.save_draft(
        edition_id=edition.pk, content={**form, "blocks": blocks}, seen=edition.lock, now=NOW, by=world.by("clerk")
    )
    edition.refresh_from_db()
    act.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    assert not any(block["type"] == "text" for block in edition.content["blocks"])
    fresh = act.revise(edition_id=edition.pk, now=NOW, by=world.by("clerk"))
    assert [block.get("key") for block in fresh.content["blocks"]] == [block.get("key") for block in form["blocks"]]
    assert any("hint" in block for block in fresh.content["blocks"])
    assert fresh.title == edition.title


def test_reopening_and_signing_again_gives_the_same_text() -> None:
    from mingbai.catalog.schema.edition import load_edition
    from mingbai.disclosure.rules.content import finished
    from mingbai.duties.rules.labels import period_of

    changed = []
    for code, item in load_edition().items():
        form = blank_content(item, period_of("2026-Q3"), "桂花社区居民委员会")
        signed = finished(filled(form))
        if finished(reopened(signed, form)) != signed:
            changed.append(code)
    assert changed == []


def test_from_the_board_to_the_corrected_notice_by_pages(world: World) -> None:
    notice = publish(world)
    assert notice.live is not None
    clerk = signed_in(world, "clerk")
    page = reverse("disclosure:review", args=[notice.live.pk])
    assert "发现写错了" in clerk.get(page).content.decode()
    assert "发现写错了" not in signed_in(world, "director").get(page).content.decode()
    to = clerk.post(page, {"do": "correct"})["Location"]
    written = clerk.get(to).content.decode()
    assert "更正说明" in written
    assert f"更正 {notice.number} 第 1 版" in written
    assert "已经有一份更正在办" in clerk.get(page).content.decode()
    assert clerk.post(page, {"do": "correct"}).status_code == 409
    task = next(task for task in tasks_for(world.by("clerk"), LATER) if task.kind == "draft")
    assert task.title == notice.live.title
    board = Client().get(reverse("channels:notice", args=[notice.unit.code, notice.year, notice.serial]))
    assert "第 1 版" in board.content.decode(), "until it is signed the board shows what was published"


def test_readers_see_what_changed_and_still_read_the_old(world: World) -> None:
    notice = correct(world, publish(world))
    address = reverse("channels:notice", args=[notice.unit.code, notice.year, notice.serial])
    now = Client().get(address).content.decode()
    assert "更正，第 2 版" in now
    assert "原来把 1200 元写成了 120 元。" in now
    old = Client().get(address, {"edition": 1}).content.decode()
    assert "您看的是第 1 版，不是现在的" in old
    assert "<h1><del>" in old, "struck as superseded"
    assert "齐全" not in old, "the seal of an edition that no longer holds does not say that all is well"
    assert "原来把 1200 元写成了 120 元。" not in old
    data = reverse("channels:data", args=[notice.unit.code, notice.year, notice.serial])
    assert Client().get(data).json()["edition"] == 2
    first = Client().get(data, {"edition": 1}).json()
    assert (first["edition"], first["digest"]) == (1, notice.editions.get(number=1).digest)
