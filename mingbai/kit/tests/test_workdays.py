"""The working-day calendar: 调休, years without a notice, and notices that cannot be read."""

import copy
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingbai.kit.tests.calendars import CALENDAR, NOTICE_2026, notice
from mingbai.kit.workdays import WorkCalendar, parse_date, say_date

DAYS = st.dates(date(2024, 6, 1), date(2028, 6, 1))


@pytest.mark.parametrize(
    ("day", "working", "why"),
    [
        ("2026-03-16", True, "工作日"),
        ("2026-03-14", False, "星期六"),
        ("2026-03-15", False, "星期日"),
        ("2026-10-01", False, "国庆节放假"),
        ("2026-10-03", False, "国庆节放假"),
        ("2026-10-10", True, "调休上班（国庆节）"),
        ("2026-02-28", True, "调休上班（春节）"),
        ("2027-03-15", True, "工作日（日历未公布，按星期几推算）"),
        ("2027-10-02", False, "星期六（日历未公布，按星期几推算）"),
    ],
)
def test_a_day_is_working_or_not_and_says_why(day: str, working: bool, why: str) -> None:
    assert CALENDAR.is_workday(date.fromisoformat(day)) is working
    assert CALENDAR.why(date.fromisoformat(day)) == why


def test_a_year_without_a_notice_is_not_known() -> None:
    assert CALENDAR.is_known(date(2026, 12, 31))
    assert not CALENDAR.is_known(date(2027, 1, 1))
    assert not CALENDAR.is_known(date(2024, 12, 31))


def test_a_notice_speaks_about_the_edges_of_its_neighbours() -> None:
    next_year = notice(2027, [("元旦", "2026-12-31", "2027-01-02")], [("元旦", "2026-12-26")])
    alone = WorkCalendar.from_notices([next_year])
    assert alone.why(date(2026, 12, 26)) == "调休上班（元旦）"
    assert alone.is_known(date(2026, 12, 31))
    assert not alone.is_known(date(2026, 12, 30))
    both = WorkCalendar.from_notices([next_year, NOTICE_2026])
    assert not both.is_workday(date(2026, 12, 31))


def test_where_two_notices_differ_the_later_one_holds() -> None:
    earlier = notice(2026, [("元旦", "2027-01-01", "2027-01-03")], [])
    later = notice(2027, [("元旦", "2027-01-01", "2027-01-02")], [("元旦", "2027-01-03")])
    for order in ([earlier, later], [later, earlier]):
        assert WorkCalendar.from_notices(order).is_workday(date(2027, 1, 3))


def test_counting_on_and_back() -> None:
    assert CALENDAR.add_workdays(date(2026, 2, 10), 20) == date(2026, 3, 16)
    assert CALENDAR.add_workdays(date(2026, 9, 18), 10) == date(2026, 10, 9)
    assert CALENDAR.add_workdays(date(2026, 10, 3), 0) == date(2026, 10, 3)
    assert CALENDAR.add_workdays(date(2026, 10, 9), -1) == date(2026, 10, 8)
    assert CALENDAR.add_workdays(date(2026, 10, 8), -1) == date(2026, 9, 30)
    assert CALENDAR.next_workday(date(2026, 10, 1)) == date(2026, 10, 8)
    assert CALENDAR.next_workday(date(2026, 10, 10)) == date(2026, 10, 10)
    assert CALENDAR.previous_workday(date(2026, 10, 7)) == date(2026, 9, 30)


@given(DAYS, st.integers(1, 60))
def test_there_and_back_again(day: date, count: int) -> None:
    there = CALENDAR.add_workdays(day, count)
    assert CALENDAR.is_workday(there)
    between = [day + timedelta(days=n) for n in range(1, (there - day).days + 1)]
    assert sum(map(CALENDAR.is_workday, between)) == count
    assert CALENDAR.next_workday(CALENDAR.add_workdays(there, -count)) == CALENDAR.add_workdays(there, -count)
    assert CALENDAR.add_workdays(CALENDAR.add_workdays(there, -count), count) == there


def _broken(**change: object) -> dict[str, object]:
    return {**copy.deepcopy(NOTICE_2026), **change}


def _entry(**change: object) -> dict[str, object]:
    return _broken(days=[{"name": "元旦", "date": "2026-01-01", "isOffDay": True, **change}])


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ([], "第 1 份放假通知应当是含 year、papers、days 三项的对象"),
        (_broken(year="2026"), "year 应当是四位年份"),
        (_broken(year=True), "year 应当是四位年份"),
        (_broken(papers=None), "2026年放假通知的 papers"),
        (_broken(days=[]), "2026年放假通知的 days 里一天也没有"),
        (_broken(days=["2026-01-01"]), "days 的第 1 条读不懂：每条应当含 name、date、isOffDay"),
        (_entry(name=""), "第 1 条读不懂：name 应当是节日名称"),
        (_entry(isOffDay="true"), "isOffDay 应当是 true（放假）或 false（上班），读到的是“true”"),
        (_entry(date="2026-02-30"), "日历上没有 2026-02-30"),
        (_entry(date="1月1日"), "日期要写成 2026-02-10 的样子"),
        (_entry(date="2025-11-30"), "2025-11-30 不在 2026 年"),
        (_entry(date="2027-02-01"), "2027-02-01 不在 2026 年"),
        (_broken(days=_entry()["days"] * 2), "第 2 条读不懂：2026-01-01 列了两次"),  # type: ignore[operator]
    ],
)
def test_a_malformed_notice_is_refused_by_place(bad: object, said: str) -> None:
    with pytest.raises(ValueError, match="放假通知") as refusal:
        WorkCalendar.from_notices([bad])  # type: ignore[list-item]
    assert said in str(refusal.value)


def test_a_year_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="2026年的放假通知给了两份"):
        WorkCalendar.from_notices([NOTICE_2026, NOTICE_2026])


def test_dates_are_read_in_one_form_only() -> None:
    assert parse_date(" 2026-02-10 ") == date(2026, 2, 10)
    for text in ("20260210", "2026-2-10", "2026-W07-2", "二月十日", "", None, "1026-02-10"):
        with pytest.raises(ValueError, match="日期"):
            parse_date(text)


def test_dates_are_said_without_leading_zeros() -> None:
    assert say_date(date(2026, 3, 6)) == "2026年3月6日"
