"""Our structured edition held against the 20-column catalogue, row by row and column by column."""

import csv
import hashlib
import io
import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from mingbai.catalog.schema.basis import laws
from mingbai.catalog.schema.edition import edition_meta, load_edition
from mingbai.catalog.schema.item import ItemSpec
from mingbai.catalog.schema.reader import parse_csv
from mingbai.catalog.schema.vocab import DOMAINS, KINDS, RETENTION, STAGES, UNIT_KINDS
from mingbai.kit.workdays import WorkCalendar

DATA = Path(str(files("mingbai.catalog") / "data"))
CSV = DATA / "catalogue.csv"
ROWS = list(csv.DictReader(io.StringIO(CSV.read_text(encoding="utf-8-sig"))))
CODES = [row["code"] for row in ROWS]


def numbers_in(text: str) -> list[int]:
    return [int(found) for found in re.findall(r"\d+", text)]


def figures_of(item: ItemSpec) -> set[int]:
    found: set[int] = set()
    for rule in item.due:
        found |= {n for n in (rule.n, rule.extend, rule.month, rule.day) if n is not None} | set(rule.others)
    for threshold in item.thresholds:
        found |= set(numbers_in(threshold.value))
    return found


def test_a_hundred_rows_in_the_same_order() -> None:
    assert list(load_edition()) == CODES
    assert len(CODES) == len(set(CODES)) == 100
    assert edition_meta()["valid_from"] == "2026-01-01"


@pytest.mark.parametrize("row", ROWS, ids=CODES)
def test_row(row: dict[str, str]) -> None:
    item = load_edition()[row["code"]]
    assert item.domain == DOMAINS[row["domain"]]
    assert (item.klass, item.title) == (row["class"], row["item"])
    assert list(item.elements) == row["elements"].split(";")
    assert list(item.applies_to) == [slug for word in row["applies_to"].split("|") for slug in UNIT_KINDS[word]]
    assert item.kind == KINDS[row["kind"]]
    assert item.cadence.text == row["cadence"]
    assert list(item.day_kinds) == row["day_kind"].split("|")
    assert list(item.stages) == [STAGES[word] for word in row["stage"].split("|")]
    assert item.audience.label == row["audience"]
    assert item.drafter == row["drafter"]
    assert list(item.pre_reviewers) == [name for name in row["pre_reviewer"].split("|") if name != "无"]
    assert [name for step in re.split(r"[|+]", row["approver"]) for name in [step.removesuffix("三签")]] == list(
        item.approvers
    )
    assert item.min_display_days == int(row["min_display_days"])
    assert item.privacy == row["pii_class"]
    assert item.retention == RETENTION[row["retention"]]
    assert ";".join(basis.source for basis in item.basis).replace(" ", "") == row["basis"].replace(" ", "")
    assert list(item.marks) == row["basis_mark"].split(";")


@pytest.mark.parametrize("row", ROWS, ids=CODES)
def test_every_figure_of_the_row_is_structured(row: dict[str, str]) -> None:
    item = load_edition()[row["code"]]
    assert set(numbers_in(row["cadence"] + row["due_rule"])) <= figures_of(item)


@pytest.mark.parametrize("row", ROWS, ids=CODES)
def test_every_clause_of_the_row_stands_behind_a_rule(row: dict[str, str]) -> None:
    item = load_edition()[row["code"]]
    assert {rule.text for rule in item.due} == set(re.split("[;,]", row["due_rule"]))
    named = row["day_kind"].split("|")
    for rule in item.due:
        if rule.day_kind == "WD":
            assert "WD" in named or rule.alternative
        elif rule.day_kind == "D" and rule.n:
            assert "D" in named


def test_mem_and_adjustable_figures_are_to_be_confirmed_and_nothing_else_hides() -> None:
    for row in ROWS:
        item = load_edition()[row["code"]]
        doubtful = "MEM" in row["basis_mark"] or re.search(
            "可配|默认|地方|种子\\)|浙|川|渝|例5|各自规定", row["due_rule"]
        )
        if doubtful:
            assert item.confirm_notes, item.code
        assert item.to_confirm == bool(item.confirm_notes)


def test_the_grammar_reads_the_csv_to_exactly_our_edition() -> None:
    assert parse_csv(CSV) == list(load_edition().values())


def test_named_laws_exist_and_show_full_names() -> None:
    for item in load_edition().values():
        for basis in item.basis:
            assert basis.law in laws(), basis.source
            assert laws()[basis.law]["name"] in basis.text or "第" in basis.text
            assert "种子" not in basis.text
            assert "rules.md" not in basis.text
    assert load_edition()["CW14"].basis[0].text == "村民委员会组织法第28条第2项、第35条"


def test_the_holiday_notices_in_the_repository_are_readable() -> None:
    names = sorted(path.name for path in (DATA / "holidays").glob("*.json"))
    calendar = WorkCalendar.from_notices(json.loads((DATA / "holidays" / name).read_text()) for name in names)
    assert {2024, 2025, 2026} <= calendar.years


# Where the figures come from: the files as they were given, by SHA-256.
GIVEN = {
    "mingbai.catalog:data/catalogue.csv": "657ae0289a37edba36b42e72f94de2b5e639dd77c705b5fa4d63786080c56523",
    "mingbai.catalog:data/holidays/2024.json": "a1abda6884a98aa770a1b2a676bd4e69e73bee9d8e4c7e97d82c5d2e480e7661",
    "mingbai.catalog:data/holidays/2025.json": "33e3023d3af27e158d31196a3cc5096aa089ecd5cd33280fb0b92cd9c9d180c9",
    "mingbai.catalog:data/holidays/2026.json": "0dcfd8004351e132ce15e8444de4df123265b3f490f7e2f8346631122cb5b709",
    "mingbai.orgs:data/orgs-500153.csv": "862380dc316f2a324b951882e4dada0f877443c8b9bad2de0d4b3f82fccbc83f",
}


@pytest.mark.parametrize("place", GIVEN)
def test_the_originals_are_carried_over_unchanged(place: str) -> None:
    package, _, name = place.partition(":")
    assert hashlib.sha256((files(package) / name).read_bytes()).hexdigest() == GIVEN[place]
