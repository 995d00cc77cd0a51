"""A refusal says what, why and what next, with a number that stands in the log."""

import logging
import re
from typing import Any

import pytest
from django.test import Client, RequestFactory

from mingbai.web import errors

pytestmark = pytest.mark.urls("mingbai.web.tests.ui_urls")


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/refuse/missing/", 404, ["查无<br>此页", "没有找到这一页", 'role="search"']),
        ("/no/such/page/", 404, ["没有找到这一页"]),
        ("/refuse/yours/", 403, ["范围<br>有限", "这一步要由主任来办。"]),
        ("/refuse/now/", 409, ["时候<br>未到", "公示还没满 15 天。</p><p>10月29日 以后才能撤下 &lt;b&gt;。"]),
    ],
)
def test_the_three_answers_stay_apart(client: Client, address: str, status: int, words: list[str]) -> None:
    response = client.get(address)
    page = response.content.decode()
    assert response.status_code == status
    assert response["Cache-Control"] == "no-store"
    assert [word for word in words if word not in page] == []


def test_the_number_on_the_page_is_in_the_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="mingbai.web.errors"):
        page = client.get("/refuse/now/").content.decode()
    number = re.search(r"409-[2-9A-Z]{4}", page)
    assert number
    assert any(number[0] in record.getMessage() for record in caplog.records)


def test_each_request_has_its_own_number(client: Client) -> None:
    numbers = {re.findall(r"404-[2-9A-Z]{4}", client.get("/nowhere/").content.decode())[0] for _time in range(5)}
    assert len(numbers) > 1


def test_htmx_gets_a_fragment_for_the_place_of_messages(client: Client) -> None:
    response = client.get("/refuse/now/", HTTP_HX_REQUEST="true")
    assert response.status_code == 409
    assert response["HX-Retarget"] == "#said"
    assert response.content.decode().startswith('<section class="box box-late">')


def test_a_program_gets_json(client: Client) -> None:
    response = client.get("/refuse/now.json")
    assert response.status_code == 409
    assert response.json()["why"] == ["公示还没满 15 天。", "10月29日 以后才能撤下 <b>。"]


def test_the_last_page_asks_neither_database_nor_session(client: Client, settings: Any) -> None:
    settings.HELP_PHONE = "023-0000 1234"
    client.raise_request_exception = False
    # No django_db mark here: any query would fail the test.
    response = client.get("/refuse/broken/")
    page = response.content.decode()
    assert response.status_code == 500
    assert "这一页没有做出来" in page
    assert "023-0000 1234" in page
    assert re.search(r"500-[2-9A-Z]{4}", page)
    assert "broken on purpose" not in page


def test_a_stale_form_says_that_nothing_was_taken(settings: Any) -> None:
    settings.CSRF_FAILURE_VIEW = "mingbai.web.signed_out.csrf_failure"
    strict = Client(enforce_csrf_checks=True, headers={"referer": "http://testserver/table/?row=2"})
    response = strict.post("/form/")
    assert response.status_code == 403
    assert "还没有交上来" in response.content.decode()
    assert 'href="/table/?row=2"' in response.content.decode()


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("http://testserver/table/?row=2", "/table/?row=2"),
        ("https://evil.example/table/", ""),
        ("http://testserver//evil.example/", ""),
        ("javascript:alert(1)", ""),
        ("http://testserver/form/", ""),
        ("", ""),
    ],
)
def test_the_way_back_is_on_this_host(before: str, expected: str) -> None:
    request = RequestFactory().get("/form/", headers={"referer": before})
    assert errors.came_from(request) == expected


def test_a_line_break_in_an_address_does_not_forge_a_line_of_the_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="mingbai.web.errors"):
        client.get("/nowhere%0A409-AAAA/")
    ours = [record.getMessage() for record in caplog.records if record.name == "mingbai.web.errors"]
    assert len(ours) == 1
    assert "\n" not in ours[0]


def test_the_json_of_a_demo_says_so(client: Client, settings: Any) -> None:
    assert "demo" not in client.get("/refuse/now.json").json()
    settings.DEMO = True
    said = client.get("/refuse/now.json").json()
    assert (said["demo"], said["note"]) == (True, "演示数据，数字是编的")
    client.raise_request_exception = False
    assert "演示数据，数字是编的" in client.get("/refuse/broken/").content.decode()
