"""The only way words of cadence and due_rule become rules: a closed grammar, and listed entries for odd rows."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext as _

from mingbai.catalog.schema.due import HOUSE_DAYS, Cadence, DueRule
from mingbai.catalog.schema.errors import SpecError
from mingbai.catalog.schema.item import Threshold
from mingbai.catalog.schema.vocab import EVENTS

_RHYTHMS = {"月": "month", "季": "quarter", "季度": "quarter", "半年": "half", "年": "year", "届": "term"}
_CASES = "事|人|次|户|件|批|项目"
# Words that stand before “后 N 日内”, longest first, beside the labels of EVENTS themselves.
_EVENT_WORDS = {
    "形成或变更": "formed_or_changed",
    "变更": "changed",
    "变动": "changed",
    "指南变更": "changed",
    "政策": "formed_or_changed",
    "计划通过": "passed",
    "代表会议通过": "passed",
    "标准通过": "passed",
    "人大批准或财政批复": "approved",
    "决策": "decided",
    "决议形成": "formed",
    "结论形成": "formed",
    "结论": "formed",
    "实施完毕": "finished",
    "完工": "finished",
    "会": "meeting_held",
    "评议": "assessed",
    "测评": "assessed",
    "考核结束": "assessed",
    "每个节点": "stage_finished",
    "到账": "received",
    "制定或获取": "formed",
    **{label: slug for slug, label in EVENTS.items()},
}
_EVENT = "|".join(sorted(map(re.escape, _EVENT_WORDS), key=len, reverse=True))
_DAYS = r"(?P<n>\d{1,3})(?P<kind>个?工作日|日)"
_TAIL = "(?:更新|公布结果|公开结果|公布整改清单|公布)?"
_PLACES = "地方|川|渝|浙|浙江某县|种子|地方目录"
_REMARK = re.compile(rf"(?P<body>.+?)\((?P<remark>可配|地方可配|{_PLACES})\)")


def _day_kind(match: re.Match[str]) -> str:
    return "WD" if match["kind"].endswith("工作日") else "D"


def _after_event(match: re.Match[str]) -> DueRule:
    return DueRule("event", event=_EVENT_WORDS[match["event"]], n=int(match["n"]), day_kind=_day_kind(match))


def _after_forming(match: re.Match[str]) -> DueRule:
    default = match["how"] == "默认"
    return DueRule("event", event="formed_or_changed", n=int(match["n"]), day_kind=_day_kind(match), tunable=default)


def _promptly(match: re.Match[str]) -> DueRule:
    event = _EVENT_WORDS[match["event"]] if match["event"] else "happened"
    return DueRule("event", event=event, n=int(match["n"]), day_kind=_day_kind(match), tunable=True)


def _after_period(match: re.Match[str]) -> DueRule:
    return DueRule("period_end", n=int(match["n"]), day_kind=_day_kind(match), every=_RHYTHMS[match["period"]])


def _from_period(match: re.Match[str]) -> DueRule:
    return DueRule("period_start", n=int(match["n"]), day_kind=_day_kind(match), every=_RHYTHMS[match["period"]])


def _next_day(match: re.Match[str]) -> DueRule:
    every = {"次月": "month", "次季首月": "quarter", "季首月": "quarter", "下个半年首月": "half", "次年1月": "year"}
    return DueRule("day_after_period", n=int(match["n"]), day_kind="date", every=every[match["next"]])


def _fixed(match: re.Match[str]) -> DueRule:
    return DueRule(
        "fixed_date",
        day_kind="date",
        every="year",
        month=int(match["month"]),
        day=int(match["day"]),
        year_offset=1 if match["last"] else 0,
    )


def _display(match: re.Match[str]) -> DueRule:
    return DueRule("display_period", act="display", n=int(match["n"]), day_kind=_day_kind(match))


def _same_day(match: re.Match[str]) -> DueRule:
    return DueRule("same_day", event=_EVENT_WORDS[match["event"]])


def _before(match: re.Match[str]) -> DueRule:
    return DueRule("before_event", event=_EVENT_WORDS[match["event"]], n=int(match["n"]), day_kind=_day_kind(match))


def _every_quarter(_match: re.Match[str]) -> DueRule:
    # A rhythm without a day: ten days after the quarter is the house's own proposal, marked so.
    return DueRule("period_end", n=HOUSE_DAYS, every="quarter", house=True)


_CLAUSES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], DueRule]], ...] = (
    (re.compile(rf"(?:自[^0-9]*?)?(?P<event>{_EVENT})(?:之日起|后)?{_DAYS}内?{_TAIL}"), _after_event),
    (re.compile(rf"(?P<how>法定|默认)?{_DAYS}(?:内{_TAIL})?"), _after_forming),
    (re.compile(rf"(?:(?P<event>{_EVENT})后)?及时\(默认{_DAYS}\)"), _promptly),
    (re.compile(rf"(?P<period>月|季|半年|年)(?:结束)?后{_DAYS}内?"), _after_period),
    (re.compile(rf"(?P<period>月|季|半年|年)初{_DAYS}内"), _from_period),
    (re.compile(r"(?P<next>次月|次季首月|季首月|下个半年首月|次年1月)(?P<n>\d{1,2})日前?"), _next_day),
    (re.compile(r"每年(?P<month>\d{1,2})月(?P<day>\d{1,2})日前(?P<last>公布上年)?"), _fixed),
    (re.compile(rf"公示{_DAYS}"), _display),
    (re.compile(rf"(?P<event>{_EVENT})后?(?:当日|即时)"), _same_day),
    (re.compile(rf"(?P<event>{_EVENT})前?{_DAYS}前?"), _before),
    (
        re.compile("(?:汇总|落实情况|使用情况)?每季(?:公布|更新|更新实施|汇总批准结果)?"),
        _every_quarter,
    ),
)


@dataclass(frozen=True)
class _Oddities:
    """Rows whose words are irregular: code → text → structured entry of our own edition."""

    cadences: dict[str, Cadence] = field(default_factory=dict)
    clauses: dict[tuple[str, str], tuple[DueRule, ...]] = field(default_factory=dict)
    thresholds: dict[tuple[str, str], tuple[Threshold, ...]] = field(default_factory=dict)


@cache
def _oddities() -> _Oddities:
    path = files("mingbai.catalog") / "data" / "irregular.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    clauses: dict[tuple[str, str], tuple[DueRule, ...]] = {}
    thresholds: dict[tuple[str, str], tuple[Threshold, ...]] = {}
    for entry in raw["clauses"]:
        where = f"irregular.json {entry['code']}"
        rules = tuple(DueRule.from_json({**rule, "text": entry["clause"]}, where) for rule in entry["rules"])
        clauses[entry["code"], entry["clause"]] = rules
        figures = tuple(Threshold(**one) for one in entry.get("thresholds", ()))
        thresholds[entry["code"], entry["clause"]] = figures
    cadences = {
        text: Cadence.from_json({**entry, "text": text}, "irregular.json") for text, entry in raw["cadences"].items()
    }
    return _Oddities(cadences, clauses, thresholds)


def clauses_of(text: str) -> list[str]:
    """The clauses of a due_rule cell; a comma parts clauses only outside brackets."""
    return [clause.strip() for clause in re.split(r"[;；,，](?![^(（]*[)）])", text) if clause.strip()]


def parse_due(code: str, text: str) -> tuple[tuple[DueRule, ...], tuple[Threshold, ...]]:
    """All rules and thresholds of a due_rule cell; raises SpecError quoting the clause that is not understood."""
    rules: list[DueRule] = []
    thresholds: list[Threshold] = []
    for clause in clauses_of(text):
        odd = _oddities().clauses.get((code, clause))
        if odd is None:
            rules.append(_parse_clause(clause))
        else:
            rules.extend(odd)
            thresholds.extend(_oddities().thresholds[code, clause])
    if not rules:
        raise SpecError("due_rule", _("时限不能空着，例如“季后10日内”"))
    return tuple(rules), tuple(thresholds)


def _parse_clause(clause: str) -> DueRule:
    remark = _REMARK.fullmatch(clause)
    body = remark["body"] if remark else clause
    for pattern, build in _CLAUSES:
        match = pattern.fullmatch(body)
        if match:
            rule = replace(build(match), text=clause)
            if remark is None:
                return rule
            tunable = remark["remark"].endswith("可配")
            return replace(rule, tunable=rule.tunable or tunable, local=not tunable)
    raise SpecError(
        "due_rule",
        _(
            "“%(clause)s”读不懂。可用的写法：变更后10日内、20个工作日、季后10日内、次月10日前、次季首月10日、"
            "每年1月31日前公布上年、公示7日、通过当日、会议10日前；天数可加“(可配)”"
        )
        % {"clause": clause},
    )


_CADENCES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Cadence]], ...] = (
    (
        re.compile(
            r"(?:每|按)(?P<every>月|季度|季|半年|年|届)(?:至少)?(?:公布|公开)?(?:一次|更新)?(?P<local>\(地方(?:可配|目录)\))?"
        ),
        lambda m: Cadence(
            "per_term" if m["every"] == "届" else "periodic", every=_RHYTHMS[m["every"]], local=bool(m["local"])
        ),
    ),
    (re.compile("(?:变更|修订)即更新|及时更新"), lambda m: Cadence("standing")),
    (
        re.compile(rf"(?:按(?:{_CASES})|逐件|任务完成后)(?:,每(?P<sum>月|季|半年|年)汇总)?"),
        lambda m: Cadence("per_case", every=_RHYTHMS[m["sum"]] if m["sum"] else "none"),
    ),
    (re.compile("分阶段|按事分段"), lambda m: Cadence("per_stage")),
    (re.compile("即时"), lambda m: Cadence("at_once")),
)


def parse_cadence(text: str) -> Cadence:
    """The rhythm of a cadence cell; raises SpecError that says which words are allowed."""
    odd = _oddities().cadences.get(text)
    if odd is not None:
        return odd
    for pattern, build in _CADENCES:
        match = pattern.fullmatch(text)
        if match:
            return replace(build(match), text=text)
    raise SpecError(
        "cadence",
        _(
            "“%(text)s”读不懂。可用的写法：变更即更新、每月一次、每季度一次、每半年一次、每年一次、每届、按次、按件、分阶段、即时"
        )
        % {"text": text},
    )
