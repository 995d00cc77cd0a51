"""Who sits on a step: the posts that it asks for, in the unit or above it, and in certain bodies where it says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from mingbai.catalog.models import Route
from mingbai.catalog.schema.route import Step
from mingbai.disclosure.models import Edition
from mingbai.orgs.models import Delegation, Tenure, Unit, UnitKind
from mingbai.orgs.models.units import STEP as PATH_STEP
from mingbai.orgs.models.units import under
from mingbai.orgs.rules.may import Viewer


def sits(step: Step, unit: Unit, viewer: Viewer) -> bool:
    """Whether the viewer's capacity is one that the step asks for, in the right unit and body."""
    if viewer.unit is None or viewer.tenure is None or viewer.kind not in step["posts"]:
        return False
    if step.get("bodies") and viewer.tenure.post.body.kind not in step["bodies"]:
        return False
    where = step.get("where", "own")
    if where == "beside":
        return is_beside(step, unit, viewer.unit)
    if where == "own":
        return viewer.unit.pk == unit.pk
    if where == "above":
        return viewer.unit.pk != unit.pk and unit.is_under(viewer.unit)
    return unit.is_under(viewer.unit)


def _names(step: Step, bureau: Unit) -> bool:
    return bool(step.get("bureau")) and step["bureau"] in bureau.name


def is_beside(step: Step, unit: Unit, bureau: Unit) -> bool:
    """Whether a bureau is the one that the step asks for: of the district that stands above the unit, by its name."""
    of_district = bureau.kind == UnitKind.BUREAU and bureau.path[:-PATH_STEP] in unit.ancestor_paths()
    return of_district and bureau.pk != unit.pk and _names(step, bureau)


def asked_beside(edition: Edition, viewer: Viewer) -> bool:
    """Whether a step of the edition's route asks for the viewer's bureau; a draft has no route yet."""
    steps: list[Step] = edition.steps
    return any(step.get("where") == "beside" and sits(step, edition.notice.unit, viewer) for step in steps)


def may_be_asked(viewer: Viewer) -> Q:
    """Condition for editions on which the viewer may have a step: of the units that the post looks after, and for a
    bureau of those on a route that names it. A query of its own for bureaus only."""
    mine = viewer.reach("notice__unit__")
    if viewer.unit is None or viewer.unit.kind != UnitKind.BUREAU:
        return mine
    found = Route.objects.values_list("pk", "steps")
    routes = [pk for pk, steps in found if any(_names(step, viewer.unit) for step in steps)]
    return mine | (Q(route__in=routes) & under(Unit(path=viewer.unit.path[:-PATH_STEP]), "notice__unit__"))


def holders(step: Step, unit: Unit, on: date) -> set[int]:
    """The people who hold one of the step's posts on a day, where the step looks for them."""
    own = Q(post__body__unit=unit)
    above = Q(post__body__unit__path__in=unit.ancestor_paths())
    bureau = Q(post__body__unit__kind=UnitKind.BUREAU, post__body__unit__parent__path__in=unit.ancestor_paths())
    bureau &= Q(post__body__unit__name__contains=step.get("bureau", "")) & ~Q(post__body__unit=unit)
    place = {"own": own, "above": above, "any": own | above, "beside": bureau}[step.get("where", "own")]
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
    bureau: str = ""  # the name of the unit, where it is a bureau
    deputy: bool = False  # stands in for the holder


@dataclass(frozen=True)
class Roster:
    """Who holds what in a unit, below it and above it; read in two queries, asked for many steps of many units."""

    by_path: dict[str, tuple[Held, ...]]

    @classmethod
    def of(cls, unit: Unit, on: date) -> Roster:
        above = unit.ancestor_paths()
        place = under(unit, "post__body__unit__") | Q(post__body__unit__path__in=above)
        place |= Q(post__body__unit__kind=UnitKind.BUREAU, post__body__unit__parent__path__in=above)
        rows = Tenure.objects.held_on(on).filter(place).order_by("pk")
        found: dict[str, tuple[Held, ...]] = {}
        unit_of = "post__body__unit__"
        fields = (f"{unit_of}path", "post__kind", "post__body__kind", f"{unit_of}kind", f"{unit_of}name", "person")
        for path, kind, body, sort, name, person in rows.values_list(*fields):
            bureau = name if sort == UnitKind.BUREAU else ""
            found[path] = (*found.get(path, ()), Held(path, kind, body, person, bureau))
        lent = Delegation.objects.holding_on(on).filter(tenure__in=rows).order_by("pk")
        of_holder = [f"tenure__{one}" for one in fields[:5]]
        for path, kind, body, sort, name, person in lent.values_list(*of_holder, "deputy"):
            bureau = name if sort == UnitKind.BUREAU else ""
            found[path] = (*found.get(path, ()), Held(path, kind, body, person, bureau, deputy=True))
        return cls(found)

    def holders(self, step: Step, unit: Unit) -> set[int]:
        """As `holders` below answers it for one step of one unit."""
        return {held.person for held in self._asked(step, unit) if not held.deputy}

    def able(self, step: Step, unit: Unit) -> set[int]:
        """The holders, and whoever stands in for one of them; nobody stands in at a vote."""
        return {held.person for held in self._asked(step, unit) if step["kind"] != "vote" or not held.deputy}

    def _asked(self, step: Step, unit: Unit) -> list[Held]:
        where = step.get("where", "own")
        if where == "beside":
            return self._beside(step, unit)
        paths = [*(unit.ancestor_paths() if where != "own" else ()), *([unit.path] if where != "above" else [])]
        bodies = step.get("bodies")
        return [
            held
            for path in paths
            for held in self.by_path.get(path, ())
            if held.kind in step["posts"] and (not bodies or held.body in bodies)
        ]

    def _beside(self, step: Step, unit: Unit) -> list[Held]:
        above = unit.ancestor_paths()
        return [
            held
            for path, seats in self.by_path.items()
            if path[:-PATH_STEP] in above and path != unit.path
            for held in seats
            if held.bureau and step["bureau"] in held.bureau and held.kind in step["posts"]
        ]


def counts_seats(step: Step) -> bool:
    """Whether it matters how many sit there: a vote, or a step that more than one has to sign."""
    return bool(step["kind"] == "vote" or step.get("policy", "one") in ("all", "majority"))
