"""Checking a paper by hand: a number, sixteen characters, one plain answer."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from mingbai.channels.rules.paper import compare, read_digits, read_number
from mingbai.channels.tests.hands import correct
from mingbai.disclosure.models import Edition, EditionState
from mingbai.disclosure.tests.factories import World, publish


def answer(client: Client, **query: str) -> str:
    response = client.get("/verify/", query)
    assert response.status_code == 200
    return response.content.decode()


def test_current_older_unknown_and_missing(world: World, client: Client) -> None:
    notice = publish(world)
    assert notice.live is not None
    first = notice.live.digest[7:23]
    assert "是现在有效的版本" in answer(client, number=notice.number, d=first)
    spaced = " ".join(first[at : at + 4] for at in range(0, 16, 4)).upper()
    assert "是现在有效的版本" in answer(client, number=" 500153001003／2026－00001 ", d=spaced)
    correct(world, notice, "改过的话。")
    assert "是旧版，已经换了新版" in answer(client, number=notice.number, d=first)
    assert "对不上" in answer(client, number=notice.number, d="0" * 16)
    assert "校验码没有填全" in answer(client, number=notice.number, d="12")
    assert "没有这个编号的公开" in answer(client, number="500153001003/2026-00009", d=first)
    assert "编号没看明白" in answer(client, number="随便写的", d=first)


def test_an_empty_form_says_nothing_yet(client: Client, db: None) -> None:
    page = answer(client)
    assert "<form" in page
    assert 'role="status"' not in page


@pytest.mark.parametrize(
    "text",
    [
        "500153001003/2026-00012",
        " 500153001003 / 2026-12",
        "５００１５３００１００３／２０２６－０００１２",
        "https://mingbai.example/n/500153001003/2026-00012/?d=ab28d0ad8850c1f3",
        "编号500153001003/2026-00012　第1版",
    ],
)
def test_numbers_as_people_write_them(text: str) -> None:
    assert read_number(text) == ("500153001003", 2026, 12)


@pytest.mark.parametrize("text", ["", "2026-00012", "500153001003", "500153001003/26-1", "/n/"])
def test_what_is_no_number(text: str) -> None:
    assert read_number(text) is None


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    held = Edition(number=1, digest="sha256:" + "ab" * 32, state=EditionState.PUBLISHED)
    found = compare(text, [held])
    assert found.title
    assert found.sentence
    assert (found.kind == "current") == (len(read_digits(text)) >= 16 and ("ab" * 32).startswith(read_digits(text)))


@given(st.integers(16, 64), st.sampled_from([str.upper, str.lower]), st.sampled_from(["", " ", "-", "　"]))
def test_a_true_paper_is_known_however_it_is_typed(length: int, case: object, between: str) -> None:
    digest = "sha256:" + "3f7a91c28e045b6d" * 4
    held = Edition(number=2, digest=digest, state=EditionState.PUBLISHED)
    digits = digest[7 : 7 + length]
    typed = between.join(digits[at : at + 4] for at in range(0, length, 4))
    assert compare(case(typed), [held]).kind == "current"  # type: ignore[operator]
    wrong = ("0" if digits[0] != "0" else "1") + digits[1:]
    assert compare(wrong, [held]).kind == "unknown"


def test_a_match_leads_to_the_page_and_a_mismatch_to_the_telephone(world: World, client: Client) -> None:
    notice = publish(world)
    assert notice.live is not None
    good = answer(client, number=notice.number, d=notice.live.digest[7:23])
    assert "打开这份公开" in good
    assert "下面的" not in good
    phone = 'href="tel:02300001200"'
    assert phone not in good
    assert phone in answer(client, number=notice.number, d="0" * 16)
    assert phone in answer(client, number="500153001003/2026-00009", d="0" * 16)
    assert "tel:" not in answer(client, number="99/2026-00009", d="0" * 16)
