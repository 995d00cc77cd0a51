"""What every answer carries, and what staff sign in with."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_the_policy_is_strict_everywhere(client: Client) -> None:
    for path in ("/healthz", reverse("account_login"), reverse("admin:login")):
        policy = client.get(path)["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy


def test_other_headers(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Request-ID"]


def test_public_answers_set_no_cookie(client: Client) -> None:
    assert not client.get("/healthz").cookies


def test_nobody_signs_up(client: Client) -> None:
    assert client.get("/accounts/signup/").status_code == 404


@pytest.mark.parametrize("name", ["account_login", "account_change_password", "mfa_index", "account_logout"])
def test_the_pages_of_an_account_answer(client: Client, name: str) -> None:
    assert client.get(reverse(name)).status_code in {200, 302}
