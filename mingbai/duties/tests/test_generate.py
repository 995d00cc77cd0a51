"""A year's duties: set-wise, idempotent, by the version that governs each period."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingbai.catalog.actions import add_local, load_items
from mingbai.catalog.models import Item, ItemVersion
from mingbai.catalog.rules.versions import spec_of, version_for
from mingbai.catalog.schema.due import DueRule
from mingbai.catalog.schema.item import ItemSpec
from mingbai.catalog.schema.local import Override
from mingbai.catalog.tests.district import NOW, unit, viewer
from mingbai.duties.actions import generate, settle
from mingbai.duties.models import Duty, DutyKind
from mingbai.duties.rules.plan import NOT_BY_CALENDAR
from mingbai.orgs.models import Entry, Unit

pytestmark = pytest.mark.usefixtures("place")


def of(code: str, item: str) -> dict[str, Duty]:
    found = Duty.objects.filter(unit__code=code, item__code=item).select_related("version")
    return {duty.period: duty for duty in found}


def test_a_community_owes_what_the_catalogue_says_in_2026() -> None:
    generate(units=[unit("111")], year=2026, now=NOW)
    assert list(of("111", "DW09")) == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    assert of("111", "DW09")["2026-Q3"].due == date(2026, 10, 10)
    assert of("111", "DW09")["2026-Q3"].kind == DutyKind.PERIODIC
    assert of("111", "DW01")["2026"].kind == DutyKind.STANDING
    assert of("111", "JW14")["2026-Q1"].kind == DutyKind.ROLL_CALL
    assert len(of("111", "CW23")) == 12
    assert not Duty.objects.filter(item__code__in=NOT_BY_CALENDAR).exists()


def test_a_village_owes_other_items_than_a_community() -> None:
    generate(units=Unit.objects.all(), year=2026, now=NOW)
    village, community = (
        set(Duty.objects.filter(unit__code=code).values_list("item__code", flat=True)) for code in ("121", "111")
    )
    assert "CW01" in village - community
    assert "JW01" in community - village


def test_running_again_adds_nothing_and_changes_nothing() -> None:
    first = generate(units=Unit.objects.all(), year=2026, now=NOW)
    before = list(Duty.objects.order_by("pk").values())
    assert first == len(before) > 400
    assert generate(units=Unit.objects.all(), year=2026, now=NOW) == 0
    assert list(Duty.objects.order_by("pk").values()) == before


def more_communities(number: int) -> list[Unit]:
    street = unit("11")
    fresh = [
        Unit(
            code=f"9{n:03}",
            name=f"第{n}社区居民委员会",
            short_name=f"第{n}社区",
            kind="community",
            parent=street,
            path=f"{street.path}9{n:03}",
        )
        for n in range(number)
    ]
    return Unit.objects.bulk_create(fresh)


def test_the_number_of_statements_does_not_depend_on_how_many_units() -> None:
    units = more_communities(60)
    counts = []
    for some in (units[:2], units[2:]):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            generate(units=some, year=2026, now=NOW)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] < 15
    assert len(set(Duty.objects.filter(unit__in=units).values_list("unit", flat=True))) == 60


def test_a_new_version_in_the_middle_of_the_year_governs_later_periods_only() -> None:
    generate(units=[unit("111")], year=2026, now=NOW)
    row = spec_of(version_for(Item.objects.get(code="DW09"), unit("111"), date(2026, 1, 1))).to_json()
    row["due"] = [DueRule("period_end", n=5, every="quarter", text="季后5日内").to_json()]
    load_items(specs=[ItemSpec.from_json(row)], valid_from=date(2026, 7, 1), now=NOW)
    assert generate(units=[unit("111")], year=2026, now=NOW) == 0
    duties = of("111", "DW09")
    assert [duty.version.number for duty in duties.values()] == [1, 1, 2, 2]
    assert duties["2026-Q2"].due == date(2026, 7, 10)
    # 5 October is in the National Day holiday, so the day moves to the 8th
    assert duties["2026-Q3"].due == date(2026, 10, 8)
    assert Entry.objects.get(act="duty:take_over").note == {"year": 2026, "duties": 2}


def test_a_settled_duty_keeps_the_version_it_was_settled_under() -> None:
    generate(units=[unit("111")], year=2026, now=NOW)
    settle(duty=of("111", "DW09")["2026-Q3"], nil=False, number="111/2026-00001", now=NOW, by=None)
    row = spec_of(version_for(Item.objects.get(code="DW09"), unit("111"), date(2026, 1, 1))).to_json()
    load_items(specs=[ItemSpec.from_json(row | {"title": "党建经费"})], valid_from=date(2026, 7, 1), now=NOW)
    generate(units=[unit("111")], year=2026, now=NOW)
    assert of("111", "DW09")["2026-Q3"].version.number == 1
    assert of("111", "DW09")["2026-Q4"].title == "党建经费"


def monthly(code: str, scope: str, valid_from: date) -> None:
    due = DueRule("day_after_period", n=10, day_kind="date", every="month")
    rule = Override(code, "本地细则", every="month", due=due)
    add_local(scope=unit(scope), overrides=[rule], valid_from=valid_from, now=NOW, by=viewer("district"))


def test_a_local_rule_changes_only_its_own_units() -> None:
    monthly("JW06", "11", date(2026, 1, 1))
    generate(units=Unit.objects.all(), year=2026, now=NOW)
    assert len(of("111", "JW06")) == 12
    assert of("111", "JW06")["2026-01"].due == date(2026, 2, 10)
    assert ItemVersion.objects.get(pk=of("111", "JW06")["2026-01"].version_id).scope == unit("11")
    assert list(of("112", "JW06")) == list(of("111", "JW06"))


def test_months_take_the_place_of_the_quarters_that_they_cover() -> None:
    generate(units=[unit("111")], year=2026, now=NOW)
    monthly("JW06", "111", date(2026, 8, 1))
    generate(units=[unit("111")], year=2026, now=NOW)
    # the third quarter had begun under the old rule: July would be owed by nobody if it went
    expected = ["2026-08", "2026-09", "2026-10", "2026-11", "2026-12", "2026-Q1", "2026-Q2", "2026-Q3"]
    assert sorted(of("111", "JW06")) == expected


def test_generation_is_journalled_with_its_numbers() -> None:
    new = generate(units=Unit.objects.filter(code="111"), year=2026, now=NOW)
    entry = Entry.objects.get(act="duty:generate")
    assert entry.note == {"year": 2026, "units": 1, "new": new}
