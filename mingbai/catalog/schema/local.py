"""What a district or unit may add above the national row: only stricter; a loosening gets the sentence with the law."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Final, cast

from django.utils.translation import gettext as _

from mingbai.catalog.schema import codec
from mingbai.catalog.schema.clock import quick_due
from mingbai.catalog.schema.due import Cadence, DueRule, worded
from mingbai.catalog.schema.errors import SpecError
from mingbai.catalog.schema.item import DISPLAY_BASIS, NATIONAL_DISPLAY_FLOOR, Audience, Basis, ItemSpec
from mingbai.catalog.schema.lists import field_problems
from mingbai.catalog.schema.vocab import EVERY_LABELS, PERIODS, PRIVACY, TIER_LABELS, TIERS, TIMES_A_YEAR, UNIT_LABELS
from mingbai.kit.periods import Every, Period, periods_of
from mingbai.kit.workdays import WorkCalendar

# Rules are compared on ordinary weeks, so that a holiday can't make a later rule look earlier.
_PLAIN: Final = WorkCalendar({}, ())
_SAMPLE_YEARS: Final = (2024, 2025, 2026, 2027)


class LooseningRefused(ValueError):
    """A local rule would loosen the national one; `sentences` say what, how much and on whose authority."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class Override:
    """A local rule for one item: only the fields given change. `source` names the local document it rests on."""

    code: str
    source: str
    every: str = codec.word(("", *PERIODS), default="")
    due: DueRule | None = field(default=None, metadata={"of": DueRule})
    nil_every: str = codec.word(("", *PERIODS), default="")
    min_display_days: int | None = None
    privacy: str = codec.word(("", *PRIVACY), default="")
    audience: Audience | None = field(default=None, metadata={"of": Audience})
    fields: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    pre_reviewers: tuple[str, ...] = ()
    review_days: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        codec.check_fields(self)
        if not self.source:
            raise SpecError("source", _("请写明这条本地规定出自哪份文件"))

    def to_json(self) -> codec.Json:
        """Fields that differ from the default."""
        return codec.dump(self)

    @classmethod
    def from_json(cls, data: object, where: str = "") -> "Override":
        """The reverse of to_json; raises SpecError with the path."""
        return codec.load(cls, data, where)


@dataclass(frozen=True)
class SetAside:
    """A demand of the local document that is not taken over, and why (it would loosen the law)."""

    text: str
    why: str


@dataclass(frozen=True)
class LocalSet:
    """One local scheme as data: its overrides, the route shared by `route_codes`, and what was not taken over."""

    unit: str
    name: str
    source: str
    valid_from: str
    overrides: tuple[Override, ...] = codec.nested(Override, default=())
    approvers: tuple[str, ...] = ()
    pre_reviewers: tuple[str, ...] = ()
    review_days: int | None = None
    route_codes: tuple[str, ...] = ()
    reply_days: int | None = None
    reply_day_kind: str = codec.word(("", "D", "WD"), default="")
    notes: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = codec.nested(SetAside, default=())

    def __post_init__(self) -> None:
        codec.check_fields(self)

    def overrides_for(self, code: str) -> list[Override]:
        """The overrides of one item: the shared route first, then its own."""
        found = [one for one in self.overrides if one.code == code]
        if code in self.route_codes:
            route = Override(
                code,
                self.source,
                approvers=self.approvers,
                pre_reviewers=self.pre_reviewers,
                review_days=self.review_days,
            )
            return [route, *found]
        return found


@cache
def load_local(name: str) -> LocalSet:
    """A local set from data/local/<name>.json; SpecError with the path when it is malformed."""
    path = files("mingbai.catalog") / "data" / "local" / f"{name}.json"
    return codec.load(LocalSet, json.loads(path.read_text(encoding="utf-8")), name)


def check_tightening(floor: ItemSpec, local: Override, kinds: Iterable[str] = ()) -> list[str]:
    """One sentence for each way the local rule would loosen the row for units of these kinds; [] when it is lawful."""
    if local.code != floor.code:
        return [_("这条本地规定是给 %(local)s 的，不是 %(code)s") % {"local": local.code, "code": floor.code}]
    said = [
        *_check_every(floor, local),
        *_check_display(floor, local),
        *_check_privacy(floor, local),
        *_check_route(floor, local),
    ]
    for kind in tuple(kinds) or floor.applies_to:
        if kind not in floor.applies_to:
            said.append(_("%(code)s 不适用于%(kind)s") % {"code": floor.code, "kind": _(UNIT_LABELS.get(kind, kind))})
        elif local.due is not None:
            said += _check_due(floor, local, local.due, kind)
        elif local.every:
            said += _check_rebased(floor, local, kind)
    return list(dict.fromkeys(said))


def effective(floor: ItemSpec, overrides: Iterable[Override]) -> ItemSpec:
    """The row as it holds locally; raises LooseningRefused when any override would loosen it."""
    item = floor
    for local in overrides:
        refused = check_tightening(item, local)
        if refused:
            raise LooseningRefused(refused)
        item = _apply(item, local)
    return item


def _law(floor: ItemSpec) -> str:
    return floor.basis[0].text


def _check_every(floor: ItemSpec, local: Override) -> list[str]:
    said = []
    demanded = floor.cadence.every
    if local.every and TIMES_A_YEAR[local.every] < TIMES_A_YEAR[demanded]:
        said.append(_slower(_("公开周期"), demanded, local.every, _law(floor)))
    if local.nil_every and TIMES_A_YEAR[local.nil_every] < TIMES_A_YEAR[floor.nil_every]:
        said.append(_slower(_("未发生声明的周期"), floor.nil_every, local.nil_every, _("全国目录的要求")))
    return said


def _slower(what: str, demanded: str, given: str, law: str) -> str:
    return _("%(what)s不能比%(demanded)s更长（%(law)s），您填的是%(given)s") % {
        "what": what,
        "demanded": _(EVERY_LABELS[demanded]),
        "law": law,
        "given": _(EVERY_LABELS[given]),
    }


def _check_display(floor: ItemSpec, local: Override) -> list[str]:
    days = local.min_display_days
    if days is None or days >= floor.min_display_days:
        return []
    law = DISPLAY_BASIS if floor.min_display_days == NATIONAL_DISPLAY_FLOOR else _law(floor)
    return [
        _("张贴天数不能少于 %(floor)s 天（%(law)s），您填的是 %(days)s 天")
        % {"floor": floor.min_display_days, "law": law, "days": days}
    ]


def _check_privacy(floor: ItemSpec, local: Override) -> list[str]:
    said = []
    if local.privacy and PRIVACY.index(local.privacy) < PRIVACY.index(floor.privacy):
        said.append(
            _("隐私等级不能低于 %(floor)s（个人信息保护法），您填的是 %(given)s")
            % {"floor": floor.privacy, "given": local.privacy}
        )
    if local.audience and local.audience.tier != floor.audience.tier:
        wider = TIERS.index(local.audience.tier) < TIERS.index(floor.audience.tier)
        words = {"floor": _(TIER_LABELS[floor.audience.tier]), "given": _(TIER_LABELS[local.audience.tier])}
        if floor.audience.tier == "original" or local.audience.tier == "original":
            said.append(_("公开对象不能改：目录要求%(floor)s，您填的是%(given)s") % words)
        elif not wider:
            said.append(_("公开对象不能比%(floor)s更窄（%(law)s），您填的是%(given)s") % {**words, "law": _law(floor)})
        elif floor.privacy == "P2":
            said.append(_("涉及个人的公开不能扩大到%(given)s（个人信息保护法），目录的范围是%(floor)s") % words)
    return said + _check_fields(floor, local)


def _check_fields(floor: ItemSpec, local: Override) -> list[str]:
    """The columns of a list may become fewer, never more."""
    said = field_problems(floor.code, floor.elements, local.fields)
    back = [name for name in local.fields if floor.fields and name not in floor.fields]
    if back and not said:
        said.append(_("上级已经规定名单里不公开“%(name)s”，不能再加回来") % {"name": back[0]})
    return said


def _check_route(floor: ItemSpec, local: Override) -> list[str]:
    said = []
    if local.approvers and len(local.approvers) < len(floor.approvers):
        said.append(
            _("签批不能比目录少：目录要 %(floor)s 人签（%(names)s），您填了 %(given)s 人")
            % {"floor": len(floor.approvers), "names": "、".join(floor.approvers), "given": len(local.approvers)}
        )
    if local.pre_reviewers and len(local.pre_reviewers) < len(floor.pre_reviewers):
        said.append(_("事前审查不能比目录少：目录要%(names)s审查") % {"names": "、".join(floor.pre_reviewers)})
    if local.review_days is not None and local.review_days < (floor.review_days or 0):
        said.append(
            _("送审要提前 %(floor)s 个工作日，您填的是 %(given)s 个")
            % {"floor": floor.review_days, "given": local.review_days}
        )
    return said


def _check_due(floor: ItemSpec, local: Override, due: DueRule, kind: str) -> list[str]:
    if not due.is_calendar:
        return _check_clock(floor, due)
    every = local.every or due.every
    if due.every != every:
        return [
            _("周期是%(every)s，到期的写法却是%(due)s")
            % {"every": _(EVERY_LABELS[every]), "due": _(EVERY_LABELS[due.every])}
        ]
    if TIMES_A_YEAR[every] < TIMES_A_YEAR[floor.duty_every_for(kind)]:
        return [_slower(_("公开周期"), floor.duty_every_for(kind), every, _law(floor))]
    allowed = [rule for rule in floor.due if rule.is_calendar and rule.act == "publish" and rule.applies_to(kind)]
    demanded = floor.duty_rule_for(kind)
    if not allowed and demanded is not None:
        allowed = [demanded]
    if demanded is None or any(not _later(due, rule) for rule in allowed):
        return []
    return [
        _("到期日不能晚于“%(floor)s”（%(law)s），您填的是“%(given)s”")
        % {"floor": demanded.shown(), "law": _law(floor), "given": due.shown()}
    ]


def _later(local: DueRule, floor: DueRule) -> bool:
    """True when the local rule is ever later than the floor's for periods that end on the same day."""
    for year in _SAMPLE_YEARS:
        ends = {period.end: period for period in periods_of(year, _every(local))}
        for period in periods_of(year, _every(floor)):
            same: Period | None = ends.get(period.end)
            if same and quick_due(local, same, _PLAIN)[0] > quick_due(floor, period, _PLAIN)[0]:
                return True
    return False


def _every(rule: DueRule) -> Every:
    return cast(Every, rule.every)  # a calendar rule is checked to have one of the four


def _check_clock(floor: ItemSpec, due: DueRule) -> list[str]:
    """Compare a clock that starts with an event (or a display period) with the row's clocks of the same sort."""
    same = [
        rule
        for rule in floor.due
        if rule.trigger == due.trigger and rule.act == due.act and rule.event == due.event and rule.n is not None
    ]
    longer_is_stricter = due.trigger in ("before_event", "display_period")
    for rule in same:
        ours, theirs = _calendar_days(due), _calendar_days(rule)
        if (ours >= theirs) if longer_is_stricter else (ours <= theirs):
            return []
    if not same:
        return []
    sentence = (
        _("不能短于“%(floor)s”（%(law)s），您填的是“%(given)s”")
        if longer_is_stricter
        else _("不能晚于“%(floor)s”（%(law)s），您填的是“%(given)s”")
    )
    return [sentence % {"floor": same[0].shown(), "law": _law(floor), "given": due.shown()}]


def _calendar_days(rule: DueRule) -> float:
    # Five working days span at least seven calendar days; enough to order the figures that rows use.
    return (rule.n or 0) * (1.4 if rule.day_kind == "WD" else 1.0)


def _check_rebased(floor: ItemSpec, local: Override, kind: str) -> list[str]:
    rule = floor.calendar_rule_for(kind)
    if rule is None or rule.trigger in ("period_end", "day_after_period") or rule.every == local.every:
        return []
    return [
        _("“%(rule)s”改成%(every)s时，请同时填写到期日") % {"rule": rule.shown(), "every": _(EVERY_LABELS[local.every])}
    ]


def _apply(item: ItemSpec, local: Override) -> ItemSpec:
    every = local.every or (local.due.every if local.due and local.due.is_calendar else "")
    due = item.due
    if local.due is not None:
        ours = replace(local.due, local=True, house=False, text=local.due.text or local.due.phrase())
        due = _replaced(item, ours)
    elif local.every:
        due = tuple(
            worded(rule, every=local.every, local=True)
            if rule.trigger in ("period_end", "day_after_period") and rule.act == "publish"
            else rule
            for rule in item.due
        )
    cadence = item.cadence
    if every and every != cadence.every:
        cadence = Cadence(cadence.mode, every=every, local=True, text=EVERY_LABELS[every])
    nil_every = local.nil_every or (every if item.nil_every != "none" and every else item.nil_every)
    return replace(
        item,
        cadence=cadence,
        due=due,
        nil_every=nil_every,
        min_display_days=item.min_display_days if local.min_display_days is None else local.min_display_days,
        privacy=local.privacy or item.privacy,
        audience=local.audience or item.audience,
        fields=local.fields or item.fields,
        approvers=local.approvers or item.approvers,
        pre_reviewers=local.pre_reviewers or item.pre_reviewers,
        review_days=item.review_days if local.review_days is None else local.review_days,
        basis=(*item.basis, Basis(text=local.source, law="local", source=local.source)),
    )


def _replaced(item: ItemSpec, ours: DueRule) -> tuple[DueRule, ...]:
    """The row's rules with ours in place of those it supersedes; rules for other acts and events stay."""
    if ours.is_calendar:
        kept = [rule for rule in item.due if not (rule.is_calendar and rule.act == "publish")]
    else:
        same = (ours.trigger, ours.act, ours.event)
        kept = [rule for rule in item.due if (rule.trigger, rule.act, rule.event) != same]
    return (ours, *kept)
