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
    "approve": "approve",
    "file": "file",
    "return": "return",
    "revise": "revise",
    "begin a correction": "correct",
    "publish at once": "urgent",
    "ask to withdraw": "withdraw",
    "keep it": "keep",
    "remove": "remove",
    "confirm": "confirm",
    "tick": "publish",
}


def survived(folder: Path, database: str = "") -> Report:
    report: Report = run("killed", folder, database)
    assert {label: one["wrong"] for label, one in report.items() if one["wrong"]} == {}
    return report


def seldom_killed(report: Report) -> Report:
    """An act writes two rows at least and commits: killed before each of them and after the commit."""
    return {label: one for label, one in report.items() if int(str(one["killed"])) < 4}


def test_every_act_stands_in_the_story() -> None:
    assert set(LABELS.values()) == set(ACTS)


def test_a_kill_leaves_no_half_state_on_sqlite(tmp_path: Path) -> None:
    report = survived(tmp_path)
    assert set(LABELS) <= set(report)
    assert seldom_killed(report) == {}


@pytest.mark.postgres
def test_a_kill_leaves_no_half_state_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    report = survived(tmp_path, postgres_url)
    assert set(LABELS) <= set(report)
    assert seldom_killed(report) == {}
