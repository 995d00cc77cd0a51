"""`mingbai serve`: a complete system in one process tree: pages, background work and the clock."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mingbai.web.checks import refusal_for_host
from mingbai.web.processes import Child, Tree
from mingbai.web.staticfiles import collect_when_changed


class Command(BaseCommand):
    help = "启动网页、后台任务和时钟"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="监听的地址")
        parser.add_argument("--port", type=int, default=8000, help="监听的端口")
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="网页进程数")
        parser.add_argument("--no-clock", action="store_true", help="不带时钟，另用 mingbai tick")
        parser.add_argument("--no-worker", action="store_true", help="不带后台任务，另用 mingbai worker")

    def handle(self, *, host: str, port: int, workers: int, no_clock: bool, no_worker: bool, **_: Any) -> None:
        refusal = refusal_for_host(host)
        if refusal:
            raise CommandError(refusal, returncode=2)
        settings.FILES_DIR.mkdir(parents=True, exist_ok=True)
        call_command("migrate", interactive=False, verbosity=0)
        collect_when_changed()
        children = [Child("网页", self._pages(host, port, workers))]
        if not no_worker:
            children.append(Child("后台任务", [*self._mingbai(), "worker"]))
        if not no_clock:
            children.append(Child("时钟", [*self._mingbai(), "tick", "--every", "60"]))
        self.stdout.write(f"明白已在 http://{host}:{port} 启动，按 Ctrl-C 停止。")
        self.stdout.flush()
        code = Tree(children, say=self.stderr.write).run()
        if code:
            sys.exit(code)
        self.stdout.write("已停止。")

    def _mingbai(self) -> list[str]:
        return [sys.executable, "-m", "mingbai.web.cli"]

    def _pages(self, host: str, port: int, workers: int) -> list[str]:
        return [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
            *("--workers", str(workers), "--blocking-threads", "4", "--respawn-failed-workers"),
            *("--no-ws", "--log-level", "warning", "mingbai.web.wsgi:application"),
        ]
