"""The clock: every room in the order of the flow, a failing room stops nobody, a simulated moment leaves no mark."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from mingbai.web import wiring

BEIJING = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 10, 11, 12, 0, tzinfo=BEIJING)


def test_rooms_tick_in_the_order_of_the_flow() -> None:
    rooms = [room for room, _tick in wiring.ticks()]
    assert rooms == [room for room in wiring.ROOMS if room in rooms]


def test_a_failing_room_stops_nobody(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    done: list[datetime] = []

    def broken(now: datetime) -> None:
        raise ValueError("a broken room")

    monkeypatch.setattr(wiring, "ticks", lambda: iter([("duties", broken), ("channels", done.append)]))
    assert wiring.tick_all(NOON) == ["duties"]
    assert done == [NOON]
    assert "a broken room" in caplog.text


@pytest.mark.django_db
def test_the_command_takes_a_moment_in_beijing_time(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    seen: list[datetime] = []
    monkeypatch.setattr(wiring, "ticks", lambda: iter([("duties", seen.append)]))
    call_command("tick", "--now", "2026-10-11T12:00")
    assert seen == [NOON]
    assert not (tmp_path / "clock").exists()
    call_command("tick")
    assert (tmp_path / "clock").exists()


def test_a_moment_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError, match="ISO"):
        call_command("tick", "--now", "明天")
