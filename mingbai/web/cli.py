"""Entry point of the `mingbai` console script."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run a command; `load-units` and `load_units` are the same command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingbai.web.settings")
    argv = sys.argv[:]
    if len(argv) > 1:
        argv[1] = argv[1].replace("-", "_") if not argv[1].startswith("-") else argv[1]
    execute_from_command_line(argv)
