"""Which version of an item holds for a unit on a day: the nearest local one, else the national floor."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.db.models import Q
from django.utils.translation import gettext as _

from mingbai.catalog.models import Item, ItemVersion
from mingbai.catalog.schema.item import ItemSpec
from mingbai.kit.errors import NotNow
from mingbai.orgs.models import Unit


def reaching(unit: Unit) -> Q:
    """Versions that can hold for a unit: the national ones, and those of the unit and the units above it."""
    return Q(scope__isnull=True) | Q(scope__path__in=unit.ancestor_paths(include_self=True))


def depth(version: ItemVersion) -> tuple[int, int]:
    """The larger, the nearer to the unit; among versions of one scope the newer wins."""
    return (len(version.scope.path) if version.scope else 0, version.number)


def nearest(versions: Iterable[ItemVersion], unit: Unit) -> dict[int, ItemVersion]:
    """item id → the version that holds for `unit`, out of versions already read with their scopes."""
    best: dict[int, ItemVersion] = {}
    for version in versions:
        if version.scope is not None and not unit.is_under(version.scope):
            continue
        known = best.get(version.item_id)
        if known is None or depth(version) > depth(known):
            best[version.item_id] = version
    return best


def versions_for(unit: Unit, on: date) -> list[ItemVersion]:
    """Every item that applies to this kind of unit on a day, in the order of the catalogue. One query."""
    return [version for version in versions_below(unit, on) if applies(version, unit)]


def versions_below(unit: Unit, on: date) -> list[ItemVersion]:
    """Every item of the catalogue as it stands for the unit, of whatever kind: what its local rules can be about."""
    found = ItemVersion.objects.valid_on(on).filter(reaching(unit)).select_related("item", "scope")
    return sorted(nearest(found, unit).values(), key=lambda version: (version.item.position, version.item.code))


def version_for(item: Item, unit: Unit, on: date) -> ItemVersion:
    """The version of one item for one unit; NotNow with a sentence when there is none on that day."""
    found = ItemVersion.objects.valid_on(on).filter(reaching(unit), item=item).select_related("item", "scope")
    best = nearest(found, unit).get(item.pk)
    if best is None:
        raise NotNow(
            _("目录里的“%(code)s”在 %(on)s 没有生效的版本，请先由区里载入目录。")
            % {"code": item.code, "on": on.isoformat()}
        )
    return best


def applies(version: ItemVersion, unit: Unit) -> bool:
    return unit.kind in version.spec["applies_to"]


def spec_of(version: ItemVersion) -> ItemSpec:
    """What a version demands. Reading and checking one takes a millisecond, so equal texts are read once."""
    return _read(json.dumps(version.spec, ensure_ascii=False))


@lru_cache(maxsize=512)
def _read(text: str) -> ItemSpec:
    return ItemSpec.from_json(json.loads(text))
