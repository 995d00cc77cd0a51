"""The demo as a stranger meets it: the real `mingbai serve` in demo mode, in a data directory of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page

from tests.browser.chromium import opened

ROOT = Path(__file__).resolve().parent.parent.parent
PILOT = "500153001003"
CLI = [sys.executable, "-m", "mingbai.web.cli"]
PATIENCE = 240.0


def environment(data: Path, port: int = 0) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(data),
        "MINGBAI_DEMO": "1",
        "MINGBAI_DATA_DIR": str(data),
        "MINGBAI_BASE_URL": f"http://127.0.0.1:{port}",
        "MINGBAI_LOG_LEVEL": "WARNING",
    }


def built_once(shared: Path) -> Path:
    """The short demo, built by the first worker that comes; the others wait for it."""
    done, data = shared / "demo-done", shared / "demo"
    try:
        data.mkdir()
    except FileExistsError:
        end = time.monotonic() + PATIENCE
        while not done.exists():
            assert time.monotonic() < end, "the other worker did not build the demo"
            time.sleep(0.2)
        assert not done.read_text(), done.read_text()
        return data
    ran = subprocess.run(
        [*CLI, "demo", "--short"], cwd=ROOT, env=environment(data), capture_output=True, text=True, check=False
    )
    done.write_text("" if ran.returncode == 0 else ran.stderr or "it failed")
    assert ran.returncode == 0, ran.stderr
    return data


@contextmanager
def serving(built: Path, own: Path) -> Iterator[str]:
    """A server on a free port over a copy of what was built."""
    shutil.copytree(built, own)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    said = (own / "said.txt").open("w")
    process = subprocess.Popen(
        [*CLI, "serve", "--port", str(port), "--workers", "1"],
        cwd=ROOT,
        env=environment(own, port),
        stdout=said,
        stderr=subprocess.STDOUT,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/help/", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=90)
        said.close()


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("mingbai serve did not answer")


def enter(page: Page, site: str, card: str) -> None:
    """Go in by a card of the landing page."""
    page.goto(f"{site}/demo/")
    with page.expect_navigation():  # a click returns before the next page has come
        page.get_by_role("button", name=card, exact=True).click()


@contextmanager
def entered(browser: Browser, site: str, card: str, **how: object) -> Iterator[Page]:
    """A browser of its own for one of the cards."""
    with opened(browser, **how) as page:  # type: ignore[arg-type]
        enter(page, site, card)
        yield page
