"""What stands on the board of a unit today: the honest state, what is on display, what is late, what did not happen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Window
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from mingbai.catalog.models import Domain
from mingbai.disclosure.models import EditionState, Notice, NoticeKind
from mingbai.duties.models import Duty, Settlement
from mingbai.duties.rules.ledger import Line
from mingbai.duties.rules.roster import Roster, masked
from mingbai.duties.rules.tallies import Tally, quarter_of, quarter_tally
from mingbai.kit.periods import Period
from mingbai.orgs.models import PostKind, Unit

PER_PAGE = 20
LISTED = 20  # late or nil duties on the board; the ledger has the rest
NIL_SHOWN = timedelta(days=15)
# The columns of a late or nil duty that its row is made of; the query names each of them twice.
SHOWN = ("title", "kind", "period", "due", "settlement", "settled_on", "settled_by", "item__domain", "version__title")
SOON = 2  # days left from which the end of a display is marked


@dataclass(frozen=True)
class Posted:
    """One line of “正在公示”."""

    notice: Notice
    left: int | None

    @property
    def soon(self) -> bool:
        return self.left is not None and self.left <= SOON

    @property
    def total(self) -> int:
        live = self.notice.live
        assert live is not None, "only published notices are listed"
        assert live.display_from is not None, "it was published"
        assert live.display_until is not None, "asked only where an end is set"
        return (live.display_until - live.display_from).days

    @property
    def gone(self) -> int:
        return self.total - (self.left or 0)


@dataclass(frozen=True)
class Board:
    """Everything that the board's page shows of its unit."""

    unit: Unit
    quarter: Period
    leaders: list[str]
    tally: Tally
    posted: Page[Posted]
    late: list[Line] = field(default_factory=list)
    late_count: int = 0
    nils: list[Duty] = field(default_factory=list)
    nil_count: int = 0
    below: list[Unit] = field(default_factory=list)

    @property
    def late_before(self) -> int:
        """What is overdue of earlier quarters; the equation counts this quarter alone, the list below it all."""
        return self.late_count - self.tally.overdue


def board_of(unit: Unit, on: date, *, page: int = 1) -> Board:
    """The board as it stands on a day, in five queries beside the one that read the unit."""
    roster = Roster(unit, on)
    quarter = quarter_of(on)
    late, late_count, nils, nil_count = _owed(unit, quarter, on)
    return Board(
        unit=unit,
        quarter=quarter,
        leaders=[
            f"{tenure.post.title} {masked(tenure.person.name)}"
            for tenure in roster.holding(PostKind.SECRETARY, PostKind.DIRECTOR)
        ],
        tally=quarter_tally(unit, on),
        posted=_posted(unit, on, page),
        late=[_line(duty, roster, on) for duty in late],
        late_count=late_count,
        nils=nils,
        nil_count=nil_count,
        below=[] if unit.is_grassroots else list(Unit.objects.children_of(unit)),
    )


def on_display(unit: Unit, on: date) -> QuerySet[Notice]:
    """Published notices of the unit whose display has not ended, the newest first; without their content.

    What was taken back keeps its place so long: nothing goes from a board without a trace.
    """
    shown = Q(live__display_until__isnull=True) | Q(live__display_until__gte=on)
    begun = Q(live__display_from__lte=on, live__state__in=(EditionState.PUBLISHED, EditionState.WITHDRAWN))
    found = Notice.objects.published().filter(shown, begun, unit=unit)
    return light(found).order_by("-live__published_at", "-serial")


def light(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """With item and live edition, but without the content, which a list does not show."""
    privacy = KeyTextTransform("privacy", "live__version__spec")
    related = notices.select_related("item", "live__version").annotate(privacy=privacy)
    return related.defer("live__content", "live__steps", "live__version__spec")


def _posted(unit: Unit, on: date, page: int) -> Page[Posted]:
    # A declaration of nil has a section of its own.
    found = on_display(unit, on).exclude(kind=NoticeKind.NIL)
    return counted_page(found, page, PER_PAGE, lambda notice: _as_posted(notice, unit, on))


def _as_posted(notice: Notice, unit: Unit, on: date) -> Posted:
    notice.unit = unit  # read already; the number asks for its code
    assert notice.live is not None, "only published notices are listed"
    return Posted(notice, notice.live.days_left(on))


def counted_page(rows: QuerySet[Any], number: int, size: int, make: Any) -> Page[Any]:
    """One page and the count of all rows in one query; past the end it is the last page, for two queries more."""
    start = (number - 1) * size
    found = list(rows.annotate(of_all=Window(Count("pk")))[start : start + size])
    if not found and number > 1:
        last = -(-rows.count() // size) or 1
        return counted_page(rows, last, size, make)
    return Page([make(row) for row in found], number, Paginator(range(_of_all(found)), size))


def _owed(unit: Unit, quarter: Period, on: date) -> tuple[list[Duty], int, list[Duty], int]:
    """The first of what is overdue, however old, and of what was declared nil of this quarter or lately, with the
    count of each. One query, and no more rows than are shown."""
    late = Q(settlement=Settlement.OPEN, due__lt=on)
    recent = Q(due__gte=quarter.start, due__lte=quarter.end) | Q(settled_on__gte=on - NIL_SHOWN)
    order = ["due", "item__position", "pk"]
    found = list(
        Duty.objects.filter(late | (Q(settlement=Settlement.NIL) & recent), unit=unit)
        .select_related("item", "version")
        .only(*SHOWN)
        .annotate(
            drafter=KeyTextTransform("drafter", "version__spec"),
            of_all=Window(Count("pk"), partition_by="settlement"),
            nth=Window(RowNumber(), partition_by="settlement", order_by=order),
        )
        .filter(nth__lte=LISTED)
        .order_by(*order)
    )
    open_ones = [duty for duty in found if not duty.settlement]
    nils = [duty for duty in found if duty.settlement]
    return open_ones, _of_all(open_ones), nils, _of_all(nils)


def _of_all(rows: Sequence[Any]) -> int:
    return rows[0].of_all if rows else 0


def _line(duty: Duty, roster: Roster, on: date) -> Line:
    drafter = getattr(duty, "drafter", "") or ""
    return Line(duty, duty.state(on), duty.days_late(on), roster.label(drafter))


def equation(board: Board, ledger: str) -> list[dict[str, Any]]:
    """应公开 ＝ 已公开 ＋ 声明未发生 ＋ 逾期 ＋ 还没到期; each part leads into the ledger."""
    tally = board.tally
    period = f"?year={board.quarter.start.year}&quarter={(board.quarter.start.month + 2) // 3}"
    parts = [
        ("", "", "", _("本季度应公开"), tally.total, ""),
        ("＝", "is-done", "check", _("已公开"), tally.met, "done"),
        ("＋", "", "nil", _("声明未发生"), tally.nil, "nil"),
        ("＋", "is-late" if tally.overdue else "", "late", _("逾期"), tally.overdue, "late"),
        ("＋", "", "wait", _("还没到期"), tally.todo, "todo"),
    ]
    return [
        {
            "op": op,
            "cls": cls,
            "icon": icon,
            "label": label,
            "num": num,
            "href": f"{ledger}{period}&state={state}#lines" if ledger else "#cats",
        }
        for op, cls, icon, label, num, state in parts
    ]


def domains_of(cells: Mapping[str, Iterable[str]]) -> list[dict[str, Any]]:
    """A row for each domain that the quarter has duties in, with its squares and its words."""
    rows = []
    for domain, some in cells.items():
        squares = tuple(some)
        label = str(Domain(domain).label)
        count = _("%(n)s 项，已公开 %(done)s 项") % {"n": len(squares), "done": squares.count("done")}
        row = {"domain": domain, "label": label, "char": label[0], "cells": squares}
        rows.append({**row, "count": count, "said": _said(label, squares)})
    return rows


def _said(label: str, cells: tuple[str, ...]) -> str:
    return _("%(label)s：已公开 %(done)s 项，声明未发生 %(nil)s 项，逾期 %(late)s 项，还没到期 %(todo)s 项") % {
        "label": label,
        **{kind: cells.count(kind) for kind in ("done", "nil", "late", "todo")},
    }
