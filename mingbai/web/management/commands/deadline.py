"""`mingbai deadline`: when something is due, and how that was counted, for people and for programs."""

import json
import sys
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.catalog.rules import current_calendar
from mingbai.catalog.rules.days import shipped_notices
from mingbai.kit.clocks import NAMED, Day, Deadline, Event, allowed, explain, parse_events, parse_rule
from mingbai.kit.workdays import WorkCalendar, parse_date, weekday_name

# Up to so many days, each has a line of its own; beyond, each week has one.
MOST_LINES = 62


class Command(BaseCommand):
    help = "算一个期限：哪天到期，每一天算不算、为什么"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rule", help="时限：20wd（工作日）、15d（日历日）、3m、2q、1y，或时限名，例如 foi-answer")
        parser.add_argument("--start", help="起算事件发生的日期，例如 2026-02-10；从次日数起")
        parser.add_argument("--events", metavar="FILE.json", help="时钟事件：暂停、恢复、重新起算、延长")
        parser.add_argument("--json", action="store_true", help="输出 JSON")
        parser.add_argument("--list", action="store_true", help="列出有名字的时限")

    def handle(self, *, rule: str, start: str, events: str, **options: Any) -> None:
        if options["list"]:
            for named in NAMED.values():
                self.stdout.write(f"{named.key}  {named.code}  {named.title}  {named.basis}")
            return
        try:
            deadline = self._explain(rule, start, events)
        except ValueError as problem:
            self.stderr.write(str(problem))
            sys.exit(2)
        text = json.dumps(as_json(deadline), ensure_ascii=False, indent=2) if options["json"] else as_text(deadline)
        self.stdout.write(text)

    def _explain(self, rule: str | None, start: str | None, events: str | None) -> Deadline:
        if not rule:
            raise ValueError(_("请用 --rule 写明时限。%(allowed)s") % {"allowed": allowed()} + _("--list 列出全部。"))
        if not start:
            raise ValueError(_("请用 --start 写明起算事件的日期，例如 --start 2026-02-10。"))
        ledger = read_events(Path(events)) if events else []
        limit, day = parse_rule(rule), parse_date(start)
        return explain(limit, day, ledger, calendar=self._calendar(), on=timezone.localdate())

    def _calendar(self) -> WorkCalendar:
        """The calendar in force; a deadline can be counted before there is a database."""
        try:
            return current_calendar()
        except DatabaseError:
            self.stderr.write(_("数据库还没有建好，按随软件附带的放假通知推算。"))
            return WorkCalendar.from_notices(shipped_notices())


def read_events(path: Path) -> list[Event]:
    """The ledger in a file; ValueError with a sentence when it cannot be read."""
    try:
        return parse_events(json.loads(path.read_text(encoding="utf-8-sig")))
    except OSError:
        raise ValueError(_("打不开 %(path)s，请核对文件名和权限。") % {"path": path}) from None
    except UnicodeDecodeError:
        raise ValueError(_("%(path)s 不是 UTF-8 编码的文字。") % {"path": path}) from None
    except json.JSONDecodeError as problem:
        place = {"path": path, "line": problem.lineno, "column": problem.colno}
        raise ValueError(_("%(path)s 第 %(line)s 行第 %(column)s 列不是合格的 JSON。") % place) from None


def as_json(deadline: Deadline) -> dict[str, Any]:
    """What a program needs; dates are ISO, the words are those of the text form."""
    rule = deadline.rule
    return {
        "rule": rule.key or rule.code,
        "length": rule.code,
        "label": _(rule.label) if rule.label else "",
        "source": rule.source,
        "mark": rule.mark,
        "start": deadline.start.isoformat(),
        "due": deadline.due.isoformat(),
        "provisional": deadline.provisional,
        "paused_since": deadline.paused_since.isoformat() if deadline.paused_since else None,
        "sentence": deadline.sentence,
        "notes": deadline.notes,
        "days": [
            {"date": day.date.isoformat(), "counted": day.counted, "why": day.why, "number": day.number}
            for day in deadline.days
        ],
    }


def as_text(deadline: Deadline) -> str:
    """The sentence, then every day: one a line, or one week a line when there are many."""
    lines = [deadline.sentence, ""]
    if len(deadline.days) <= MOST_LINES:
        lines += [_day_line(day) for day in deadline.days]
    else:
        lines += [_week_line(list(week)) for _key, week in groupby(deadline.days, key=lambda day: _week(day.date))]
    status = _("暂定") if deadline.provisional else _("确定")
    lines += ["", _("到期日 %(due)s（%(status)s）") % {"due": deadline.due, "status": status}]
    return "\n".join(lines)


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def _day_line(day: Day) -> str:
    number = f"{day.number:4}" if day.counted else "   –"
    return f"{day.date}  {weekday_name(day.date)}  {number}  {day.why}"


def _week_line(week: list[Day]) -> str:
    """The dates of a week with their numbers, then why some of them are not counted."""
    cells = " ".join(f"{day.date.day:02}:{day.number if day.counted else '–'}" for day in week)
    whys = dict.fromkeys(day.why for day in week if not day.counted)
    return f"{week[0].date}  {cells}" + (f"  {_('；').join(whys)}" if whys else "")
