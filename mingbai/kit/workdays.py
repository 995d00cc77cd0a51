"""Working days: the ordinary week, bent by the yearly notice of the State Council (holidays and 调休)."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

ONE_DAY = timedelta(days=1)
WEEKDAYS = (
    gettext_noop("星期一"),
    gettext_noop("星期二"),
    gettext_noop("星期三"),
    gettext_noop("星期四"),
    gettext_noop("星期五"),
    gettext_noop("星期六"),
    gettext_noop("星期日"),
)
# Beyond these years a date is a slip of the pen; the bounds also keep date arithmetic from overflowing.
FIRST_YEAR, LAST_YEAR = 1900, 2999


class Arrangement(NamedTuple):
    """What the notice says about one day: off for a holiday, or at work to make up for one."""

    name: str
    off: bool


class WorkCalendar:
    """Answers whether a day is a working day, and why; knows which years have a notice."""

    def __init__(self, arrangements: Mapping[date, Arrangement], years: Iterable[int]) -> None:
        self._arrangements = dict(arrangements)
        self.years = frozenset(years)

    @classmethod
    def from_notices(cls, notices: Iterable[Mapping[str, object]]) -> "WorkCalendar":
        """Build from notices in the shape of data/holidays/*.json; a malformed one raises ValueError with a sentence.

        A notice may list the last days of the year before or the first of the year after; where two
        notices speak about the same day, the later one holds.
        """
        read: dict[int, dict[date, Arrangement]] = {}
        for number, notice in enumerate(notices, start=1):
            year, days = read_notice(notice, number)
            if year in read:
                raise ValueError(_("%(year)s年的放假通知给了两份，每年只能有一份。") % {"year": year})
            read[year] = days
        merged: dict[date, Arrangement] = {}
        for year in sorted(read):
            merged.update(read[year])
        return cls(merged, read)

    def is_workday(self, day: date) -> bool:
        """True for a day at work; a weekend day worked under 调休 counts, a holiday on a weekday does not."""
        arrangement = self._arrangements.get(day)
        return not arrangement.off if arrangement else day.weekday() < 5

    def is_known(self, day: date) -> bool:
        """False for a day of a year without a notice: what is said about it is provisional."""
        return day.year in self.years or day in self._arrangements

    def knows_all(self, first: date, last: date) -> bool:
        """True when no day from the first through the last is provisional."""
        if all(year in self.years for year in range(first.year, last.year + 1)):
            return True
        return all(self.is_known(date.fromordinal(number)) for number in range(first.toordinal(), last.toordinal() + 1))

    def why(self, day: date) -> str:
        """A few words that say why the day is, or is not, a working day."""
        arrangement = self._arrangements.get(day)
        if arrangement and arrangement.off:
            return _("%(holiday)s放假") % {"holiday": arrangement.name}
        if arrangement:
            return _("调休上班（%(holiday)s）") % {"holiday": arrangement.name}
        plain = _("工作日") if day.weekday() < 5 else weekday_name(day)
        return plain if self.is_known(day) else _("%(day)s（日历未公布，按星期几推算）") % {"day": plain}

    def next_workday(self, day: date) -> date:
        """The day itself if it is a working day, otherwise the first working day after it."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def previous_workday(self, day: date) -> date:
        """The day itself if it is a working day, otherwise the last working day before it."""
        while not self.is_workday(day):
            day -= ONE_DAY
        return day

    def add_workdays(self, day: date, count: int) -> date:
        """The count-th working day after the day (before it when negative); 0 gives the day itself."""
        step = ONE_DAY if count > 0 else -ONE_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_workday(day)
        return day


def weekday_name(day: date) -> str:
    """星期一 … 星期日."""
    return _(WEEKDAYS[day.weekday()])


def say_date(day: date) -> str:
    """The date as a sentence says it: 2026年3月16日; in English 16 Mar 2026."""
    return formatted(day, _("Y年n月j日"))


def say_day(day: date) -> str:
    """The date without its year: 3月16日."""
    return formatted(day, _("n月j日"))


def say_month(day: date) -> str:
    """The month with its year: 2026年3月."""
    return formatted(day, _("Y年n月"))


def say_bare_month(day: date) -> str:
    """The month alone, as the head of a column: 3月."""
    return formatted(day, _("n月"))


def parse_date(text: object) -> date:
    """Read YYYY-MM-DD and nothing else; ValueError with a sentence for the user."""
    if isinstance(text, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text.strip()):
        try:
            day = date.fromisoformat(text.strip())
        except ValueError:
            raise ValueError(_("日历上没有 %(text)s 这一天。") % {"text": text.strip()}) from None
        return check_year(day)
    raise ValueError(_("日期要写成 2026-02-10 的样子，读到的是“%(text)s”。") % {"text": text})


def check_year(day: date) -> date:
    """The day, if its year is one that deadlines are counted in; otherwise ValueError with a sentence."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(
            _("日期应当在 %(first)s 年至 %(last)s 年之间，读到的是 %(date)s。")
            % {"first": FIRST_YEAR, "last": LAST_YEAR, "date": day}
        )
    return day


def read_notice(notice: object, number: int = 1) -> tuple[int, dict[date, Arrangement]]:
    """Year and days of one notice; ValueError names the notice, the entry and what is expected."""
    if not isinstance(notice, Mapping):
        raise ValueError(_("第 %(number)s 份放假通知应当是含 year、papers、days 三项的对象。") % {"number": number})
    year, papers, days = notice.get("year"), notice.get("papers"), notice.get("days")
    if isinstance(year, bool) or not isinstance(year, int) or not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(
            _("第 %(number)s 份放假通知的 year 应当是四位年份，读到的是“%(value)s”。")
            % {"number": number, "value": year}
        )
    if not isinstance(papers, list) or not all(isinstance(paper, str) for paper in papers):
        raise ValueError(_("%(year)s年放假通知的 papers 应当是通知网址的列表。") % {"year": year})
    if not isinstance(days, list) or not days:
        raise ValueError(
            _("%(year)s年放假通知的 days 里一天也没有；通知公布以后再载入，days 应当逐日列出放假和调休上班的日子。")
            % {"year": year}
        )
    arrangements: dict[date, Arrangement] = {}
    for nth, entry in enumerate(days, start=1):
        try:
            day, arrangement = _read_entry(entry, year)
            if day in arrangements:
                raise ValueError(_("%(date)s 列了两次，每天只能列一次。") % {"date": day})
        except ValueError as problem:
            raise ValueError(
                _("%(year)s年放假通知 days 的第 %(nth)s 条读不懂：%(problem)s")
                % {"year": year, "nth": nth, "problem": problem}
            ) from None
        arrangements[day] = arrangement
    return year, arrangements


def _read_entry(entry: object, year: int) -> tuple[date, Arrangement]:
    if not isinstance(entry, Mapping):
        raise ValueError(_("每条应当含 name、date、isOffDay 三项。"))
    name, off = entry.get("name"), entry.get("isOffDay")
    if not isinstance(name, str) or not name.strip():
        raise ValueError(_("name 应当是节日名称，例如“国庆节”。"))
    if not isinstance(off, bool):
        raise ValueError(_("isOffDay 应当是 true（放假）或 false（上班），读到的是“%(value)s”。") % {"value": off})
    day = parse_date(entry.get("date"))
    if not date(year - 1, 12, 1) <= day <= date(year + 1, 1, 31):
        raise ValueError(
            _("%(date)s 不在 %(year)s 年（前一年12月和后一年1月的日子可以列入）。") % {"date": day, "year": year}
        )
    return day, Arrangement(name.strip(), off)
