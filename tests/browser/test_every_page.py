"""Every page of the demo for everyone who opens it: axe and our own measures, before and after clicking."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from mingbai.disclosure.tests.conftest import whole_world
from tests.browser.chromium import axe, measure, opened
from tests.browser.demo import PILOT, enter

STREET, DISTRICT = "500153001000", "500153000000"
DESK, PHONE, ELDER, HIGH = (1280, "", ""), (390, "", ""), (360, "elder", ""), (390, "", "high")
Visit = Callable[[Page, str], None]


def faults(page: Page, what: str, *, measured: bool = True) -> list[str]:
    """What is wrong with the page as it stands, each line with its place."""
    found = [*axe(page), *(f"{name}: {value}" for name, value in measure(page).items() if measured)]
    return [f"{what} {page.viewport_size and page.viewport_size['width']}: {line}" for line in found]


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true; })")


def stir(page: Page) -> bool:
    """Open what is folded, choose each thing that can be chosen. False where a page has nothing of the kind."""
    radios = page.locator("main input[type=radio]").all()
    folded = page.locator("main details:not([open])").count()
    unfold(page)
    for radio in radios:
        radio.check(force=True)
    return bool(radios or folded)


def at(address: str) -> Visit:
    return lambda page, site: void(page.goto(f"{site}{address}"))


def void(_answer: object) -> None:
    """goto answers with the response, which a visit does not want."""


def link(start: str, name: str) -> Visit:
    """From a page, by the first link or button whose words fit."""

    def visit(page: Page, site: str) -> None:
        page.goto(f"{site}{start}")
        unfold(page)
        words = re.compile(name)
        main = page.get_by_role("main")
        with page.expect_navigation():  # a click returns before the next page has come
            main.get_by_role("link", name=words).or_(main.get_by_role("button", name=words)).first.click()

    return visit


def then(visit: Visit, *buttons: str) -> Visit:
    """Go on by pressing; forms are sent as they are, empty."""

    def more(page: Page, site: str) -> None:
        visit(page, site)
        for name in buttons:
            page.get_by_role("main").get_by_role("button", name=re.compile(name)).first.click()

    return more


def opening(visit: Visit, words: str) -> Visit:
    """Open what is folded under these words."""

    def more(page: Page, site: str) -> None:
        visit(page, site)
        page.locator("main summary", has_text=words).click()

    return more


RESIDENT: dict[str, Visit] = {
    "find": at("/"),
    "found": at("/?q=guihua"),
    "found nothing": at("/?q=zzzz"),
    "tree": at(f"/u/{DISTRICT}/below/"),
    "board": at(f"/u/{PILOT}/"),
    "empty board": at("/u/500153001004/"),
    "notice": at(f"/n/{PILOT}/2026-00001/"),
    "notice from paper": at(f"/n/{PILOT}/2026-00001/?d=0000000000000000"),
    "ledger": at(f"/u/{PILOT}/duties/"),
    "late": at(f"/u/{PILOT}/duties/?state=late"),
    "counted": link(f"/u/{PILOT}/duties/", "用房设施"),
    "catalogue": at(f"/u/{PILOT}/catalogue/"),
    "routes": at(f"/u/{PILOT}/catalogue/routes/"),
    "archive": at(f"/u/{PILOT}/archive/"),
    "retired": link(f"/u/{PILOT}/archive/?q=CW22", "低保初审公示"),
    "say, which": at(f"/say/{PILOT}/"),
    "say": at(f"/say/{PILOT}/?notice=2026-00001"),
    "say refused": then(at(f"/say/{PILOT}/?notice=2026-00001"), "交上去"),
    "demand, new": at(f"/say/{PILOT}/demand/"),
    "demand refused": then(at(f"/say/{PILOT}/demand/"), "提出来"),
    "demand": at("/d/1/"),
    "linked": at("/j/1/"),
    "thread": at("/t/1/"),
    "draft for comment": link("/t/1/", "2026-"),
    "on trial": link(f"/u/{PILOT}/", "物业费协商结论"),
    "heard": at(f"/n/{PILOT}/2026-00001/opinions/"),
    "track": at("/track/"),
    "track refused": then(at("/track/"), "查"),
    "verify": at("/verify/"),
    "verified": at(f"/verify/?number={PILOT}/2026-00001&d=1234"),
    "demo": at("/demo/"),
    "help": at("/help/"),
    "about": at("/about/"),
    "accessibility": at("/accessibility/"),
    "login": at("/accounts/login/"),
    "login refused": then(at("/accounts/login/"), "登录"),
    "404": at("/no/such/page/"),
}
CLERK: dict[str, Visit] = {
    "desk": at("/desk/"),
    "compose": link("/desk/", "^接着写"),
    "notices": at("/desk/notices/"),
    "no notices": at("/desk/notices/?q=zzzz"),
    "waiting": link("/desk/", "等"),
    "walls": at("/desk/walls/"),
    "walls refused": then(at("/desk/walls/"), "停用"),
    "reports": at("/desk/reports/"),
    "no reports": at("/desk/reports/?q=zzzz"),
    "hear": at("/desk/hear/"),
    "hear refused": then(at("/desk/hear/"), "开始写"),
    "thread": at("/t/1/"),
    "opinions": at("/desk/opinions/"),
    "answer": link("/desk/", "^去答复"),
    "answer refused": then(link("/desk/", "^去答复"), "交上答复"),
    "answered": link("/desk/opinions/?state=answered", "维修"),
    "event": at("/desk/event/"),
    "event refused": then(at("/desk/event/"), "看哪天到期"),
    "event counted": at("/desk/event/?item=CA12&on=2026-11-16&title="),
    "ledger": at(f"/u/{PILOT}/duties/"),
    "roll": at(f"/roll/{PILOT}/"),
    "roll, nobody": at(f"/roll/{PILOT}/?q=zzzz"),
    "roll refused": then(at(f"/roll/{PILOT}/"), "^登记$"),
    "list refused": then(opening(at(f"/roll/{PILOT}/"), "整段导入"), "^导入"),
    "password": at("/accounts/password/change/"),
    "second factor": at("/accounts/2fa/"),
    "logout": at("/accounts/logout/"),
    "403": at("/journal/"),
}
PARTY: dict[str, Visit] = {
    "for members": at("/members/"),
    "first": link("/members/", "发展党员"),
    "no post": at("/desk/"),
    "account": at("/capacity/"),
}
SIGNER: dict[str, Visit] = {"desk": at("/desk/"), "review": link("/desk/", "：")}
MEMBER: dict[str, Visit] = {**SIGNER, "verify": at("/desk/demand/1/"), "nothing chosen": link("/desk/", "：")}
STANDING: dict[str, Visit] = {"posts": at("/capacity/"), "nobody chosen": then(at("/capacity/"), "^委托")}
BUREAU: dict[str, Visit] = {
    "desk": at("/desk/"),
    "review": link("/desk/", "东门片区"),
    "all": at("/desk/notices/"),
    "linked": at("/desk/joint/"),
}
STREET_PAGES: dict[str, Visit] = {
    "desk": at("/desk/"),
    "overview": at(f"/overview/{STREET}/"),
    "all": at("/desk/notices/"),
    "linked": at("/desk/joint/"),
    "linked matter": at("/desk/joint/1/"),
    "linked later": then(at("/desk/joint/1/add/"), "^先看看"),
    "link refused": then(at("/desk/joint/new/"), "^先看看"),
    "letters": at("/desk/letters/"),
    "letter": at("/desk/letter/1/"),
    "campaigns": at("/desk/campaigns/"),
    "campaign": at("/desk/campaign/1/"),
    "campaign refused": then(at("/desk/campaigns/new/"), "^就这样"),
}
DISTRICT_PAGES: dict[str, Visit] = {
    "overview": at(f"/overview/{DISTRICT}/"),
    "catalogue": at(f"/u/{DISTRICT}/catalogue/"),
    "local": at(f"/u/{DISTRICT}/catalogue/local/JW11/"),
    "local refused": then(at(f"/u/{DISTRICT}/catalogue/local/JW11/"), "."),
    "routes": at(f"/u/{DISTRICT}/catalogue/routes/"),
    "route": at(f"/u/{DISTRICT}/catalogue/routes/default/"),
    "route moved": then(at(f"/u/{DISTRICT}/catalogue/routes/default/"), "^下移"),
    "route preview": then(at(f"/u/{DISTRICT}/catalogue/routes/default/?from=sichuan"), "^看看定下来"),
    "route refused": then(at(f"/u/{DISTRICT}/catalogue/routes/default/"), "^去掉", "^看看定下来"),
    "import": at(f"/u/{DISTRICT}/catalogue/import/"),
    "import refused": then(at(f"/u/{DISTRICT}/catalogue/import/"), "."),
}
PEOPLE = {
    "居民": RESIDENT,
    "党员": PARTY,
    "经办人": CLERK,
    "主任": SIGNER,
    "书记": {**SIGNER, **STANDING},
    "监督委员会成员": MEMBER,
    "保密隐私审查员": SIGNER,
    "街道审核员": STREET_PAGES,
    "区司法局审查员": BUREAU,
    "区级督查": DISTRICT_PAGES,
}
# Looked at in large type and in high contrast as well.
MAIN = {"board", "notice", "late", "catalogue", "desk", "compose", "review", "overview", "login", "find", "404"}
MAIN |= {"say", "answer", "routes", "route", "roll", "for members", "first"}


@pytest.mark.parametrize("mode", [DESK, PHONE, ELDER, HIGH], ids=["1280", "390", "elder", "high"])
@pytest.mark.parametrize("card", PEOPLE)
def test_pages_are_clean(browser: Browser, site: str, card: str, mode: tuple[int, str, str]) -> None:
    width, display, contrast = mode
    found: list[str] = []
    with opened(browser, width=width, mode=display, contrast=contrast) as page:
        enter(page, site, card)
        for name, visit in PEOPLE[card].items():
            if mode in (ELDER, HIGH) and name not in MAIN:
                continue
            visit(page, site)
            found += faults(page, name)
            if mode in (DESK, PHONE) and stir(page):
                found += faults(page, f"{name}, stirred")
    assert found == []


def test_a_refusal_for_now_is_a_clean_page(browser: Browser, site: str) -> None:
    """409: a declaration of nil without a matter."""
    with opened(browser, width=390) as page:
        enter(page, site, "经办人")
        page.goto(f"{site}/u/{PILOT}/duties/")
        page.get_by_role("button", name="声明勾选的没有发生").click()
        expect(page.locator("h1")).to_contain_text("现在还不能这样办")
        assert faults(page, "409") == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_operators_pages(browser: Browser, site: str, width: int) -> None:
    """Index, a list, a form, a refused form. Their layout is Django's own; axe holds for them all the same.

    The jQuery that Django brings for its forms tries out an inline style; the policy blocks it, as it should.
    """
    found: list[str] = []
    with opened(browser, width=width, policed=False) as page:
        enter(page, site, "系统管理员")
        for address in ("", "orgs/person/", "orgs/tenure/", "orgs/person/add/", "orgs/entry/", "orgs/unit/?q=guihua"):
            page.goto(f"{site}/admin/{address}")
            found += faults(page, address, measured=False)
        page.goto(f"{site}/admin/orgs/person/add/")
        page.locator("[name=_save]").click()
        found += faults(page, "refused", measured=False)
    assert found == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1280, 390])
def test_the_journal(browser: Browser, live_server: LiveServer, width: int) -> None:
    world = whole_world()
    client = Client()
    client.force_login(world.user("auditor"))
    with opened(browser, width=width) as page:
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        for address in (
            "/journal/",
            f"/journal/?since={timezone.localdate()}",
            "/journal/?since=nonsense",
            "/capacity/",
        ):
            page.goto(f"{live_server.url}{address}")
            stir(page)
            assert faults(page, address) == []
