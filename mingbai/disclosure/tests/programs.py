"""Runs a program of this folder against an empty database of its own, as tests of locks and of kills need it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

ROOT = Path(__file__).resolve().parents[3]


def run(program: str, folder: Path, database: str = "") -> Any:
    """What the program printed as JSON. Without a database it is a file in the folder."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "mingbai.web.settings",
        "MINGBAI_DATA_DIR": str(folder),
        "MINGBAI_LOG_LEVEL": "WARNING",
        **({"MINGBAI_DATABASE_URL": database} if database else {}),
    }
    command = [sys.executable, "-m", f"mingbai.disclosure.tests.{program}"]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    if done.stderr:
        print(done.stderr)  # noqa: T201 -- shown when the test fails
    return json.loads(done.stdout)


@contextmanager
def empty_database() -> Iterator[str]:
    """The URL of a database of its own on the PostgreSQL server under test."""
    url, name = os.environ["MINGBAI_DATABASE_URL"], f"program_{os.getpid()}"
    own = settings.DATABASES["default"]
    where = {"host": own["HOST"], "port": own["PORT"] or None, "user": own["USER"], "password": own["PASSWORD"] or None}
    with psycopg.connect(dbname="postgres", autocommit=True, **where) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield f"{url.rpartition('/')[0]}/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
