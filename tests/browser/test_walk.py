"""One notice from the clerk's desk to the public board, all of it by clicking as the cards of the landing page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from mingbai.kit.digests import digest
from tests.browser.chromium import axe, measure, opened
from tests.browser.demo import PILOT, entered

MOBILE = "13900001234"
CARDS = (
    ("主任", "同意，签字", ""),
    ("书记", "同意，签字", ""),
    ("监督委员会成员", "交上我的意见", "elder"),
    ("监督委员会主任", "交上我的意见", "elder"),
    ("保密隐私审查员", "查过了，可以公开", ""),
)


def clean(page: Page) -> None:
    assert axe(page) == [], page.url
    assert measure(page) == {}, page.url


def begin_late(page: Page) -> str:
    """今天要办: what is overdue."""
    page.get_by_role("button", name=re.compile("用房设施管理使用（2026年9月）")).click()
    return "2026年9月居委会用房和设施管理使用公开"


def begin_event(page: Page) -> str:
    """Something came up: register it, then begin to write."""
    title = "消防通道地坪维修"
    page.get_by_role("link", name="出了一件要公开的事").click()
    page.get_by_label("什么事项").select_option("CA12")
    page.get_by_label("这一件叫什么").fill(title)
    page.get_by_role("button", name="看哪天到期").click()
    page.get_by_role("button", name=re.compile("登记")).click()
    page.goto(re.sub(r"(//[^/]+).*", r"\1/desk/", page.url))
    unfold(page)
    page.get_by_role("button", name=re.compile(f"：{title}")).click()
    return title


def unfold(page: Page) -> None:
    """What is due later lies folded on the desk."""
    for summary in page.locator("main details > summary").all():
        summary.click()


def cell_like(cell: Locator) -> str:
    """Something that fits a cell of the editor."""
    if cell.get_attribute("inputmode"):
        return "65"
    return "2026-09-10" if cell.get_attribute("size") == "10" else "居民活动室"


def write(page: Page) -> None:
    """Every text; where there is a table, a row by hand and more from Excel; a private number is among it."""
    if page.get_by_role("button", name="加一行").count():
        page.get_by_role("button", name="加一行").first.click()
        table = page.locator(".grid-edit").first
        row = [cell_like(cell) for cell in table.locator("tbody input").all()]
        for cell, text in zip(table.locator("tbody input").all(), row, strict=True):
            cell.fill(text)
        page.locator("details > summary", has_text="从 Excel 贴进来").first.click()
        page.locator("textarea[name$=paste]").first.fill("\t".join(row) + "\n" + "\t".join(row).replace("室", "堂"))
        page.get_by_role("button", name="贴进表里").first.click()
        expect(table.locator("tbody tr")).to_have_count(3)
        assert "居民活动堂" in [cell.input_value() for cell in table.locator("tbody tr").last.locator("input").all()]
    for box in page.locator("textarea:not([name$=paste])").all():
        box.fill("已经按规定办理，本期没有出租。")
    page.locator("textarea:not([name$=paste])").first.fill(f"已经按规定办理，有事请打王某 {MOBILE}。")
    for box in page.locator(".fields input:visible").all():
        if not box.input_value():
            box.fill("1200" if box.get_attribute("inputmode") else "已办理")
    page.get_by_role("button", name="先存着").click()


def clerk_sends(page: Page, title: str, *, check: bool) -> None:
    """The gate stops the number, one click masks it, then the clerk signs."""
    gate = page.locator("#gate")
    expect(gate).to_contain_text(MOBILE)
    expect(page.get_by_role("button", name="签字送审")).to_be_disabled()
    if check:
        clean(page)
    gate.get_by_role("button", name=re.compile("^遮成")).click()
    expect(page.locator("#gate")).to_have_count(0)
    assert MOBILE not in page.content()
    if check:
        clean(page)
    page.get_by_role("button", name="签字送审").click()
    expect(page.locator("#said")).to_contain_text(f"“{title}”已签字送审")


def pass_on(browser: Browser, site: str, title: str, width: int) -> str:
    """Everyone whose turn it is opens it from the desk and does the one act; the committee on a phone in large type."""
    said = ""
    for card, button, mode in CARDS:
        with entered(browser, site, card, width=390 if mode else width, mode=mode) as page:
            unfold(page)
            page.get_by_role("link", name=re.compile(f"：{title}")).click()
            if mode:
                page.get_by_text("属实，可以公开").click()
            clean(page)
            page.get_by_role("button", name=button).click()
            said = page.locator("#said").inner_text()
            assert title in said, (card, said)
    return said


@pytest.mark.parametrize(
    ("width", "script", "begin"), [(390, True, begin_late), (1280, False, begin_event)], ids=["phone", "desk-no-script"]
)
def test_from_the_desk_to_the_board(browser: Browser, site: str, width: int, script: bool, begin) -> None:
    with entered(browser, site, "经办人", width=width, java_script_enabled=script) as page:
        title = begin(page)
        write(page)
        clerk_sends(page, title, check=script)
    number = re.search(rf"{PILOT}/([0-9]{{4}}-[0-9]{{5}})", pass_on(browser, site, title, width))
    assert number, "it stands on the board with a number"
    with opened(browser, width=width) as page:
        page.goto(f"{site}/u/{PILOT}/")
        page.get_by_role("link", name=title).first.click()
        assert page.url == f"{site}/n/{PILOT}/{number[1]}/"
        clean(page)
        assert MOBILE not in page.content()
        data = page.request.get(f"{site}/n/{PILOT}/{number[1]}.json").json()
        assert data["digest"] == digest(data["content"])
        paper = page.request.get(
            f"{site}{page.get_by_role('link', name=re.compile('PDF')).first.get_attribute('href')}"
        )
        assert paper.body().startswith(b"%PDF-")
    with entered(browser, site, "街道审核员", width=width) as page:
        unfold(page)
        page.get_by_role("link", name=re.compile(f"：{title}")).click()
        page.get_by_role("button", name="收下备案").click()
        assert title in page.locator("#said").inner_text()
        page.goto(f"{site}/n/{PILOT}/{number[1]}/")
        expect(page.locator("main")).to_contain_text(re.compile("备案"))
        if script:
            filed = page.request.get(f"{site}/n/{PILOT}/{number[1]}.json").json()
            assert [word["step"] for word in filed["decisions"]][-1] == "street"
