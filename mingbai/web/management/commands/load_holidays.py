"""`mingbai load-holidays`: takes in the yearly holiday notice and counts again what was provisional."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from mingbai.catalog.actions import load_notice
from mingbai.duties.actions import recompute_provisional


class Command(BaseCommand):
    help = "装入一年的放假通知（JSON：year、papers、days），并重算暂定的到期日"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.json")

    def handle(self, *, file: Path, **_: Any) -> None:
        now = timezone.now()
        try:
            notice = json.loads(file.read_text(encoding="utf-8-sig"))
            with transaction.atomic():
                fresh = load_notice(notice=notice, now=now)
                changed = recompute_provisional(now=now)
        except OSError as error:
            raise CommandError(f"文件打不开：{error.strerror}（{error.filename}）。") from error
        except UnicodeDecodeError as error:
            raise CommandError("文件不是 UTF-8 编码的文字，请另存为 UTF-8 再试。") from error
        except json.JSONDecodeError as error:
            raise CommandError(f"第 {error.lineno} 行第 {error.colno} 列不是合格的 JSON。什么也没有装入。") from error
        except ValueError as error:
            raise CommandError(f"{error}什么也没有装入。") from error
        said = "装入了" if fresh else "以前已经装入过"
        self.stdout.write(f"{notice['year']} 年放假通知{said}。重算了暂定和今后的到期日，改动 {changed} 项。")
