"""kill -9 in the middle of any act: afterwards all of it has happened or nothing, and it can be done again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from mingbai.disclosure.rules.acts import ACTS

ROOT = Path(__file__).resolve().parents[3]
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


def survived(folder: Path, database: str = "") -> dict[str, dict[str, object]]:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "mingbai.web.settings",
        "MINGBAI_DATA_DIR": str(folder),
        "MINGBAI_LOG_LEVEL": "WARNING",
        **({"MINGBAI_DATABASE_URL": database} if database else {}),
    }
    command = [sys.executable, "-m", "mingbai.disclosure.tests.killed"]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    report: dict[str, dict[str, object]] = json.loads(done.stdout)
    wrong = {label: one["wrong"] for label, one in report.items() if one["wrong"]}
    assert wrong == {}, done.stderr
    return report


def holds(report: dict[str, dict[str, object]]) -> None:
    assert set(LABELS.values()) == set(ACTS), "a new act belongs into the story"
    assert set(LABELS) <= set(report)
    # An act writes two rows at least and commits: killed before each of them and after the commit.
    assert all(int(str(one["killed"])) >= 4 for one in report.values()), report


def test_a_kill_leaves_no_half_state_on_sqlite(tmp_path: Path) -> None:
    holds(survived(tmp_path))


@pytest.fixture
def empty_database() -> Iterator[str]:
    """A database of its own on the server under test."""
    url, name = os.environ["MINGBAI_DATABASE_URL"], f"killed_{os.getpid()}"
    own = settings.DATABASES["default"]
    where = {"host": own["HOST"], "port": own["PORT"] or None, "user": own["USER"], "password": own["PASSWORD"] or None}
    with psycopg.connect(dbname="postgres", autocommit=True, **where) as server:  # type: ignore[arg-type]
        server.execute(f"CREATE DATABASE {name}".encode())
        yield f"{url.rpartition('/')[0]}/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.mark.postgres
def test_a_kill_leaves_no_half_state_on_postgresql(tmp_path: Path, empty_database: str) -> None:
    holds(survived(tmp_path, empty_database))
