"""Who sits on a step: the posts that it asks for, in the unit or above it, and in certain bodies where it says so."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from mingbai.catalog.schema.route import Step
from mingbai.orgs.models import Tenure, Unit
from mingbai.orgs.rules.may import Viewer


def sits(step: Step, unit: Unit, viewer: Viewer) -> bool:
    """Whether the viewer's capacity is one that the step asks for, in the right unit and body."""
    if viewer.unit is None or viewer.tenure is None or viewer.kind not in step["posts"]:
        return False
    if step.get("bodies") and viewer.tenure.post.body.kind not in step["bodies"]:
        return False
    where = step.get("where", "own")
    if where == "own":
        return viewer.unit.pk == unit.pk
    if where == "above":
        return viewer.unit.pk != unit.pk and unit.is_under(viewer.unit)
    return unit.is_under(viewer.unit)


def holders(step: Step, unit: Unit, on: date) -> set[int]:
    """The people who hold one of the step's posts on a day, where the step looks for them."""
    own = Q(post__body__unit=unit)
    above = Q(post__body__unit__path__in=unit.ancestor_paths())
    place = {"own": own, "above": above, "any": own | above}[step.get("where", "own")]
    if step.get("bodies"):
        place &= Q(post__body__kind__in=step["bodies"])
    held = Tenure.objects.held_on(on).filter(place, post__kind__in=step["posts"])
    return set(held.values_list("person", flat=True))


def counts_seats(step: Step) -> bool:
    """Whether it matters how many sit there: a vote, or a step that more than one has to sign."""
    return bool(step["kind"] == "vote" or step.get("policy", "one") in ("all", "majority"))
