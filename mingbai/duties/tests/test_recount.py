"""Dates past the last holiday notice are provisional, and are counted again when the notice is loaded."""

from datetime import date, datetime
from typing import Any

import pytest
from django.utils import timezone

from mingbai.catalog.actions import load_notice
from mingbai.catalog.models import Item
from mingbai.catalog.tests.district import unit, viewer
from mingbai.duties.actions import generate, open_event, recompute_provisional, settle, tick
from mingbai.duties.models import Duty
from mingbai.orgs.models import Entry

pytestmark = pytest.mark.usefixtures("place")
NOW = timezone.make_aware(datetime(2026, 11, 22, 9, 0))
# Invented: the notice for 2027 is not out yet. 1 February 2027 is a Monday, the day to which 30 January moves.
NOTICE: dict[str, Any] = {
    "year": 2027,
    "papers": ["演示通知"],
    "days": [
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "春节", "date": "2027-02-01", "isOffDay": True},
        {"name": "春节", "date": "2027-02-02", "isOffDay": True},
        {"name": "春节", "date": "2027-01-31", "isOffDay": False},
    ],
}


def duty(code: str, period: str) -> Duty:
    return Duty.objects.get(unit__code="111", item__code=code, period=period)


@pytest.fixture
def year(place: None) -> None:
    generate(units=[unit("111")], year=2026, now=NOW)


@pytest.mark.usefixtures("year")
def test_a_day_in_2027_is_provisional_and_one_in_2026_is_not() -> None:
    # 年后30日内: the 30th day is a Saturday, so the day is found by the weekdays of a year without a notice
    assert (duty("CA05", "2026").due, duty("CA05", "2026").provisional) == (date(2027, 2, 1), True)
    assert duty("DW09", "2026-Q3").provisional is False


@pytest.mark.usefixtures("year")
def test_the_notice_moves_the_day_and_the_journal_says_from_where_to_where() -> None:
    load_notice(notice=NOTICE, now=NOW)
    assert recompute_provisional(now=NOW) > 0
    after = duty("CA05", "2026")
    assert (after.due, after.provisional) == (date(2027, 1, 31), False)
    entry = Entry.objects.get(act="duty:recompute", record_id=str(after.pk))
    assert entry.note == {"from": "2027-02-01", "to": "2027-01-31", "provisional": False}
    assert not Duty.objects.filter(unit__code="111", due__year=2027, provisional=True).exists()
    assert recompute_provisional(now=NOW) == 0


@pytest.mark.usefixtures("year")
def test_what_is_settled_keeps_the_day_that_was_promised() -> None:
    settle(duty=duty("CA05", "2026"), nil=False, number="111/2026-00001", now=NOW, by=None)
    load_notice(notice=NOTICE, now=NOW)
    recompute_provisional(now=NOW)
    assert duty("CA05", "2026").due == date(2027, 2, 1)


def test_the_day_of_an_event_is_counted_again_too() -> None:
    now = timezone.make_aware(datetime(2026, 12, 31, 9, 0))
    item = Item.objects.get(code="JW01")
    opened = open_event(unit=unit("111"), item=item, on=date(2026, 12, 31), title="", now=now, by=viewer("clerk"))
    # 20 working days: 1 January counts as a Friday until the notice says otherwise
    assert (opened.due, opened.provisional) == (date(2027, 1, 28), True)
    load_notice(notice=NOTICE, now=now)
    recompute_provisional(now=now)
    opened.refresh_from_db()
    assert (opened.due, opened.provisional) == (date(2027, 1, 29), False)


@pytest.mark.usefixtures("year")
def test_the_tick_applies_a_notice_that_was_loaded_by_other_means() -> None:
    load_notice(notice=NOTICE, now=NOW)
    tick(NOW)
    assert duty("CA05", "2026").provisional is False
    applied = Entry.objects.filter(act="calendar:applied").count()
    tick(NOW)
    assert Entry.objects.filter(act="calendar:applied").count() == applied == 1
