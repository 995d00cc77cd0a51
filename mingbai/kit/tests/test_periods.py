"""Periods: keys, names, neighbours, and that they tile the year."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingbai.kit.periods import Every, Period, parse, period_containing, periods_of

EVERY: st.SearchStrategy[Every] = st.sampled_from(["month", "quarter", "half", "year"])
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("key", "start", "end", "label", "every"),
    [
        ("2026-10", "2026-10-01", "2026-10-31", "2026年10月", "month"),
        ("2024-02", "2024-02-01", "2024-02-29", "2024年2月", "month"),
        ("2026-Q3", "2026-07-01", "2026-09-30", "2026年第三季度", "quarter"),
        ("2026-H1", "2026-01-01", "2026-06-30", "2026年上半年", "half"),
        ("2026-H2", "2026-07-01", "2026-12-31", "2026年下半年", "half"),
        ("2026", "2026-01-01", "2026-12-31", "2026年度", "year"),
    ],
)
def test_a_key_gives_the_days_and_the_name(key: str, start: str, end: str, label: str, every: str) -> None:
    period = parse(key)
    assert period == Period(key, date.fromisoformat(start), date.fromisoformat(end))
    assert (period.label, period.every) == (label, every)


def test_neighbours_cross_the_year() -> None:
    assert parse("2026-01").previous().key == "2025-12"
    assert parse("2026-Q4").next().key == "2027-Q1"
    assert parse("2026-H1").previous().key == "2025-H2"
    assert parse("2026").next().key == "2027"


@pytest.mark.parametrize("key", ["", "26-10", "2026-13", "2026-00", "2026-1", "2026-Q5", "2026-H3", "2026年", "0999"])
def test_a_key_that_cannot_be_read_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="读不懂，要写成 2026-10"):
        parse(key)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="没有“week”"):
        periods_of(2026, "week")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="没有“week”"):
        period_containing(date(2026, 1, 1), "week")  # type: ignore[arg-type]


@given(st.integers(1990, 2100), EVERY)
def test_periods_tile_the_year(year: int, every: Every) -> None:
    periods = periods_of(year, every)
    assert (periods[0].start, periods[-1].end) == (date(year, 1, 1), date(year, 12, 31))
    for one, following in pairwise(periods):
        assert following.start == one.end + timedelta(days=1)
        assert (one.next(), following.previous()) == (following, one)


@given(DAYS, EVERY)
def test_a_day_lies_in_its_period_and_the_key_finds_it_again(day: date, every: Every) -> None:
    period = period_containing(day, every)
    assert day in period
    assert period.start - timedelta(days=1) not in period
    assert parse(period.key) == period
    assert period.every == every
