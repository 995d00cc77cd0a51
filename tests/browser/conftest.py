"""Fixtures of the browser tests: one Chromium a run, and the site as it really serves, on a port of this machine."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import launch
from tests.browser.demo import built_once, serving

# Playwright's synchronous interface keeps an event loop in this thread; the tests themselves are plain threads.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with launch() as chromium:
        yield chromium


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the running demo. Workers share what was built and serve a copy each.

    While writing tests: MINGBAI_TEST_SITE=http://127.0.0.1:8000 takes a demo that runs already.
    """
    if running := os.environ.get("MINGBAI_TEST_SITE"):
        yield running
        return
    own = tmp_path_factory.mktemp("site")
    parallel = "PYTEST_XDIST_WORKER" in os.environ
    shared = tmp_path_factory.getbasetemp().parent if parallel else own
    with serving(built_once(shared), own / "served") as address:
        yield address
