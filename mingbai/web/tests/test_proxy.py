"""The reader's address behind a proxy cannot be invented by the reader."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from mingbai.web.proxy import ClientAddress


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("somebody", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_the_last_hop_counts(header: str, address: str) -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": header})
    ClientAddress(lambda _request: HttpResponse())(request)
    assert request.META["REMOTE_ADDR"] == address
