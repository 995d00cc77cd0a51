"""Somebody says something about a notice on a phone, the clerk answers, and the code brings the answer back."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.browser.chromium import opened
from tests.browser.demo import PILOT, entered

NUMBER = f"/n/{PILOT}/2026-00001/"
WORDS = "老街片区的小组长换了人，这里还没有改。"


def test_an_opinion_is_sent_answered_and_tracked_on_a_phone(browser: Browser, site: str) -> None:
    with opened(browser, width=390, java_script_enabled=False) as page:
        page.goto(f"{site}{NUMBER}")
        page.get_by_role("link", name="提意见").click()
        page.get_by_label(re.compile("异议：")).check()
        page.get_by_label("您的话").fill(f"{WORDS}问王某 13900001234")
        page.get_by_role("button", name="交上去").click()
        expect(page.get_by_role("alert")).to_contain_text("手机号")
        page.get_by_label("您的话").fill(WORDS)
        page.get_by_label(re.compile("我愿意")).check()
        page.get_by_role("button", name="交上去").click()
        code = page.locator(".track-code").inner_text()
        assert re.fullmatch(r"(\d{4} ){3}\d{4}", code)
        assert page.context.cookies() == [one for one in page.context.cookies() if one["name"] == "csrftoken"]
        page.goto(f"{site}/track/")
        page.get_by_label("查询码").fill(code)
        page.get_by_role("button", name="查", exact=True).click()
        expect(page.locator("main")).to_contain_text("等答复")
    with entered(browser, site, "经办人", width=390) as page:
        page.goto(f"{site}/desk/opinions/?q=老街片区的小组长")
        page.get_by_role("link", name=WORDS).first.click()
        page.get_by_label("异议不成立").check()
        page.get_by_label("写给提意见的人").fill("小组长是本月换的，下一版写上。")
        page.get_by_role("button", name="交上答复").click()
        expect(page.locator("#said")).to_contain_text("已经答复")
    with opened(browser, width=390) as page:
        page.goto(f"{site}/track/")
        page.get_by_label("查询码").fill(code.replace(" ", ""))
        page.get_by_role("button", name="查", exact=True).click()
        expect(page.locator("main")).to_contain_text("小组长是本月换的")
        page.goto(f"{site}{NUMBER}opinions/")
        expect(page.locator("main")).to_contain_text(WORDS)
