"""`mingbai screen`: the privacy gate over files, for people and for programs; over everything published with `--all`.

Files need no database.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingbai.disclosure.actions import ocr
from mingbai.disclosure.actions.pictures import look_into
from mingbai.disclosure.rules.gate import (
    Allow,
    BadRules,
    Finding,
    Findings,
    GateRules,
    Unreadable,
    current,
    named,
    screen_file,
)
from mingbai.disclosure.rules.rescreen import Stopped, published, rescreen

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
        parser.add_argument("files", nargs="*", metavar="FILE", help="要检查的文件")
        parser.add_argument("--all", action="store_true", help="检查已经公布的全部内容和附件，只看，不改")
        parser.add_argument("--no-pictures", action="store_true", help="不读图里的字，快些")
        parser.add_argument("--rules", default="", metavar="VERSION", help="用哪一套规则：随软件带的版本，或规则文件")
        parser.add_argument("--json", action="store_true", help="输出 JSON")
        parser.add_argument(
            "--allow-phone", action="append", default=[], metavar="号码", help="登记过的办公电话，可以写多次"
        )
        parser.add_argument(
            "--allow-address", action="append", default=[], metavar="地址", help="登记过的办公地址，可以写多次"
        )

    def handle(self, *, files: list[str], **options: Any) -> None:
        try:
            rules = named(options["rules"]) if options["rules"] else current()
        except BadRules as error:
            raise CommandError(str(error), returncode=UNREADABLE) from None
        if bool(files) == options["all"]:
            raise CommandError(_("请写要检查的文件，或者只写 --all。"), returncode=UNREADABLE)
        if options["all"]:
            self._everything(rules, as_json=options["json"])
            return
        pictures = settings.READ_PICTURES and not options["no_pictures"] and bool(ocr.engine())
        allow = Allow(frozenset(options["allow_phone"]), frozenset(options["allow_address"]), rules)
        screened = [screen(Path(file), allow, pictures=pictures) for file in files]
        for one in screened:
            if one.error:
                self.stderr.write(one.error)
        text = json.dumps(as_json(screened), ensure_ascii=False, indent=2) if options["json"] else as_text(screened)
        if text:
            self.stdout.write(text)
        status = exit_status(screened)
        if status != CLEAN:
            sys.exit(status)

    def _everything(self, rules: GateRules, *, as_json: bool) -> None:
        """Line by line as it is found, for there may be years of it; JSON comes whole, as programs want it."""
        looked, stopped = published(), []
        for one in rescreen(rules):
            stopped.append(stopped_as_json(one))
            if not as_json:
                self.stdout.write(stopped_as_text(one))
        words = {"n": looked, "stopped": len(stopped), "rules": rules.version}
        if as_json:
            answer = {"rules": rules.version, "looked": looked, "blocked": bool(stopped), "stopped": stopped}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        elif stopped:
            self.stdout.write(_("按 %(rules)s 看了 %(n)s 版，有 %(stopped)s 版现在会拦。什么都没有改。") % words)
        else:
            self.stdout.write(_("按 %(rules)s 看了 %(n)s 版，都放行。") % words)
        if stopped:
            sys.exit(BLOCKED)


def screen(path: Path, allow: Allow, *, pictures: bool = False) -> Screened:
    try:
        found = screen_file(path, path.name, allow)
        if pictures and found.pictures:
            found = look_into(path, found, allow)
        return Screened(path.name, found)
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


def stopped_as_json(one: Stopped) -> dict[str, Any]:
    """What would be stopped, masked: a list of everything private that is out there is nothing to leave lying about."""
    return {
        "number": one.edition.notice.number,
        "edition": one.edition.number,
        "state": one.edition.state,
        "title": one.edition.title,
        "screened_with": one.edition.gate_rules,
        "findings": [
            {"kind": f.kind, "file": name, "place": f.place, "masked": f.masked, "hint": f.hint, "path": f.path}
            for name, f in one.findings
        ],
        "unreadable": list(one.unreadable),
    }


def stopped_as_text(one: Stopped) -> str:
    words = {"number": one.edition.notice.number, "n": one.edition.number, "title": one.edition.title}
    lines = [_("%(number)s 第 %(n)s 版 %(title)s") % words]
    for name, f in one.findings:
        place = _("附件“%(name)s”%(place)s") % {"name": name, "place": f.place} if name else f.place
        lines.append(f"  {place}  {KIND_NAMES.get(f.kind, f.kind)}  {f.masked}")
    lines.extend(f"  {sentence}" for sentence in one.unreadable)
    return "\n".join(lines)


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
