"""Whole page or part, and what caches are told about it."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from mingbai.kit.htmx import is_fragment, patch_vary


@pytest.mark.parametrize(
    ("headers", "fragment"),
    [
        ({}, False),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "false"}, False),
        ({"HX-Request": "true", "HX-Boosted": "true"}, False),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
        ({"HX-Boosted": "true"}, False),
    ],
)
def test_only_a_plain_htmx_request_gets_a_part(headers: dict[str, str], fragment: bool) -> None:
    assert is_fragment(RequestFactory().get("/", headers=headers)) is fragment


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "HX-Request, HX-Boosted, HX-History-Restore-Request"),
        ("Cookie", "Cookie, HX-Request, HX-Boosted, HX-History-Restore-Request"),
        ("hx-request, Cookie", "hx-request, Cookie, HX-Boosted, HX-History-Restore-Request"),
        ("*", "*"),
    ],
)
def test_vary_keeps_what_is_there_and_adds_once(before: str | None, after: str) -> None:
    response = HttpResponse(headers={"Vary": before} if before else {})
    patch_vary(response)
    patch_vary(response)
    assert response.headers["Vary"] == after
