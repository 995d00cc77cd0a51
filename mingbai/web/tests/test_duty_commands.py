"""The commands of catalogue, holidays and duties: what they say, what they refuse, how they end."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from mingbai.catalog.models import CalendarNotice, Item, ItemVersion
from mingbai.catalog.schema.official_xlsx import write_official_xlsx
from mingbai.catalog.schema.reader import parse_csv
from mingbai.catalog.tests import district
from mingbai.duties.models import Duty

CATALOGUE = Path(__file__).resolve().parents[2] / "catalog" / "data" / "catalogue.csv"


@pytest.fixture(autouse=True)
def units(db: None) -> None:
    district.build(catalogue=False)


def run(name: str, *given: str, **more: Any) -> str:
    out = io.StringIO()
    call_command(name, *given, stdout=out, stderr=io.StringIO(), **more)
    return out.getvalue()


def test_without_a_file_the_shipped_edition_is_loaded_once() -> None:
    assert "新增或改动 100 项" in run("load_catalogue")
    assert "新增或改动 0 项" in run("load_catalogue")
    assert Item.objects.count() == 100


def test_a_csv_of_the_catalogue_is_loaded_from_a_day_on() -> None:
    run("load_catalogue", str(CATALOGUE), "--from", "2026-03-01")
    assert ItemVersion.objects.count() == 100
    assert {version.valid_from.isoformat() for version in ItemVersion.objects.all()} == {"2026-03-01"}


def test_an_official_sheet_is_loaded(tmp_path: Path) -> None:
    file = tmp_path / "目录.xlsx"
    file.write_bytes(write_official_xlsx(parse_csv(CATALOGUE), "甲区"))
    run("load_catalogue", str(file))
    assert ItemVersion.objects.count() == 100


def test_a_bad_row_is_named_by_line_and_column_and_nothing_is_loaded(tmp_path: Path) -> None:
    rows = list(csv.reader(CATALOGUE.read_text(encoding="utf-8-sig").splitlines()))
    rows[3][rows[0].index("cadence")] = "想起来再说"
    rows[8][rows[0].index("kind")] = "偶尔"
    file = tmp_path / "catalogue.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    with pytest.raises(CommandError) as refused:
        run("load_catalogue", str(file))
    said = str(refused.value)
    assert "第 4 行 cadence 列" in said
    assert "第 9 行 kind 列" in said
    assert "可用的是：固定、定期、随时、事件" in said
    assert "什么也没有装入" in said
    assert not Item.objects.exists()


@pytest.mark.parametrize(("name", "sentence"), [("nothing.csv", "文件打不开"), ("catalogue.doc", "只认 .csv 和 .xlsx")])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str, sentence: str) -> None:
    if name.endswith(".doc"):
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(CommandError, match=sentence):
        run("load_catalogue", str(tmp_path / name))


def test_duties_of_a_unit_as_json() -> None:
    run("load_catalogue")
    run("generate_duties", "--year", "2026")
    rows = json.loads(run("duties", "--unit", "111", "--on", "2026-10-11", "--json"))
    one = next(row for row in rows if (row["item"], row["period"]) == ("DW09", "2026-Q3"))
    assert one["due"] == "2026-10-10"
    assert one["state"] == "overdue"
    assert one["days_late"] == 1
    assert one["responsible"] == "经办人 陈某"
    assert one["number"] == ""
    assert one["provisional"] is False
    assert "逾期 1 天" in run("duties", "--unit", "111", "--on", "2026-10-11")


def test_duties_are_generated_when_a_unit_is_first_asked_about() -> None:
    run("load_catalogue")
    assert len(json.loads(run("duties", "--unit", "121", "--on", "2026-10-11", "--json"))) > 40
    assert set(Duty.objects.values_list("unit__code", flat=True)) == {"121"}


def test_an_unknown_unit_or_a_missing_catalogue_is_said() -> None:
    with pytest.raises(CommandError, match="没有代码是“999”的单位"):
        run("duties", "--unit", "999")
    with pytest.raises(CommandError, match="还没有目录"):
        run("generate_duties", "--year", "2026")
    with pytest.raises(CommandError, match="没有代码是“999”的单位"):
        run("generate_duties", "--year", "2026", "--unit", "999")


def test_generating_twice_adds_nothing() -> None:
    run("load_catalogue")
    assert "新增 0 项" not in run("generate_duties", "--year", "2026", "--unit", "111")
    assert "新增 0 项" in run("generate_duties", "--year", "2026", "--unit", "111")


def test_a_holiday_notice_says_how_many_days_it_moved(tmp_path: Path) -> None:
    run("load_catalogue")
    run("generate_duties", "--year", "2026", "--unit", "111")
    waiting = Duty.objects.filter(provisional=True).count()
    days = [{"name": "春节", "date": "2027-02-01", "isOffDay": True}]
    file = tmp_path / "2027.json"
    file.write_text(json.dumps({"year": 2027, "papers": ["通知"], "days": days}, ensure_ascii=False), encoding="utf-8")
    assert f"改动 {waiting} 项" in run("load_holidays", str(file))
    assert "以前已经装入过" in run("load_holidays", str(file))
    assert not Duty.objects.filter(provisional=True).exists()


@pytest.mark.parametrize("text", ["{", '{"year": 2027}', '{"year": 2027, "papers": [], "days": []}', "[]"])
def test_a_malformed_notice_is_refused_whole(tmp_path: Path, text: str) -> None:
    file = tmp_path / "2027.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match="什么也没有装入"):
        run("load_holidays", str(file))
    assert not CalendarNotice.objects.exists()
