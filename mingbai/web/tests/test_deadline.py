"""`mingbai deadline`: the worked examples, the ledger in a file, bad input, and a calendar that grows."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from mingbai.catalog.models import CalendarNotice


def run(*args: str) -> str:
    out = StringIO()
    call_command("deadline", *args, stdout=out)
    return out.getvalue()


def ask(*args: str) -> dict[str, Any]:
    answer = json.loads(run(*args, "--json"))
    assert isinstance(answer, dict)
    return answer


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "start", "due"),
    [
        ("20wd", "2026-02-10", "2026-03-16"),
        ("10wd", "2026-09-18", "2026-10-09"),
        ("15d", "2026-09-18", "2026-10-08"),
        ("foi-answer", "2026-02-10", "2026-03-16"),
        ("review-lead", "2026-10-20", "2026-10-12"),
    ],
)
def test_a_program_gets_the_day_and_how_it_was_counted(rule: str, start: str, due: str) -> None:
    answer = ask("--rule", rule, "--start", start)
    assert (answer["rule"], answer["start"], answer["due"], answer["provisional"]) == (rule, start, due, False)
    assert all(set(day) == {"date", "counted", "why", "number"} and day["why"] for day in answer["days"])
    assert sum(day["counted"] for day in answer["days"]) == int(answer["length"].strip("wd"))


@pytest.mark.django_db
def test_a_person_reads_every_day() -> None:
    text = run("--rule", "foi-answer", "--start", "2026-02-10")
    assert "答复公开申请（20个工作日）：从2026年2月10日的次日数起" in text
    assert "2026-02-14  星期六     4  调休上班（春节）" in text
    assert "2026-02-17  星期二     –  春节放假" in text
    assert "2026-03-16  星期一    20  工作日" in text
    assert text.rstrip().endswith("到期日 2026-03-16（确定）")


@pytest.mark.django_db
def test_a_long_count_has_a_week_on_a_line_and_still_every_day() -> None:
    text = run("--rule", "60wd", "--start", "2026-02-10")
    assert "2026-02-16  16:– 17:– 18:– 19:– 20:– 21:– 22:–  春节放假" in text
    assert "2026-02-23  23:– 24:5 25:6 26:7 27:8 28:9 01:–  春节放假；星期日" in text


@pytest.mark.django_db
def test_the_ledger_comes_from_a_file(tmp_path: Path) -> None:
    ledger = tmp_path / "events.json"
    ledger.write_text(
        json.dumps(
            [
                {"on": "2026-03-04", "event": "pause", "days": None},
                {"on": "2026-03-10", "event": "resume"},
                {"on": "2026-03-11", "event": "extend", "days": "2wd"},
            ]
        )
    )
    answer = ask("--rule", "5wd", "--start", "2026-03-02", "--events", str(ledger))
    assert answer["due"] == "2026-03-17"
    assert [day["date"] for day in answer["days"] if day["why"].startswith("2026年3月4日暂停")] == [
        f"2026-03-{day:02}" for day in range(5, 11)
    ]


@pytest.mark.django_db
def test_a_loaded_notice_makes_a_provisional_day_certain() -> None:
    before = ask("--rule", "20wd", "--start", "2026-12-10")
    assert (before["due"], before["provisional"]) == ("2027-01-07", True)
    days = [{"name": "元旦", "date": f"2027-01-0{day}", "isOffDay": True} for day in (1, 2, 3)]
    CalendarNotice.objects.create(year=2027, source="https://www.gov.cn/", days=days, loaded_at=timezone.now())
    after = ask("--rule", "20wd", "--start", "2026-12-10")
    assert (after["due"], after["provisional"]) == ("2027-01-08", False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "请用 --rule 写明时限"),
        (["--rule", "20wd"], "请用 --start 写明起算事件的日期"),
        (["--rule", "20 weeks", "--start", "2026-02-10"], "时限“20 weeks”读不懂。可以写数目加单位"),
        (["--rule", "20wd", "--start", "10.2.2026"], "日期要写成 2026-02-10 的样子"),
        (["--rule", "20wd", "--start", "2026-02-30"], "日历上没有 2026-02-30 这一天"),
        (["--rule", "20wd", "--start", "2026-02-10", "--events", "nowhere.json"], "打不开 nowhere.json"),
    ],
)
def test_bad_input_is_answered_in_a_sentence(args: list[str], said: str) -> None:
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("deadline", *args, stdout=out, stderr=err)
    assert stopped.value.code == 2
    assert said in err.getvalue()
    assert not out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'[{"on": "2026-03-04", "event": "resume"}]', "第 1 条时钟事件（2026-03-04 恢复）不成立：此前没有暂停"),
        (b'{"on": "2026-03-04"}', "应当是一个列表"),
        (b"[{]", "第 1 行第 3 列不是合格的 JSON"),
        ("[“”]".encode("gb18030"), "不是 UTF-8"),
    ],
)
def test_a_bad_ledger_is_answered_in_a_sentence(tmp_path: Path, text: bytes, said: str) -> None:
    ledger, err = tmp_path / "events.json", StringIO()
    ledger.write_bytes(text)
    with pytest.raises(SystemExit) as stopped:
        call_command("deadline", "--rule", "5wd", "--start", "2026-03-02", "--events", str(ledger), stderr=err)
    assert stopped.value.code == 2
    assert said in err.getvalue()


def test_the_named_limits_are_listed() -> None:
    listed = run("--list").splitlines()
    assert "display-min  15d  公布的最短期限（15日）" in "\n".join(listed)
    assert any("出处待核实" in line for line in listed)


def test_it_counts_before_there_is_a_database(tmp_path: Path) -> None:
    """As a stranger would call it: another process, an empty data directory, exit codes and both streams."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("MINGBAI_", "DJANGO_"))}
    command = [sys.executable, "-m", "mingbai.web.cli", "deadline", "--rule", "20wd", "--json", "--start"]
    env["MINGBAI_DATA_DIR"] = str(tmp_path / "var")
    done = subprocess.run([*command, "2026-02-10"], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["due"] == "2026-03-16"
    assert "按随软件附带的放假通知推算" in done.stderr
    refused = subprocess.run([*command, "soon"], env=env, capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "日期要写成" in refused.stderr
