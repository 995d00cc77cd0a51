"""The grammar, the reader, the JSON form and the dates of catalogue rows."""

import csv
import io
import json
from datetime import date
from functools import cache
from importlib.resources import files
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingbai.catalog.schema.clock import due_for_event, due_for_period, extended_for_event, quick_due
from mingbai.catalog.schema.due import Cadence, DueRule, worded
from mingbai.catalog.schema.edition import load_edition
from mingbai.catalog.schema.errors import CatalogueRefused, SpecError
from mingbai.catalog.schema.grammar import parse_cadence, parse_due
from mingbai.catalog.schema.item import ItemSpec
from mingbai.catalog.schema.reader import COLUMNS, parse_csv
from mingbai.kit.periods import Every, parse, periods_of
from mingbai.kit.workdays import WorkCalendar

DATA = files("mingbai.catalog") / "data"
ROWS = list(csv.DictReader(io.StringIO((DATA / "catalogue.csv").read_text(encoding="utf-8-sig"))))


@cache
def notices() -> WorkCalendar:
    return WorkCalendar.from_notices(
        json.loads((DATA / "holidays" / f"{year}.json").read_text(encoding="utf-8")) for year in (2024, 2025, 2026)
    )


def as_csv(*rows: dict[str, str], columns: list[str] | None = None) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns or list(COLUMNS), extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def row(of: str, **changes: str) -> dict[str, str]:
    found = next(one for one in ROWS if one["code"] == of)
    return {**found, **changes}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("变更后10日内更新", DueRule("event", event="changed", n=10)),
        ("形成或变更后20个工作日内", DueRule("event", event="formed_or_changed", n=20, day_kind="WD")),
        ("法定20个工作日", DueRule("event", event="formed_or_changed", n=20, day_kind="WD")),
        ("默认20个工作日", DueRule("event", event="formed_or_changed", n=20, day_kind="WD", tunable=True)),
        ("季后10日内", DueRule("period_end", n=10, every="quarter")),
        ("半年结束后15日内", DueRule("period_end", n=15, every="half")),
        ("次月10日前(可配)", DueRule("day_after_period", n=10, day_kind="date", every="month", tunable=True)),
        ("次季首月10日(种子)", DueRule("day_after_period", n=10, day_kind="date", every="quarter", local=True)),
        (
            "每年1月31日前公布上年",
            DueRule("fixed_date", day_kind="date", every="year", month=1, day=31, year_offset=1),
        ),
        ("公示7日(可配)", DueRule("display_period", act="display", n=7, tunable=True)),
        ("活动前3日(可配)", DueRule("before_event", event="activity", n=3, tunable=True)),
        ("表决后即时", DueRule("same_day", event="voted")),
        ("评议后及时(默认10日)", DueRule("event", event="assessed", n=10, tunable=True)),
        ("落实情况每季", DueRule("period_end", n=10, every="quarter", house=True)),
        ("自信息形成或变更之日起20个工作日内", DueRule("event", event="formed_or_changed", n=20, day_kind="WD")),
    ],
)
def test_a_clause_becomes_one_rule(text: str, expected: DueRule) -> None:
    (got,), _thresholds = parse_due("XX01", text)
    assert got == worded_like(expected, text)


def worded_like(rule: DueRule, text: str) -> DueRule:
    return DueRule(**{**{name: getattr(rule, name) for name in rule.__dataclass_fields__}, "text": text})


def test_a_row_with_an_or_keeps_both_figures_and_says_which_is_local() -> None:
    (main, other), _ = parse_due("CW30", "季首月20日前(浙江某县)或季后10日")
    assert (main.trigger, main.n, main.alternative) == ("period_end", 10, False)
    assert (other.trigger, other.n, other.alternative, other.local) == ("day_after_period", 20, True, True)


def test_irregular_words_are_known_only_for_their_row() -> None:
    with pytest.raises(SpecError, match="读不懂"):
        parse_due("CA03", "异议5日")


def test_shares_and_amounts_are_thresholds_not_clocks() -> None:
    _rules, shares = parse_due("CW33", "1/10村民或1/5代表联名成立即列入;答复10日(地方)")
    assert [(one.name, one.value) for one in shares] == [("村民联名", "1/10"), ("村民代表联名", "1/5")]
    _rules, amounts = parse_due("CA12", "阈值由县定(例5万元)")
    assert [(one.value, one.unit, one.local) for one in amounts] == [("5", "万元", True)]


@pytest.mark.parametrize("text", ["尽快", "季后日内", "次月40日前", "每年2月30日前", "季后10天内", ""])
def test_words_outside_the_grammar_are_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(SpecError) as caught:
        parse_due("XX01", text)
    assert len(caught.value.sentence) > 8


@pytest.mark.parametrize(
    ("text", "mode", "every"),
    [
        ("变更即更新", "standing", "none"),
        ("每季度一次(地方可配)", "periodic", "quarter"),
        ("每年至少一次", "periodic", "year"),
        ("按月", "periodic", "month"),
        ("按次,每季汇总", "per_case", "quarter"),
        ("每届", "per_term", "term"),
        ("即时", "at_once", "none"),
    ],
)
def test_cadence_words(text: str, mode: str, every: str) -> None:
    got = parse_cadence(text)
    assert (got.mode, got.every, got.text) == (mode, every, text)


def test_unknown_cadence_is_refused() -> None:
    with pytest.raises(SpecError, match="每季度一次"):
        parse_cadence("有空就发")


rules = st.one_of(
    st.builds(
        lambda n, kind, every: DueRule("period_end", n=n, day_kind=kind, every=every),
        st.integers(1, 90),
        st.sampled_from(["D", "WD"]),
        st.sampled_from(["month", "quarter", "half", "year"]),
    ),
    st.builds(
        lambda n, every: DueRule("day_after_period", n=n, day_kind="date", every=every),
        st.integers(1, 28),
        st.sampled_from(["month", "quarter", "half", "year"]),
    ),
    st.builds(
        lambda n, kind, event: DueRule("event", event=event, n=n, day_kind=kind),
        st.integers(1, 90),
        st.sampled_from(["D", "WD"]),
        st.sampled_from(["changed", "decided", "paid_out", "signed", "meeting_held", "announced"]),
    ),
    st.builds(
        lambda month, day, offset: DueRule(
            "fixed_date", day_kind="date", every="year", month=month, day=day, year_offset=offset
        ),
        st.integers(1, 12),
        st.integers(1, 28),
        st.integers(0, 1),
    ),
    st.builds(lambda n: DueRule("display_period", act="display", n=n), st.integers(1, 60)),
)


@given(rules)
def test_a_generated_phrase_reads_back_to_the_same_rule(rule: DueRule) -> None:
    said = worded(rule)
    (read,), _ = parse_due("XX01", said.text)
    assert read == said


@given(rules)
def test_rules_survive_json(rule: DueRule) -> None:
    assert DueRule.from_json(json.loads(json.dumps(rule.to_json()))) == rule


def test_items_survive_json_and_unknown_fields_do_not() -> None:
    for item in load_edition().values():
        assert ItemSpec.from_json(json.loads(json.dumps(item.to_json()))) == item
    data = load_edition()["CW05"].to_json()
    data["due"][1]["colour"] = "red"
    with pytest.raises(SpecError) as caught:
        ItemSpec.from_json(data)
    assert caught.value.where == "CW05.due[1].colour"
    assert "trigger" in caught.value.sentence


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("privacy", "P9", "P0、P1、P2"),
        ("stages", ["after", "later"], "before、during、after"),
        ("min_display_days", "15", "整数"),
        ("min_display_days", 10, "不能少于 15 天（居委会法第34条、村委会法第35条），您填的是 10 天"),
        ("elements", [], "不能空着"),
        ("nil_every", "term", "quarter"),
    ],
)
def test_a_wrong_field_gets_a_sentence_with_the_place(field: str, value: object, words: str) -> None:
    data = {**load_edition()["CA03"].to_json(), field: value}
    with pytest.raises(SpecError) as caught:
        ItemSpec.from_json(data)
    assert caught.value.where == f"CA03.{field}"
    assert words in caught.value.sentence


def test_only_the_marked_rows_may_hang_for_fewer_than_fifteen_days() -> None:
    fewer = {item.code: item.min_display_days for item in load_edition().values() if item.min_display_days < 15}
    assert fewer == {"CW22": 7, "CW25": 7, "JW14": 7, "FW12": 0}


def test_reading_reports_every_problem_with_line_column_value_and_what_is_allowed() -> None:
    data = as_csv(
        row("CA03", kind="偶尔", day_kind="H"),
        row("CW05", due_rule="会前10日通知;看情况"),
        row("JW01", min_display_days="10"),
        row("JW03", min_display_days="很久"),
        row("CA13"),
        row("CA13"),
    )
    with pytest.raises(CatalogueRefused) as caught:
        parse_csv(data)
    said = [str(problem) for problem in caught.value.problems]
    assert sorted(line.split("：")[0] for line in said) == [
        "第 2 行 day_kind 列",
        "第 2 行 kind 列",
        "第 3 行 due_rule 列",
        "第 4 行 min_display_days 列",
        "第 5 行 min_display_days 列",
        "第 7 行 code 列",
    ]
    assert any("“偶尔”" in line and "固定、定期、随时、事件" in line for line in said)
    assert any("“看情况”" in line for line in said)
    assert any("居委会法第34条" in line for line in said)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空"),
        ("编码".encode("gbk"), "UTF-8"),
        (as_csv(row("CA03"), columns=list(COLUMNS[:-1])), "缺少列：basis_mark"),
        (as_csv(), "没有一行"),
        (as_csv(row("CA03")).replace(b"\r\nCA03,", b"\r\nCA03,,"), "应有 20 格"),
    ],
)
def test_files_that_are_no_catalogue(data: bytes, words: str) -> None:
    with pytest.raises(CatalogueRefused, match=words):
        parse_csv(data)


def test_a_new_row_of_a_district_is_read_by_the_same_grammar() -> None:
    (item,) = parse_csv(as_csv(row("JW07", code="RC01", cadence="每月一次", due_rule="次月8日前")))
    assert due_for_period(item, parse("2026-06"), notices()).due == date(2026, 7, 8)


@pytest.mark.parametrize(
    ("code", "period", "unit_kind", "due", "provisional"),
    [
        ("CA03", "2026-Q3", "community", date(2026, 10, 10), False),  # a Saturday at work under 调休
        ("CA14", "2026-Q3", "community", date(2026, 10, 10), False),
        ("CA14", "2025-Q4", "community", date(2026, 1, 12), False),  # the 10th is a Saturday: 民法典203
        ("DW03", "2026-H1", "village", date(2026, 7, 15), False),
        ("DW08", "2025", "village", date(2026, 2, 2), False),  # 31 January 2026 is a Saturday
        ("DW13", "2026", "village", date(2026, 3, 31), False),
        ("CA05", "2025", "village", date(2026, 1, 30), False),
        ("JW01", "2026", "community", date(2026, 1, 29), False),
        ("ZW17", "2025", "bureau", date(2026, 2, 2), False),
        ("ZW17", "2025", "district", date(2026, 3, 31), False),
        ("CA14", "2026-Q4", "community", date(2027, 1, 11), True),
        ("CW30", "2026-Q1", "village", date(2026, 4, 10), False),
        ("DW05", "2026-Q2", "community", date(2026, 7, 10), False),  # the nil rule
    ],
)
def test_due_days(code: str, period: str, unit_kind: str, due: date, provisional: bool) -> None:
    got = due_for_period(load_edition()[code], parse(period), notices(), unit_kind)
    assert (got.due, got.provisional) == (due, provisional)
    assert "依据：" in got.sentence


def test_a_proposed_day_says_that_it_is_a_proposal() -> None:
    got = due_for_period(load_edition()["DW05"], parse("2026-Q2"), notices())
    assert "本系统的建议" in got.sentence
    assert "本系统的建议" not in due_for_period(load_edition()["CA14"], parse("2026-Q2"), notices()).sentence


def test_rows_that_accompany_others_owe_nothing_by_period() -> None:
    for code in ("FW10", "FW11", "FW12"):
        with pytest.raises(ValueError, match="不按期公开"):
            due_for_period(load_edition()[code], parse("2026-Q2"), notices())


def test_every_other_row_has_a_rhythm_for_every_kind_of_unit() -> None:
    for item in load_edition().values():
        if item.code in ("FW10", "FW11", "FW12"):
            continue
        for kind in item.applies_to:
            rule = item.duty_rule_for(kind)
            assert rule is not None
            assert rule.every == item.duty_every_for(kind)
            for period in periods_of(2026, cast(Every, rule.every)):
                day, _provisional = quick_due(rule, period, notices())
                assert period.start <= day


@pytest.mark.parametrize(
    ("code", "on", "due"),
    [
        ("ZW01", date(2026, 2, 10), date(2026, 3, 16)),
        ("CW24", date(2026, 9, 18), date(2026, 10, 9)),
        ("CA10", date(2026, 6, 1), date(2026, 6, 11)),
        ("CW08", date(2026, 5, 20), date(2026, 4, 29)),
        ("CW09", date(2026, 5, 20), date(2026, 5, 20)),
    ],
)
def test_days_after_and_before_an_event(code: str, on: date, due: date) -> None:
    assert due_for_event(load_edition()[code], on, notices()).due == due


def test_a_row_without_an_event_clock_says_so() -> None:
    with pytest.raises(ValueError, match="没有按事公开"):
        due_for_event(load_edition()["CA03"], date(2026, 5, 1), notices())


def test_petitions_may_be_extended_by_thirty_days() -> None:
    rule = next(rule for rule in load_edition()["FW07"].due if rule.extend)
    assert extended_for_event(rule, date(2026, 1, 5), notices()).due == date(2026, 4, 7)  # 90 days, then 清明


def test_cadence_refuses_words_outside_its_vocabulary() -> None:
    with pytest.raises(SpecError, match="month"):
        Cadence("periodic", every="weekly")
