"""Fetching the unit that an address names; what does not exist is NotFound."""

from __future__ import annotations

from mingbai.kit.errors import NotFound
from mingbai.orgs.models import Unit


def unit_by_code(code: str) -> Unit:
    """The unit with that code; units are public, so nothing more is checked."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise NotFound
    return unit


def line_of(unit: Unit) -> list[Unit]:
    """The units above, from the top down. One query."""
    return list(Unit.objects.ancestors_of(unit))
