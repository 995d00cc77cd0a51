"""`mingbai tick`: does once what time brings, in every room; `serve` runs it each minute."""

import signal
from argparse import ArgumentTypeError
from datetime import datetime
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from mingbai.web.health import record_tick
from mingbai.web.wiring import tick_all


def moment(text: str) -> datetime:
    """An ISO date or time; without an offset it is Beijing time."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}”不是 ISO 时间，例如 2026-10-11T09:00。") from None
    return parsed if timezone.is_aware(parsed) else timezone.make_aware(parsed)


class Command(BaseCommand):
    help = "到点该做的事做一遍"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--now", type=moment, help="当作现在的时间，ISO 格式；不写就是此刻")
        parser.add_argument("--every", type=int, metavar="SECONDS", help="不停地做，每隔这么多秒一遍")

    def handle(self, *, now: datetime | None, every: int | None, **_: Any) -> None:
        if every is None:
            failed = tick_all(now or timezone.now())
            if failed:
                raise CommandError(f"这些模块没有做完：{', '.join(failed)}。原因见日志，下一分钟会再试。")
            if now is None:
                record_tick(timezone.now())
            return
        if now is not None:
            raise CommandError("--now 和 --every 不能同时用。")
        self._run_clock(every)

    def _run_clock(self, every: int) -> None:
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            started = timezone.now()
            close_old_connections()
            if not tick_all(started):
                record_tick(timezone.now())
            spent = (timezone.now() - started).total_seconds()
            stop.wait(max(1.0, every - spent))
