"""The process tree: pages answer, the clock walks, everything stops together, and a child that dies comes back."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from mingbai.web.processes import Child, Tree


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def children_of(pid: int) -> dict[int, str]:
    """Direct children and how they were called, from /proc."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rpartition(")")[2].split()[1])
            command = (entry.parent / "cmdline").read_text().replace("\0", " ")
        except (OSError, ValueError):
            continue
        if parent == pid and command:
            found[int(entry.parent.name)] = command
    return found


def until(condition: object, seconds: float = 120) -> object:
    """The first true answer of `condition`."""
    assert callable(condition)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.2)
    raise AssertionError("it did not happen in time")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    port = free_port()
    environment = {"MINGBAI_DATA_DIR": str(tmp_path), "PATH": os.environ["PATH"], "MINGBAI_LOG_LEVEL": "WARNING"}
    command = [sys.executable, "-m", "mingbai.web.cli", "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        yield process, f"http://127.0.0.1:{port}/healthz"
    finally:
        if process.poll() is None:
            process.terminate()
        if process.stdout and not process.stdout.closed:
            print(process.communicate(timeout=90)[0])  # noqa: T201 -- shown when the test fails


def healthy(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:
            return bool(json.load(answer)["healthy"])
    except (URLError, OSError):
        return False


def test_one_command_is_the_whole_system(served: tuple[subprocess.Popen[str], str]) -> None:
    process, url = served
    until(lambda: healthy(url))
    children = children_of(process.pid)
    assert sorted(
        word for line in children.values() for word in ("granian", "worker", "tick") if f" {word}" in line
    ) == [
        "granian",
        "tick",
        "worker",
    ]
    clock = next(pid for pid, line in children.items() if " tick" in line)
    os.kill(clock, signal.SIGKILL)
    until(lambda: any(" tick" in line and pid != clock for pid, line in children_of(process.pid).items()))
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=90)[0]
    assert process.returncode == 0, said
    assert "时钟停了" in said
    assert "已停止" in said
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)


def test_children_do_not_outlive_a_killed_parent(served: tuple[subprocess.Popen[str], str]) -> None:
    process, url = served
    until(lambda: healthy(url))
    children = children_of(process.pid)
    assert len(children) == 3
    process.kill()
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))
    assert not healthy(url)


def test_a_child_that_keeps_dying_stops_all() -> None:
    said: list[str] = []
    steady = Child("好的", [sys.executable, "-c", "import time; time.sleep(60)"])
    broken = Child("坏的", [sys.executable, "-c", "raise SystemExit(3)"])
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        code = Tree([steady, broken], say=said.append).run()
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
    assert code == 1
    assert "反复停止" in said[-1]
    assert steady.process is not None
    assert steady.process.poll() is not None
