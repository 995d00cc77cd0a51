"""The display is chosen by plain links and remembered by the reader's own cookie, nothing else."""

import pytest
from django.test import Client

from mingbai.web import modes

pytestmark = pytest.mark.urls("mingbai.web.tests.ui_urls")


def test_a_link_sets_the_cookie_and_comes_back(client: Client) -> None:
    response = client.get("/help/?mode=elder&part=2")
    assert response.status_code == 302
    assert response["Location"] == "/help/?part=2"
    assert response["Cache-Control"] == "no-store"
    cookie = response.cookies["mode"]
    assert cookie.value == "elder"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    page = client.get("/help/?part=2").content.decode()
    assert '<html lang="zh-CN" data-mode="elder">' in page
    assert 'href="?part=2&amp;mode=standard"' in page


def test_going_back_deletes_the_cookie(client: Client) -> None:
    client.cookies["contrast"] = "high"
    assert 'data-contrast="high"' in client.get("/help/").content.decode()
    response = client.get("/help/?contrast=normal")
    assert response.cookies["contrast"]["max-age"] == 0
    assert "data-contrast" not in client.get("/help/").content.decode()


def test_language_is_the_readers_choice_only(client: Client) -> None:
    chinese = client.get("/help/", HTTP_ACCEPT_LANGUAGE="en-US")
    assert chinese["Content-Language"] == "zh-hans"
    client.get("/help/?lang=en")
    english = client.get("/help/")
    assert english["Content-Language"] == "en"
    assert '<html lang="en">' in english.content.decode()


@pytest.mark.parametrize("address", ["//evil.example/?mode=elder", "/%2F%2Fevil.example/?mode=elder"])
def test_the_way_back_never_leaves_this_host(client: Client, address: str) -> None:
    response = client.get("/", PATH_INFO=address.partition("?")[0].replace("%2F", "/"), QUERY_STRING="mode=elder")
    assert response.status_code == 302
    assert not response["Location"].startswith("//")
    assert response["Location"].startswith("/")


@pytest.mark.parametrize("query", ["mode=banana", "contrast=", "lang=fr"])
def test_other_values_are_left_to_the_page(client: Client, query: str) -> None:
    response = client.get(f"/help/?{query}")
    assert response.status_code == 200
    assert not response.cookies


def test_a_post_is_never_turned_into_a_switch(client: Client) -> None:
    assert client.post("/form/?mode=elder").content.decode() == "收到了"


def test_public_pages_set_no_cookie_and_vary_by_it(client: Client) -> None:
    response = client.get("/help/")
    assert not response.cookies
    assert "Cookie" in response["Vary"]


def test_the_cache_key_tells_the_choices_apart() -> None:
    plain = modes.display_of({})
    elder = modes.display_of({"mode": "elder"})
    high = modes.display_of({"mode": "elder", "contrast": "high"})
    english = modes.display_of({"django_language": "en"})
    assert len({plain.key, elder.key, high.key, english.key}) == 4
    assert modes.display_of({"mode": "x" * 4000, "django_language": "../.."}) == plain
