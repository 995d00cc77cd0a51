"""Duties generated per second, against a plain bulk insert of the same rows; for `make bench`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
UNITS = ROOT / "mingbai" / "orgs" / "data" / "orgs-500153.csv"
# Runs in a process of its own, on a database of its own. The raw insert gets the finished rows: no planning, no ORM.
MEASURE = """
import json, time
import django
django.setup()
from django.db import connection, transaction
from django.utils import timezone
from mingbai.catalog.actions import load_shipped
from mingbai.duties.actions import generate
from mingbai.duties.models import Duty
from mingbai.orgs.models import Unit

load_shipped(now=timezone.now())
units = list(Unit.objects.all())
started = time.perf_counter()
rows = generate(units=units, year=2026, now=timezone.now())
ours = time.perf_counter() - started

with connection.cursor() as cursor:
    names = [field.column for field in Duty._meta.fields if not field.primary_key]
    columns = ", ".join(names)
    cursor.execute(f"SELECT {columns} FROM {Duty._meta.db_table}")
    plain = cursor.fetchall()
    cursor.execute(f"DELETE FROM {Duty._meta.db_table}")
    sql = f"INSERT INTO {Duty._meta.db_table} ({columns}) VALUES ({', '.join(['%s'] * len(names))})"
    started = time.perf_counter()
    with transaction.atomic():
        cursor.executemany(sql, plain)
    raw = time.perf_counter() - started
print(json.dumps({"units": len(units), "duties": rows, "ours": ours, "raw": raw}))
"""


def measure() -> dict[str, Any]:
    """Rows per second of `generate` and of a raw insert, and how many times as fast ours is; SQLite, one process."""
    with tempfile.TemporaryDirectory(prefix="mingbai-generate-") as directory:
        settings = {"MINGBAI_DATA_DIR": directory, "MINGBAI_LOG_LEVEL": "WARNING", "PYTHONPATH": str(ROOT)}
        environment = {**os.environ, **settings, "DJANGO_SETTINGS_MODULE": "mingbai.web.settings"}
        environment.pop("MINGBAI_DATABASE_URL", None)
        manage = [sys.executable, str(ROOT / "manage.py")]
        quiet: dict[str, Any] = {"cwd": ROOT, "env": environment, "check": True, "stdout": subprocess.DEVNULL}
        subprocess.run([*manage, "migrate", "-v0"], **quiet)
        subprocess.run([*manage, "load-units", str(UNITS)], **quiet)
        answer = subprocess.run(
            [sys.executable, "-c", MEASURE], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
        )
    found = json.loads(answer.stdout.splitlines()[-1])
    return {
        "units": found["units"],
        "duties": found["duties"],
        "generated_per_s": round(found["duties"] / found["ours"]),
        "raw_insert_per_s": round(found["duties"] / found["raw"]),
        "ratio": round(found["raw"] / found["ours"], 2),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(), indent=2) + "\n")
