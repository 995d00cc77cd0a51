"""The gate's rules as data: versions that stay as they were shipped, files of one's own, what an edition remembers,
and the look back over everything published."""

from __future__ import annotations

import hashlib
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client

from mingbai.disclosure.actions.files import add_file
from mingbai.disclosure.actions.rulings import ask_ruling, rule
from mingbai.disclosure.models import Edition
from mingbai.disclosure.rules.findings import all_findings
from mingbai.disclosure.rules.gate import Allow, BadRules, current, named, screen_text
from mingbai.disclosure.rules.gate.ruleset import FOLDER, _in_force, shipped
from mingbai.disclosure.tests.factories import NOW, World, draft, publish, walk
from mingbai.disclosure.tests.small_files import word
from mingbai.web.checks import refusals

# Shipped editions are never changed: published notices name them. A new one gets a line here.
SHIPPED = {
    "2026-09": "39c2ab1b",
    "2026-11": "caab7421",
}
PLATE = "渝C·A1234"


@pytest.fixture
def world(lasting: World, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(settings, "FILES_DIR", tmp_path / "files")
    return lasting


@pytest.fixture
def old_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """The gate as it was before it knew plates and illnesses."""
    monkeypatch.setattr(settings, "GATE_RULES", "2026-09")


def screen(*args: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("screen", *args, stdout=out)
    except SystemExit as stop:
        return int(str(stop.code)), out.getvalue()
    return 0, out.getvalue()


def own(folder: Path, **changes: Any) -> str:
    path = folder / "own.json"
    path.write_text(json.dumps({"version": "rc-1", "since": "2026-12-01", "base": "2026-11", **changes}))
    return str(path)


def test_shipped_rules_stay_as_they_were_shipped():
    found = {path.stem: hashlib.sha256(path.read_bytes()).hexdigest()[:8] for path in FOLDER.glob("*.json")}
    assert found == SHIPPED
    assert current().version == shipped()[-1] == "2026-11"
    for version in shipped():
        assert named(version).version == version
        assert named(version).words.keys() == current().words.keys(), "detectors ask every edition for every list"


def test_an_edition_of_the_rules_decides_what_is_looked_for():
    assert screen_text(PLATE, allow=Allow(chosen=named("2026-09"))) == []
    assert [f.kind for f in screen_text(PLATE)] == ["plate"]
    assert [f.kind for f in screen_text("身份证 500153190001010013", allow=Allow(chosen=named("2026-09")))]


def test_a_file_of_one_s_own_gives_only_what_is_different(tmp_path: Path):
    words = {"health": ["高山反应"], "office_cars": ["扶贫车"]}
    rules = named(own(tmp_path, words=words, kinds=["health", "plate", "mobile"]))
    assert rules.version.startswith("rc-1+")
    assert [f.kind for f in screen_text("陈某患高山反应", allow=Allow(chosen=rules))] == ["health"]
    assert screen_text(f"扶贫车 {PLATE}", allow=Allow(chosen=rules)) == []
    assert [f.kind for f in screen_text("19900001234 500153190001010013", allow=Allow(chosen=rules))] == ["mobile"]
    assert rules.thresholds == current().thresholds
    other = named(own(tmp_path, words={}))
    assert other.version != rules.version, "two files may call themselves the same"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ('{"version": "a"}', "读不懂"),
        ("[]", "读不懂"),
        ("{", "读不懂"),
        ('{"version": "a b", "base": "2026-11"}', "版本只能用"),
        ('{"version": "a", "base": "1999-01"}', "base"),
        ('{"version": "a", "base": "2026-11", "since": "", "kind": []}', "不认识的项：kind"),
        ('{"version": "a", "base": "2026-11", "since": "", "words": {"health": "癌"}}', "读不懂"),
    ],
)
def test_rules_that_can_t_be_read_are_refused_in_a_sentence(tmp_path: Path, raw: str, why: str):
    path = tmp_path / "bad.json"
    path.write_text(raw)
    with pytest.raises(BadRules, match=why):
        named(str(path))


def test_rules_that_the_operator_names_are_checked_at_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(settings, "GATE_RULES", own(tmp_path))
    assert current().version.startswith("rc-1+")
    assert not [m for m in run_checks() if m.id in ("mingbai.E001", "mingbai.E002")]
    monkeypatch.setattr(settings, "GATE_RULES", own(tmp_path, kinds=3))
    _in_force.cache_clear()
    assert [m.id for m in run_checks() if m.id in ("mingbai.E001", "mingbai.E002")] == ["mingbai.E002"]
    monkeypatch.setattr(settings, "GATE_RULES", str(tmp_path / "none.json"))
    assert {"mingbai.E001", "mingbai.E002"} <= {m.id for m in run_checks()}
    assert "MINGBAI_GATE_RULES" in refusals()[0], "every command says so before it does anything"


def test_an_edition_remembers_the_rules_it_was_screened_with_and_says_so(world: World, old_rules: None):
    notice = publish(world)
    assert notice.live is not None
    assert notice.live.gate_rules == "2026-09"
    said = Client().get(f"/n/{notice.unit.code}/{notice.year}-{notice.serial:05d}.json").json()
    assert said["gate_rules"] == "2026-09"
    assert draft(world, period="2026-H2").gate_rules == "", "a draft was not let through yet"


def test_everything_published_is_held_against_new_rules_and_nothing_is_changed(world: World, old_rules: None):
    clean = publish(world, period="2026-H2")
    edition = draft(world, words=f"车主请挪车：{PLATE}。", files=[("名单.docx", word("申请人李某，二级肢体残疾"))])
    walk(world, edition)
    before = list(Edition.objects.order_by("pk").values())
    code, text = screen("--all", "--rules", "2026-11", "--json")
    answer = json.loads(text)
    assert (code, answer["rules"], answer["looked"], answer["blocked"]) == (1, "2026-11", 2, True)
    [stopped] = answer["stopped"]
    assert stopped["screened_with"] == "2026-09"
    assert {(f["kind"], f["file"], f["masked"]) for f in stopped["findings"]} == {
        ("plate", "", "渝C·***34"),
        ("health", "名单.docx", "***"),
    }
    assert PLATE not in text
    assert clean.number not in text
    code, text = screen("--all", "--rules", "2026-11")
    assert code == 1
    assert "按 2026-11 看了 2 版，有 1 版现在会拦。什么都没有改。" in text
    assert "附件“名单.docx”第 1 段  病情或残疾" in text
    assert screen("--all") == (0, "按 2026-09 看了 2 版，都放行。\n")
    assert list(Edition.objects.order_by("pk").values()) == before


def test_what_the_reviewer_has_allowed_is_not_held_against_a_notice_again(world: World):
    edition = draft(world, words=f"集体收割机 {PLATE} 出租。")
    clerk = world.by("clerk")
    for finding in all_findings(edition):
        mark = finding.fingerprint
        asked = ask_ruling(edition_id=edition.pk, fingerprint=mark, plea="村集体的车", now=NOW, by=clerk)
        rule(ruling_id=asked.pk, allowed=True, reason="集体资产", now=NOW, by=world.by("privacy"))
    edition.refresh_from_db()
    walk(world, edition)
    assert screen("--all")[0] == 0


def test_a_file_that_is_gone_is_named(world: World):
    edition = draft(world, files=[("凭证.docx", word("好"))])
    walk(world, edition)
    edition.notice.attachments.get().path.unlink()
    code, text = screen("--all")
    assert code == 1
    assert "附件“凭证.docx”不在数据目录里。" in text


def test_the_command_says_what_it_wants():
    for args in ((), ("--all", "a.txt")):
        with pytest.raises(CommandError, match="只写 --all") as caught:
            call_command("screen", *args)
        assert caught.value.returncode == 2
    with pytest.raises(CommandError, match="没有“1999-01”这套规则"):
        call_command("screen", "--all", "--rules", "1999-01")


def test_files_can_be_held_against_other_rules_too(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text(PLATE, encoding="utf-8")
    assert screen(str(path))[0] == 1
    assert screen(str(path), "--rules", "2026-09")[0] == 0


def test_a_second_pass_on_the_route_uses_the_rules_of_its_day(world: World, monkeypatch: pytest.MonkeyPatch):
    """What the gate has learnt since the submission stops a notice on its way; the edition names what it began with."""
    monkeypatch.setattr(settings, "GATE_RULES", "2026-09")
    edition = draft(world, words=f"车主请挪车：{PLATE}。")
    add_file(edition_id=edition.pk, name="表.docx", data=word("好"), now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    monkeypatch.setattr("mingbai.disclosure.tests.factories.step_on", _learning(monkeypatch))
    edition = walk(world, edition)
    assert (edition.state, edition.gate_rules) == ("returned", "2026-09")


def _learning(monkeypatch: pytest.MonkeyPatch) -> Any:
    from mingbai.disclosure.tests.factories import step_on

    def step(world: World, edition: Edition, now: Any) -> None:
        monkeypatch.setattr(settings, "GATE_RULES", "2026-11")
        step_on(world, edition, now)

    return step
