"""What every answer carries, and what staff sign in with."""

import logging
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from structlog.stdlib import ProcessorFormatter

from mingbai.web.logs import logging_config

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


def test_a_request_that_would_fill_the_disk_is_refused(client: Client, settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1024
    small, large = (SimpleUploadedFile("a.pdf", b"0" * size) for size in (512, 4096))
    assert client.post(reverse("account_login"), {"login": "x", "password": "y", "file": small}).status_code == 200
    assert client.post(reverse("account_login"), {"login": "x", "password": "y", "file": large}).status_code == 400


def test_the_log_keeps_no_invitation(capsys: pytest.CaptureFixture[str]) -> None:
    token = "aB3-" * 10
    handler = logging.StreamHandler(sys.stdout)
    config = logging_config("INFO", as_json=True)["formatters"]["line"]
    handler.setFormatter(ProcessorFormatter(**{name: value for name, value in config.items() if name != "()"}))
    handler.handle(
        logging.LogRecord("django", logging.WARNING, "", 0, "%s %s", ("POST", f"/invitation/{token}/"), None)
    )
    said = capsys.readouterr().out
    assert "POST /invitation/…/" in said
    assert token not in said


def test_nobody_signs_up(client: Client) -> None:
    assert client.get("/accounts/signup/").status_code == 404


@pytest.mark.parametrize("name", ["account_login", "account_change_password", "mfa_index", "account_logout"])
def test_the_pages_of_an_account_answer(client: Client, name: str) -> None:
    assert client.get(reverse(name)).status_code in {200, 302}


def test_robots_stay_out_of_a_demo_and_are_let_in_elsewhere(client: Client, settings: Settings) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    assert answer.content.decode() == "User-agent: *\nDisallow:\n"
    settings.DEMO = True
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
