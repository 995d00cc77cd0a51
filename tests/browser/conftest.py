"""Fixtures of the browser tests: one Chromium a run, and the site as it really serves, on a port of this machine."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import launch

# Playwright's synchronous interface keeps an event loop in this thread; the tests themselves are plain threads.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with launch() as chromium:
        yield chromium
