"""`mingbai load-units`: takes a list of units from a CSV, or the nation's list from its five files."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mingbai.orgs.actions.nation import read_nation
from mingbai.orgs.actions.units import load_units
from mingbai.orgs.rules.tables import Problem, Refused
from mingbai.orgs.rules.unit_rows import read_units


class Command(BaseCommand):
    help = "装入单位名册：CSV（列名 code,name,kind,parent，可以是 .gz），或用 --nation 装入全国名录"

    def add_arguments(self, parser: ArgumentParser) -> None:
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("file", nargs="?", type=Path, metavar="FILE.csv", help="单位名册")
        source.add_argument(
            "--nation",
            type=Path,
            metavar="DIR",
            help="全国名录的目录，里面有五个 csv",
        )

    def handle(self, *, file: Path | None, nation: Path | None, **_: Any) -> None:
        try:
            loaded = self._nation(nation) if nation else self._file(file)
        except OSError as error:
            raise CommandError(f"文件打不开：{error.strerror}（{error.filename}）。") from error
        except Refused as refused:
            raise CommandError("\n".join([*refused.lines(), "什么也没有装入。改好这些再试。"])) from refused
        self.stdout.write(
            f"新增 {loaded.added} 个，改动 {loaded.changed} 个，换了位置 {loaded.moved} 个，没有变化 {loaded.same} 个。"
        )

    def _file(self, file: Path | None) -> Any:
        assert file is not None
        data = file.read_bytes()
        problems: list[Problem] = []
        rows = read_units(data, problems)
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        return load_units(rows=rows, now=timezone.now(), digest=digest, problems=problems)

    def _nation(self, directory: Path) -> Any:
        where = directory if directory.is_dir() else directory.parent
        return load_units(rows=read_nation(where), now=timezone.now())
