"""A draft for comment from desk to board, three opinions on it, each answered; one that was decided, to its result."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import axe, measure, opened
from tests.browser.demo import PILOT, entered
from tests.browser.test_walk import cell_like, pass_on

TITLE = "小广场加装健身器材方案"
SAYINGS = (
    ("器材不要装在窗户底下，早上太吵。", "采纳", "改装在东侧，离楼 15 米。"),
    ("再装两张长椅，老人坐着等孙子。", "部分采纳", "先装一张，钱够了再添。"),
    ("把小广场改成停车场。", "不采纳", "小广场是公共绿地，不能停车。"),
)


def clean(page: Page) -> None:
    assert axe(page) == [], page.url
    assert measure(page) == {}, page.url


def begin(page: Page) -> None:
    page.get_by_role("link", name="先听意见，再定").click()
    page.get_by_label(re.compile("征求意见：")).check()
    page.get_by_label("什么事项").select_option("CA12")
    page.get_by_label("这件事叫什么").fill(TITLE)
    page.get_by_role("button", name="开始写").click()
    send(page, "拟在小广场装 6 件健身器材。\n费用从公益事业经费里出。")


def send(page: Page, words: str) -> None:
    """Fill in what is still empty, a row of the table too, and sign."""
    page.get_by_role("button", name="加一行").first.click()
    for cell in page.locator(".grid-edit tbody input").all():
        if not cell.input_value():
            cell.fill(cell_like(cell))
    for box in page.locator("textarea:not([name$=paste])").all():
        if not box.input_value():
            box.fill(words)
    page.get_by_role("button", name="签字送审").click()
    expect(page.locator("#said")).to_contain_text("已签字送审")


def speak(browser: Browser, site: str, address: str, words: str) -> None:
    """Each in a browser of their own, from the paragraph chosen, for everybody to read."""
    with opened(browser, width=390) as page:
        page.goto(address)
        page.locator("#stage").get_by_role("link", name="提意见").click()
        page.get_by_label(re.compile("意见：")).check()
        page.get_by_label("说的是哪一段").select_option(index=3)
        page.get_by_label("您的话").fill(words)
        page.get_by_label(re.compile("我愿意")).check()
        page.get_by_role("button", name="交上去").click()
        expect(page.locator(".track-code")).to_be_visible()


def reply(page: Page, site: str, words: str, outcome: str, reason: str) -> None:
    page.goto(f"{site}/desk/opinions/?q={words[:8]}")
    page.get_by_role("link", name=words).first.click()
    page.get_by_label(outcome, exact=True).check()
    page.get_by_label("写给提意见的人").fill(reason)
    page.get_by_role("button", name="交上答复").click()


def test_three_opinions_on_a_draft(browser: Browser, site: str) -> None:
    with entered(browser, site, "经办人", width=390) as page:
        begin(page)
    number = re.search(rf"{PILOT}/([0-9]{{4}}-[0-9]{{5}})", pass_on(browser, site, f"{TITLE}（征求意见稿）", 390))
    assert number, "it stands on the board with a number"
    address = f"{site}/n/{PILOT}/{number[1]}/"
    for words, _outcome, _reason in SAYINGS:
        speak(browser, site, address, words)
    with entered(browser, site, "经办人", width=390) as page:
        for words, outcome, reason in SAYINGS:
            reply(page, site, words, outcome, reason)
        page.goto(address)
        page.get_by_role("link", name="看意见和进展").click()
        expect(page.get_by_role("button", name="写决定")).to_be_disabled()
        expect(page.locator("main")).to_contain_text("没有到期，还不能定")
        expect(page.locator("main")).to_contain_text("收到 3 条：采纳 1，部分采纳 1，不采纳 1，等答复 0。")
        for _words, _outcome, reason in SAYINGS:
            expect(page.locator("main")).to_contain_text(reason)
        clean(page)


def test_what_the_decision_changed_stands_beside_the_draft(browser: Browser, site: str) -> None:
    with opened(browser, width=1280) as page:
        page.goto(f"{site}/t/1/")
        changed = page.locator("#changes")
        expect(changed.locator("del", has_text="2.4")).to_be_visible()
        expect(changed.locator("ins", has_text="2.6")).to_be_visible()
        expect(page.locator(".trail .stamp-wait")).to_have_count(1)
        clean(page)


def test_the_result_closes_the_thread(browser: Browser, site: str) -> None:
    with entered(browser, site, "经办人", width=1280) as page:
        page.goto(f"{site}/t/1/")
        page.get_by_role("button", name="写结果").click()
        clean(page)
        send(page, "路灯 13 盏已经装好，验收合格。")
    pass_on(browser, site, "老院落加装路灯方案（结果）", 1280)
    with opened(browser, width=390, mode="elder") as page:
        page.goto(f"{site}/t/1/")
        expect(page.locator(".trail .stamp-wait")).to_have_count(0)
        expect(page.locator(".trail .stamp")).to_have_count(3)
        clean(page)
