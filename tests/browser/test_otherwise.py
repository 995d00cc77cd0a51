"""When something goes otherwise: an error corrected, a member who refuses, an emergency that is signed late."""

from __future__ import annotations

import re
from urllib.parse import quote

from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import axe, measure, opened
from tests.browser.demo import PILOT, entered
from tests.browser.test_walk import pass_on, unfold

NOTE = "更换的门禁原来写成 2 套，合同是 3 套，现在改过来；金额没有变。"
EMERGENCY = "3 号楼外墙砖脱落应急处置"
COSIGN = (
    ("主任", "同意，签字", ""),
    ("书记", "同意，签字", ""),
    ("监督委员会成员", "交上我的意见", "elder"),
    ("监督委员会主任", "交上我的意见", "elder"),
    ("保密隐私审查员", "查过了，可以公开", ""),
)


def clean(page: Page) -> None:
    assert axe(page) == [], page.url
    assert measure(page) == {}, page.url


def on_the_desk(page: Page, site: str, title: str) -> None:
    """The newest edition of that title, from the list of notices."""
    page.goto(f"{site}/desk/notices/?state=published&q={quote(title)}")
    with page.expect_navigation():
        page.get_by_role("main").locator(".row-title a").first.click()


def address_of(page: Page, site: str, title: str) -> str:
    """Where it stands on the board, as everybody finds it."""
    page.goto(f"{site}/u/{PILOT}/archive/?q={quote(title)}")
    link = page.get_by_role("main").get_by_role("link", name=title).first
    return f"{site}{link.get_attribute('href')}"


def test_an_error_is_corrected_end_to_end(browser: Browser, site: str) -> None:
    title = "单元门禁更换"
    with entered(browser, site, "经办人", width=1280) as page:
        on_the_desk(page, site, title)
        clean(page)
        page.get_by_role("button", name="写更正").click()
        page.get_by_label("更正说明").fill(NOTE)
        wrong = page.locator("textarea:not([name$=paste])").last
        wrong.fill(f"{wrong.input_value()}现场核对过三次。")
        clean(page)
        page.get_by_role("button", name="签字送审").click()
        expect(page.locator("#said")).to_contain_text("已签字送审")
    assert re.search(rf"{PILOT}/[0-9]{{4}}-[0-9]{{5}}", pass_on(browser, site, title, 1280)), "the same number again"
    with opened(browser, width=1280) as page:
        address = address_of(page, site, title)
        page.goto(address)
        main = page.get_by_role("main")
        expect(main).to_contain_text(NOTE)
        expect(main).to_contain_text("更正，第 2 版")
        clean(page)
        page.get_by_role("link", name="看第 1 版").click()
        expect(main).to_contain_text("您看的是第 1 版，不是现在的")
        expect(main).not_to_contain_text(NOTE)
        expect(main).to_contain_text("已被新版替代")
        clean(page)
        page.get_by_role("link", name="看现在的第 2 版").click()
        page.get_by_role("link", name="改了什么").first.click()
        expect(main.locator("ins", has_text="现场核对过三次")).to_be_visible()
        clean(page)


def test_a_member_refuses_is_answered_and_votes_again(browser: Browser, site: str) -> None:
    title = "冬季送温暖活动经费安排"
    with entered(browser, site, "监督委员会成员", width=390, mode="elder") as page:
        unfold(page)
        page.get_by_role("link", name=re.compile(f"：{title}")).click()
        page.get_by_text("要改了重新送来").click()
        page.get_by_label("没开会商量").check()
        clean(page)
        page.get_by_role("button", name="交上我的意见").click()
        clean(page)
    with entered(browser, site, "经办人", width=390) as page:
        unfold(page)
        page.get_by_role("link", name=re.compile(f"：{title}")).first.click()
        expect(page.get_by_role("main")).to_contain_text("没开会商量")
        clean(page)
        page.get_by_label("写给他看的说明").fill("10月20日的居民代表会议议过，会议记录已经附上。")
        page.get_by_role("button", name="交上说明").click()
        expect(page.locator("#said")).to_contain_text("说明交上了")
        clean(page)
    for card in ("监督委员会成员", "监督委员会主任"):
        with entered(browser, site, card, width=390, mode="elder") as page:
            unfold(page)
            page.get_by_role("link", name=re.compile(f"：{title}")).click()
            expect(page.get_by_role("main")).to_contain_text("会议记录已经附上")
            page.get_by_text("属实，可以公开").click()
            page.get_by_role("button", name="交上我的意见").click()
    with entered(browser, site, "保密隐私审查员", width=390) as page:
        unfold(page)
        page.get_by_role("link", name=re.compile(f"：{title}")).click()
        page.get_by_role("button", name="查过了，可以公开").click()
        expect(page.locator("#said")).to_contain_text("已经公布在公开栏")
    with opened(browser, width=390) as page:
        page.goto(address_of(page, site, title))
        expect(page.locator("#trail")).to_contain_text("2/3 同意")
        expect(page.locator("#trail")).not_to_contain_text("没开会商量")
        clean(page)


def test_an_emergency_is_signed_late(browser: Browser, site: str) -> None:
    with opened(browser, width=390) as page:
        address = address_of(page, site, EMERGENCY)
        page.goto(address)
        main = page.get_by_role("main")
        expect(main).to_contain_text("紧急公布，签字还没有齐")
        expect(main).to_contain_text("补签逾期")
        expect(main).not_to_contain_text("齐全")
        clean(page)
    with entered(browser, site, "街道审核员", width=1280) as page:
        expect(page.get_by_role("main")).to_contain_text(re.compile(f"{EMERGENCY}.*该在.*前补签完", re.DOTALL))
        clean(page)
    for card, button, mode in COSIGN:
        with entered(browser, site, card, width=390, mode=mode) as page:
            unfold(page)
            page.get_by_role("link", name=re.compile(f"：{EMERGENCY}")).click()
            if mode:
                page.get_by_text("属实，可以公开").click()
            clean(page)
            page.get_by_role("button", name=button).click()
    with opened(browser, width=390) as page:
        page.goto(address)
        main = page.get_by_role("main")
        expect(main).to_contain_text("紧急公布，签字已经补齐")
        expect(main).not_to_contain_text("补签逾期")
        clean(page)
