"""What is typed is kept: saved while writing, and never overwritten by a tab that has not seen it."""

import re

from playwright.sync_api import Browser, expect

from tests.browser.chromium import axe
from tests.browser.demo import entered

SAVED = re.compile("已自动存好")


def test_typing_saves_and_a_second_tab_loses_nothing(browser: Browser, site: str) -> None:
    with entered(browser, site, "经办人", width=1280) as page:
        page.get_by_role("link", name=re.compile("^接着写.*代收代缴", re.S)).first.click()
        other = page.context.new_page()
        other.goto(page.url)
        first, second = page.locator("textarea:not([name$=paste])").first, other.locator("textarea").first
        second = other.locator("textarea:not([name$=paste])").first
        page.bring_to_front()
        first.fill("第一张页面写的：实收已经全部上缴。")
        expect(page.locator("#saved")).to_contain_text(SAVED, timeout=15_000)
        assert axe(page) == []
        first.press_sequentially("再补一句。")
        expect(page.locator("#saved")).to_contain_text(SAVED)

        other.bring_to_front()
        second.fill("第二张页面写的：另有说明。")
        expect(other.locator("#saved")).to_contain_text(re.compile("没有存上：.*已经从别处保存过"), timeout=15_000)
        assert second.input_value() == "第二张页面写的：另有说明。"
        assert axe(other) == []
        other.get_by_role("button", name="先存着").click()
        expect(other.get_by_role("alert")).to_contain_text("已经从别处保存过")
        assert second.input_value() == "第二张页面写的：另有说明。"
        assert axe(other) == []

        page.bring_to_front()
        page.wait_for_timeout(2500)  # longer than the pause after which it saves
        page.reload()
        assert first.input_value().endswith("再补一句。")
        assert first.input_value().startswith("第一张页面写的")
