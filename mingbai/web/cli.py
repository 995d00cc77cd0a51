"""Entry point of the `mingbai` console script."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from mingbai.web.checks import refusals

# These only read or explain; they may run with settings that are not yet right.
HARMLESS = {"check", "help", "version", "--help", "-h", "--version"}


def main() -> None:
    """Run a command; `load-units` and `load_units` are the same command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingbai.web.settings")
    argv = sys.argv[:]
    if len(argv) > 1 and not argv[1].startswith("-"):
        argv[1] = argv[1].replace("-", "_")
    try:
        sentences = [] if set(argv[1:2]) & HARMLESS else refusals()
    except ImproperlyConfigured as error:
        sentences = [str(error)]
    if sentences:
        sys.stderr.writelines(f"不能启动：{sentence}\n" for sentence in sentences)
        sys.exit(2)
    execute_from_command_line(argv)


if __name__ == "__main__":
    main()
