"""The database itself refuses what no act may do, also to somebody with a console; what acts do still works."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from mingbai.disclosure.actions import decisions as act
from mingbai.disclosure.actions import withdrawals
from mingbai.disclosure.actions.files import add_file, remove_file
from mingbai.disclosure.actions.rulings import ask_ruling, rule
from mingbai.disclosure.models import Attachment, Decision, Edition, EditionState, Notice, Ruling, Serial
from mingbai.disclosure.rules.findings import all_findings
from mingbai.disclosure.tests.factories import NOW, World, draft, publish
from mingbai.disclosure.tests.small_files import PNG
from mingbai.orgs.models import Entry


def refused(sql: str, *values: object) -> str:
    """The message of the trigger that refuses the statement."""
    with pytest.raises(DatabaseError) as caught:
        done(sql, *values)
    return str(caught.value).splitlines()[0]


def done(sql: str, *values: Any) -> int:
    """How many rows a statement changed; it is undone."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        changed: int = cursor.rowcount
        transaction.set_rollback(True)
    return changed


@pytest.fixture
def world(lasting: World, db: None) -> World:
    return lasting


@pytest.fixture
def live(world: World) -> Edition:
    edition = publish(world).live
    assert edition is not None
    return edition


COLUMNS = {
    "content": json.dumps({"title": "别的", "blocks": []}),
    "digest": "sha256:" + "0" * 64,
    "title": "别的标题",
    "attempt": 9,
    "frozen_at": None,
    "number": 7,
    "published_at": NOW + timedelta(days=1),
    "display_from": NOW.date() - timedelta(days=30),
    "steps": json.dumps([]),
    "route_id": None,
    "author_id": 10**6,
    "gate_rules": "1999-01",
}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_published_edition_is_frozen(live: Edition, column: str) -> None:
    cast = "::jsonb" if column in ("content", "steps") and connection.vendor == "postgresql" else ""
    said = refused(f"UPDATE disclosure_edition SET {column} = %s{cast} WHERE id = %s", COLUMNS[column], live.pk)
    assert "a submitted edition" in said


def test_also_through_the_models(live: Edition) -> None:
    live.content = {**live.content, "title": "别的"}
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        live.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        Edition.objects.filter(pk=live.pk).update(digest="")


def test_a_submitted_edition_is_frozen_before_anybody_else_has_signed(world: World) -> None:
    edition = draft(world)
    assert done("UPDATE disclosure_edition SET title = 'a' WHERE id = %s", edition.pk) == 1, "a draft may change"
    act.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))
    assert "frozen" in refused("UPDATE disclosure_edition SET title = 'a' WHERE id = %s", edition.pk)
    assert "kept" in refused("DELETE FROM disclosure_edition WHERE id = %s", edition.pk)


def test_what_is_up_comes_down_only_openly(live: Edition) -> None:
    move = "UPDATE disclosure_edition SET state = %s WHERE id = %s"
    for state in ("draft", "moving", "ready", "returned", "void"):
        refused(move, state, live.pk)
    for state in (EditionState.SUPERSEDED, EditionState.WITHDRAWN):
        assert done(move, state, live.pk) == 1
    done_for_good = Edition.objects.filter(pk=live.pk)
    done_for_good.update(state=EditionState.WITHDRAWN)
    assert "come back" in refused(move, "published", live.pk)


def test_a_void_edition_stays_void(world: World) -> None:
    edition = draft(world)
    act.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))
    act.revise(edition_id=edition.pk, now=NOW, by=world.by("clerk"))
    assert "come back" in refused("UPDATE disclosure_edition SET state = 'moving' WHERE id = %s", edition.pk)


def test_decisions_are_only_added(live: Edition) -> None:
    pk = live.decisions.order_by("pk")[0].pk
    for change in ("verdict = 'return'", "reason = 'x'", "tenure_id = NULL", "digest = ''"):
        assert "insert-only" in refused(f"UPDATE disclosure_decision SET {change} WHERE id = %s", pk)
    assert "insert-only" in refused("DELETE FROM disclosure_decision WHERE id = %s", pk)
    assert Decision.objects.filter(edition=live).count() == 7


def test_numbers_are_given_once_and_follow_each_other(live: Edition) -> None:
    pk = live.notice_id
    for change in ("serial = 9", "year = 2025", "unit_id = unit_id + 1", "kind = 'nil'", "serial = NULL"):
        assert "given once" in refused(f"UPDATE disclosure_notice SET {change} WHERE id = %s", pk)
    assert "kept" in refused("DELETE FROM disclosure_notice WHERE id = %s", pk)
    serial = Serial.objects.get(unit=live.notice.unit_id)
    assert serial.last == 1
    for last in (0, 1, 3):
        assert "follow each other" in refused("UPDATE disclosure_serial SET last = %s WHERE id = %s", last, serial.pk)
    assert done("UPDATE disclosure_serial SET last = 2 WHERE id = %s", serial.pk) == 1
    assert "follow each other" in refused("UPDATE disclosure_serial SET year = 2025 WHERE id = %s", serial.pk)
    assert "kept" in refused("DELETE FROM disclosure_serial WHERE id = %s", serial.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.filter(pk=pk).delete()


def test_the_journal_is_only_added_to(live: Edition) -> None:
    pk = Entry.objects.latest("pk").pk
    refused("UPDATE orgs_entry SET act = 'x' WHERE id = %s", pk)
    refused("UPDATE orgs_entry SET address = '192.0.2.1' WHERE id = %s", pk)
    refused("DELETE FROM orgs_entry WHERE id = %s", pk)
    assert Entry.objects.filter(pk=pk).exclude(act="x").exists()


def test_rulings_and_files_are_kept(world: World) -> None:
    edition, clerk = draft(world, words="值班手机 19900001234。"), world.by("clerk")
    mark = all_findings(edition)[0].fingerprint
    ask_ruling(edition_id=edition.pk, fingerprint=mark, plea="是示例", now=NOW, by=clerk)
    asked = Ruling.objects.get()
    assert done("UPDATE disclosure_ruling SET reason = 'x' WHERE id = %s", asked.pk) == 1
    rule(ruling_id=asked.pk, allowed=False, reason="是真的", now=NOW, by=world.by("privacy"))
    assert "once" in refused("UPDATE disclosure_ruling SET allowed = %s WHERE id = %s", True, asked.pk)
    assert "kept" in refused("DELETE FROM disclosure_ruling WHERE id = %s", asked.pk)
    file = add_file(edition_id=edition.pk, name="凭证.png", data=PNG, now=NOW, by=clerk)
    assert "same" in refused("UPDATE disclosure_attachment SET sha256 = %s WHERE id = %s", "0" * 64, file.pk)
    assert "same" in refused("UPDATE disclosure_attachment SET name = 'a.png' WHERE id = %s", file.pk)
    assert "kept" in refused("DELETE FROM disclosure_attachment WHERE id = %s", file.pk)
    remove_file(edition_id=edition.pk, attachment_id=file.pk, now=NOW, by=clerk)
    assert Attachment.objects.get().removed_at == NOW


def test_a_withdrawal_is_kept_and_decided_once(world: World, live: Edition) -> None:
    ask = {"reason": "duplicate", "words": "和另一份重复。", "now": NOW, "by": world.by("clerk")}
    withdrawals.withdraw(edition_id=live.pk, **ask)  # type: ignore[arg-type]
    assert refused("UPDATE disclosure_withdrawal SET words = 'x'") == "a withdrawal is decided once"
    assert refused("DELETE FROM disclosure_withdrawal") == "a withdrawal is kept"
    withdrawals.confirm(edition_id=live.pk, now=NOW, by=world.by("director"))
    assert refused("UPDATE disclosure_withdrawal SET answer = 'x'") == "a withdrawal is decided once"
    up = "UPDATE disclosure_edition SET state = 'published' WHERE id = %s"
    assert refused(up, live.pk) == "an ended edition does not come back"
