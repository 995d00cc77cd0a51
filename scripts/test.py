"""The whole suite: units on SQLite, the same on PostgreSQL, then the browser.

MINGBAI_TEST_NO_SKIPS=1 makes a skipped test, or a suite that cannot run here, a failure.
Arguments go to pytest, e.g. `python scripts/test.py -x -k clocks`.
"""

import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / ".make"
NO_SKIPS = os.environ.get("MINGBAI_TEST_NO_SKIPS") == "1"
PG = [sys.executable, str(ROOT / "scripts" / "pg.py")]
BROWSER = "tests/browser"


@dataclass
class Part:
    """One run of pytest; `passed` and the rest are read from its report."""

    name: str
    arguments: list[str]
    before: list[str]
    missing: str = ""
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0

    def run(self, more: list[str]) -> None:
        if self.missing:
            print(f"\n== {self.name}: 跳过 left out, {self.missing}")
            self.failed += NO_SKIPS
            return
        print(f"\n== {self.name}", flush=True)
        report = REPORTS / f"report-{self.name}.xml"
        report.unlink(missing_ok=True)
        command = [*self.before, sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *self.arguments, *more]
        started = time.monotonic()
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        self.seconds = time.monotonic() - started
        self.read(report)
        if code and not self.failed:  # ended before it could count: a usage error, no tests, a crash
            self.failed = 1
        if NO_SKIPS and self.skipped:
            print(f"{self.name}: {self.skipped} skipped, and skips are forbidden here")
            self.failed += self.skipped

    def read(self, report: Path) -> None:
        if not report.exists():
            return
        for suite in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314 -- written by our own run
            count = {key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")}
            self.failed += count["failures"] + count["errors"]
            self.skipped += count["skipped"]
            self.passed += count["tests"] - count["failures"] - count["errors"] - count["skipped"]

    def summary(self) -> str:
        if self.missing:
            return f"{self.name} 跳过 left out"
        failed = f", {self.failed} failed" if self.failed else ""
        return f"{self.name} {self.passed} passed{failed} in {self.seconds:.0f} s"


def parts() -> list[Part]:
    sys.path.insert(0, str(ROOT))
    from scripts.pg import programs

    # A file stays on one worker: some keep one world for all their tests.
    units = ["-n", "2", "--dist", "loadfile", f"--ignore={BROWSER}"]
    has_browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return [
        Part("SQLite", units, before=[]),
        Part("PostgreSQL", units, before=PG, missing="" if programs() else "没有 PostgreSQL"),
        Part("browser", ["-n", "2", BROWSER], before=[], missing="" if has_browser else "没有 Chromium"),
    ]


def main() -> int:
    REPORTS.mkdir(exist_ok=True)
    todo = parts()
    for part in todo:
        part.run(sys.argv[1:])
    print("\n== " + " · ".join(part.summary() for part in todo))
    totals = [sum(getattr(part, key) for part in todo) for key in ("passed", "failed", "skipped")]
    print("total: {} passed, {} failed, {} skipped".format(*totals))
    return 1 if totals[1] or not totals[0] else 0


if __name__ == "__main__":
    sys.exit(main())
