"""Two people at the same moment: one wins, the other reads what happened; numbers have no gap."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingbai.disclosure.tests.programs import run


def check_report(report: dict[str, str]) -> None:
    wrong = {scene: said for scene, said in report.items() if said}
    assert wrong == {}, "\n".join(wrong.values())
    assert len(report) == 11


def test_on_sqlite(tmp_path: Path) -> None:
    check_report(run("at_once", tmp_path))


@pytest.mark.postgres
def test_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    check_report(run("at_once", tmp_path, postgres_url))
