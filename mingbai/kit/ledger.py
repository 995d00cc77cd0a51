"""The ledger of a clock: what paused, resumed, restarted or lengthened it, checked entry by entry.

A *pause* takes hold the day after it is entered and lasts through the day of the resumption: the day of the pause
still counts, the day of the resumption does not, counting goes on the day after, as everywhere (民法典 201).
A *restart* begins the whole limit anew on the day after, ends a running pause and voids earlier extensions.
An *extension* adds days after the last day of the limit (before that day is moved off a holiday).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from mingbai.kit.limits import Kind, Rule, parse_rule
from mingbai.kit.workdays import LAST_YEAR, check_year, parse_date, say_date

EVENTS = {
    "pause": gettext_noop("暂停"),
    "resume": gettext_noop("恢复"),
    "restart": gettext_noop("重新起算"),
    "extend": gettext_noop("延长"),
}


@dataclass(frozen=True)
class Event:
    """One line of the ledger; `days` belongs to an extension: 20wd, or 20 in the rule's own kind."""

    on: date
    event: str
    days: str | None = None


@dataclass(frozen=True)
class Extension:
    """A length added to the limit, and the day on which it was granted."""

    on: date
    n: int
    kind: Kind


@dataclass(frozen=True)
class Ledger:
    """The entries understood: where the count begins, the pauses as (entered, last day), what was added."""

    begin: date
    pauses: tuple[tuple[date, date], ...] = ()
    extensions: tuple[Extension, ...] = ()
    paused_since: date | None = None
    notes: tuple[str, ...] = ()

    def pause_holding(self, day: date) -> date | None:
        """The day on which the pause that holds this day was entered."""
        return next((entered for entered, last in self.pauses if entered < day <= last), None)


def parse_events(data: object) -> list[Event]:
    """Read entries from JSON: [{"on": "2026-03-02", "event": "pause"}, …]; ValueError names the entry."""
    if not isinstance(data, list):
        raise ValueError(_("时钟事件应当是一个列表，每条写 on（日期）和 event（事件），延长再写 days。"))
    events = []
    for nth, entry in enumerate(data, start=1):
        if not isinstance(entry, dict):
            raise ValueError(_("第 %(nth)s 条时钟事件应当是对象，写 on（日期）和 event（事件）。") % {"nth": nth})
        try:
            on = parse_date(entry.get("on"))
        except ValueError as problem:
            raise ValueError(_("第 %(nth)s 条时钟事件的 on：%(problem)s") % {"nth": nth, "problem": problem}) from None
        days = entry.get("days")
        events.append(Event(on, str(entry.get("event")), None if days is None else str(days)))
    return events


def read_ledger(rule: Rule, start: date, events: Sequence[Event], on: date | None = None) -> Ledger:
    """Take the entries in order of date, those of one day as given; ValueError names the one that makes no sense.

    A pause that is still running holds until today (`on`), or until the last entry.
    """
    check_year(start)
    begin, entered, notes = start, None, []
    pauses: list[tuple[date, date]] = []
    extensions: list[Extension] = []
    for nth, event in sorted(enumerate(events, start=1), key=lambda item: item[1].on):
        _check_entry(nth, event, start, entered)
        if event.event == "restart":
            notes += [_("%(date)s的延长因重新起算而作废。") % {"date": say_date(old.on)} for old in extensions]
            begin, entered, pauses, extensions = event.on, None, [], []
        elif event.event == "pause":
            entered = event.on
        elif event.event == "resume" and entered:
            pauses.append((entered, event.on))
            entered = None
        elif event.event == "extend":
            extensions.append(_read_extension(nth, event, rule))
    if entered:
        pauses.append((entered, max([on or entered, *(event.on for event in events)])))
    return Ledger(begin, tuple(pauses), tuple(extensions), entered, tuple(notes))


def _check_entry(nth: int, event: Event, start: date, entered: date | None) -> None:
    """Refuse an entry that does not fit what went before it."""
    problem = ""
    if event.event not in EVENTS:
        problem = _("没有这种事件，只有 pause 暂停、resume 恢复、restart 重新起算、extend 延长。")
    elif event.on < start:
        problem = _("早于起算事件 %(start)s。") % {"start": start}
    elif event.on.year > LAST_YEAR:
        problem = _("晚于 %(last)s 年。") % {"last": LAST_YEAR}
    elif event.event == "pause" and entered:
        problem = _("%(entered)s 已经暂停，还没有恢复。") % {"entered": entered}
    elif event.event == "resume" and not entered:
        problem = _("此前没有暂停，不能恢复。")
    elif event.event == "extend" and event.days is None:
        problem = _("延长要在 days 里写长度，例如 20wd。")
    elif event.event != "extend" and event.days is not None:
        problem = _("只有延长可以写 days；暂停到记下恢复为止。")
    if problem:
        raise _refusal(nth, event, problem)


def _read_extension(nth: int, event: Event, rule: Rule) -> Extension:
    text = str(event.days).strip()
    try:
        longer = parse_rule(f"{text}{rule.kind}" if text.isdecimal() else text)
    except ValueError as problem:
        raise _refusal(nth, event, str(problem)) from None
    return Extension(event.on, longer.n, longer.kind)


def _refusal(nth: int, event: Event, problem: str) -> ValueError:
    name = _(EVENTS[event.event]) if event.event in EVENTS else event.event
    place = {"nth": nth, "on": event.on, "event": name, "problem": problem}
    return ValueError(_("第 %(nth)s 条时钟事件（%(on)s %(event)s）不成立：%(problem)s") % place)
