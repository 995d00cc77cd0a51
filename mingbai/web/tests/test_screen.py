"""`mingbai screen`: its JSON, its words, its exit codes, and that it needs no database."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from mingbai.disclosure.actions import ocr
from mingbai.disclosure.tests.test_pictures import NAMES as picture_of_names
from mingbai.disclosure.tests.test_pictures import picture, scan

ID = "500153190001010013"


def run(*args: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("screen", *args, stdout=out, stderr=err)
    except SystemExit as stop:
        return int(str(stop.code)), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def ask(*args: str) -> tuple[int, dict[str, Any]]:
    code, out, _err = run(*args, "--json")
    answer = json.loads(out)
    assert isinstance(answer, dict)
    return code, answer


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "bad.txt").write_text(f"收支\n陈某 {ID}\n", encoding="utf-8")
    (tmp_path / "good.txt").write_text("合计 117,666.67 元，500153001003/2026-00012", encoding="utf-8")
    (tmp_path / "office.txt").write_text("找我们请打 023-0000 1234", encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    return tmp_path


def test_one_file_that_is_blocked(files: Path):
    code, answer = ask(str(files / "bad.txt"))
    [finding] = answer["findings"]
    assert (code, answer["blocked"]) == (1, True)
    assert (finding["kind"], finding["place"], finding["text"]) == ("resident_id", "第 2 行", ID)
    assert finding["masked"] == "5001**********0013"


def test_a_clean_file(files: Path):
    assert ask(str(files / "good.txt")) == (0, {"blocked": False, "findings": [], "notes": []})
    assert run(str(files / "good.txt")) == (0, "没有发现个人信息。\n", "")


@pytest.mark.skipif(not ocr.engine(), reason="没有 tesseract-ocr-chi-sim，不测读图 left out: no Tesseract here")
def test_words_in_a_picture_are_read_where_the_machine_can(files: Path, settings: Any):
    (files / "名单.png").write_bytes(picture())
    assert ask(str(files / "名单.png"))[0] == 0
    settings.READ_PICTURES = True
    code, answer = ask(str(files / "名单.png"))
    assert (code, [(f["kind"], f["place"], f["text"]) for f in answer["findings"]]) == (
        1,
        [("resident_id", "图片里的字", ID)],
    )
    assert "机器读过了" in answer["notes"][0]["note"]
    assert ask(str(files / "名单.png"), "--no-pictures")[0] == 0
    (files / "扫描.pdf").write_bytes(scan("三季度收支公示，合计一千二百元整", picture_of_names))
    code, answer = ask(str(files / "扫描.pdf"))
    assert [(f["kind"], f["place"]) for f in answer["findings"]] == [("resident_id", "第 2 页图片里的字")]


def test_with_several_files_each_place_begins_with_its_file(files: Path):
    code, answer = ask(str(files / "good.txt"), str(files / "bad.txt"))
    assert code == 1
    assert [finding["place"] for finding in answer["findings"]] == ["bad.txt：第 2 行"]


def test_an_unreadable_file_is_two_and_says_why(files: Path):
    code, answer = ask(str(files / "broken.pdf"), str(files / "bad.txt"))
    assert (code, answer["blocked"], len(answer["findings"])) == (2, True, 1)
    assert "broken.pdf" in answer["error"]
    code, out, err = run(str(files / "没有.txt"))
    assert (code, out) == (2, "")
    assert "找不到" in err


def test_declared_office_numbers_can_be_given(files: Path):
    assert ask(str(files / "office.txt"))[0] == 1
    assert ask(str(files / "office.txt"), "--allow-phone", "02300001234")[0] == 0


def test_words_for_people(files: Path):
    code, out, _err = run(str(files / "bad.txt"))
    assert code == 1
    assert "第 2 行  身份证号  500153190001010013 → 5001**********0013" in out
    assert "有 1 处不能公开" in out


def test_it_needs_no_database(files: Path):
    nowhere = {**os.environ, "MINGBAI_DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "MINGBAI_DEBUG": "1"}
    command = [sys.executable, "-c", "from mingbai.web.cli import main; main()", "screen", str(files / "bad.txt")]
    done = subprocess.run([*command, "--json"], env=nowhere, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["blocked"] is True
