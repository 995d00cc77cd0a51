"""All that can be said about the code without running it: one line a check, all of them even if one fails."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("MINGBAI_")},
    "DJANGO_SETTINGS_MODULE": "mingbai.web.settings",
}

CHECKS: dict[str, list[str]] = {
    "lint": [PYTHON, "-m", "ruff", "check", "--output-format=concise", "."],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "."],
    "types": [PYTHON, "-m", "mypy"],
    "import contracts": [str(Path(PYTHON).with_name("lint-imports")), "--no-logo"],
    "templates": [PYTHON, "-m", "djlint", "mingbai", "--lint", "--quiet"],
    "django": [PYTHON, "-m", "django", "check", "--fail-level", "WARNING"],
    "migrations complete": [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"],
    "translations complete": [PYTHON, "scripts/messages.py", "check"],
    "architecture and documents": [
        *(PYTHON, "-m", "pytest", "-q", "--durations=0", "tests/test_architecture.py", "tests/test_docs.py"),
    ],
}


def main() -> int:
    chosen = {name: CHECKS[name] for name in CHECKS if not sys.argv[1:] or name.split()[0] in sys.argv[1:]}
    failed = []
    for name, command in chosen.items():
        if name.startswith("translations") and not shutil.which("xgettext"):
            print(f"--   {name}: 跳过 left out, no gettext here")
            if os.environ.get("MINGBAI_TEST_NO_SKIPS") == "1":
                failed.append(name)
            continue
        started = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False)
        spent = time.monotonic() - started
        if done.returncode == 0:
            print(f"ok   {name} ({spent:.0f} s)", flush=True)
            continue
        failed.append(name)
        print(f"FAIL {name} ({spent:.0f} s)\n{done.stdout[-6000:]}{done.stderr[-3000:]}", flush=True)
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
