"""Measurements as one JSON object, each part by itself.

usage: python scripts/bench.py [PART…]

A part is a function without arguments that returns a dictionary of figures (names end in their unit: `_s`, `_mb`,
`_per_s`). It is imported only when it runs, in a process of its own with a data directory of its own, so that memory
and caches of one part say nothing of the next. A part that fails is reported by name and makes the exit code 1.
"""

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

# name → module:function
PARTS: dict[str, str] = {
    "nation": "mingbai.orgs.tests.bench_nation:measure",  # the nation's 665 000 units: time and memory
    "duties": "mingbai.duties.tests.bench_generate:measure",  # against a raw bulk insert of the same rows
    "pages": "mingbai.channels.tests.bench_pages:measure",  # board and notice against a bare Django view
    "sheet": "mingbai.channels.tests.bench_sheet:measure",  # PDF a second, warm and cold
    "gate": "mingbai.disclosure.tests.gate_corpus:measure",  # precision and recall of the privacy gate, by kind
    "gate_documents": "mingbai.disclosure.tests.gate_documents:measure",  # the same over 208 files
}


def run_here(name: str) -> dict[str, Any]:
    """Run one part in this process, with Django set up."""
    import django

    django.setup()
    module, function = PARTS[name].split(":")
    started = time.monotonic()
    figures: dict[str, Any] = getattr(import_module(module), function)()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {**figures, "whole_s": round(time.monotonic() - started, 2), "peak_mb": round(peak)}


def run_apart(name: str) -> dict[str, Any]:
    """Run one part in a process of its own; what it prints goes to standard error."""
    with tempfile.TemporaryDirectory(prefix="mingbai-bench-") as directory:
        result = Path(directory) / "result.json"
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "mingbai.web.settings",
            "MINGBAI_DATA_DIR": directory,
            "MINGBAI_LOG_LEVEL": "WARNING",
        }
        command = [sys.executable, __file__, "--one", name, str(result)]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=sys.stderr, check=False)
        if done.returncode:
            return {"error": f"ended with {done.returncode}"}
        figures: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        return figures


def main() -> int:
    if sys.argv[1:2] == ["--one"]:
        name, target = sys.argv[2:4]
        Path(target).write_text(json.dumps(run_here(name)), encoding="utf-8")
        return 0
    names = sys.argv[1:] or list(PARTS)
    machine = {"python": platform.python_version(), "cores": os.cpu_count()}
    results = {name: run_apart(name) for name in names}
    print(json.dumps({"machine": machine, **results}, ensure_ascii=False, indent=2))
    return 1 if any("error" in figures for figures in results.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
