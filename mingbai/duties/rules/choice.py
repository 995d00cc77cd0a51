"""What a reader asks the ledger for: which part of a year, which domain, which state, which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from mingbai.catalog.models import Domain
from mingbai.duties.models import DutyQuerySet, State
from mingbai.kit.periods import Period, periods_of

# What the select offers, and which states of the model each stands for.
STATES: dict[str, tuple[State, ...]] = {
    "done": (State.MET, State.MET_LATE),
    "met_late": (State.MET_LATE,),
    "nil": (State.NIL,),
    "late": (State.OVERDUE, State.DELINQUENT),
    "delinquent": (State.DELINQUENT,),
    "todo": (State.UPCOMING, State.DUE),
    "due": (State.DUE,),
}
LABELS = {
    "done": gettext_noop("已公开"),
    "met_late": gettext_noop("逾期后公开"),
    "nil": gettext_noop("声明未发生"),
    "late": gettext_noop("逾期"),
    "delinquent": gettext_noop("严重逾期（超过 30 天）"),
    "todo": gettext_noop("还没到期"),
    "due": gettext_noop("3 天内到期"),
}
QUARTER_LABELS = (
    gettext_noop("一季"),
    gettext_noop("二季"),
    gettext_noop("三季"),
    gettext_noop("四季"),
)
ALL_TIME = 5  # in the place of a quarter: everything, whatever its year
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Choice:
    """One way to look at a ledger. `quarter` 0 is the whole year, ALL_TIME every year."""

    year: int
    quarter: int
    domain: str = ""
    state: str = ""
    words: str = ""

    @property
    def all_time(self) -> bool:
        return self.quarter == ALL_TIME

    @property
    def period(self) -> Period | None:
        """The stretch of due days that is shown; None is all of them."""
        if self.all_time:
            return None
        if not self.quarter:
            return periods_of(self.year, "year")[0]
        return periods_of(self.year, "quarter")[self.quarter - 1]

    @property
    def label(self) -> str:
        return self.period.label if self.period else _("全部时间")

    @property
    def key(self) -> str:
        """The period in the name of a file."""
        return self.period.key if self.period else _("全部时间")

    @property
    def narrowed(self) -> bool:
        """Whether less than the whole period is shown."""
        return bool(self.domain or self.state or self.words)

    def within(self, duties: DutyQuerySet) -> DutyQuerySet:
        """All duties that fall due in the period."""
        return duties.due_within(self.period.start, self.period.end) if self.period else duties

    def narrow(self, duties: DutyQuerySet, on: date) -> DutyQuerySet:
        """Those of the period that fit domain, state and words as well."""
        found = self.within(duties)
        if self.domain:
            found = found.filter(item__domain=self.domain)
        if self.words:
            found = found.saying(self.words) | found.filter(item__code__istartswith=self.words)
        if self.state:
            parts = [found.in_state(state, on) for state in STATES[self.state]]
            found = _either(parts)
        return found


def _either(parts: list[DutyQuerySet]) -> DutyQuerySet:
    whole = parts[0]
    for part in parts[1:]:
        whole |= part
    return whole


def read_choice(asked: Mapping[str, str], on: date) -> Choice:
    """Read the query string; anything that is not offered counts as not asked, so no address is an error."""
    year = _number(asked.get("year", ""), FIRST_YEAR, LAST_YEAR)
    now = (on.month - 1) // 3 + 1
    quarter = _number(asked.get("quarter", ""), 0, ALL_TIME)
    if quarter is None:
        quarter = now if year in (None, on.year) else 0
    domain, state = asked.get("domain", ""), asked.get("state", "")
    return Choice(
        year=year or on.year,
        quarter=quarter,
        domain=domain if domain in Domain.values else "",
        state=state if state in STATES else "",
        words=asked.get("q", "").replace("\0", "").strip()[:40],  # PostgreSQL takes no NUL
    )


def _number(text: str, least: int, most: int) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        return None
    return int(text) if least <= int(text) <= most else None


def state_labels() -> list[tuple[str, str]]:
    return [(key, _(label)) for key, label in LABELS.items()]


def quarter_labels() -> list[tuple[int, str]]:
    named = ((number, _(label)) for number, label in enumerate(QUARTER_LABELS, start=1))
    return [(0, _("全年")), *named, (ALL_TIME, _("全部时间"))]
