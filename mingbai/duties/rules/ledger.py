"""The lines of the public ledger (台账): each duty with its state, who answers, and where it can be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mingbai.duties.models import Duty, DutyQuerySet, Settlement, State
from mingbai.duties.rules.labels import label_of
from mingbai.duties.rules.roster import Roster
from mingbai.orgs.models import Unit

# Which mark of the design language a state carries.
MARKS = {
    State.UPCOMING: "wait",
    State.DUE: "due",
    State.MET: "done",
    State.MET_LATE: "done",
    State.NIL: "nil",
    State.OVERDUE: "late",
    State.DELINQUENT: "late",
}


@dataclass(frozen=True)
class Line:
    """One duty as the ledger shows it."""

    duty: Duty
    state: State
    days_late: int
    answers: str
    inside: bool = False  # read by an official of the unit
    may_be_nil: bool = False

    @property
    def title(self) -> str:
        return self.duty.title if self.inside else self.duty.public_title

    @property
    def period(self) -> str:
        return label_of(self.duty.period)

    @property
    def provisional(self) -> bool:
        """The mark matters while the day can still move; what is settled is settled."""
        return self.duty.provisional and self.open

    @property
    def open(self) -> bool:
        return self.duty.settlement == Settlement.OPEN

    @property
    def mark(self) -> str:
        return MARKS[self.state]

    @property
    def notice(self) -> str:
        """The address of the notice that settled the duty, or empty."""
        return f"/n/{self.duty.settled_by}/" if self.duty.settled_by else ""

    @property
    def number(self) -> str:
        """The number without the unit's code, as people say it: 2026-00012."""
        return self.duty.settled_by.rpartition("/")[2]

    @property
    def category(self) -> str:
        """The one character of the domain: 党 村 居 政 财 服."""
        return str(self.duty.item.get_domain_display())[:1]


def lines_of(unit: Unit, duties: DutyQuerySet | Iterable[Duty], on: date, *, inside: bool = False) -> list[Line]:
    """Lines in the order of the due days; two queries for a queryset, one for duties that are read already.

    `inside` is for officials of the unit, who may read what the clerk wrote before it has passed the gate.
    """
    roster = Roster(unit, on)
    if isinstance(duties, DutyQuerySet):
        duties = duties.select_related("item", "version").order_by("due", "item__position", "period", "pk")
    return [
        Line(
            duty=duty,
            state=duty.state(on),
            days_late=duty.days_late(on),
            answers=roster.label(duty.version.spec.get("drafter", "")),
            inside=inside,
            may_be_nil=duty.may_be_nil(on),
        )
        for duty in duties
    ]
