"""A moving clock: things happen in the order of their time, each with `now` as the only clock it sees."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from mingbai.kit.workdays import WorkCalendar

Happening = Callable[[datetime], None]


class Clock:
    """Plays happenings until a moment; one transaction a day, for a crash must not leave half a day."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        self._queue: list[tuple[datetime, int, Happening]] = []
        self._order = itertools.count()

    def at(self, moment: datetime, happening: Happening) -> None:
        heapq.heappush(self._queue, (moment, next(self._order), happening))

    def on(self, day: date, hour: int, minute: int, happening: Happening) -> None:
        self.at(moment(day, hour, minute), happening)

    def work(self, after: datetime, days: int, minutes: int, happening: Happening) -> None:
        """Some working days later, within office hours."""
        day = timezone.localdate(after)
        if days:
            day = self.calendar.add_workdays(day, days)
            self.at(moment(day, 9, 0) + timedelta(minutes=minutes), happening)
        else:
            self.at(after + timedelta(minutes=minutes), happening)

    def play(self, until: datetime, tell: Callable[[date], None] = lambda day: None) -> int:
        """Let everything happen up to `until`; returns how many happenings there were."""
        count = 0
        while self._queue and self._queue[0][0] <= until:
            day = timezone.localdate(self._queue[0][0])
            tell(day)
            with transaction.atomic():
                while self._queue and self._queue[0][0] <= until and timezone.localdate(self._queue[0][0]) == day:
                    now, _order, happening = heapq.heappop(self._queue)
                    happening(now)
                    count += 1
        return count


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
