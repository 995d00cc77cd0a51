"""The unit whose board is shown, read together with its telephones and the units above it."""

from __future__ import annotations

from django.db.models import Count, OuterRef, QuerySet, Subquery

from mingbai.catalog.schema.route import COLLECT
from mingbai.disclosure.models import Edition, EditionState, Reach
from mingbai.kit.errors import NotFound
from mingbai.orgs.models import Profile, Unit, UnitKind

# A street stands four levels below the nation's list; each level is one join by primary key.
ABOVE = "parent__parent__parent__parent"
TOO_WIDE = (UnitKind.PROVINCE, UnitKind.CITY)
NEIGHBOURS = {UnitKind.COMMUNITY: "各位居民", UnitKind.VILLAGE: "各位村民"}


def unit_of(code: str, *, collecting: bool = False) -> Unit:
    """The unit with that code, with profile and ancestors. One query; NotFound when there is none.

    `collecting`: with how many of its drafts are up for comment, as an attribute of that name.
    """
    found = _with_all().filter(code=code)
    if collecting:
        up = Edition.objects.filter(state=EditionState.MOVING, step=COLLECT, notice__reach=Reach.OPEN)
        count = up.filter(notice__unit=OuterRef("pk")).order_by().values("step").annotate(n=Count("pk")).values("n")
        found = found.annotate(collecting=Subquery(count))
    unit = found.first()
    if unit is None:
        raise NotFound
    return unit


def _with_all() -> QuerySet[Unit]:
    return Unit.objects.select_related("profile", ABOVE)


def profile_of(unit: Unit) -> Profile:
    """How to reach the unit; an empty profile where nobody has filled one in."""
    found: Profile | None = getattr(unit, "profile", None)
    return found or Profile(unit=unit)


def above(unit: Unit) -> list[Unit]:
    """The units above, from the top down, as far as they were read with the unit."""
    line: list[Unit] = []
    parent = unit.parent
    while parent is not None:
        line.insert(0, parent)
        parent = parent.parent
    return line


def full_name(unit: Unit) -> str:
    """The name with the district and street before it: 荣昌区昌元街道桂花社区居民委员会."""
    names = [one.name for one in above(unit) if one.kind not in TOO_WIDE]
    return "".join([*names, unit.name])


def short(unit: Unit) -> str:
    return unit.short_name or unit.name


def neighbours(unit: Unit) -> str:
    """Whom a notice of the unit addresses; empty for offices."""
    return NEIGHBOURS.get(UnitKind(unit.kind), "")
