"""Local rules may only tighten; every loosening is refused with the figure and the law."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingbai.catalog.schema.due import DueRule
from mingbai.catalog.schema.edition import load_edition
from mingbai.catalog.schema.errors import SpecError
from mingbai.catalog.schema.item import Audience
from mingbai.catalog.schema.local import LooseningRefused, Override, check_tightening, effective, load_local

SOURCE = "某区公开规定"


def day_of_next(every: str, n: int) -> DueRule:
    return DueRule("day_after_period", n=n, day_kind="date", every=every)


def refused(code: str, **changes: object) -> list[str]:
    return check_tightening(load_edition()[code], Override(code, SOURCE, **changes))  # type: ignore[arg-type]


def test_fewer_days_on_the_board_get_the_sentence_with_the_law() -> None:
    assert refused("CA03", min_display_days=10) == [
        "张贴天数不能少于 15 天（居委会法第34条、村委会法第35条），您填的是 10 天"
    ]
    assert refused("CA03", min_display_days=15) == []
    assert refused("CW22", min_display_days=7) == []
    assert "不能少于 7 天" in refused("CW22", min_display_days=6)[0]
    assert "不能少于 20 天（村民委员会组织法第17条）" in refused("CW08", min_display_days=15)[0]
    assert "不能少于 30 天（土地管理法实施条例" in refused("CW19", min_display_days=15)[0]
    assert refused("FW12", min_display_days=0) == []


@pytest.mark.parametrize(
    ("code", "changes", "words"),
    [
        ("CA03", {"every": "year"}, "公开周期不能比每季度更长"),
        ("CA03", {"due": day_of_next("quarter", 15)}, "到期日不能晚于“次季首月10日”"),
        ("CA03", {"due": day_of_next("year", 5)}, "公开周期不能比每季度更长"),
        ("CA14", {"due": DueRule("period_end", n=11, every="quarter")}, "到期日不能晚于“季后10日内”"),
        ("CA14", {"due": DueRule("period_end", n=10, day_kind="WD", every="quarter")}, "到期日不能晚于"),
        ("DW05", {"due": DueRule("event", event="decided", n=11)}, "不能晚于“决策后10日内”"),
        ("CW20", {"due": DueRule("before_event", act="display", event="plan_voted", n=14)}, "不能短于"),
        ("DW05", {"nil_every": "year"}, "未发生声明的周期不能比每季度更长"),
        ("CW23", {"privacy": "P1"}, "隐私等级不能低于 P2"),
        ("CW23", {"audience": Audience("public", "全社会")}, "不能扩大到全社会"),
        ("CA03", {"audience": Audience("party_members", "党员")}, "公开对象不能比本村（社区）居民更窄"),
        ("CA03", {"approvers": ("主任",)}, "目录要 3 人签"),
        ("DW08", {"every": "month"}, "请同时填写到期日"),
    ],
)
def test_loosening_is_refused(code: str, changes: dict[str, object], words: str) -> None:
    assert any(words in sentence for sentence in refused(code, **changes))
    with pytest.raises(LooseningRefused, match=words.replace("(", r"\(").replace(")", r"\)")):
        effective(load_edition()[code], [Override(code, SOURCE, **changes)])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("CA03", {"due": day_of_next("quarter", 8)}),
        ("CA03", {"every": "month", "due": day_of_next("month", 10)}),
        ("CA02", {"due": day_of_next("quarter", 15)}),  # the row's own “或15日前(渝)”
        ("CW30", {"due": day_of_next("quarter", 20)}),
        ("DW05", {"due": DueRule("event", event="decided", n=5)}),
        ("CW20", {"due": DueRule("before_event", act="display", event="plan_voted", n=20)}),
        ("CA03", {"audience": Audience("public", "全社会")}),
        ("CA03", {"min_display_days": 30, "privacy": "P1"}),
        ("CA14", {"every": "month"}),
        ("ZW15", {"due": DueRule("display_period", act="display", n=5, day_kind="WD")}),
    ],
)
def test_tightening_is_taken(code: str, changes: dict[str, object]) -> None:
    assert refused(code, **changes) == []


def test_a_rule_for_a_kind_of_unit_that_the_row_does_not_cover_is_refused() -> None:
    floor = load_edition()["CA03"]
    assert check_tightening(floor, Override("CA03", SOURCE, min_display_days=20), ["village"]) == ["CA03 不适用于村"]


@given(days=st.integers(0, 60), n=st.integers(1, 28))
def test_whatever_is_taken_is_at_least_as_strict(days: int, n: int) -> None:
    floor = load_edition()["CA14"]
    local = Override("CA14", SOURCE, min_display_days=days, due=day_of_next("quarter", n))
    lawful = days >= 15 and n <= 10
    assert (check_tightening(floor, local) == []) is lawful
    if lawful:
        item = effective(floor, [local])
        assert item.min_display_days == days >= floor.min_display_days


def test_an_override_changes_only_what_it_names_and_adds_its_ground() -> None:
    floor = load_edition()["JW07"]
    local = Override("JW07", SOURCE, every="month", due=day_of_next("month", 10))
    item = effective(floor, [local])
    rule = item.calendar_rule
    assert rule is not None
    assert (rule.every, rule.n, rule.local) == ("month", 10, True)
    assert item.duty_every_for("community") == "month"
    assert (item.cadence.every, item.nil_every) == ("month", "month")
    assert item.basis[-1].text == SOURCE
    assert (item.title, item.approvers, item.privacy) == (floor.title, floor.approvers, floor.privacy)


def test_monthly_instead_of_quarterly_moves_the_same_days_to_the_month() -> None:
    item = effective(load_edition()["CA14"], [Override("CA14", SOURCE, every="month")])
    rule = item.calendar_rule
    assert rule is not None
    assert (rule.trigger, rule.every, rule.n, rule.text) == ("period_end", "month", 10, "月后10日内")


def test_an_override_needs_its_source_and_survives_json() -> None:
    with pytest.raises(SpecError, match="哪份文件"):
        Override("CA03", "")
    local = Override("CA03", SOURCE, due=day_of_next("quarter", 8), audience=Audience("public", "全社会"))
    assert Override.from_json(local.to_json()) == local


def test_the_scheme_of_guihua_lies_above_the_floor() -> None:
    scheme, edition = load_local("guihua"), load_edition()
    assert scheme.unit == "500153001003"
    for code in {*scheme.route_codes, *(one.code for one in scheme.overrides)}:
        assert "community" in edition[code].applies_to
        item = effective(edition[code], scheme.overrides_for(code))
        assert item.basis[-1].source
    jw07 = effective(edition["JW07"], scheme.overrides_for("JW07"))
    ca03 = effective(edition["CA03"], scheme.overrides_for("CA03"))
    for item, every in ((jw07, "month"), (ca03, "quarter")):
        rule = item.calendar_rule
        assert rule is not None
        assert (rule.every, rule.n) == (every, 10)
        assert item.approvers == ("经办人", "居委会主任", "党组织书记")
        assert item.review_days == 5
    assert any("15天" in one.why for one in scheme.set_aside)
