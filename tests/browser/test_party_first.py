"""A notice that party members read first, as each kind of reader meets it: the member, the street, a stranger."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import axe, measure, opened
from tests.browser.demo import PILOT, entered
from tests.browser.test_taken_back import still_read

TITLE = "发展党员公示（下半年）"
OFFICIALS = ("经办人", "书记", "监督委员会成员", "街道审核员")


def clean(page: Page) -> list[str]:
    return [*axe(page), *(f"{name}: {value}" for name, value in measure(page).items())]


def places(site: str, own: str) -> list[str]:
    """Everything that a stranger may ask for in which it would show too early."""
    board = f"{site}/u/{PILOT}"
    lists = [f"{board}/", f"{board}/archive/", f"{board}/archive/?q=%E5%8F%91%E5%B1%95", f"{board}/archive/archive.csv"]
    return [*lists, f"{board}/feed.atom", f"{board}/duties/", f"{site}/say/{PILOT}/", f"{site}/members/", own]


def test_members_read_it_and_nobody_else(browser: Browser, site: str) -> None:
    with entered(browser, site, "党员", width=390) as page:
        expect(page.get_by_role("heading", level=1)).to_have_text("给您看的公开")
        expect(page.get_by_text("您是桂花社区的党员。")).to_be_visible()
        assert clean(page) == []
        page.get_by_role("link", name=TITLE).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
        expect(page.get_by_text("还没有向所有人公布")).to_be_visible()
        assert clean(page) == []
        own = page.url
        page.goto(f"{site}/desk/")
        expect(page.get_by_role("heading", level=1)).to_have_text("您现在没有职务")
        page.get_by_role("link", name="看给成员看的公开").click()
        expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    assert still_read(places(site, own), TITLE) == []
    with opened(browser, width=390, mode="elder") as page:
        page.goto(f"{site}/u/{PILOT}/")
        expect(page.get_by_text(TITLE)).to_have_count(0)
        page.get_by_role("link", name="党员、集体成员：登录看给您看的").click()
        expect(page.get_by_role("button", name="登录")).to_be_visible()
        page.goto(own)
        expect(page.get_by_role("button", name="登录")).to_be_visible()
    for card in OFFICIALS:
        with entered(browser, site, card) as page:
            page.goto(f"{site}/members/")
            expect(page.get_by_text("您不在名册上")).to_be_visible()
            page.goto(f"{site}/desk/notices/?state=moving&q=%E5%8F%91%E5%B1%95")
            page.get_by_role("main").get_by_role("link", name=TITLE).first.click()
            expect(page.get_by_text("正在先给名册上的 7 名党员看")).to_be_visible()
    with entered(browser, site, "系统管理员") as page:
        page.goto(own)
        expect(page.get_by_text(TITLE)).to_have_count(0)


def test_the_clerk_keeps_the_roll_and_gives_a_link(browser: Browser, site: str) -> None:
    with entered(browser, site, "经办人", width=390) as page:
        page.goto(f"{site}/roll/{PILOT}/")
        page.get_by_label("姓名", exact=True).fill("齐某")
        page.get_by_role("button", name="登记", exact=True).click()
        expect(page.get_by_text("齐某登记到名册了。")).to_be_visible()
        page.get_by_label("姓名或组别").fill("齐某")
        page.get_by_role("button", name="查").click()
        page.locator("summary", has_text="办理").click()
        page.get_by_role("button", name="给他登录的链接").click()
        link = page.get_by_label("链接").input_value()
        assert clean(page) == []
    with opened(browser, width=390, mode="elder") as page:
        page.goto(link)
        page.get_by_label("新密码").fill("gui-hua-dang-yuan-9")
        page.get_by_label("再输一遍").fill("gui-hua-dang-yuan-9")
        page.locator("main form button[type=submit]").click()
        expect(page.get_by_role("button", name="登录")).to_be_visible()
