"""What the clock brings: postings up and down, sheets set ahead, ready editions published at their minute."""

import logging
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mingbai.catalog.models import ItemVersion
from mingbai.channels.actions import sheets, tick
from mingbai.channels.actions.sheets import folder, set_missing
from mingbai.channels.models import Posting
from mingbai.channels.render.sheet import SheetError
from mingbai.channels.tests.hands import correct
from mingbai.disclosure.actions import tick as disclosure_tick
from mingbai.disclosure.models import Edition, EditionState, Serial
from mingbai.disclosure.tests.factories import NOW, World, draft, publish, walk
from mingbai.orgs.models import Entry
from mingbai.web.wiring import ticks


@pytest.fixture(autouse=True)
def data_dir(settings: object, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]


def test_the_clock_knows_both_rooms() -> None:
    assert dict(ticks()) | {"disclosure": disclosure_tick, "channels": tick} == dict(ticks())


def test_postings_go_up_once_in_a_fixed_number_of_queries(world: World) -> None:
    later = NOW + timedelta(days=1)
    publish(world)
    with CaptureQueriesContext(connection) as few:
        assert tick(later, sheets=0)["opened"] == 1
    for number in range(5):
        publish(world, title=f"第{number}号", now=NOW + timedelta(hours=1))
    with CaptureQueriesContext(connection) as many:
        assert tick(later, sheets=0)["opened"] == 5
    assert len(many) == len(few)
    assert tick(later, sheets=0) == {"forgotten": 0, "closed": 0, "opened": 0, "sheets": 0}
    posting = Posting.objects.select_related("edition").earliest("pk")
    assert (posting.place, posting.since, posting.until) == ("/u/500153001003/", posting.edition.published_at, None)
    assert Entry.objects.filter(act="posting:open").count() == 2


def test_what_ends_is_taken_down(world: World) -> None:
    notice = publish(world)
    old = notice.live
    assert old is not None
    assert old.display_until is not None
    tick(NOW + timedelta(hours=12), sheets=0)
    new = correct(world, notice, "改过的话。")
    done = tick(NOW + timedelta(hours=13), sheets=0)
    assert (done["closed"], done["opened"]) == (1, 1)
    assert Posting.objects.get(edition=old).until == NOW + timedelta(hours=13)
    assert Posting.objects.get(edition=new).until is None
    assert new.display_until is not None
    assert tick(NOW + timedelta(days=15), sheets=0)["closed"] == 0
    assert tick(NOW + timedelta(days=30), sheets=0)["closed"] == 1
    ended = Posting.objects.get(edition=new).until
    assert ended is not None
    assert timezone.localtime(ended).date() == new.display_until + timedelta(days=1)


def test_sheets_are_set_ahead_a_few_at_a_time(world: World) -> None:
    for number in range(3):
        publish(world, title=f"第{number}号")
    later = NOW + timedelta(hours=12)
    assert tick(later, sheets=2)["sheets"] == 2
    assert tick(later)["sheets"] == 1
    assert tick(later)["sheets"] == 0
    assert len(list(folder().rglob("*.pdf"))) == 3


def test_what_cannot_be_printed_is_told_once(world: World, caplog: pytest.LogCaptureFixture) -> None:
    publish(world)
    later = NOW + timedelta(hours=12)
    tick(later, sheets=0)

    def broken(_view: object) -> bytes:
        raise SheetError("字库里没有这个字。")

    with caplog.at_level(logging.WARNING, logger=sheets.__name__):
        assert set_missing(now=later, at_most=5, render=broken) == 0
        assert set_missing(now=later, at_most=5, render=broken) == 0
    said = [record.getMessage() for record in caplog.records]
    assert said == ["no sheet of 500153001003/2026-00001: 字库里没有这个字。"]


def test_ready_editions_go_up_at_their_minute(world: World) -> None:
    planned = NOW + timedelta(days=2)
    edition = walk(world, draft(world), publish_at=planned)
    assert edition.state == EditionState.READY
    assert disclosure_tick(planned - timedelta(minutes=1)) == 0
    assert disclosure_tick(planned) == 1
    edition.refresh_from_db()
    assert (edition.state, edition.published_at) == (EditionState.PUBLISHED, planned)
    assert disclosure_tick(planned) == 0


def test_one_that_fails_does_not_stop_the_others(world: World, caplog: pytest.LogCaptureFixture) -> None:
    planned = NOW + timedelta(days=2)
    bad = walk(world, draft(world, title="坏的"), publish_at=planned)
    good = walk(world, draft(world, "JW04", "2026-Q3", title="好的"), publish_at=planned + timedelta(minutes=1))
    # A catalogue row that cannot be read any more, which publication needs for the days of display.
    ItemVersion.objects.filter(pk=bad.version_id).update(spec={})
    with caplog.at_level(logging.ERROR, logger="mingbai.disclosure.actions.tick"):
        assert disclosure_tick(planned + timedelta(hours=1)) == 1
    assert f"edition {bad.pk} of 500153001003 was not published: 坏的" in caplog.text
    states = dict(Edition.objects.values_list("pk", "state"))
    assert states == {bad.pk: EditionState.READY, good.pk: EditionState.PUBLISHED}
    assert Serial.objects.get().last == 1


def test_a_missed_minute_is_made_up_for_and_told(world: World) -> None:
    """The system was down at the planned minute: it goes up with the first tick, and the page says so."""
    planned = NOW + timedelta(days=1)
    edition = walk(world, draft(world, period="2026-H2"), publish_at=planned)
    assert edition.state == EditionState.READY
    assert disclosure_tick(planned + timedelta(hours=3)) == 1
    edition.refresh_from_db()
    page = Client().get(f"/n/{edition.notice.unit.code}/2026-{edition.notice.serial:05d}/").content.decode()
    assert "原定 10月10日 09:00 公布，系统停过，10月10日 12:00 补上" in page
    entry = Entry.objects.get(act="notice:publish", record_id=str(edition.pk))
    assert entry.note["planned"] == planned.astimezone(UTC).isoformat()


def test_what_was_signed_after_the_planned_minute_was_not_missed(world: World) -> None:
    edition = walk(world, draft(world, period="2026-H2"), publish_at=NOW + timedelta(minutes=30))
    edition.notice.refresh_from_db()
    page = Client().get(f"/n/{edition.notice.unit.code}/2026-{edition.notice.serial:05d}/").content.decode()
    assert "补上" not in page
