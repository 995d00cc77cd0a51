"""Logging in, one-time codes and logging out, in our own words and clean for every reader."""

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from mingbai.orgs.models import User
from tests.browser.chromium import axe, measure, opened

PASSWORD = "桂花-2026-三季度"


def log_in(page: Page, live_server: LiveServer, password: str = PASSWORD) -> None:
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_label("登录名").fill("chen")
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "mode"), [(1280, ""), (360, "elder")])
def test_account_pages_are_clean(browser: Browser, live_server: LiveServer, width: int, mode: str) -> None:
    User.objects.create_user("chen", PASSWORD)
    with opened(browser, width=width, mode=mode) as page:
        log_in(page, live_server, "wrong-password-2026")
        assert axe(page) == []
        assert measure(page) == {}
        assert page.locator(".box-late").is_visible()
        log_in(page, live_server)
        for address in ("password/change/", "2fa/", "2fa/totp/activate/", "reauthenticate/", "logout/"):
            page.goto(f"{live_server.url}/accounts/{address}")
            assert page.locator("h1").count() == 1
            assert axe(page) == [], address
            assert measure(page) == {}, address
        page.get_by_role("button", name="退出登录").click()
        assert page.url == f"{live_server.url}/"
