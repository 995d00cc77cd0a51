"""The site in English: what the interface says is English, and what is kept on record stays Chinese."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils.translation import override

from mingbai.disclosure.actions import drafts
from mingbai.disclosure.tests.factories import World, draft, make_world, owe, publish, workbook
from mingbai.duties.models import Duty
from mingbai.kit.periods import parse
from mingbai.web import words

HAN = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
CHROME = {"nav", "button", "label", "legend", "summary", "option", "footer", "title"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr", "use", "path"}


class Chrome(HTMLParser):
    """The words of bars, buttons, labels and feet; not the names of units and items in them, nor the link back."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool, bool]] = []  # tag, inside the chrome, inside a name
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        given = dict(attrs)
        _tag, chrome, name = self.open[-1] if self.open else ("", False, False)
        named = given.get("class") in ("crumbs", "visually-hidden") or (given.get("lang") or "").startswith("zh")
        outer = tag == "html"
        self.open.append((tag, chrome or tag in CHROME, (name or named) and not outer))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][1] and not self.open[-1][2] and data.strip():
            self.said.append(data.strip())


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def chrome_of(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200, address
    page = response.content.decode()
    assert '<html lang="en"' in page
    reader = Chrome()
    reader.feed(page)
    return reader.said


def chinese(said: list[str], *names: str) -> list[str]:
    """What is left of Chinese when the names of units are taken away."""
    return [text for text in said if HAN.search(re.sub("|".join(map(re.escape, names)) or "$", "", text))]


def test_front_page_in_english(world: World, english: Client) -> None:
    said = chrome_of(english, "/")
    assert {
        "Find a board",
        "Verify",
        "Help",
        "A clear account for the people, a clean name for the officials",
    } <= {*said}
    assert chinese(said) == []


@pytest.mark.parametrize("page", ["", "catalogue/", "duties/?year=2026", "archive/"])
def test_public_pages_of_a_unit_in_english(world: World, english: Client, page: str) -> None:
    owe(world)
    publish(world)
    said = chrome_of(english, f"/u/500153001003/{page}")
    assert {"Board", "Ledger", "Catalogue"} <= {*said}
    assert chinese(said, "桂花社区") == []


def test_desk_and_draft_in_english(world: World, english: Client) -> None:
    owe(world)
    edition = draft(world)
    english.force_login(world.user("clerk"))
    desk = chrome_of(english, "/desk/")
    assert {"To do today", "Start writing", "Sign out"} <= {*desk}
    assert chinese(desk) == []
    compose = chrome_of(english, f"/desk/draft/{edition.pk}/")
    assert {"Sign and submit", "Save for now", "Give up"} <= {*compose}
    headings = [str(block.get("heading") or block.get("title") or "") for block in edition.content["blocks"]]
    labels = [
        str(item.get("label") or item.get("name")) for b in edition.content["blocks"] for item in b.get("items", [])
    ]
    assert chinese(compose, edition.title, *filter(None, headings), *labels) == []


def test_days_and_periods_in_english() -> None:
    day = date(2026, 10, 9)
    with override("en"):
        said = [
            words.short_day(day),
            words.full_day(day),
            *(parse(key).label for key in ("2026-10", "2026-Q3", "2026")),
        ]
        assert said == ["9 Oct", "9 Oct 2026", "October 2026", "Q3 2026", "2026"]
    said = [words.short_day(day), words.full_day(day), *(parse(key).label for key in ("2026-10", "2026-Q3", "2026"))]
    assert said == ["10月9日", "2026年10月9日", "2026年10月", "2026年第三季度", "2026年度"]


def test_what_is_signed_stays_chinese(world: World) -> None:
    owe(world)
    duties = list(Duty.objects.filter(item__code="CA03", period="2026-Q3")) or list(Duty.objects.all()[:1])
    with override("en"):
        ordinary = draft(world, "JW11", "2026-H1", files=[("收支明细.xlsx", workbook())])
        nil = drafts.declare_nil(unit=world.community, duties=duties, now=world.now, by=world.by("clerk"))
    assert ordinary.content["period"] == {"key": "2026-H1", "label": "2026年上半年"}
    assert ordinary.content["blocks"][-1]["title"] == "附件"
    assert nil.title == "2026年第三季度未发生事项声明"
    assert [block.get("title", "") for block in nil.content["blocks"]][-1] == "没有发生的事项"


def test_the_feed_stays_chinese(world: World, english: Client) -> None:
    publish(world)
    feed = english.get("/u/500153001003/feed.atom").content.decode()
    assert "<title>桂花社区公开栏</title>" in feed
    assert "Board" not in feed
