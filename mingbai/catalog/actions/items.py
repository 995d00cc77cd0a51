"""Loading the catalogue and adding local rules above the national floor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from mingbai.catalog.models import Item, ItemVersion
from mingbai.catalog.rules.imports import Report
from mingbai.catalog.rules.versions import depth
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
    known = {item.code: item for item in Item.objects.filter(code__in=[spec.code for spec in specs])}
    changed = _add_items([row for row in enumerate(specs) if row[1].code not in known], valid_from, now, by)
    for spec in specs:
        item = known.get(spec.code)
        if item is not None and _add_version(item, None, spec, {}, valid_from, now, by):
            changed += 1
            _write_below(item, None, valid_from, now, by)
    return changed


def _add_items(rows: Sequence[tuple[int, ItemSpec]], valid_from: date, now: datetime, by: Viewer | None) -> int:
    """Items that are not there yet, with their first versions, all at once."""
    fresh = [Item(code=spec.code, domain=spec.domain, position=position) for position, spec in rows]
    items = Item.objects.bulk_create(fresh)
    first = [
        ItemVersion(item=item, number=1, valid_from=valid_from, title=spec.title, spec=spec.to_json(), loaded_at=now)
        for item, (_position, spec) in zip(items, rows, strict=True)
    ]
    for version in ItemVersion.objects.bulk_create(first):
        record(act="item:load", what=version, now=now, by=by, after=digest(version.spec))
    return len(first)


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
    version = _write_local(item, scope, overrides, valid_from, now, by)
    if version is not None:
        _write_below(item, scope, valid_from, now, by)
    return version


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


@transaction.atomic
def load_rows(*, scope: Unit, report: Report, valid_from: date, now: datetime, by: Viewer) -> int:
    """Load what `rules.imports.compare` found in a file: stricter rules, and items of the unit's own.

    All or nothing: NotNow with the first problem when there is any. Returns how many items it changed.
    """
    by.require(Permission.CATALOGUE_WRITE, scope)
    if report.problems:
        raise NotNow(_("文件里有 %(n)s 处问题，什么也没有装入。") % {"n": len(report.problems)})
    for spec, overrides in report.changed:
        rules = [*standing_rules(spec.code, scope), *overrides]
        add_local(scope=scope, overrides=rules, valid_from=valid_from, now=now, by=by)
    last = Item.objects.aggregate(last=Max("position"))["last"] or 0
    for position, spec in enumerate(report.new, start=last + 1):
        fresh = {"domain": spec.domain, "owner": scope, "position": position}
        item, _created = Item.objects.get_or_create(code=spec.code, defaults=fresh)
        _add_version(item, scope, spec, {}, valid_from, now, by)
    return len(report.changed) + len(report.new)


def standing_rules(code: str, scope: Unit) -> list[Override]:
    """The local rules that a unit itself has laid on an item so far; a further rule is added to them."""
    newest = ItemVersion.objects.filter(item__code=code, scope=scope).order_by("-number").first()
    return [Override.from_json(row) for row in newest.override.get("rules", [])] if newest else []


def _write_local(
    item: Item, scope: Unit, overrides: Sequence[Override], valid_from: date, now: datetime, by: Viewer | None
) -> ItemVersion | None:
    """Rules of a unit stand on what holds above it: the district's own rules, else the national floor."""
    above = item.versions.valid_on(valid_from).filter(
        Q(scope__isnull=True) | Q(scope__path__in=scope.ancestor_paths(include_self=False))
    )
    floor = max(above.select_related("scope"), key=depth, default=None)
    if floor is None:
        raise NotNow(_("“%(code)s”在 %(on)s 还没有国家底线版本。") % {"code": item.code, "on": valid_from.isoformat()})
    try:
        spec = effective(ItemSpec.from_json(floor.spec), overrides)
    except LooseningRefused as refused:
        said = "".join(f"{sentence}。" for sentence in refused.sentences)
        raise NotNow(_("%(unit)s：%(said)s") % {"unit": scope.short_name or scope.name, "said": said}) from refused
    rules = {"rules": [override.to_json() for override in overrides]}
    return _add_version(item, scope, spec, rules, valid_from, now, by)


def _write_below(item: Item, scope: Unit | None, valid_from: date, now: datetime, by: Viewer | None) -> None:
    """Local rules further down are laid anew on the changed ground, from the top down."""
    newest: dict[int, ItemVersion] = {}
    for version in item.versions.filter(scope__isnull=False).select_related("scope").order_by("number"):
        newest[version.scope_id or 0] = version
    for version in sorted(newest.values(), key=depth):
        own = version.scope
        if own is None or (scope is not None and (own.pk == scope.pk or not own.is_under(scope))):
            continue
        rules = [Override.from_json(row) for row in version.override.get("rules", [])]
        if rules:
            _write_local(item, own, rules, valid_from, now, by)


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
