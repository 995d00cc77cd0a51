"""For whom a notice is: worked out of the catalogue when it is begun, and kept with the notice."""

from __future__ import annotations

from mingbai.catalog.schema.item import ItemSpec
from mingbai.catalog.schema.route import Step
from mingbai.disclosure.models import CLOSED, Audience, Edition, EditionState, Notice, Reach


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


def goes_first(step: Step, notice: Notice) -> bool:
    """Whether a release shows the notice to anybody earlier. What is for those members alone reaches them by being
    published, and what is for a few is for nobody else before."""
    return not notice.closed and notice.audience != step["to"]


def on_release(edition: Edition) -> bool:
    """Whether members read the edition now and everybody else not yet."""
    return edition.state == EditionState.MOVING and edition.step_spec().get("kind") == "release"
