"""Refusals at the start: each dangerous setting is named, and good ones are let through."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from mingbai.web.checks import refusal_for_host, refusals


@pytest.fixture
def production(settings: Settings) -> Settings:
    """Settings with which production may start."""
    settings.ENV = "production"
    settings.PRODUCTION = True
    settings.DEBUG = False
    settings.DEMO = False
    settings.SECRET_KEY = "k" * 50
    settings.ALLOWED_HOSTS = ["gk.example.gov.cn"]
    settings.BASE_URL = "https://gk.example.gov.cn"
    return settings


def test_good_production_settings_start(production: Settings) -> None:
    assert refusals() == []


@pytest.mark.parametrize(
    ("name", "value", "variable"),
    [
        ("DEBUG", True, "MINGBAI_DEBUG"),
        ("DEMO", True, "MINGBAI_DEMO"),
        ("SECRET_KEY", "insecure-development-key", "MINGBAI_SECRET_KEY"),
        ("SECRET_KEY", "k" * 49, "MINGBAI_SECRET_KEY"),
        ("ALLOWED_HOSTS", [], "MINGBAI_ALLOWED_HOSTS"),
        ("ALLOWED_HOSTS", ["gk.example.gov.cn", "*"], "MINGBAI_ALLOWED_HOSTS"),
        ("ALLOWED_HOSTS", [".gov.cn"], "MINGBAI_ALLOWED_HOSTS"),
        ("BASE_URL", "http://127.0.0.1:8000", "MINGBAI_BASE_URL"),
        ("ENV", "prod", "MINGBAI_ENV"),
        ("CACHE_URL", "redis://127.0.0.1", "MINGBAI_CACHE_URL"),
    ],
)
def test_each_bad_setting_is_named(production: Settings, name: str, value: object, variable: str) -> None:
    setattr(production, name, value)
    sentences = refusals()
    assert len(sentences) == 1
    assert variable in sentences[0]
    assert [message.msg for message in run_checks() if message.id == "mingbai.E001"] == sentences


def test_development_opens_to_this_machine_only(settings: Settings) -> None:
    assert refusal_for_host("127.0.0.1") is None
    refusal = refusal_for_host("0.0.0.0")
    assert refusal is not None
    assert "MINGBAI_ENV=production" in refusal
    settings.DEMO = True
    assert refusal_for_host("0.0.0.0") is None
    settings.DEBUG = True
    assert "MINGBAI_DEBUG" in str(refusal_for_host("0.0.0.0"))
    assert refusal_for_host("127.0.0.1") is None


@pytest.mark.parametrize("command", ["serve", "worker", "tick", "migrate"])
def test_a_command_ends_with_2_and_the_sentence(command: str, tmp_path: Path) -> None:
    environment = {"MINGBAI_ENV": "production", "MINGBAI_DATA_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-m", "mingbai.web.cli", command], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "MINGBAI_SECRET_KEY" in done.stderr
    assert "MINGBAI_ALLOWED_HOSTS" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_setting_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    environment = {"MINGBAI_UPLOAD_MB": "many", "MINGBAI_DATA_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-m", "mingbai.web.cli", "tick"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "MINGBAI_UPLOAD_MB" in done.stderr
    assert "Traceback" not in done.stderr
