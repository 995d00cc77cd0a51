"""`mingbai worker`: the background work, one task after the other, until it is told to stop."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "做后台任务"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", action="store_true", help="把现有的做完就结束")

    def handle(self, *, batch: bool, **_: Any) -> None:
        # No reloading even in debug: it would restart in the middle of a task.
        call_command("db_worker", queue_name="*", interval=1, batch=batch, reload=False, verbosity=1)
