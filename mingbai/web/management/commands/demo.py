"""`mingbai demo`: build the demo district when it is not there, and serve it with --port."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from mingbai.orgs.models import Unit
from mingbai.web.demo.build import build, is_built


def _empty() -> None:
    """The triggers refuse to delete rows, also here; so the whole database goes: the file, or all tables at once."""
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        connection.close()
        for ending in ("", "-wal", "-shm"):
            Path(name + ending).unlink(missing_ok=True)
    else:
        call_command("flush", interactive=False, verbosity=0)


class Command(BaseCommand):
    help = "演示区：用真实的单位和目录，把 2026 年演到今天；数字是编的。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fresh", action="store_true", help="清空数据库重新演一遍")
        parser.add_argument("--short", action="store_true", help="快些：只演桂花社区十月以来的事")
        parser.add_argument("--port", type=int, help="演完就在这个端口上开站")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("演示只在演示模式下用。请设 MINGBAI_DEMO=1 再运行；正式站不能开演示。")
        if options["fresh"]:
            _empty()
        call_command("migrate", verbosity=0)
        if is_built():
            self.stdout.write("演示区已经在库里。想重新来一遍，加 --fresh。")
        elif Unit.objects.exists():
            raise CommandError("这个数据库里已有别的单位，演示不会动它。请换一个空库，或加 --fresh 清空。")
        else:
            began = time.monotonic()
            build(now=timezone.now(), tell=self._tell, short=options["short"])
            self.stdout.write(f"演到今天了，用了 {time.monotonic() - began:.0f} 秒。")
        if options["port"]:
            call_command("serve", port=options["port"])

    def _tell(self, text: str) -> None:
        self.stdout.write(f"  {text} …")
