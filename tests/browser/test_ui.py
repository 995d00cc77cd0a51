"""The design language in a real browser: standing pages, the short bar, the table editor on a phone, the switches."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import axe, measure, opened

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("mingbai.web.tests.ui_urls")]


@pytest.mark.parametrize("address", ["help", "about", "accessibility", "refuse/now", "table", "said"])
def test_pages_are_clean_in_every_mode(browser: Browser, live_server: LiveServer, address: str) -> None:
    for width, mode, contrast in [(1280, "", ""), (390, "", "high"), (360, "elder", "")]:
        with opened(browser, width=width, mode=mode, contrast=contrast) as page:
            page.goto(f"{live_server.url}/{address}/")
            assert axe(page) == []
            assert measure(page) == {}


def test_the_bar_of_elder_mode_takes_two_lines_of_a_phone(browser: Browser, live_server: LiveServer) -> None:
    with opened(browser, width=360, mode="elder") as page:
        page.goto(f"{live_server.url}/help/")
        bar = page.locator(".topbar > .wrap").bounding_box()
        assert bar
        assert bar["height"] <= 2 * 60 + 20
        assert page.locator(".topbar").get_by_text("标准版").is_visible()
        assert page.locator(".foot").get_by_text("高对比").is_visible()


def test_a_row_of_the_table_editor_is_a_small_form_on_a_phone(browser: Browser, live_server: LiveServer) -> None:
    with opened(browser, width=390) as page:
        page.goto(f"{live_server.url}/table/")
        boxes = [box.bounding_box() for box in page.locator(".grid-edit tbody input").all()]
        tops = [box["y"] for box in boxes if box]
        assert tops == sorted(set(tops)), "one box under the other"
        assert all(box and box["x"] + box["width"] <= 390 for box in boxes)
        label = page.evaluate(
            "getComputedStyle(document.querySelector('.grid-edit td[data-label]'), '::before').content"
        )
        assert label == '"项目"'
    with opened(browser, width=1280) as page:
        page.goto(f"{live_server.url}/table/")
        boxes = [box.bounding_box() for box in page.locator(".grid-edit tbody input").all()]
        assert len({box["y"] for box in boxes if box}) == 1


def test_a_switch_comes_back_to_the_same_page(browser: Browser, live_server: LiveServer) -> None:
    with opened(browser, width=1280) as page:
        page.goto(f"{live_server.url}/help/?part=2#ask")
        page.get_by_role("banner").get_by_role("link", name="长辈版").click()
        assert page.url == f"{live_server.url}/help/?part=2"
        assert page.locator("html").get_attribute("data-mode") == "elder"
        page.get_by_role("banner").get_by_role("link", name="高对比").click()
        page.get_by_role("banner").get_by_role("link", name="标准版").click()
        assert page.locator("html").get_attribute("data-mode") is None
        assert page.locator("html").get_attribute("data-contrast") == "high"


def test_the_keyboard_reaches_the_text_first(browser: Browser, live_server: LiveServer) -> None:
    with opened(browser, width=1280) as page:
        page.goto(f"{live_server.url}/help/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "跳到正文"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_the_checks_find_what_is_wrong(browser: Browser) -> None:
    with opened(browser, width=390) as page:
        page.set_content('<html lang="zh"><title>x</title><main><h1>x</h1><img src="data:,"><a href="#">细</a></main>')
        assert any(line.startswith("image-alt") for line in axe(page))
        page.set_content(
            '<main><div><a href="#" hidden></a><button>小</button></div><pre>' + "宽" * 200 + "</pre></main>"
        )
        found = measure(page)
        assert found["sideways"] > 0
        assert found["small"]
