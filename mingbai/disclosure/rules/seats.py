"""Who sits on a step: the posts that it asks for, in the unit or above it, and in certain bodies where it says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from mingbai.catalog.schema.route import Step
from mingbai.orgs.models import Delegation, Tenure, Unit
from mingbai.orgs.models.units import under
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


@dataclass(frozen=True)
class Held:
    """One post held today: of which unit (its path), what for, in what sort of body, by whom."""

    path: str
    kind: str
    body: str
    person: int
    deputy: bool = False  # stands in for the holder


@dataclass(frozen=True)
class Roster:
    """Who holds what in a unit, below it and above it; read in two queries, asked for many steps of many units."""

    by_path: dict[str, tuple[Held, ...]]

    @classmethod
    def of(cls, unit: Unit, on: date) -> Roster:
        place = under(unit, "post__body__unit__") | Q(post__body__unit__path__in=unit.ancestor_paths())
        rows = Tenure.objects.held_on(on).filter(place).order_by("pk")
        found: dict[str, tuple[Held, ...]] = {}
        fields = ("post__body__unit__path", "post__kind", "post__body__kind", "person")
        for path, kind, body, person in rows.values_list(*fields):
            found[path] = (*found.get(path, ()), Held(path, kind, body, person))
        lent = Delegation.objects.holding_on(on).filter(tenure__in=rows).order_by("pk")
        for path, kind, body, person in lent.values_list(*(f"tenure__{name}" for name in fields[:3]), "deputy"):
            found[path] = (*found.get(path, ()), Held(path, kind, body, person, deputy=True))
        return cls(found)

    def holders(self, step: Step, unit: Unit) -> set[int]:
        """As `holders` below answers it for one step of one unit."""
        return {held.person for held in self._asked(step, unit) if not held.deputy}

    def able(self, step: Step, unit: Unit) -> set[int]:
        """The holders, and whoever stands in for one of them; nobody stands in at a vote."""
        return {held.person for held in self._asked(step, unit) if step["kind"] != "vote" or not held.deputy}

    def _asked(self, step: Step, unit: Unit) -> list[Held]:
        where = step.get("where", "own")
        paths = [*(unit.ancestor_paths() if where != "own" else ()), *([unit.path] if where != "above" else [])]
        bodies = step.get("bodies")
        return [
            held
            for path in paths
            for held in self.by_path.get(path, ())
            if held.kind in step["posts"] and (not bodies or held.body in bodies)
        ]


def counts_seats(step: Step) -> bool:
    """Whether it matters how many sit there: a vote, or a step that more than one has to sign."""
    return bool(step["kind"] == "vote" or step.get("policy", "one") in ("all", "majority"))
