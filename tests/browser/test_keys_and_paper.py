"""Without a mouse, and on paper."""

from __future__ import annotations

import re
import unicodedata
from io import BytesIO

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.browser.chromium import opened
from tests.browser.demo import PILOT, entered

A4 = 718  # CSS pixels between margins of 10 mm
# Where the focus is: its words, whether a ring is drawn, whether something lies over it.
FOCUS = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    words: (e.innerText || e.getAttribute("aria-label") || e.name || "").trim(),
    // inside a box for a date the browser itself marks the part that has the focus
    ring: style.outlineStyle !== "none" || style.boxShadow !== "none" || e.matches(".skip, [type^=date]"),
    free: !top || e === top || e.contains(top) || top.contains(e),
  };
}"""
# What would be cut off: wider than the sheet, or inside a box that scrolls.
CUT = """() => [...document.querySelectorAll("main *")]
  .filter(e => e.checkVisibility() && getComputedStyle(e).clipPath === "none")
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1
    || (e.scrollWidth > e.clientWidth + 1 && ["auto", "scroll", "hidden"].includes(getComputedStyle(e).overflowX)))
  .map(e => `${e.tagName} ${e.className} ${e.textContent.trim().slice(0, 20)}`).slice(0, 5)"""


# Chromium writes some characters into a PDF as the radicals that look the same; Unicode folds only a part of them.
RADICALS = str.maketrans("⺠⻓⻔⻅⻆⻋⻚⻛⻝⻢⻥", "民长门见角车页风食马鱼")


def plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).translate(RADICALS)


def tab_to(page: Page, words: str, most: int = 90) -> int:
    """How many presses of Tab lead to what is named so; every stop on the way is seen."""
    page.wait_for_load_state()  # a key pressed before the page is there goes nowhere
    for pressed in range(1, most + 1):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        assert here["ring"], f"no ring around {here['words']}"
        assert here["free"], f"something lies over {here['words']}"
        if re.search(words, here["words"]):
            return pressed
    raise AssertionError(f"Tab never reached {words}")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_member_votes_with_the_keyboard(browser: Browser, site: str, width: int) -> None:
    with entered(browser, site, "监督委员会成员", width=width) as page:
        page.reload()
        assert tab_to(page, "跳到正文") == 1
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        assert tab_to(page, "送暖|审", 12) <= 12
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/desk/review/"))
        tab_to(page, "^say$")
        page.keyboard.press("ArrowDown")
        assert page.locator("#c-yes").is_checked() or page.locator("#c-ask").is_checked()
        assert page.locator("#c-ask").is_checked() is page.get_by_label("写几个字").first.is_visible()
        tab_to(page, "交上我的意见")


def test_a_clerk_writes_with_the_keyboard(browser: Browser, site: str) -> None:
    with entered(browser, site, "经办人", width=390) as page:
        page.get_by_role("link", name=re.compile("^接着写.*代收代缴", re.S)).first.click()
        page.wait_for_url("**/desk/draft/*/")
        assert tab_to(page, "^遮成", 14)
        tab_to(page, "^title$")
        tab_to(page, "先存着")
        page.keyboard.press("Enter")
        page.wait_for_load_state()
        assert page.locator("#said").inner_text().strip() == "已经存好。"


@pytest.mark.parametrize("address", [f"/u/{PILOT}/", f"/n/{PILOT}/2026-00001/", f"/u/{PILOT}/duties/"])
def test_nothing_is_cut_off_on_paper(browser: Browser, site: str, address: str) -> None:
    with opened(browser, width=A4) as page:
        page.goto(f"{site}{address}")
        page.emulate_media(media="print")
        assert page.evaluate(CUT) == []
        assert not page.locator(".topbar nav, .skip, .foot form").first.is_visible()
        paper = PdfReader(BytesIO(page.pdf(format="A4", margin={"left": "10mm", "right": "10mm"})))
        said = plain("".join(sheet.extract_text() for sheet in paper.pages))
        headings = page.locator("main :is(h1, h2, h3, th):visible:not(.visually-hidden)").all_inner_texts()
        assert headings
        assert [words for words in headings if plain(words)[:8] not in said] == []
        assert len(paper.pages) < 12
