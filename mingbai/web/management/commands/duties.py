"""`mingbai duties`: what a unit owes, what became of it, and who answers for it."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mingbai.duties.actions import generate
from mingbai.duties.models import Duty
from mingbai.duties.rules.ledger import Line, lines_of
from mingbai.kit.workdays import parse_date
from mingbai.orgs.models import Unit


def day(text: str) -> date:
    """An ISO date, for argparse."""
    try:
        return parse_date(text)
    except ValueError as problem:
        raise ArgumentTypeError(str(problem)) from None


class Command(BaseCommand):
    help = "列出一个单位当年应公开的事项：期、到期日、状态、责任人、公开编号"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unit", required=True, metavar="CODE", help="单位代码，例如 500153001003")
        parser.add_argument("--on", type=day, metavar="DATE", help="按哪一天看，例如 2026-10-11；不写就是今天")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *, unit: str, on: date | None, **options: Any) -> None:
        on = on or timezone.localdate()
        found = Unit.objects.filter(code=unit).first()
        if found is None:
            raise CommandError(f"没有代码是“{unit}”的单位。请核对代码，或先用 mingbai load-units 装入名册。")
        owed = Duty.objects.filter(unit=found, due__range=(date(on.year, 1, 1), date(on.year + 1, 12, 31)))
        if not owed.exists():
            new = generate(units=[found], year=on.year, now=timezone.now())
            self.stderr.write(f"{found.name} {on.year} 年的应公开事项还没有生成，现在生成了 {new} 项。")
        lines = lines_of(found, owed.filter(period_start__year__lte=on.year), on)
        if options["json"]:
            self.stdout.write(json.dumps([as_json(line) for line in lines], ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{found.name}，{on}，共 {len(lines)} 项")
        for line in lines:
            self.stdout.write(as_text(line))


def as_json(line: Line) -> dict[str, Any]:
    """One duty for programs: dates are ISO, `state` is the word of the model, `number` is empty while it is open."""
    duty = line.duty
    return {
        "id": duty.pk,
        "item": duty.item.code,
        "domain": duty.item.domain,
        "title": duty.title,
        "kind": duty.kind,
        "period": duty.period,
        "period_label": line.period,
        "due": duty.due.isoformat(),
        "provisional": duty.provisional,
        "state": str(line.state),
        "state_label": str(line.state.label),
        "days_late": line.days_late,
        "responsible": line.answers,
        "settled_on": duty.settled_on.isoformat() if duty.settled_on else None,
        "number": duty.settled_by,
    }


def as_text(line: Line) -> str:
    duty = line.duty
    late = f" {line.days_late} 天" if line.days_late else ""
    provisional = "（暂定）" if line.provisional else ""
    tail = duty.settled_by or line.answers
    return f"{duty.due}{provisional}  {line.state.label}{late}  {duty.item.code} {duty.title}（{line.period}）  {tail}"
