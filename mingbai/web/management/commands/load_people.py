"""`mingbai load-people FILE.csv`: who holds which post, from when to when, and under which login."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mingbai.orgs.actions.roster import load_people
from mingbai.orgs.rules.tables import Refused


class Command(BaseCommand):
    help = "装入任职名单：CSV，列名 unit,body,post,title,name,since,until,login"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv", help="任职名单")

    def handle(self, *, file: Path, **_: Any) -> None:
        try:
            taken = load_people(data=file.read_bytes(), now=timezone.now())
        except OSError as error:
            raise CommandError(f"文件打不开：{error.strerror}（{error.filename}）。") from error
        except Refused as refused:
            raise CommandError("\n".join([*refused.lines(), "什么也没有装入。改好这些再试。"])) from refused
        self.stdout.write(f"新增 {taken.people} 人、{taken.tenures} 项任职，没有变化 {taken.same} 项。")
        for login in taken.logins:
            self.stdout.write(f"还要发邀请：mingbai invite {login}")
