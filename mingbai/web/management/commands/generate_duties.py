"""`mingbai generate-duties`: writes what is missing of a year's duties, for one unit or for all."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mingbai.catalog.models import ItemVersion
from mingbai.catalog.schema.vocab import UNIT_LABELS
from mingbai.duties.actions import generate
from mingbai.orgs.models import Unit


class Command(BaseCommand):
    help = "生成一年的应公开事项；已有的不动，可以重复运行"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, required=True, help="年份，例如 2026")
        parser.add_argument("--unit", metavar="CODE", help="只给这一个单位；不写就是全部单位")

        parser.add_argument(
            "--since", metavar="DATE", type=date.fromisoformat, help="从哪一天起参加；以前的期间不欠，例如 2026-11-02"
        )

    def handle(self, *, year: int, unit: str | None, since: date | None = None, **_: Any) -> None:
        if not 2000 <= year <= 2100:
            raise CommandError(f"年份应当在 2000 至 2100 之间，读到的是 {year}。")
        units = Unit.objects.filter(code=unit) if unit else Unit.objects.filter(kind__in=list(UNIT_LABELS))
        members = list(units)
        if not members:
            raise CommandError(
                f"没有代码是“{unit}”的单位。" if unit else "还没有单位，请先用 mingbai load-units 装入名册。"
            )
        if not ItemVersion.objects.exists():
            raise CommandError("还没有目录，请先运行 mingbai load-catalogue。")
        new = generate(units=members, year=year, now=timezone.now(), since=since)
        self.stdout.write(f"{year} 年：{len(members)} 个单位，新增 {new} 项应公开事项。")
