"""Deadlines that explain themselves: a rule plus a ledger of what stopped, restarted or lengthened the clock.

How it counts. The day of the event is not counted, the first day is the day after (民法典 201). Months, quarters
and years end on the same day number of the last month, or on its last day where there is none (202). A limit in
calendar days, months or years whose last day is off moves to the next working day (203) if the rule says so.

What stops, restarts or lengthens the clock stands in the ledger (`kit/ledger.py`). A pause or an extension entered
after the limit has run out changes nothing, and the deadline says so.
"""

import calendar as gregorian
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from django.utils.translation import gettext as _

from mingbai.kit.ledger import Event, Ledger, parse_events, read_ledger
from mingbai.kit.limits import NAMED, Kind, Rule, allowed, parse_rule
from mingbai.kit.workdays import ONE_DAY, WorkCalendar, check_year, say_date, weekday_name

__all__ = [
    "NAMED",
    "Day",
    "Deadline",
    "Event",
    "Kind",
    "Rule",
    "add_months",
    "allowed",
    "before",
    "due_date",
    "explain",
    "fixed_date",
    "parse_events",
    "parse_rule",
]

MONTHS = {"m": 1, "q": 3, "y": 12}
Leg = tuple[int, Kind]  # a length run through before the next one begins: the limit itself, then its extensions


@dataclass(frozen=True)
class Day:
    """One day on the way to the deadline; `number` is its place in the count, 0 when it is not counted."""

    date: date
    counted: bool
    why: str
    number: int = 0


@dataclass(frozen=True)
class Deadline:
    """The last day, whether the calendar for it is published, every day on the way, and the whole in a sentence.

    While the clock stands still (`paused_since`), `due` is the earliest possible day and is provisional.
    """

    due: date
    provisional: bool
    days: list[Day]
    sentence: str
    rule: Rule
    start: date
    paused_since: date | None = None
    notes: list[str] = field(default_factory=list)


class _Step(NamedTuple):
    """One day walked: counted, off (not a working day), paused, or rolled over after the last day."""

    day: date
    what: Literal["counted", "off", "paused", "rolled"]
    kind: Kind
    number: int = 0


@dataclass(frozen=True)
class _Walk:
    """Every day from the first to the due day; `end` is the last day counted, `due` where it came to rest."""

    steps: tuple[_Step, ...]
    end: date
    due: date
    provisional: bool


def explain(
    rule: Rule, start: date, events: Iterable[Event] = (), *, calendar: WorkCalendar, on: date | None = None
) -> Deadline:
    """The deadline of a rule from the day of its event, through the ledger; nonsense raises ValueError (a sentence).

    `on` is today, used only while the clock stands still: the due day is then the earliest if it resumed today.
    Entries are taken in the order of their dates, those of one day as given.
    """
    if rule.backward:
        if list(events):
            raise ValueError(_("“%(rule)s”从事件往前数，没有暂停、恢复、重新起算和延长。") % {"rule": rule.title})
        return before(rule, start, calendar=calendar)
    ledger = read_ledger(rule, start, list(events), on)
    legs, notes = _legs(rule, ledger, calendar)
    walk = _walk(ledger, legs, rule.roll, calendar)
    late = [entered for entered, _last in ledger.pauses if entered >= walk.end]
    notes += [_("%(date)s的暂停是在期限数满以后记的，不起作用。") % {"date": say_date(entered)} for entered in late]
    paused_since = None if ledger.paused_since in late else ledger.paused_since
    earlier = _("%(date)s重新起算，此前不计") % {"date": say_date(ledger.begin)}
    days = [Day(day, False, earlier) for day in _days_after(start, ledger.begin)]
    days += [_explain_step(step, walk, ledger, calendar) for step in walk.steps]
    said = [_sentence(rule, ledger, walk, calendar), _skipped(days, walk)]
    if paused_since:
        said.append(_("%(date)s起暂停，还没有恢复；这里写的是最早可能的到期日。") % {"date": say_date(paused_since)})
    provisional = walk.provisional or paused_since is not None
    sentence = "".join([*said, *notes, _tail(rule, walk.provisional)])
    return Deadline(walk.due, provisional, days, sentence, rule, start, paused_since, notes)


def due_date(rule: Rule, start: date, *, calendar: WorkCalendar) -> tuple[date, bool]:
    """Only the due day and whether it is provisional, by arithmetic instead of a walk: for thousands of rows at once.

    The same answer as `explain` without a ledger (the tests hold one against the other).
    """
    if rule.backward:
        return _latest_before(rule, start, calendar)
    check_year(start)
    if rule.kind == "wd":
        due = calendar.add_workdays(start, rule.n)
        return due, not calendar.knows_all(start + ONE_DAY, due)
    last = add_months(start, rule.n * MONTHS[rule.kind]) if rule.kind in MONTHS else start + rule.n * ONE_DAY
    if not rule.roll:
        return last, False
    due = calendar.next_workday(last)
    return due, not calendar.knows_all(last, due)


def before(rule: Rule, event_date: date, *, calendar: WorkCalendar) -> Deadline:
    """The latest day by which something must be done before an event, so that the full length lies between.

    Neither that day nor the day of the event is counted: the limit, started that day, has run out by the eve of
    the event. If the rule rolls, or counts working days, and the day found is off, the working day before it holds.
    """
    due, provisional = _latest_before(rule, event_date, calendar)
    days, number = [], 0
    for day in _days_after(due, event_date - ONE_DAY):
        counted = rule.kind != "wd" or calendar.is_workday(day)
        number += counted
        days.append(Day(day, counted, _why(day, rule.kind, calendar), number if counted else 0))
    sentence = _("%(title)s：与%(event)s（%(event_weekday)s）之间留足%(length)s，两头不计，") % {
        "title": rule.title,
        "event": say_date(event_date),
        "event_weekday": weekday_name(event_date),
        "length": rule.words,
    }
    sentence += _("最迟%(due)s（%(weekday)s）。") % {"due": say_date(due), "weekday": weekday_name(due)}
    return Deadline(due, provisional, days, sentence + _tail(rule, provisional), rule, event_date)


def fixed_date(year: int, month: int, day: int, *, calendar: WorkCalendar | None = None) -> date:
    """A day fixed by the calendar, such as 31 January; a month without that day gives its last day.

    With a calendar, a day off moves to the next working day.
    """
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        raise ValueError(_("没有 %(month)s 月 %(day)s 日这样的固定日期。") % {"month": month, "day": day})
    fixed = date(year, month, min(day, gregorian.monthrange(year, month)[1]))
    return calendar.next_workday(fixed) if calendar else fixed


def add_months(day: date, months: int) -> date:
    """The same day number that many months on (or back), or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))


def _days_after(first: date, last: date) -> list[date]:
    """The days after the first, through the last."""
    return [date.fromordinal(number) for number in range(first.toordinal() + 1, last.toordinal() + 1)]


def _legs(rule: Rule, ledger: Ledger, calendar: WorkCalendar) -> tuple[tuple[Leg, ...], list[str]]:
    """The limit and its extensions; one granted after the limit had run out is noted and left out."""
    legs: tuple[Leg, ...] = ((rule.n, rule.kind),)
    notes = list(ledger.notes)
    for extension in ledger.extensions:
        if extension.on > _walk(ledger, legs, rule.roll, calendar).due:
            notes.append(_("%(date)s的延长是在期限届满以后记的，不起作用。") % {"date": say_date(extension.on)})
        else:
            legs = (*legs, (extension.n, extension.kind))
    return legs, notes


def _walk(ledger: Ledger, legs: tuple[Leg, ...], roll: bool, calendar: WorkCalendar) -> _Walk:
    """Go day by day from the start until every length is used up, then off a holiday if the rule says so."""
    steps: list[_Step] = []
    day, number, known = ledger.begin, 0, True
    for n, kind in legs:
        left = (add_months(day, n * MONTHS[kind]) - day).days if kind in MONTHS else n
        while left:
            day += ONE_DAY
            if ledger.pause_holding(day):
                steps.append(_Step(day, "paused", kind))
                continue
            known = known and (kind != "wd" or calendar.is_known(day))
            if kind == "wd" and not calendar.is_workday(day):
                steps.append(_Step(day, "off", kind))
                continue
            number, left = number + 1, left - 1
            steps.append(_Step(day, "counted", kind, number))
    due = calendar.next_workday(day) if roll else day
    rolled = _days_after(day, due)
    if roll:
        known = known and calendar.knows_all(day, due)
    steps += [_Step(each, "rolled", "wd") for each in rolled]
    return _Walk(tuple(steps), day, due, not known)


def _latest_before(rule: Rule, event_date: date, calendar: WorkCalendar) -> tuple[date, bool]:
    """The latest day from which the limit runs out by the eve of the event, and whether it is provisional."""
    eve = check_year(event_date) - ONE_DAY
    if rule.kind == "wd":
        day = calendar.previous_workday(calendar.add_workdays(event_date, -rule.n) - ONE_DAY)
    elif rule.kind == "d":
        day = date.fromordinal(eve.toordinal() - rule.n)
    else:
        months = rule.n * MONTHS[rule.kind]
        day = add_months(eve, -months)
        while add_months(day + ONE_DAY, months) <= eve:
            day += ONE_DAY
    if rule.roll:
        day = calendar.previous_workday(day)
    if rule.kind != "wd" and not rule.roll:
        return day, False
    return day, not calendar.knows_all(day, eve if rule.kind == "wd" else day)


def _explain_step(step: _Step, walk: _Walk, ledger: Ledger, calendar: WorkCalendar) -> Day:
    """Put one day of the walk into words."""
    why = _why(step.day, step.kind, calendar)
    entered = ledger.pause_holding(step.day)
    if step.what == "paused" and entered:
        why = _("%(date)s暂停，恢复前不计") % {"date": say_date(entered)}
    elif step.what == "rolled":
        off = not calendar.is_workday(step.day)
        why = (_("%(why)s，继续顺延") if off else _("%(why)s，顺延到这一天")) % {"why": why}
    elif step.day == walk.end and walk.due != walk.end:
        why = _("%(why)s，期满日顺延") % {"why": calendar.why(step.day)}
    return Day(step.day, step.what == "counted", why, step.number)


def _why(day: date, kind: Kind, calendar: WorkCalendar) -> str:
    if kind == "wd":
        return calendar.why(day)
    return _("日历日") if calendar.is_workday(day) else _("%(why)s，日历日照数") % {"why": calendar.why(day)}


def _sentence(rule: Rule, ledger: Ledger, walk: _Walk, calendar: WorkCalendar) -> str:
    """The count in words: from when, how many, and until when."""
    counted = sum(step.what == "counted" for step in walk.steps)
    said = _("%(title)s：从%(start)s的次日数起，") % {"title": rule.title, "start": say_date(ledger.begin)}
    if walk.due != walk.end:
        said += _("第 %(counted)s 天%(end)s是%(why)s，顺延到") % {
            "counted": counted,
            "end": say_date(walk.end),
            "why": calendar.why(walk.end),
        }
    else:
        said += _("数满 %(counted)s 天，到") % {"counted": counted}
    return said + _("%(due)s（%(weekday)s）届满。") % {"due": say_date(walk.due), "weekday": weekday_name(walk.due)}


def _skipped(days: list[Day], walk: _Walk) -> str:
    """What was not counted before the last day, and why."""
    skipped = Counter(day.why for day in days if not day.counted and day.date < walk.end)
    reasons = [_("%(why)s %(days)s 天") % {"why": why, "days": number} for why, number in skipped.items()]
    return _("不计的有：%(reasons)s。") % {"reasons": _("；").join(reasons)} if reasons else ""


def _tail(rule: Rule, provisional: bool) -> str:
    said = _("依据：%(basis)s。") % {"basis": rule.basis} if rule.basis else ""
    if provisional:
        said += _("其中有的日子还没有放假通知，先按星期几推算；通知公布后重算。")
    return said
