"""Health: good when all three hold, 503 with a sentence when one does not."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from mingbai.web import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_data(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_healthy(client: Client) -> None:
    health.record_tick(timezone.now())
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"healthy": True, "checks": {"database": "ok", "clock": "ok", "disk": "ok"}}
    assert "no-store" in answer["Cache-Control"]
    assert not Session.objects.exists()


def test_a_clock_that_never_ran(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "mingbai tick" in answer.json()["checks"]["clock"]


def test_a_clock_that_stands(client: Client) -> None:
    now = timezone.now()
    health.record_tick(now - timedelta(minutes=4))
    assert health.clock_problem(now) is not None
    health.record_tick(now - timedelta(minutes=2))
    assert health.clock_problem(now) is None


def test_a_spoilt_mark_is_a_problem_and_not_a_crash(own_data: Path) -> None:
    (own_data / "clock").write_text("half a ti", encoding="ascii")
    assert health.clock_problem(datetime(2026, 10, 11, tzinfo=timezone.get_current_timezone())) is not None


def test_a_full_disk(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "DISK_LOW", 1 << 62)
    health.record_tick(timezone.now())
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "MB" in answer.json()["checks"]["disk"]


def test_only_reading_is_possible(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
