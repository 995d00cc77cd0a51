"""Local rules tighten, never loosen; what lies below keeps what lies above."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from mingbai.catalog.actions import add_local, load_items, load_rows, standing_rules
from mingbai.catalog.models import Item, ItemVersion
from mingbai.catalog.rules.imports import compare
from mingbai.catalog.rules.listing import entries_for
from mingbai.catalog.rules.versions import spec_of, version_for
from mingbai.catalog.schema.due import DueRule
from mingbai.catalog.schema.item import ItemSpec
from mingbai.catalog.schema.local import Override
from mingbai.catalog.tests.district import NOW, unit, viewer
from mingbai.kit.errors import NotNow, NotYours
from mingbai.orgs.models import Entry

pytestmark = pytest.mark.usefixtures("place")
FROM = date(2026, 7, 1)
BEFORE = FROM - timedelta(days=1)


def tighten(code: str, scope: str, **changes: Any) -> ItemVersion | None:
    rule = Override(code, "本地细则第八条", **changes)
    return add_local(scope=unit(scope), overrides=[rule], valid_from=FROM, now=NOW, by=viewer("district"))


def display_days(code: str, scope: str, on: date) -> int:
    return spec_of(version_for(Item.objects.get(code=code), unit(scope), on)).min_display_days


def test_a_local_rule_holds_below_its_unit_from_its_day_on() -> None:
    tighten("JW06", "11", min_display_days=30)
    assert display_days("JW06", "111", BEFORE) == 15
    assert display_days("JW06", "111", FROM) == 30
    assert display_days("JW06", "1", FROM) == 15
    assert Entry.objects.filter(act="item:load", unit=unit("11")).count() == 1


def test_a_loosening_is_refused_with_the_law() -> None:
    with pytest.raises(NotNow) as refused:
        tighten("JW06", "11", min_display_days=10)
    assert "15 天（居委会法第34条、村委会法第35条）" in refused.value.sentence
    assert display_days("JW06", "111", FROM) == 15


def test_a_community_cannot_undo_what_its_district_demands() -> None:
    tighten("JW06", "1", min_display_days=30)
    with pytest.raises(NotNow, match="30 天"):
        tighten("JW06", "111", min_display_days=20)
    tighten("JW06", "111", review_days=7)
    assert display_days("JW06", "111", FROM) == 30


def test_a_later_rule_of_the_district_reaches_communities_with_rules_of_their_own() -> None:
    tighten("JW06", "111", review_days=7)
    tighten("JW06", "1", min_display_days=30)
    held = spec_of(version_for(Item.objects.get(code="JW06"), unit("111"), FROM))
    assert (held.min_display_days, held.review_days) == (30, 7)


def test_a_changed_national_row_reaches_local_versions() -> None:
    tighten("JW06", "111", min_display_days=30)
    floor = spec_of(version_for(Item.objects.get(code="JW06"), unit("112"), FROM))
    row = floor.to_json() | {"elements": [*floor.elements, "押金"]}
    load_items(specs=[ItemSpec.from_json(row)], valid_from=date(2026, 9, 1), now=NOW)
    held = spec_of(version_for(Item.objects.get(code="JW06"), unit("111"), date(2026, 9, 1)))
    assert "押金" in held.elements
    assert held.min_display_days == 30


def test_the_same_rule_twice_writes_nothing() -> None:
    assert tighten("JW06", "11", min_display_days=30) is not None
    assert tighten("JW06", "11", min_display_days=30) is None


def test_only_the_district_may() -> None:
    rule = Override("JW06", "本地细则", min_display_days=30)
    with pytest.raises(NotYours):
        add_local(scope=unit("111"), overrides=[rule], valid_from=FROM, now=NOW, by=viewer("clerk"))
    with pytest.raises(NotYours):
        add_local(scope=unit("2"), overrides=[rule], valid_from=FROM, now=NOW, by=viewer("district"))


def file_of(scope: str, on: date = FROM) -> dict[str, ItemSpec]:
    return {entry.spec.code: entry.spec for entry in entries_for(unit(scope), on)}


def changed(spec: ItemSpec, **changes: object) -> ItemSpec:
    return ItemSpec.from_json(spec.to_json() | changes)


def test_a_file_is_sorted_into_same_stricter_new_and_refused() -> None:
    rows = file_of("11")
    code = next(iter(rows))
    rows[code] = changed(rows[code], min_display_days=30)
    new = changed(rows[code], code="BD01", title="背街小巷整治")
    report = compare([*rows.values(), new], unit("11"), "本地细则", FROM)
    assert report.problems == []
    assert [spec.code for spec in report.new] == ["BD01"]
    assert [spec.code for spec, _rules in report.changed] == [code]
    assert len(report.same) == len(rows) - 1


def test_a_file_that_loosens_or_renames_loads_nothing() -> None:
    rows = file_of("111")
    looser = changed(rows["CA05"], title="资产", min_display_days=30)
    late = rows["DW09"].to_json()
    late["due"] = [DueRule("period_end", n=40, every="quarter").to_json()]
    report = compare([looser, ItemSpec.from_json(late)], unit("111"), "本地细则", FROM)
    assert [problem.where for problem in report.problems] == ["CA05", "DW09"]
    assert "二级事项" in report.problems[0].sentence
    assert "不能晚于" in report.problems[1].sentence
    with pytest.raises(NotNow):
        load_rows(scope=unit("111"), report=report, valid_from=FROM, now=NOW, by=viewer("district"))
    assert not ItemVersion.objects.filter(scope__isnull=False).exists()


def test_rows_of_a_file_become_local_rules_and_own_items() -> None:
    rows = file_of("111")
    own = changed(rows["CA05"], code="BD01", title="背街小巷整治")
    longer = changed(rows["JW06"], min_display_days=40)
    report = compare([longer, own], unit("111"), "本地细则", FROM)
    assert load_rows(scope=unit("111"), report=report, valid_from=FROM, now=NOW, by=viewer("district")) == 2
    assert [rule.min_display_days for rule in standing_rules("JW06", unit("111"))] == [40]
    assert file_of("111")["BD01"].title == "背街小巷整治"
    assert "BD01" not in file_of("112")
    again = compare([longer, own], unit("111"), "本地细则", FROM)
    assert again.sound
    assert again.empty


def test_the_journal_has_the_time_given() -> None:
    tighten("JW06", "11", min_display_days=30)
    assert timezone.localtime(Entry.objects.latest("pk").at).date() == NOW.date()
