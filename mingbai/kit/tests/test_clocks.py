"""Deadlines and their explanations: the two worked examples, the ledger, counting back, and what must always hold."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mingbai.kit.clocks import (
    NAMED,
    Deadline,
    Event,
    Kind,
    Rule,
    add_months,
    before,
    due_date,
    explain,
    fixed_date,
    parse_events,
    parse_rule,
)
from mingbai.kit.tests.calendars import CALENDAR

STARTS = st.dates(date(2024, 12, 1), date(2027, 3, 1))
KINDS: st.SearchStrategy[Kind] = st.sampled_from(["wd", "d", "m", "q", "y"])
RULES = st.builds(lambda kind, n, roll: Rule(n, kind, roll=roll), KINDS, st.integers(1, 3), st.booleans()) | st.builds(
    lambda kind, n, roll: Rule(n, kind, roll=roll), st.sampled_from(["wd", "d"]), st.integers(1, 60), st.booleans()
)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def due(rule: str, start: str, *events: tuple[str, ...]) -> Deadline:
    """The deadline in 2026 of a rule, with events as ("02-12", "pause") or ("02-12", "extend", "5wd")."""
    ledger = [Event(day(on), what, *days) for on, what, *days in events]
    return explain(parse_rule(rule), day(start), ledger, calendar=CALENDAR)


def end(rule: Rule, start: date) -> date:
    return due_date(rule, start, calendar=CALENDAR)[0]


def counted(deadline: Deadline) -> int:
    return sum(each.counted for each in deadline.days)


# -- the law ---------------------------------------------------------------------------------------------------------


def test_twenty_working_days_over_the_spring_festival() -> None:
    deadline = due("20wd", "02-10")
    assert deadline.due == day("03-16")
    assert not deadline.provisional
    whys = {each.date: (each.counted, each.why, each.number) for each in deadline.days}
    assert whys[day("02-11")] == (True, "工作日", 1)
    assert whys[day("02-14")] == (True, "调休上班（春节）", 4)
    assert whys[day("02-17")] == (False, "春节放假", 0)
    assert whys[day("02-28")] == (True, "调休上班（春节）", 9)
    assert whys[day("03-01")] == (False, "星期日", 0)
    assert whys[day("03-16")] == (True, "工作日", 20)
    assert "不计的有：春节放假 9 天；星期日 3 天；星期六 2 天。" in deadline.sentence


def test_ten_working_days_over_mid_autumn_and_the_national_day() -> None:
    deadline = due("10wd", "09-18")
    assert deadline.due == day("10-09")
    assert [each.why for each in deadline.days if each.date == day("09-20")] == ["调休上班（国庆节）"]


def test_a_last_day_off_moves_to_the_next_working_day() -> None:
    deadline = due("15d", "09-18")
    assert deadline.due == day("10-08")
    assert counted(deadline) == 15
    assert [each.why for each in deadline.days[-6:]] == [
        "国庆节放假，期满日顺延",
        *["国庆节放假，继续顺延"] * 4,
        "工作日，顺延到这一天",
    ]
    assert "第 15 天2026年10月3日是国庆节放假，顺延到2026年10月8日（星期四）届满。" in deadline.sentence


def test_a_worked_saturday_is_not_moved() -> None:
    assert due("10d", "09-30").due == day("10-10")


def test_a_time_on_the_wall_ends_on_its_last_day_even_a_sunday() -> None:
    assert due("display-min", "10-10").due == day("10-25")


@pytest.mark.parametrize(
    ("rule", "start", "end"),
    [
        ("1m", "2026-01-31", "2026-02-28"),
        ("1m", "2026-02-28", "2026-03-30"),  # 28 March is a Saturday
        ("3m", "2026-11-30", "2027-03-01"),  # 28 February 2027 is a Sunday
        ("1q", "2026-01-15", "2026-04-15"),
        ("1y", "2024-02-29", "2025-02-28"),
        ("2y", "2026-03-16", "2028-03-16"),
    ],
)
def test_months_end_on_the_same_day_number_or_the_last_day(rule: str, start: str, end: str) -> None:
    assert explain(parse_rule(rule), date.fromisoformat(start), calendar=CALENDAR).due == date.fromisoformat(end)


def test_a_count_into_a_year_without_notice_is_provisional_and_says_so() -> None:
    deadline = due("20wd", "12-10")
    assert deadline.due == date(2027, 1, 7)
    assert deadline.provisional
    assert "通知公布后重算" in deadline.sentence
    assert deadline.days[-1].why == "工作日（日历未公布，按星期几推算）"


def test_a_length_on_the_wall_needs_no_calendar_and_is_never_provisional() -> None:
    assert not explain(NAMED["display-min"], date(2027, 5, 1), calendar=CALENDAR).provisional
    assert explain(parse_rule("15d"), date(2027, 5, 1), calendar=CALENDAR).provisional


# -- the ledger ------------------------------------------------------------------------------------------------------


def test_the_day_of_the_pause_counts_and_the_day_of_the_resumption_does_not() -> None:
    deadline = due("5wd", "03-02", ("03-04", "pause"), ("03-10", "resume"))
    assert [(each.date.day, each.counted) for each in deadline.days] == [
        (3, True),
        (4, True),
        *[(number, False) for number in range(5, 11)],
        (11, True),
        (12, True),
        (13, True),
    ]
    assert deadline.days[2].why == "2026年3月4日暂停，恢复前不计"


def test_resumed_on_the_same_day_nothing_is_lost() -> None:
    assert due("5wd", "03-02", ("03-04", "pause"), ("03-04", "resume")).due == due("5wd", "03-02").due


def test_a_pause_holds_months_too() -> None:
    assert due("1m", "03-02", ("03-10", "pause"), ("03-15", "resume")).due == day("04-07")


def test_while_the_clock_stands_the_earliest_day_is_given_and_is_provisional() -> None:
    deadline = due("5wd", "03-02", ("03-04", "pause"))
    assert (deadline.due, deadline.provisional, deadline.paused_since) == (day("03-09"), True, day("03-04"))
    assert "还没有恢复" in deadline.sentence
    today = explain(parse_rule("5wd"), day("03-02"), [Event(day("03-04"), "pause")], calendar=CALENDAR, on=day("03-20"))
    assert today.due == day("03-25")


def test_a_restart_counts_the_whole_limit_anew() -> None:
    deadline = due("7wd", "03-02", ("03-05", "restart"))
    assert deadline.due == CALENDAR.add_workdays(day("03-05"), 7)
    assert counted(deadline) == 7
    assert deadline.days[0].why == "2026年3月5日重新起算，此前不计"
    assert deadline.days[0].date == day("03-03")


def test_a_restart_may_come_after_the_end_ends_a_pause_and_voids_an_extension() -> None:
    assert due("7wd", "03-02", ("05-20", "restart")).due == CALENDAR.add_workdays(day("05-20"), 7)
    deadline = due("7wd", "03-02", ("03-03", "extend", "7wd"), ("03-04", "pause"), ("03-12", "restart"))
    assert deadline.due == CALENDAR.add_workdays(day("03-12"), 7)
    assert deadline.paused_since is None
    assert deadline.notes == ["2026年3月3日的延长因重新起算而作废。"]


def test_an_extension_is_counted_on_from_the_last_day() -> None:
    assert due("20wd", "02-10", ("03-16", "extend", "20wd")).due == CALENDAR.add_workdays(day("02-10"), 40)
    assert due("20wd", "02-10", ("03-16", "extend", "20")).due == CALENDAR.add_workdays(day("02-10"), 40)
    # 3 October is the fifteenth day; the five days follow it, not the day it would have been moved to.
    assert due("15d", "09-18", ("09-28", "extend", "5d")).due == day("10-08")
    assert due("15d", "09-18", ("09-28", "extend", "5wd")).due == CALENDAR.add_workdays(day("10-03"), 5)
    assert due("10wd", "09-18", ("09-28", "extend", "1m")).due == day("11-09")


def test_what_is_entered_after_the_end_has_no_effect_and_is_noted() -> None:
    plain = due("5wd", "03-02")
    late = due("5wd", "03-02", ("03-10", "extend", "5wd"), ("03-12", "pause"))
    assert (plain.due, late.due) == (day("03-09"), day("03-09"))
    assert late.paused_since is None
    assert not late.provisional
    assert len(late.notes) == 2
    assert all(note in late.sentence for note in late.notes)


def test_entries_are_taken_by_date() -> None:
    assert due("5wd", "03-02", ("03-10", "resume"), ("03-04", "pause")).due == day("03-13")


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([("03-04", "resume")], "第 1 条时钟事件（2026-03-04 恢复）不成立：此前没有暂停"),
        ([("03-01", "pause")], "第 1 条时钟事件（2026-03-01 暂停）不成立：早于起算事件 2026-03-02"),
        ([("03-04", "pause"), ("03-05", "pause")], "第 2 条时钟事件（2026-03-05 暂停）不成立：2026-03-04 已经暂停"),
        ([("03-04", "stop")], "第 1 条时钟事件（2026-03-04 stop）不成立：没有这种事件"),
        ([("03-04", "extend")], "延长要在 days 里写长度"),
        ([("03-04", "extend", "long")], "第 1 条时钟事件（2026-03-04 延长）不成立：时限“long”读不懂"),
        ([("03-04", "extend", "0")], "时限的数目应当是 1 到 3660"),
        ([("03-04", "pause", "15wd")], "只有延长可以写 days"),
        ([("03-04", "pause"), ("03-05", "restart"), ("03-06", "resume")], "第 3 条时钟事件（2026-03-06 恢复）"),
    ],
)
def test_a_ledger_without_sense_is_refused_by_entry(events: list[tuple[str, ...]], said: str) -> None:
    with pytest.raises(ValueError, match="时钟事件") as refusal:
        due("20wd", "03-02", *events)
    assert said in str(refusal.value)


def test_events_are_read_from_json() -> None:
    read = parse_events([{"on": "2026-03-04", "event": "pause"}, {"on": "2026-03-05", "event": "extend", "days": 20}])
    assert read == [Event(day("03-04"), "pause"), Event(day("03-05"), "extend", "20")]
    for bad, said in (({}, "列表"), (["pause"], "第 1 条"), ([{"on": "3月4日"}], "第 1 条时钟事件的 on：日期要写成")):
        with pytest.raises(ValueError, match=said):
            parse_events(bad)


# -- counting back, fixed dates, months -----------------------------------------------------------------------------


def test_so_many_working_days_lie_between_the_submission_and_the_event() -> None:
    deadline = before(NAMED["review-lead"], day("10-20"), calendar=CALENDAR)
    assert deadline.due == day("10-12")
    assert [each.date.day for each in deadline.days if each.counted] == [13, 14, 15, 16, 19]
    assert "最迟2026年10月12日（星期一）" in deadline.sentence


def test_a_backward_rule_is_explained_backward_and_knows_no_ledger() -> None:
    assert explain(NAMED["review-lead"], day("10-20"), calendar=CALENDAR).due == day("10-12")
    with pytest.raises(ValueError, match="从事件往前数"):
        explain(NAMED["review-lead"], day("10-20"), [Event(day("10-20"), "pause")], calendar=CALENDAR)


def test_ten_days_before_a_meeting_leave_ten_days_between() -> None:
    assert before(NAMED["meeting-notice"], day("10-20"), calendar=CALENDAR).due == day("10-09")
    assert before(Rule(1, "m"), date(2026, 4, 30), calendar=CALENDAR).due == day("03-27")


@given(RULES, STARTS)
def test_back_from_an_event_is_the_latest_day_that_runs_out_before_it(rule: Rule, event: date) -> None:
    unmoved = Rule(rule.n, rule.kind, roll=False)
    latest = before(unmoved, event, calendar=CALENDAR).due
    assert end(unmoved, latest) < event
    following = CALENDAR.next_workday(latest + timedelta(days=1)) if rule.kind == "wd" else latest + timedelta(days=1)
    assert end(unmoved, following) >= event


def test_fixed_dates() -> None:
    assert fixed_date(2027, 1, 31) == date(2027, 1, 31)
    assert fixed_date(2026, 2, 29) == date(2026, 2, 28)
    assert fixed_date(2026, 10, 3, calendar=CALENDAR) == date(2026, 10, 8)
    with pytest.raises(ValueError, match="13 月 1 日"):
        fixed_date(2026, 13, 1)


@given(STARTS, st.integers(-40, 40))
def test_months_added_keep_the_day_or_take_the_last(start: date, months: int) -> None:
    there = add_months(start, months)
    assert (there.year * 12 + there.month) - (start.year * 12 + start.month) == months
    assert there.day == start.day or (there.day < start.day and (there + timedelta(days=1)).day == 1)


# -- rules -----------------------------------------------------------------------------------------------------------


def test_rules_ad_hoc_and_named() -> None:
    assert parse_rule("20wd") == Rule(20, "wd")
    assert parse_rule(" 15 D ") == Rule(15, "d")
    assert parse_rule("foi-answer").source == "政府信息公开条例第33条"
    assert parse_rule("foi-answer").title == "答复公开申请（20个工作日）"
    assert [Rule(2, kind).words for kind in ("wd", "d", "m", "q", "y")] == [
        "2个工作日",
        "2日",
        "2个月",
        "2个季度",
        "2年",
    ]


@pytest.mark.parametrize("text", ["", "wd", "20", "20 weeks", "-5wd", "1.5d", "²d", "foi"])
def test_a_rule_that_cannot_be_read_lists_what_is_allowed(text: str) -> None:
    with pytest.raises(ValueError, match="读不懂") as refusal:
        parse_rule(text)
    assert all(part in str(refusal.value) for part in ("20wd", "日历日", "foi-answer"))


@pytest.mark.parametrize("text", ["0wd", "4000d", "101y"])
def test_a_rule_out_of_all_proportion_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="时限的数目应当是 1 到"):
        parse_rule(text)


def test_every_named_rule_has_a_source_a_mark_and_a_name() -> None:
    for key, rule in NAMED.items():
        assert rule.key == key
        assert rule.source
        assert rule.label
        assert rule.mark in {"READ", "SEED", "MEM"}
        assert explain(rule, day("03-02"), calendar=CALENDAR).sentence.count(rule.source) == 1
    assert NAMED["foi-fee"].basis.endswith("（出处待核实）")
    lengths = {key: NAMED[key].code for key in ("foi-answer", "foi-supplement", "feedback-signed", "feedback-written")}
    assert list(lengths.values()) == ["20wd", "7wd", "15d", "10wd"]
    assert [NAMED[key].code for key in ("display-min", "review-lead", "aid-notice", "handover", "seizure-notice")] == [
        "15d",
        "5wd",
        "7d",
        "10d",
        "10wd",
    ]


# -- what must always hold ---------------------------------------------------------------------------------------------


@given(RULES, STARTS, st.integers(0, 40))
def test_a_later_start_never_ends_earlier(rule: Rule, start: date, later: int) -> None:
    assert end(rule, start) <= end(rule, start + timedelta(days=later))


@given(RULES, STARTS, st.integers(0, 8))
def test_a_longer_limit_never_ends_earlier(rule: Rule, start: date, more: int) -> None:
    assert end(rule, start) <= end(Rule(rule.n + more, rule.kind, roll=rule.roll), start)


@given(RULES, STARTS)
def test_it_never_ends_on_a_day_off_when_the_rule_says_so(rule: Rule, start: date) -> None:
    assume(rule.roll or rule.kind == "wd")
    assert CALENDAR.is_workday(end(rule, start))


@given(st.integers(1, 60), st.sampled_from(["wd", "d"]), STARTS)
def test_as_many_days_are_counted_as_the_rule_has(n: int, kind: Kind, start: date) -> None:
    deadline = explain(Rule(n, kind), start, calendar=CALENDAR)
    assert counted(deadline) == n
    assert [each.number for each in deadline.days if each.counted] == list(range(1, n + 1))


@given(RULES, STARTS)
def test_every_day_on_the_way_is_listed_once_in_order(rule: Rule, start: date) -> None:
    deadline = explain(rule, start, calendar=CALENDAR)
    whole = [start + timedelta(days=n) for n in range(1, (deadline.due - start).days + 1)]
    assert [each.date for each in deadline.days] == whole
    assert all(each.why for each in deadline.days)


@given(RULES, STARTS)
def test_the_short_answer_is_the_long_one_without_words(rule: Rule, start: date) -> None:
    deadline = explain(rule, start, calendar=CALENDAR)
    assert due_date(rule, start, calendar=CALENDAR) == (deadline.due, deadline.provisional)


@given(st.integers(2, 40), STARTS, st.data())
def test_a_pause_of_k_working_days_moves_the_end_by_k_working_days(n: int, start: date, data: st.DataObject) -> None:
    rule, plain = Rule(n, "wd"), explain(Rule(n, "wd"), start, calendar=CALENDAR)
    paused = data.draw(st.dates(start, plain.due - timedelta(days=1)))
    resumed = data.draw(st.dates(paused, paused + timedelta(days=60)))
    lost = [paused + timedelta(days=each) for each in range(1, (resumed - paused).days + 1)]
    ledger = [Event(paused, "pause"), Event(resumed, "resume")]
    moved = explain(rule, start, ledger, calendar=CALENDAR)
    assert moved.due == CALENDAR.add_workdays(plain.due, sum(map(CALENDAR.is_workday, lost)))
    assert counted(moved) == n


@given(st.integers(4, 40), STARTS, st.lists(st.integers(0, 9), min_size=4, max_size=4))
def test_pauses_add_up(n: int, start: date, gaps: list[int]) -> None:
    rule = Rule(n, "d", roll=False)
    ledger, on = [], start
    for gap, what in zip(gaps, ("pause", "resume", "pause", "resume"), strict=True):
        on += timedelta(days=gap)
        ledger.append(Event(on, what))
    assume(gaps[0] + gaps[2] < n)
    moved = explain(rule, start, ledger, calendar=CALENDAR)
    assert moved.due == start + timedelta(days=n + gaps[1] + gaps[3])


@given(RULES, STARTS, st.integers(1, 20))
def test_an_extension_of_the_same_kind_is_a_longer_limit(rule: Rule, start: date, more: int) -> None:
    assume(rule.kind in ("wd", "d"))
    extended = explain(rule, start, [Event(start, "extend", str(more))], calendar=CALENDAR)
    assert extended.due == end(Rule(rule.n + more, rule.kind, roll=rule.roll), start)


@given(RULES, STARTS, st.integers(0, 200))
def test_a_restart_is_a_new_start(rule: Rule, start: date, later: int) -> None:
    again = start + timedelta(days=later)
    restarted = explain(rule, start, [Event(again, "restart")], calendar=CALENDAR)
    assert restarted.due == end(rule, again)
