"""`mingbai screen`: the privacy gate over files, for people and for programs; needs no database."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingbai.disclosure.rules.gate import Allow, Finding, Findings, Unreadable, screen_file

KIND_NAMES = {
    "resident_id": gettext_lazy("身份证号"),
    "mobile": gettext_lazy("手机号"),
    "phone": gettext_lazy("座机号"),
    "bank_card": gettext_lazy("银行卡号或账号"),
    "passport": gettext_lazy("护照号"),
    "address": gettext_lazy("住址"),
    "social_card": gettext_lazy("社保卡号"),
    "plate": gettext_lazy("车牌号"),
    "health": gettext_lazy("病情或残疾"),
    "minor": gettext_lazy("未成年人姓名"),
    "location": gettext_lazy("拍摄地点"),
    "covered_text": gettext_lazy("盖住的字"),
    "unreadable_page": gettext_lazy("读不出的页"),
    "unreadable_part": gettext_lazy("读不出的部分"),
}
CLEAN, BLOCKED, UNREADABLE = 0, 1, 2


@dataclass(frozen=True)
class Screened:
    """What one file gave."""

    name: str
    findings: Findings
    error: str = ""


class Command(BaseCommand):
    help = "检查文件里的个人信息：txt、csv、xlsx、docx、pdf、png、jpg 和公开内容的 json"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="要检查的文件")
        parser.add_argument("--json", action="store_true", help="输出 JSON")
        parser.add_argument(
            "--allow-phone", action="append", default=[], metavar="号码", help="登记过的办公电话，可以写多次"
        )
        parser.add_argument(
            "--allow-address", action="append", default=[], metavar="地址", help="登记过的办公地址，可以写多次"
        )

    def handle(self, *, files: list[str], **options: Any) -> None:
        allow = Allow(frozenset(options["allow_phone"]), frozenset(options["allow_address"]))
        screened = [screen(Path(file), allow) for file in files]
        for one in screened:
            if one.error:
                self.stderr.write(one.error)
        text = json.dumps(as_json(screened), ensure_ascii=False, indent=2) if options["json"] else as_text(screened)
        if text:
            self.stdout.write(text)
        status = exit_status(screened)
        if status != CLEAN:
            sys.exit(status)


def screen(path: Path, allow: Allow) -> Screened:
    try:
        return Screened(path.name, screen_file(path, path.name, allow))
    except Unreadable as error:
        return Screened(path.name, Findings(), error.sentence)


def exit_status(screened: list[Screened]) -> int:
    """2 before 1: a file that nobody could read may hold anything."""
    if any(one.error for one in screened):
        return UNREADABLE
    return BLOCKED if any(one.findings for one in screened) else CLEAN


def placed(one: Screened, finding: Finding, several: bool) -> str:
    return _("%(file)s：%(place)s") % {"file": one.name, "place": finding.place} if several else finding.place


def as_json(screened: list[Screened]) -> dict[str, Any]:
    """An unreadable file blocks too: nobody can say that it is clean."""
    several = len(screened) > 1
    answer: dict[str, Any] = {
        "blocked": exit_status(screened) != CLEAN,
        "findings": [
            {
                "kind": finding.kind,
                "place": placed(one, finding, several),
                "text": finding.text,
                "masked": finding.masked,
                "hint": finding.hint,
                "path": finding.path,
                "start": finding.start,
                "end": finding.end,
                "fingerprint": finding.fingerprint,
                "file": one.name,
            }
            for one in screened
            for finding in one.findings
        ],
        "notes": [{"file": one.name, "note": note} for one in screened for note in one.findings.notes],
    }
    errors = [one.error for one in screened if one.error]
    return {**answer, "error": "\n".join(errors)} if errors else answer


def as_text(screened: list[Screened]) -> str:
    several = len(screened) > 1
    lines = []
    for one in screened:
        for finding in one.findings:
            kind = str(KIND_NAMES.get(finding.kind, finding.kind))
            shown = f"  {finding.text} → {finding.masked}" if finding.text else ""
            lines.append(f"{placed(one, finding, several)}  {kind}{shown}（{finding.hint}）")
        lines.extend(f"{one.name}：{note}" for note in one.findings.notes)
    count = sum(len(one.findings) for one in screened)
    if count:
        lines.append(_("有 %(n)s 处不能公开，遮住或由审查人放行后再公开。") % {"n": count})
    elif not any(one.error for one in screened):
        lines.append(_("没有发现个人信息。"))
    return "\n".join(lines)
