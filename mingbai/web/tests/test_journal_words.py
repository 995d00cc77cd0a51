"""Every act that the rooms journal has words, so that the auditor reads no codes."""

import re
from pathlib import Path

from mingbai.disclosure.rules.acts import ACTS as NOTICE_ACTS
from mingbai.orgs.models import Entry
from mingbai.orgs.rules.entries import ACTS, note_text, record_name

PACKAGE = Path(__file__).resolve().parents[2]
ACT = re.compile(r'"((?:[a-z]+):[a-z_]+)"')


def journalled() -> set[str]:
    """The acts named in the actions of every room, and those that the table of a notice's acts makes."""
    found = {f"notice:{act}" for act in NOTICE_ACTS}
    for path in PACKAGE.glob("*/actions/**/*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "act=" in line or "act =" in line:
                found.update(ACT.findall(line))
    return found


def test_every_act_has_words() -> None:
    acts = journalled()
    assert len(acts) > 20
    assert not acts - set(ACTS), f"add words to mingbai/orgs/rules/entries.py: {sorted(acts - set(ACTS))}"


def test_notes_are_said_in_words() -> None:
    note = {"name": "李某", "until": "", "before": {"kind": "village"}, "list": ["甲", "乙"]}
    assert note_text(note) == "名称：李某；原来：类别：village；list：甲、乙"


def test_a_record_is_called_by_its_table_s_name() -> None:
    assert record_name(Entry(record_type="orgs.tenure", record_id="12")) == "任职 12"
    assert record_name(Entry(record_type="orgs.gone", record_id="3")) == "orgs.gone 3"
