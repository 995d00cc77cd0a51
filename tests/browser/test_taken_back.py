"""A leak comes down: the street presses once, and within two seconds nobody reads it, past every cache."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import axe, measure
from tests.browser.demo import PILOT, entered

WITHIN = 2.0  # seconds, the longest that anything may still be read


def answers(addresses: Iterable[str]) -> dict[str, bytes]:
    """What a stranger without a session gets; the body of a refusal counts too."""
    found = {}
    for address in addresses:
        try:
            with urlopen(address, timeout=10) as answer:
                found[address] = answer.read()
        except HTTPError as refused:
            found[address] = refused.read()
    return found


def still_read(addresses: list[str], title: str) -> list[str]:
    return [address for address, body in answers(addresses).items() if title.encode() in body or body[:4] == b"%PDF"]


def opened_notice(page: Page, site: str) -> tuple[str, str, str]:
    """The newest notice on the board: its page on the desk, its title, its address."""
    page.goto(f"{site}/u/{PILOT}/")
    row = page.locator("#now .rows > li").filter(has_text="还剩").first.get_by_role("link")
    title, address = row.inner_text(), row.get_attribute("href")
    page.goto(f"{site}/desk/notices/?state=published&q={quote(title)}")
    with page.expect_navigation():
        page.get_by_role("main").locator(".row-title a").first.click()
    return page.url, title, f"{site}{address}".removesuffix("/")


def clean(page: Page) -> list[str]:
    return [*axe(page), *(f"{name}: {value}" for name, value in measure(page).items())]


def test_a_leak_is_gone_in_two_seconds(browser: Browser, site: str) -> None:
    with entered(browser, site, "街道审核员", width=390) as page:
        desk, title, notice = opened_notice(page, site)
        board = f"{site}/u/{PILOT}"
        shown = [
            f"{notice}/",
            f"{notice}.json",
            f"{notice}.pdf",
            f"{board}/",
            f"{board}/archive/",
            f"{board}/feed.atom",
        ]
        assert still_read(shown, title) == shown, "every cache is warm"
        page.get_by_text("泄露了个人信息？马上撤下").click()
        page.get_by_label("泄露个人信息").check()
        page.get_by_label("向群众说明").fill("照片没有遮住账号，遮好以后重新公布。")
        assert clean(page) == []
        with page.expect_navigation():
            page.get_by_role("button", name="马上撤下").click()
        pressed = time.monotonic()
        while still_read(shown, title) and time.monotonic() < pressed + WITHIN:
            time.sleep(0.1)
        assert still_read(shown, title) == []
        expect(page.get_by_role("status").or_(page.get_by_role("main"))).to_contain_text("墙上、屏上的请马上取下")
        page.goto(f"{notice}/")
        expect(page.get_by_role("main")).to_contain_text("照片没有遮住账号")
        assert clean(page) == []
    with entered(browser, site, "书记", width=390) as page:
        with page.expect_navigation():
            page.get_by_role("link", name=re.compile("去决定")).first.click()
        assert page.url == desk
        page.get_by_text("不同意撤回", exact=True).click()
        page.get_by_label("为什么不撤回").fill("账号是单位的，可以公开。")
        assert clean(page) == []
        with page.expect_navigation():
            page.get_by_role("button", name="不撤回").click()
        page.goto(f"{notice}/")
        expect(page.locator("main h1")).to_have_text(title)
