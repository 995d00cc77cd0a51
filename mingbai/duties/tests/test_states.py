"""State, question by question and as a condition, says the same; tallies add up."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingbai.catalog.models import Item, ItemVersion
from mingbai.catalog.tests.district import unit
from mingbai.duties.models import Duty, DutyKind, State
from mingbai.duties.rules.tallies import quarter_of, quarter_tally, tally_for_units

pytestmark = pytest.mark.usefixtures("place")
DUE = date(2026, 10, 10)


def owed(due: date, settlement: str = "", settled_on: date | None = None, code: str = "111") -> Duty:
    item = Item.objects.get(code="DW09")
    number = Duty.objects.count()
    return Duty.objects.create(
        unit=unit(code),
        item=item,
        version=ItemVersion.objects.get(item=item),
        kind=DutyKind.PERIODIC,
        period=f"T{number}",
        period_start=due,
        period_end=due,
        title="党建工作经费使用",
        due=due,
        settlement=settlement,
        settled_on=settled_on,
    )


@pytest.mark.parametrize(
    ("settlement", "settled", "on", "state", "late"),
    [
        ("", None, DUE - timedelta(days=4), State.UPCOMING, 0),
        ("", None, DUE - timedelta(days=3), State.DUE, 0),
        ("", None, DUE, State.DUE, 0),
        ("", None, DUE + timedelta(days=1), State.OVERDUE, 1),
        ("", None, DUE + timedelta(days=30), State.OVERDUE, 30),
        ("", None, DUE + timedelta(days=31), State.DELINQUENT, 31),
        ("met", DUE, DUE + timedelta(days=90), State.MET, 0),
        ("met", DUE + timedelta(days=1), DUE + timedelta(days=90), State.MET_LATE, 1),
        ("nil", DUE - timedelta(days=9), DUE, State.NIL, 0),
    ],
)
def test_every_boundary(settlement: str, settled: date | None, on: date, state: State, late: int) -> None:
    duty = owed(DUE, settlement, settled)
    assert duty.state(on) == state
    assert duty.days_late(on) == late


days = st.integers(-60, 60).map(lambda number: DUE + timedelta(days=number))
fates = st.one_of(st.just(("", None)), st.tuples(st.sampled_from(["met", "nil"]), days))


@given(due=days, fate=fates, on=days)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_state_and_its_condition_agree(due: date, fate: tuple[str, date | None], on: date) -> None:
    duty = owed(due, *fate)
    found = [state for state in State if Duty.objects.in_state(state, on).filter(pk=duty.pk).exists()]
    assert found == [duty.state(on)]


@given(rows=st.lists(st.tuples(days, fates), max_size=8), on=days)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_the_equation_holds_and_both_counts_agree(rows: list[tuple[date, tuple[str, date | None]]], on: date) -> None:
    Duty.objects.all().delete()
    for due, fate in rows:
        owed(due, *fate)
    tally = quarter_tally(unit("111"), on)
    assert tally.total == tally.met + tally.nil + tally.overdue + tally.todo == len(tally.row)
    quarter = quarter_of(on)
    counted = tally_for_units(unit("11"), quarter.start, quarter.end, on).get(unit("111").path, {})
    for name in ("total", "met", "nil", "overdue", "todo"):
        assert sum(getattr(month, name) for month in counted.values()) == getattr(tally, name)


def test_the_rate_counts_what_is_open_and_overdue_but_not_what_is_still_to_come() -> None:
    on = date(2026, 10, 20)
    owed(date(2026, 10, 5), "met", date(2026, 10, 5))
    owed(date(2026, 10, 5), "nil", date(2026, 10, 4))
    owed(date(2026, 10, 5), "met", date(2026, 10, 6))
    owed(date(2026, 10, 5))
    owed(date(2026, 10, 25))
    counts = tally_for_units(unit("11"), date(2026, 10, 1), date(2026, 10, 31), on)[unit("111").path][2026, 10]
    assert (counts.total, counts.due, counts.on_time, counts.overdue) == (5, 4, 2, 1)
    assert counts.rate == 50.0
