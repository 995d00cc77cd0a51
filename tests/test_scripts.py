"""The tools of make find what they are there to find."""

from pathlib import Path

import polib
import pytest

from scripts import messages
from scripts import test as suite


def catalogue(**sentences: str) -> polib.POFile:
    file = polib.POFile()
    for name, translation in sentences.items():
        file.append(polib.POEntry(msgid=SOURCES[name], msgstr=translation))
    return file


SOURCES = {"days": "还剩 %(n)s 天", "board": "公开栏"}


def test_a_complete_catalogue_has_no_problem() -> None:
    full = catalogue(days="%(n)s days left", board="Board")
    assert messages.compare("en", wanted=catalogue(days="", board=""), ours=full) == []


@pytest.mark.parametrize(
    ("ours", "problem"),
    [
        ({"days": "%(n)s days left"}, "not translated: '公开栏'"),
        ({"days": "%(n)s days left", "board": ""}, "not translated: '公开栏'"),
        ({"days": "days left", "board": "Board"}, "other placeholders"),
        ({"days": "%(days)s days left", "board": "Board"}, "other placeholders"),
    ],
)
def test_each_gap_is_named(ours: dict[str, str], problem: str) -> None:
    found = messages.compare("en", wanted=catalogue(days="", board=""), ours=catalogue(**ours))
    assert len(found) == 1
    assert problem in found[0]


def test_a_guess_is_no_translation() -> None:
    ours = catalogue(board="Board")
    ours[0].flags.append("fuzzy")
    assert "not translated" in messages.compare("en", wanted=catalogue(board=""), ours=ours)[0]


def test_a_sentence_that_is_gone_is_named() -> None:
    found = messages.compare("en", wanted=catalogue(board=""), ours=catalogue(board="Board", days="%(n)s days left"))
    assert "no longer in the source" in found[0]


def report(tmp_path: Path, **counts: int) -> Path:
    path = tmp_path / "report.xml"
    attributes = " ".join(f'{name}="{number}"' for name, number in counts.items())
    path.write_text(f"<testsuites><testsuite {attributes}/></testsuites>", encoding="utf-8")
    return path


def test_the_summary_counts_what_pytest_reported(tmp_path: Path) -> None:
    part = suite.Part("SQLite", [], before=[])
    part.read(report(tmp_path, tests=10, failures=1, errors=2, skipped=3))
    assert (part.passed, part.failed, part.skipped) == (4, 3, 3)


def test_a_suite_that_cannot_run_fails_where_nothing_may_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    part = suite.Part("browser", [], before=[], missing="没有 Chromium")
    monkeypatch.setattr(suite, "NO_SKIPS", False)
    part.run([])
    assert part.failed == 0
    monkeypatch.setattr(suite, "NO_SKIPS", True)
    part.run([])
    assert part.failed == 1
