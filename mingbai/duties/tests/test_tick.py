"""What time brings: this year's duties when they are missing, next year's from December on, nothing twice."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mingbai.catalog.models import ItemVersion
from mingbai.catalog.tests import district
from mingbai.catalog.tests.district import unit
from mingbai.duties.actions import active_units, generate, tick
from mingbai.duties.models import Duty


def at(year: int, month: int, day: int) -> datetime:
    return timezone.make_aware(datetime(year, month, day, 0, 5))


def years() -> set[int]:
    return set(Duty.objects.values_list("period_start__year", flat=True))


# The first test: the others share one district, which stands from the second on until the end of the file.
def test_nothing_happens_before_there_is_a_catalogue(db: None) -> None:
    district.build(catalogue=False)
    assert tick(at(2026, 3, 1)) == 0
    assert not ItemVersion.objects.exists()


@pytest.mark.usefixtures("place")
def test_this_year_is_generated_when_missing_and_next_year_from_december_on() -> None:
    assert tick(at(2026, 11, 30)) > 0
    assert years() == {2026}
    assert tick(at(2026, 12, 1)) > 0
    assert years() == {2026, 2027}
    assert tick(at(2026, 12, 1)) == 0


@pytest.mark.usefixtures("place")
def test_only_units_with_a_body_take_part() -> None:
    assert {one.code for one in active_units()} == {"1", "11", "111", "112"}
    tick(at(2026, 3, 1))
    assert not Duty.objects.filter(unit=unit("121")).exists()


@pytest.mark.usefixtures("place")
def test_a_quiet_minute_is_cheap() -> None:
    tick(at(2026, 3, 1))
    with CaptureQueriesContext(connection) as queries:
        assert tick(at(2026, 3, 2)) == 0
    assert len(queries) <= 6


@pytest.mark.usefixtures("place")
def test_a_unit_that_joins_gets_its_duties() -> None:
    tick(at(2026, 3, 1))
    begins_to_use_it("121")
    assert tick(at(2026, 3, 1)) > 0
    assert Duty.objects.filter(unit=unit("121")).exists()


@pytest.mark.usefixtures("place")
def test_a_unit_owes_nothing_from_before_it_joined_whatever_changes_later() -> None:
    tick(at(2026, 3, 1))
    begins_to_use_it("121")
    tick(at(2026, 10, 20))
    theirs = Duty.objects.filter(unit=unit("121"))
    assert min(theirs.values_list("period_end", flat=True)) >= date(2026, 10, 20)
    assert not theirs.overdue(date(2026, 11, 10)).exists(), "twenty working days for what was due already"
    since = Duty.objects.filter(unit=unit("111")).order_by("period_end")[0].period_end
    assert since < date(2026, 4, 1), "who joined in March owes what ended since"
    n = theirs.count()
    ItemVersion.objects.filter(pk=ItemVersion.objects.order_by("pk")[0].pk).update(loaded_at=at(2026, 11, 1))
    tick(at(2026, 11, 2))
    assert theirs.count() == n
    tick(at(2026, 12, 1))
    assert theirs.filter(period_start=date(2027, 1, 1)).exists(), "the next year is owed whole"
    generate(units=[unit("121")], year=2026, now=at(2026, 12, 2), since=date(2026, 1, 1))
    assert theirs.filter(period_end__lt=date(2026, 10, 20)).count() == 0, "the first day counts"


def begins_to_use_it(code: str) -> None:
    """Somebody sets up a body in the unit."""
    body = unit("111").bodies.first()
    assert body is not None
    body.pk, body.unit = None, unit(code)
    body.save()
