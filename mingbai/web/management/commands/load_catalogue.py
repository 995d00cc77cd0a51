"""`mingbai load-catalogue`: takes in a catalogue file, or the edition that comes with the project and its routes."""

from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from mingbai.catalog.actions import load_items, load_routes, load_shipped
from mingbai.catalog.actions.routes import shipped_routes
from mingbai.catalog.schema.errors import CatalogueRefused
from mingbai.catalog.schema.item import ItemSpec
from mingbai.catalog.schema.official_xlsx import read_official_xlsx
from mingbai.catalog.schema.reader import parse_csv
from mingbai.kit.errors import NotNow
from mingbai.web.management.commands.duties import day


class Command(BaseCommand):
    help = "装入公开事项目录：CSV（20 列）或官方版式的 xlsx；不写文件就装入随软件附带的目录和流程"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE.csv|xlsx")
        parser.add_argument("--from", dest="valid_from", type=day, metavar="DATE", help="从哪一天起效；不写就是今天")

    def handle(self, *, file: Path | None, valid_from: date | None, **_: Any) -> None:
        now = timezone.now()
        with transaction.atomic():
            routes = load_routes(rows=shipped_routes(), now=now)
            try:
                if file is None:
                    items = load_shipped(now=now)
                else:
                    items = load_items(specs=read(file), valid_from=valid_from or timezone.localdate(now), now=now)
            except OSError as error:
                raise CommandError(f"文件打不开：{error.strerror}（{error.filename}）。") from error
            except CatalogueRefused as refused:
                lines = [str(problem) for problem in refused.problems]
                raise CommandError("\n".join([*lines, "什么也没有装入。改好这些再试。"])) from refused
            except NotNow as refused:
                raise CommandError(f"{refused.sentence}什么也没有装入。") from refused
        self.stdout.write(f"目录：新增或改动 {items} 项。流程：新增或改动 {routes} 条。")


def read(file: Path) -> Sequence[ItemSpec]:
    """The rows of a file by its ending; CatalogueRefused names every place that cannot be understood."""
    if file.suffix.lower() == ".xlsx":
        items, problems = read_official_xlsx(file.read_bytes())
        if problems:
            raise CatalogueRefused(problems)
        return items
    if file.suffix.lower() == ".csv":
        return parse_csv(file.read_bytes())
    raise CommandError(f"只认 .csv 和 .xlsx，读到的是“{file.name}”。")
