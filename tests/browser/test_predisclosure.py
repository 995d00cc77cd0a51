"""One matter from its draft to its result (预公开), in one piece: what lies between takes weeks, so the clock is moved.

The demo is a process of its own and its clock can't be moved; here the test itself serves the site. The signatures in
between are given by the acts: pressing them is walked in test_walk.py.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from mingbai.catalog.actions import load_items
from mingbai.catalog.schema.edition import load_edition
from mingbai.disclosure.models import Edition, EditionState, Notice
from mingbai.disclosure.tests.factories import World, make_world, signed_in, step_on
from tests.browser.chromium import axe, measure, opened
from tests.browser.test_thread import SAYINGS, TITLE, begin, reply, send, speak

DAYS = 15  # the form proposes them


@pytest.fixture
def world(transactional_db: None) -> World:
    cache.clear()
    world = make_world(timezone.now() - timedelta(days=40))
    load_items(specs=[load_edition()["CA12"]], valid_from=date(2026, 1, 1), now=world.now)
    return world


def at_day(patch: pytest.MonkeyPatch, days: int) -> None:
    """Let the clock run on from so many days before the result."""
    patch.undo()
    now = timezone.now
    patch.setattr(timezone, "now", lambda: now() - timedelta(days=20 - days))


def enter(page: Page, world: World, site: str, login: str) -> None:
    """As somebody in a post; the session ends with the days that pass."""
    value = signed_in(world, login).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": site}])


def sign(world: World) -> str:
    """All who come after the clerk; the address of the notice."""
    edition = Edition.objects.get(state=EditionState.MOVING)
    while edition.state == EditionState.MOVING:
        step_on(world, edition, timezone.now())
        edition.refresh_from_db()
    assert edition.state == EditionState.PUBLISHED
    notice = Notice.objects.get(pk=edition.notice_id)
    return f"/n/{notice.unit.code}/{notice.year}-{notice.serial:05d}/"


def clean(page: Page) -> None:
    assert axe(page) == [], page.url
    assert measure(page) == {}, page.url


def test_from_the_draft_to_the_result(
    browser: Browser, live_server: LiveServer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = str(live_server.url)
    at_day(monkeypatch, 0)
    with opened(browser, width=390) as page:
        enter(page, world, site, "clerk")
        page.goto(f"{site}/desk/")
        begin(page)
    draft = sign(world)
    for words, _outcome, _reason in SAYINGS:
        speak(browser, site, f"{site}{draft}", words)

    at_day(monkeypatch, DAYS)
    with opened(browser, width=390) as page:
        enter(page, world, site, "clerk")
        for words, outcome, reason in SAYINGS:
            reply(page, site, words, outcome, reason)
        page.goto(f"{site}{draft}")
        page.get_by_role("link", name="看意见和进展").click()
        thread = page.url
        assert re.search(r"/t/[0-9]+/$", thread)
        expect(page.get_by_role("button", name="写决定")).to_be_disabled()  # the last day is still theirs

        at_day(monkeypatch, DAYS + 1)
        enter(page, world, site, "clerk")
        page.reload()
        page.get_by_role("button", name="写决定").click()
        first = page.locator("textarea:not([name$=paste])").nth(1)
        assert "拟在小广场装 6 件" in first.input_value(), "it begins with the draft's own words"
        first.fill(first.input_value().replace("装 6 件", "东侧装 5 件"))
        page.get_by_role("button", name="签字送审").click()
        expect(page.locator("#said")).to_contain_text("已签字送审")
    decision = sign(world)

    with opened(browser, width=390) as page:
        page.goto(thread)
        changed = page.locator("#changes")
        expect(changed.locator("del", has_text="6")).to_be_visible()
        expect(changed.locator("ins", has_text="5")).to_be_visible()
        expect(page.locator(".trail .stamp-wait")).to_have_count(1)
        clean(page)

    at_day(monkeypatch, DAYS + 5)
    with opened(browser, width=390) as page:
        enter(page, world, site, "clerk")
        page.goto(thread)
        page.get_by_role("button", name="写结果").click()
        send(page, "5 件器材已经装在东侧，验收合格。")
    result = sign(world)

    with opened(browser, width=390, mode="elder") as page:
        page.goto(thread)
        said = page.locator("main")
        expect(page.locator(".trail .stamp-wait")).to_have_count(0)
        for address in (draft, decision, result):
            expect(said.locator(f'.trail a[href="{address}"]')).to_be_visible()
        expect(said).to_contain_text("收到 3 条：采纳 1，部分采纳 1，不采纳 1，等答复 0。")
        for words, _outcome, reason in SAYINGS:
            expect(said).to_contain_text(words)
            expect(said).to_contain_text(reason)
        clean(page)
        page.goto(f"{site}{result}")
        expect(page.locator("h1")).to_contain_text(f"{TITLE}（结果）")
        expect(page.locator("main")).to_contain_text("5 件器材已经装在东侧")
