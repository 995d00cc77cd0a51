"""Two people at the same moment: one wins, the other reads what happened; numbers have no gap."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingbai.disclosure.tests.programs import run

SCENES = 13


def test_on_sqlite(tmp_path: Path) -> None:
    report = run("at_once", tmp_path)
    assert {scene: said for scene, said in report.items() if said} == {}
    assert len(report) == SCENES


@pytest.mark.postgres
def test_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    report = run("at_once", tmp_path, postgres_url)
    assert {scene: said for scene, said in report.items() if said} == {}
    assert len(report) == SCENES
