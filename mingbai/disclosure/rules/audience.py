"""For whom a notice is: worked out of the catalogue when it is begun, and kept with the notice."""

from __future__ import annotations

from mingbai.catalog.schema.item import ItemSpec
from mingbai.disclosure.models import CLOSED, Audience, Reach


def audience_of(spec: ItemSpec) -> Audience:
    """All, unless the row is for party members or the parties concerned, or names residents (P2): then the tier that
    the row is meant for, and the unit's residents where it says nothing narrower."""
    tier = spec.audience.tier
    if tier in CLOSED:
        return Audience(tier)
    if spec.privacy != "P2":
        return Audience.PUBLIC
    return Audience.COLLECTIVE if tier == Audience.COLLECTIVE else Audience.RESIDENTS


def reach_of(audience: Audience) -> Reach:
    """Whether the content is on the open web."""
    return Reach.OPEN if audience == Audience.PUBLIC else Reach.LOCAL
