"""Board, notice, archive and verify as a resident sees them: on a phone, at a desk, elder, high contrast, on paper."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from mingbai.disclosure.models import Notice
from mingbai.disclosure.tests.factories import (
    World,
    correct,
    declare_nil,
    file_with_street,
    make_world,
    owe,
    publish,
    today,
    workbook,
)
from mingbai.duties.models import Duty
from tests.browser.chromium import axe, measure, opened

pytestmark = pytest.mark.django_db(transaction=True)

NUMBER = "500153001003/2026-00001"
PAGES = (
    "/u/500153001003/",
    f"/n/{NUMBER}/",
    f"/n/{NUMBER}/?d=0000000000000000",
    f"/n/{NUMBER}/?edition=1",
    f"/n/{NUMBER}/changes/",
    "/n/500153001003/2026-00002/",
    "/u/500153001003/archive/",
    "/u/500153001003/archive/?q=nothing",
    f"/verify/?number={NUMBER}&d=12",
    "/u/500153001000/",
)


def fill() -> World:
    """A finance notice with a file, a local one, a nil, some overdue."""
    world = make_world()
    owe(world)
    now = today() - timedelta(days=2)
    finance = publish(world, "CA03", "2026-Q3", files=[("凭证.xlsx", workbook())], now=now)
    file_with_street(world, finance, now=today())
    publish(world, "DW05", "2026-Q3", now=now)
    declare_nil(world, list(Duty.objects.filter(item__code="JW04", period="2026-Q3")), now=now)
    return world


def test_pages_are_clean_in_every_mode(browser: Browser, live_server: LiveServer) -> None:
    world = fill()
    correct(world, Notice.objects.select_related("live").get(serial=1), now=today())
    for width, mode, contrast in [(1280, "", ""), (390, "", "high"), (360, "elder", "")]:
        with opened(browser, width=width, mode=mode, contrast=contrast) as page:
            for address in PAGES:
                page.goto(f"{live_server.url}{address}")
                assert axe(page) == [], (address, width, mode)
                assert measure(page) == {}, (address, width, mode)


def test_a_resident_finds_a_notice_and_checks_its_paper(browser: Browser, live_server: LiveServer) -> None:
    fill()
    with opened(browser, width=390) as page:
        page.goto(f"{live_server.url}/u/500153001003/")
        page.get_by_role("link", name="2026年第三季度财务收支公开").click()
        assert page.url == f"{live_server.url}/n/{NUMBER}/"
        digits = page.locator(".digest").first.inner_text()
        page.get_by_role("link", name="手工输入字符核对").click()
        page.get_by_label("16 位字符").fill(digits)
        page.get_by_role("main").get_by_role("button", name="核对").click()
        assert page.get_by_role("status").get_by_text("是现在有效的版本").is_visible()
