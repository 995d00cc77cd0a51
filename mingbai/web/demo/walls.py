"""The pilot's boards: what is published hangs there by the evening; one corrected paper was forgotten in a window."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from mingbai.catalog.models import Domain
from mingbai.channels.actions import add_wall, hang
from mingbai.channels.models import Wall
from mingbai.channels.rules.walls import missing_on, wrong_on
from mingbai.web.demo.clock import Clock
from mingbai.web.demo.play import Cast

KEPT = timedelta(days=45)  # since when the boards are in the book
MAIN, WINDOW = ("主栏", "居委会门口，背街小巷入口"), ("三号楼橱窗", "三号楼一单元楼下")


def plan_walls(clock: Clock, cast: Cast, until: datetime, *, since: date) -> None:
    """Boards first, then a round at the end of every working day but the last one."""
    today = timezone.localdate(until)
    first = clock.calendar.add_workdays(max(since, today - KEPT), 1)
    clock.on(first, 8, 30, lambda now: _boards(cast, now))
    day = first
    while day < clock.calendar.add_workdays(today, -1):
        clock.on(day, 17, 20, lambda now: _round(cast, now))
        day = clock.calendar.add_workdays(day, 1)


def _boards(cast: Cast, now: datetime) -> None:
    for name, spot in (MAIN, WINDOW):
        add_wall(name=name, spot=spot, main=name == MAIN[0], now=now, by=cast.clerk)


def _round(cast: Cast, now: datetime) -> None:
    """The main board gets everything, the window the accounts; of what is corrected only the main board is thought."""
    today = timezone.localdate(now)
    window = Wall.objects.get(unit=cast.unit, name=WINDOW[0])
    for missing in missing_on(cast.unit, today):
        live = missing.notice.live
        assert live is not None, "it is published"
        walls = [wall.pk for wall in missing.walls]
        if live.number == 1 and live.version.item.domain == Domain.FINANCE:
            walls.append(window.pk)
        hang(edition_id=live.pk, wall_ids=walls, day=today, now=now, by=cast.clerk)
    for posting in wrong_on(cast.unit):
        notice = posting.edition.notice
        if posting.wall is not None and posting.wall != window and not notice.gone and notice.live_id:
            hang(edition_id=notice.live_id, wall_ids=[posting.wall.pk], day=today, now=now, by=cast.clerk)
