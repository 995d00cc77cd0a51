"""A wrong address is a page that helps, on a phone and on a desk, in every mode."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import axe, measure, opened


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(("mode", "contrast"), [("", ""), ("elder", ""), ("", "high")])
def test_a_wrong_address_helps(browser: Browser, live_server: LiveServer, width: int, mode: str, contrast: str) -> None:
    with opened(browser, width=width, mode=mode, contrast=contrast) as page:
        answer = page.goto(f"{live_server.url}/no/such/page/")
        assert answer is not None
        assert answer.status == 404
        assert page.locator("h1").count() == 1
        assert axe(page) == []
        assert measure(page) == {}
