"""One row of the disclosure catalogue as a typed value: what, by whom, how often, how long, for whom, on what basis."""

from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from mingbai.catalog.schema import codec
from mingbai.catalog.schema.due import HOUSE_DAYS, Cadence, DueRule
from mingbai.catalog.schema.errors import SpecError
from mingbai.catalog.schema.lists import field_problems
from mingbai.catalog.schema.vocab import (
    DAY_KINDS,
    DOMAINS,
    EVENT_TRIGGERS,
    EVERY,
    KINDS,
    MARKS,
    PERIODS,
    PRIVACY,
    RETENTION,
    STAGES,
    TIERS,
    UNIT_LABELS,
)

NATIONAL_DISPLAY_FLOOR: Final = 15
DISPLAY_BASIS: Final = "居委会法第34条、村委会法第35条"

# Town-run 公示 of aid and housing, and the register of inspections that is never posted: the only rows below the floor.
SHORTER_DISPLAY: Final = {"CW22": 7, "CW25": 7, "JW14": 7, "FW12": 0}


def display_floor(code: str) -> int:
    """The least days an item of this code may be posted: 15 (村 35, 居 34) unless the catalogue marks fewer."""
    return SHORTER_DISPLAY.get(code, NATIONAL_DISPLAY_FLOOR)


@dataclass(frozen=True)
class Basis:
    """One ground of the obligation: `text` is shown to residents, `source` keeps the catalogue's own short words."""

    text: str
    law: str = ""
    articles: tuple[str, ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        codec.check_fields(self)


@dataclass(frozen=True)
class Threshold:
    """A figure in a row that is not a clock: an amount or a share from which the row applies."""

    name: str
    value: str
    unit: str = ""
    local: bool = False

    def __post_init__(self) -> None:
        codec.check_fields(self)


@dataclass(frozen=True)
class Audience:
    """Who may read: `tier` decides what the program shows to whom, `label` is the row's own word for it."""

    tier: str = codec.word(TIERS)
    label: str = ""

    def __post_init__(self) -> None:
        codec.check_fields(self)


@dataclass(frozen=True)
class ItemSpec:
    """A catalogue row, every figure as data; `to_confirm` and `confirm_notes` list what the district must settle."""

    code: str
    domain: str = codec.word(DOMAINS.values())
    klass: str = ""
    title: str = ""
    elements: tuple[str, ...] = ()
    applies_to: tuple[str, ...] = codec.word(UNIT_LABELS, default=())
    kind: str = codec.word(KINDS.values(), default="standing", keep=True)
    cadence: Cadence = field(default=Cadence(mode="standing"), metadata={"of": Cadence})
    due: tuple[DueRule, ...] = codec.nested(DueRule, default=())
    thresholds: tuple[Threshold, ...] = codec.nested(Threshold, default=())
    nil_every: str = codec.word(EVERY, default="none", keep=True)
    day_kinds: tuple[str, ...] = codec.word(DAY_KINDS, default=())
    stages: tuple[str, ...] = codec.word(STAGES.values(), default=())
    audience: Audience = field(default=Audience(tier="public", label="全社会"), metadata={"of": Audience, "keep": True})
    drafter: str = ""
    pre_reviewers: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    review_days: int | None = None
    min_display_days: int = field(default=NATIONAL_DISPLAY_FLOOR, metadata={"keep": True})
    privacy: str = codec.word(PRIVACY, default="P0", keep=True)
    fields: tuple[
        str, ...
    ] = ()  # of a list about residents, where a local rule leaves out some of the national columns
    retention: str = codec.word(RETENTION.values(), default="30y", keep=True)
    basis: tuple[Basis, ...] = codec.nested(Basis, default=())
    marks: tuple[str, ...] = codec.word(MARKS, default=())
    to_confirm: bool = False
    confirm_notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        codec.check_fields(self)
        if not (2 <= len(self.code) <= 20 and self.code.isascii() and self.code.isalnum()):
            raise SpecError("code", _("目录编码由 2 到 20 位字母和数字组成，例如 CA03"))
        for name in ("klass", "title", "elements", "applies_to", "day_kinds", "stages", "approvers", "basis"):
            if not getattr(self, name):
                raise SpecError(name, _("这一项不能空着"))
        self._check_display()
        for sentence in field_problems(self.code, self.elements, self.fields):
            raise SpecError("fields", sentence)
        if self.nil_every not in ("none", *PERIODS):
            raise SpecError("nil_every", _("未发生声明的周期可用：none、month、quarter、half、year"))

    def _check_display(self) -> None:
        floor = display_floor(self.code)
        if self.min_display_days < floor:
            raise SpecError(
                "min_display_days",
                _("张贴天数不能少于 %(floor)s 天（%(law)s），您填的是 %(days)s 天")
                % {"floor": floor, "law": DISPLAY_BASIS, "days": self.min_display_days},
            )
        if self.min_display_days > 3660:
            raise SpecError("min_display_days", _("张贴天数最多填 3660 天"))

    def to_json(self) -> codec.Json:
        """Fields that differ from the default; json.dumps of it is the edition's form."""
        return codec.dump(self)

    @classmethod
    def from_json(cls, data: object, where: str = "") -> "ItemSpec":
        """The reverse of to_json; raises SpecError with the path, e.g. CW05.due[1].n."""
        code = data.get("code", "") if isinstance(data, dict) else ""
        return codec.load(cls, data, where or str(code))

    @property
    def retention_years(self) -> int | None:
        """Years to keep, or None for permanent and for “as the original”."""
        return int(self.retention[:-1]) if self.retention[:-1].isdigit() else None

    @property
    def calendar_rule(self) -> DueRule | None:
        """The rule that gives a periodic duty its date, for any kind of unit; None when the row only knows events."""
        return self.calendar_rule_for("")

    def calendar_rule_for(self, unit_kind: str) -> DueRule | None:
        """As calendar_rule, for one kind of unit (ZW17 differs); standing rows: a yearly (CW23 monthly) check."""
        for rule in self.due:
            if rule.is_calendar and rule.act == "publish" and not rule.alternative and rule.applies_to(unit_kind):
                return rule
        return self._confirmation() if self.kind == "standing" else None

    def _confirmation(self) -> DueRule:
        # The row gives days after a change; once a period the unit confirms that what stands is still right (M07).
        event = self.event_rule
        n = event.n if event and event.n else HOUSE_DAYS
        kind = event.day_kind if event else "D"
        if self.cadence.every in PERIODS:
            return DueRule("period_end", n=n, day_kind=kind, every=self.cadence.every, house=True)
        return DueRule("period_start", n=n, day_kind=kind, every="year", house=True)

    @property
    def event_rule(self) -> DueRule | None:
        """The rule that starts when something happens and asks for a publication; None when there is none.

        The main clock counts days after the event; a same-day or before-the-event rule stands in where there is none.
        """
        found = [rule for rule in self.due if rule.trigger in EVENT_TRIGGERS and rule.act == "publish"]
        for wanted in ("event", "same_day", "before_event"):
            for rule in found:
                if rule.trigger == wanted and not rule.alternative:
                    return rule
        return None

    @property
    def nil_rule(self) -> DueRule | None:
        """By when a publication or a signed 本期未发生 must stand where the row has no date: the house's proposal."""
        if self.nil_every == "none":
            return None
        return DueRule("period_end", n=HOUSE_DAYS, every=self.nil_every, house=True)

    def duty_rule_for(self, unit_kind: str) -> DueRule | None:
        """The rule that makes dated duties: the calendar rule, else the nil rule; None for rows that owe nothing."""
        return self.calendar_rule_for(unit_kind) or self.nil_rule

    def duty_every_for(self, unit_kind: str) -> str:
        """The rhythm of the item's duties: none, month, quarter, half or year."""
        rule = self.duty_rule_for(unit_kind)
        return rule.every if rule else "none"

    def ground_for(self, unit_kind: str = "", rule: DueRule | None = None) -> str:
        """The ground to name in a sentence: the local document for a local rule, else the law of that kind of unit."""
        local = [basis.text for basis in self.basis if basis.law == "local"]
        if local and rule is not None and rule.local:
            return local[-1]
        own = {"village": "village-committee-law", "community": "residents-committee-law"}.get(unit_kind)
        return next((basis.text for basis in self.basis if basis.law == own), self.basis[0].text)
