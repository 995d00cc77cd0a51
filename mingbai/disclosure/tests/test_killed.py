"""kill -9 in the middle of any act: afterwards all of it has happened or nothing, and it can be done again."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingbai.disclosure.rules.acts import ACTS
from mingbai.disclosure.tests.programs import run

Report = dict[str, dict[str, object]]
# Which acts of the table a label of the story stands for; the others are acts on drafts.
LABELS = {
    "save": "save",
    "discard": "discard",
    "submit": "submit",
    "sign": "sign",
    "ask": "vote",
    "answer": "answer",
    "review and publish": "review",
    "file": "file",
    "return": "return",
    "revise": "revise",
    "tick": "publish",
}


def survived(folder: Path, database: str = "") -> Report:
    report: Report = run("killed", folder, database)
    assert {label: one["wrong"] for label, one in report.items() if one["wrong"]} == {}
    return report


def check_report(report: Report) -> None:
    assert set(LABELS.values()) == set(ACTS), "a new act belongs into the story"
    assert set(LABELS) <= set(report)
    # An act writes two rows at least and commits: killed before each of them and after the commit.
    assert all(int(str(one["killed"])) >= 4 for one in report.values()), report


def test_a_kill_leaves_no_half_state_on_sqlite(tmp_path: Path) -> None:
    check_report(survived(tmp_path))


@pytest.mark.postgres
def test_a_kill_leaves_no_half_state_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    check_report(survived(tmp_path, postgres_url))
