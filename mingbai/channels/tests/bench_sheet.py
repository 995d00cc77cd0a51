"""Sheets per second, warm and cold: `make bench` calls measure(). Every sheet has data that was not set before."""

import os
import subprocess
import sys
import time

from mingbai.channels.render.sheet import render_sheet
from mingbai.channels.tests.sheet_samples import SAMPLES

KINDS = ("nil", "finance22", "ledger139")
COLD = (
    "from mingbai.channels.tests.sheet_samples import SAMPLES;"
    "from mingbai.channels.render.sheet import render_sheet;"
    "render_sheet(SAMPLES[{name!r}])"
)


def measure(seconds: float = 2.0) -> dict[str, dict[str, float]]:
    """Per kind of sheet: `warm_per_second` with a kept press, `cold_per_second` with a new process for each."""
    return {name: {"warm_per_second": _warm(name, seconds), "cold_per_second": _cold(name)} for name in KINDS}


def _warm(name: str, seconds: float) -> float:
    render_sheet(SAMPLES[name])
    start, made = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        made += 1
        render_sheet(SAMPLES[name] | {"edition": made + 1, "number": f"500153001003/2026-{made:05}"})
    return round(made / (time.perf_counter() - start), 2)


def _cold(name: str, times: int = 3) -> float:
    """Python, imports, the scan of the fonts and the sheet: what a one-off command pays."""
    start = time.perf_counter()
    for _ in range(times):
        subprocess.run([sys.executable, "-c", COLD.format(name=name)], check=True, env=os.environ)
    return round(times / (time.perf_counter() - start), 2)
