"""Loading the catalogue and adding local rules above the national floor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingbai.catalog.models import Item, ItemVersion
from mingbai.catalog.schema.edition import load_edition
from mingbai.catalog.schema.item import ItemSpec
from mingbai.catalog.schema.local import LocalSet, LooseningRefused, Override, effective
from mingbai.kit.digests import digest
from mingbai.kit.errors import NotNow
from mingbai.orgs.actions.journal import record
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Permission, Viewer

def load_shipped(*, now: datetime) -> int:
    """Load the project's own structured edition of the 100 rows."""
    return load_items(specs=list(load_edition().values()), valid_from=date(2026, 1, 1), now=now)


@transaction.atomic
def load_items(*, specs: Sequence[ItemSpec], valid_from: date, now: datetime, by: Viewer | None = None) -> int:
    """Load rows of the national floor; a changed row becomes a new version from `valid_from` on.

    Returns how many versions were written. Local versions above a changed row are written anew as well.
    """
    changed = 0
    for position, spec in enumerate(specs):
        item, _created = Item.objects.get_or_create(
            code=spec.code, defaults={"domain": spec.domain, "position": position}
        )
        if _add_version(item, None, spec, {}, valid_from, now, by):
            changed += 1
            for local in _locals(item):
                rules = [Override.from_json(row) for row in local.override["rules"]]
                _write_local(item, local.scope, spec, rules, valid_from, now, by)
    return changed


@transaction.atomic
def add_local(
    *, scope: Unit, overrides: Sequence[Override], valid_from: date, now: datetime, by: Viewer | None = None
) -> ItemVersion | None:
    """Local rules on one item, for `scope` and the units below it. They may tighten the floor, never loosen it.

    Raises NotNow with the law that forbids a loosening. Returns None when the same rules stand already.
    """
    if by is not None:
        by.require(Permission.CATALOGUE_WRITE, scope)
    code = overrides[0].code
    item = Item.objects.filter(code=code).first()
    if item is None:
        raise NotNow(_("目录里没有“%(code)s”这一项。") % {"code": code})
    floor = item.versions.filter(scope=None).valid_on(valid_from).order_by("-number").first()
    if floor is None:
        raise NotNow(_("“%(code)s”在 %(on)s 还没有国家底线版本。") % {"code": code, "on": valid_from.isoformat()})
    return _write_local(item, scope, ItemSpec.from_json(floor.spec), overrides, valid_from, now, by)


@transaction.atomic
def load_local(*, scope: Unit, local: LocalSet, now: datetime, by: Viewer | None = None) -> int:
    """Load the local scheme of a unit, as data; returns how many items it changed. Safe to run again."""
    codes = dict.fromkeys([*local.route_codes, *(override.code for override in local.overrides)])
    valid_from = date.fromisoformat(local.valid_from)
    versions = [
        add_local(scope=scope, overrides=local.overrides_for(code), valid_from=valid_from, now=now, by=by)
        for code in codes
    ]
    return sum(version is not None for version in versions)


def _write_local(
    item: Item,
    scope: Unit | None,
    floor: ItemSpec,
    overrides: Sequence[Override],
    valid_from: date,
    now: datetime,
    by: Viewer | None,
) -> ItemVersion | None:
    try:
        spec = effective(floor, overrides)
    except LooseningRefused as refused:
        raise NotNow("".join(f"{sentence}。" for sentence in refused.sentences)) from refused
    rules = {"rules": [override.to_json() for override in overrides]}
    return _add_version(item, scope, spec, rules, valid_from, now, by)


def _locals(item: Item) -> list[ItemVersion]:
    newest: dict[int, ItemVersion] = {}
    for version in item.versions.filter(scope__isnull=False).select_related("scope").order_by("number"):
        newest[version.scope_id] = version
    return list(newest.values())


def _add_version(
    item: Item,
    scope: Unit | None,
    spec: ItemSpec,
    override: dict[str, Any],
    valid_from: date,
    now: datetime,
    by: Viewer | None,
) -> ItemVersion | None:
    newest = item.versions.filter(scope=scope).order_by("-number").first()
    row = spec.to_json()
    if newest is not None and newest.spec == row:
        return None
    if newest is not None and newest.valid_until is None:
        newest.valid_until = max(newest.valid_from, valid_from - timedelta(days=1))
        newest.save(update_fields=["valid_until"])
    version = ItemVersion.objects.create(
        item=item,
        scope=scope,
        number=newest.number + 1 if newest else 1,
        valid_from=valid_from,
        title=spec.title,
        spec=row,
        override=override,
        loaded_at=now,
    )
    before = digest(newest.spec) if newest else ""
    record(act="item:load", what=version, now=now, by=by, unit=scope, before=before, after=digest(row))
    return version
