"""How often an item is disclosed and by when, as structured values; nothing here is free text to be read later."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from mingbai.catalog.schema import codec
from mingbai.catalog.schema.errors import SpecError
from mingbai.catalog.schema.vocab import (
    ACTS,
    CALENDAR_TRIGGERS,
    DAY_KINDS,
    EVENT_TRIGGERS,
    EVENTS,
    EVERY,
    MODES,
    PERIODS,
    STAGES,
    TRIGGERS,
    UNIT_LABELS,
)

# The house's own proposal where a row names a rhythm but no day, and for nil declarations (requirement M07).
HOUSE_DAYS: Final = 10

_AFTER = {"month": "月后", "quarter": "季后", "half": "半年后", "year": "年后"}
_NEXT = {"month": "次月", "quarter": "次季首月", "half": "下个半年首月", "year": "次年1月"}
_STARTS = {"month": "月初", "quarter": "季初", "half": "半年初", "year": "年初"}


@dataclass(frozen=True)
class Cadence:
    """How often: `every` is the rhythm demanded, `also` others the row names, `busy` the one for many transactions."""

    mode: str = codec.word(MODES)
    every: str = codec.word(EVERY, default="none")
    also: tuple[str, ...] = codec.word(EVERY, default=())
    busy: str = codec.word(("", *PERIODS), default="")
    times: int = 1
    local: bool = False
    text: str = ""

    def __post_init__(self) -> None:
        codec.check_fields(self)

    def to_json(self) -> codec.Json:
        """Fields that differ from the default."""
        return codec.dump(self)

    @classmethod
    def from_json(cls, data: object, where: str = "cadence") -> "Cadence":
        """The reverse of to_json; raises SpecError with the path."""
        return codec.load(cls, data, where)


@dataclass(frozen=True)
class DueRule:
    """One clock of an item.

    `n` counts days of `day_kind` (for day_after_period it is the day of the month). `others` keeps further figures
    the row names for the same clock (the lower end of 3–15), `extend` a lawful extension (60+30). `alternative` is
    the "或" of a row, `local` a local figure, `tunable` one the row calls default or adjustable, `house` a figure
    that is the project's own proposal. `units` limits the rule to kinds of unit.
    """

    trigger: str = codec.word(TRIGGERS)
    act: str = codec.word(ACTS, default="publish")
    event: str = codec.word(("", *EVENTS), default="")
    n: int | None = None
    others: tuple[int, ...] = ()
    extend: int | None = None
    day_kind: str = codec.word(DAY_KINDS, default="D")
    every: str = codec.word(EVERY, default="none")
    month: int | None = None
    day: int | None = None
    year_offset: int = 0
    stage: str = codec.word(("", *STAGES.values()), default="")
    units: tuple[str, ...] = codec.word(UNIT_LABELS, default=())
    alternative: bool = False
    local: bool = False
    tunable: bool = False
    house: bool = False
    text: str = ""

    def __post_init__(self) -> None:
        codec.check_fields(self)
        if self.trigger in EVENT_TRIGGERS and not self.event:
            raise SpecError("event", _("按事件起算的时限要写明是什么事"))
        if self.trigger in ("event", "period_end", "period_start") and self.n is None:
            raise SpecError("n", _("这一种时限要写明天数"))
        if self.trigger in ("period_end", "period_start", "day_after_period") and self.every not in PERIODS:
            raise SpecError("every", _("按期起算的时限要写明是每月、每季度、每半年还是每年"))
        if self.trigger == "day_after_period" and not 1 <= (self.n or 0) <= 28:
            raise SpecError("n", _("每月几日要填 1 到 28"))
        if self.trigger == "fixed_date":
            self._check_fixed_date()

    def _check_fixed_date(self) -> None:
        try:
            date(2025, self.month or 0, self.day or 0)  # a year without 29 February: the date must exist every year
        except ValueError:
            raise SpecError("month", _("固定日期要填真实的月和日，例如 3 月 31 日")) from None

    @property
    def is_calendar(self) -> bool:
        """True when the date follows from the period alone."""
        return self.trigger in CALENDAR_TRIGGERS

    def to_json(self) -> codec.Json:
        """Fields that differ from the default."""
        return codec.dump(self)

    @classmethod
    def from_json(cls, data: object, where: str = "due") -> "DueRule":
        """The reverse of to_json; raises SpecError with the path."""
        return codec.load(cls, data, where)

    def phrase(self) -> str:
        """The rule in words; the grammar reads every generated phrase back to the same rule."""
        return self.text or _phrase(self)

    def shown(self) -> str:
        """The rule in words for residents: without the catalogue's note that a figure came from a seed document."""
        return self.phrase().replace("(种子)", "").replace("(", "（").replace(")", "）").replace(">=", "不少于")

    def applies_to(self, unit_kind: str) -> bool:
        """True when the rule holds for this kind of unit ("" asks for any)."""
        return not unit_kind or not self.units or unit_kind in self.units


def _phrase(rule: DueRule) -> str:
    days = f"{rule.n}个工作日" if rule.day_kind == "WD" else f"{rule.n}日"
    event = EVENTS.get(rule.event, "")
    if rule.trigger == "period_end":
        return f"{_AFTER[rule.every]}{days}内"
    if rule.trigger == "period_start":
        return f"{_STARTS[rule.every]}{days}内"
    if rule.trigger == "day_after_period":
        return f"{_NEXT[rule.every]}{rule.n}日前"
    if rule.trigger == "fixed_date":
        return f"每年{rule.month}月{rule.day}日前" + ("公布上年" if rule.year_offset else "")
    if rule.trigger == "event":
        return f"{event}后{days}内"
    if rule.trigger == "before_event":
        return f"{event}{days}前" if rule.n is not None else f"{event}前"
    if rule.trigger == "same_day":
        return f"{event}当日"
    if rule.trigger == "display_period":
        return f"公示{days}" if rule.n is not None else "公示"
    return "与该行同一到期日" if rule.trigger == "with_item" else "按当地规定"


def worded(rule: DueRule, **changes: Any) -> DueRule:
    """The rule with changes and a phrase that fits them (the old words no longer hold)."""
    changed = replace(rule, **{**changes, "text": ""})
    return replace(changed, text=_phrase(changed))
