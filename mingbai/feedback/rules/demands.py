"""How many must sign for a joint demand, a local figure kept as data; and on what one can be made."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from importlib.resources import files

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from mingbai.catalog.models import ItemVersion
from mingbai.catalog.rules.versions import spec_of
from mingbai.feedback.models import Demand
from mingbai.feedback.rules.stages import items_for
from mingbai.feedback.rules.terms import KEPT_AFTER_ANSWER, KEPT_AT_MOST
from mingbai.kit.errors import NotFound
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Permission, Viewer


@dataclass(frozen=True)
class Share:
    """What part of those who may sign must have signed, and on whose authority."""

    part: Fraction
    source: str

    @property
    def words(self) -> str:
        return f"{self.part.numerator}/{self.part.denominator}"

    def of(self, base: int) -> int:
        """The fewest signatures that are enough: a tenth of 101 is 11."""
        return -(-base * self.part.numerator // self.part.denominator)


@cache
def _rows() -> list[dict[str, str]]:
    text = (files("mingbai.feedback") / "data" / "shares.json").read_text(encoding="utf-8")
    rows: list[dict[str, str]] = json.loads(text)
    return sorted(rows, key=lambda row: -len(row["units"]))


def share_of(unit: Unit, kind: str) -> Share:
    """The share for a unit: the row with the longest beginning of its code."""
    row = next(row for row in _rows() if unit.code.startswith(row["units"]))
    return Share(Fraction(row[kind]), row["source"])


def demandable(unit: Unit, on: date) -> list[ItemVersion]:
    """What can be demanded of a village or community: rows published as matters come up, not those told beforehand."""
    found = [(version, spec_of(version).event_rule) for version in items_for(unit, on)]
    return [version for version, rule in found if rule is None or rule.trigger != "before_event"]


def demands_of(unit: Unit, now: datetime) -> QuerySet[Demand]:
    """What people demand of a unit, for everybody who wants to sign too: the open ones first, then what was verified
    lately. One query; `signed` counts, it names nobody. Who signed is forgotten when a demand leaves this list."""
    lately = Q(verification__at__gt=now - KEPT_AFTER_ANSWER)
    still = Q(verification__isnull=True, opened_on__gt=timezone.localdate(now) - KEPT_AT_MOST)
    found = Demand.objects.filter(still | lately, unit=unit).select_related("item", "verification__duty")
    return found.annotate(signed=Count("signers")).order_by(F("verification__at").desc(nulls_first=True), "-pk")


def demand_for(viewer: Viewer, pk: int) -> Demand:
    """A demand that the viewer's committee verifies; else NotFound."""
    found = Demand.objects.select_related("unit", "item", "verification").filter(pk=pk).first()
    if found is None or not viewer.may(Permission.DEMAND_VERIFY, found.unit):
        raise NotFound
    return found
