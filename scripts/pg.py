"""A private PostgreSQL that lives as long as one command: nothing installed, nothing left behind.

usage: python scripts/pg.py COMMAND [ARGUMENT…]     runs COMMAND with MINGBAI_DATABASE_URL set
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

# A throw-away cluster may forget everything in a power cut; that makes it three times as fast.
OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60 -c listen_addresses=''"


def programs() -> Path | None:
    """The directory of initdb and pg_ctl of the newest version; None when PostgreSQL is not installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if debian:
        return debian[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def owner() -> list[str]:
    """PostgreSQL refuses to run as root; then its own user runs it."""
    if os.geteuid() != 0:
        return []
    pwd.getpwnam("postgres")
    return ["runuser", "-u", "postgres", "--"]


@contextmanager
def cluster() -> Iterator[str]:
    """Start one, yield its URL, stop it."""
    directory = programs()
    if directory is None:
        raise SystemExit("没有 PostgreSQL，请安装 postgresql。")
    as_owner = owner()
    # Short, because the path of a Unix socket may have at most 107 bytes.
    base = Path(tempfile.mkdtemp(prefix="mbpg-", dir="/tmp"))
    if as_owner:
        shutil.chown(base, "postgres")
    data = base / "data"
    try:
        run(
            as_owner,
            directory / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        )
        run(as_owner, directory / "pg_ctl", "-D", data, "-w", "-l", base / "log", "-o", f"{OPTIONS} -k {base}", "start")
        try:
            base.chmod(0o755)  # the tests, as another user, must reach the socket
            yield f"postgres://postgres@{quote(str(base), safe='')}/postgres"
        finally:
            run(as_owner, directory / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(base, ignore_errors=True)


def run(as_owner: list[str], *command: str | Path) -> None:
    done = subprocess.run([*as_owner, *map(str, command)], cwd="/", capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{Path(command[0]).name}: {done.stdout}{done.stderr}")


def main() -> int:
    with cluster() as url:
        return subprocess.run(sys.argv[1:], env={**os.environ, "MINGBAI_DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
