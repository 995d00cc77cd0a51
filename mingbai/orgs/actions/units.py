"""Taking in a list of units: new ones are added, known ones renamed or moved; none is ever deleted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mingbai.orgs.actions.journal import record
from mingbai.orgs.models import Entry, Unit
from mingbai.orgs.models.units import STEP
from mingbai.orgs.rules.may import Permission, Viewer
from mingbai.orgs.rules.names import initials_of, short_name_of
from mingbai.orgs.rules.tables import Problem, Refused
from mingbai.orgs.rules.unit_rows import UnitRow, levels_of, sound_rows

BATCH = 2000
FIELDS = ("name", "short_name", "initials", "kind", "parent", "path")


@dataclass(frozen=True)
class Loaded:
    """What a list changed."""

    added: int
    changed: int
    moved: int
    same: int


@dataclass
class Tree:
    """The tree as it will be: by code what is known, what the file says, whose child each is, and where it lies."""

    rows: dict[str, UnitRow]
    known: dict[str, tuple[int, str, str, str, str]]  # id, name, kind, parent's code, path
    parents: dict[str, str] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)

    def moves(self) -> list[str]:
        """Known units whose path is another now, those under a moved unit included."""
        return [code for code, old in self.known.items() if self.paths[code] != old[4]]


def load_units(
    *,
    rows: Iterable[UnitRow],
    now: datetime,
    digest: str = "",
    problems: list[Problem] | None = None,
    by: Viewer | None = None,
) -> Loaded:
    """Take the whole list or nothing of it. Refused names every bad row by its line.

    `problems` are those found while reading; `digest` of the file goes to the journal. Running the same list again
    changes nothing. Known units keep their path unless they move; then everything below them moves along.
    """
    problems = problems if problems is not None else []
    good = sound_rows(rows, problems)
    with transaction.atomic():
        tree = _tree_of(good, problems)
        if problems:
            raise Refused(problems)
        if not good:
            raise Refused([Problem(0, _("文件里一个单位也没有。"))])
        added = _add(tree)
        changed, moved = _change(tree, now, by)
        loaded = Loaded(added=added, changed=changed, moved=moved, same=len(good) - added - changed)
        _record(tree, loaded, now, digest, by)
    return loaded


def _tree_of(rows: dict[str, UnitRow], problems: list[Problem]) -> Tree:
    found = list(Unit.objects.values_list("pk", "code", "name", "kind", "parent_id", "path").iterator(BATCH))
    codes = {pk: code for pk, code, *_rest in found}
    known = {code: (pk, name, kind, codes.get(above, ""), path) for pk, code, name, kind, above, path in found}
    tree = Tree(rows, known)
    tree.parents = {code: old[3] for code, old in known.items()}
    tree.parents.update((code, row.parent) for code, row in rows.items())
    for code, row in rows.items():
        if row.parent and row.parent not in tree.parents:
            said = {"code": code, "parent": row.parent}
            problems.append(Problem(row.line, _("%(code)s 的上级 %(parent)s 不在文件里，也不在系统里。") % said))
    tree.levels = levels_of(tree.parents, rows, problems)
    if not problems:
        _place(tree, problems)
    return tree


def _place(tree: Tree, problems: list[Problem]) -> None:
    """Give each unit its path: what stays keeps its number, what is new or moved gets the next one, by code."""
    last: dict[str, int] = defaultdict(int)
    for _pk, _name, _kind, above, path in tree.known.values():
        last[above] = max(last[above], int(path[-STEP:]))
    for code in sorted(tree.parents, key=lambda code: (tree.levels[code], code)):
        above = tree.parents[code]
        old = tree.known.get(code)
        if old and old[3] == above:
            number = int(old[4][-STEP:])
        else:
            last[above] += 1
            number = last[above]
        if number >= 10**STEP:
            said = _("%(parent)s 下面的单位太多，最多 %(most)s 个。") % {"parent": above, "most": 10**STEP - 1}
            problems.append(Problem(tree.rows[code].line, said))
        tree.paths[code] = f"{tree.paths[above] if above else ''}{number:0{STEP}d}"


def _add(tree: Tree) -> int:
    """Insert the new units level by level, because a child needs the key of its parent."""
    ids = {code: old[0] for code, old in tree.known.items()}
    by_level: dict[int, list[UnitRow]] = defaultdict(list)
    for code, row in tree.rows.items():
        if code not in tree.known:
            by_level[tree.levels[code]].append(row)
    added = 0
    for _level, rows in sorted(by_level.items()):
        for batch in _batches(rows):
            units = Unit.objects.bulk_create(_fresh(row, ids, tree) for row in batch)
            ids.update((unit.code, unit.pk) for unit in units)
            added += len(units)
    return added


def _fresh(row: UnitRow, ids: dict[str, int], tree: Tree) -> Unit:
    short = short_name_of(row.name)
    return Unit(
        code=row.code,
        name=row.name,
        short_name=short,
        initials=initials_of(short),
        kind=row.kind,
        parent_id=ids[row.parent] if row.parent else None,
        path=tree.paths[row.code],
    )


def _batches(rows: list[UnitRow]) -> Iterator[list[UnitRow]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _change(tree: Tree, now: datetime, by: Viewer | None) -> tuple[int, int]:
    """Rename and move known units, a renamed one with its entry; how many the file changed, how many paths moved."""
    moves = tree.moves()
    told = {
        code
        for code, row in tree.rows.items()
        if code in tree.known and tree.known[code][1:4] != (row.name, row.kind, row.parent)
    }
    touched = sorted(told.union(moves))
    for start in range(0, len(touched), BATCH):
        codes = touched[start : start + BATCH]
        units = list(Unit.objects.filter(code__in=codes))
        above = dict(Unit.objects.filter(code__in={tree.parents[code] for code in codes}).values_list("code", "pk"))
        entries = [_entry(unit, tree, now, by) for unit in units if unit.code in told]
        for unit in units:
            unit.path = tree.paths[unit.code]
            if unit.code in told:
                _rewrite(unit, tree.rows[unit.code], above)
        Unit.objects.bulk_update(units, FIELDS, batch_size=100)
        Entry.objects.bulk_create(entries)
    return len(told), len(moves)


def _rewrite(unit: Unit, row: UnitRow, above: dict[str, int]) -> None:
    unit.name, unit.kind = row.name, row.kind
    unit.short_name = short_name_of(row.name)
    unit.initials = initials_of(unit.short_name)
    unit.parent_id = above[row.parent] if row.parent else None


def _entry(unit: Unit, tree: Tree, now: datetime, by: Viewer | None) -> Entry:
    row = tree.rows[unit.code]
    _pk, name, kind, parent, _path = tree.known[unit.code]
    note = {
        "before": {"name": name, "kind": kind, "parent": parent},
        "after": {"name": row.name, "kind": row.kind, "parent": row.parent},
    }
    return Entry(
        at=now,
        act="unit:change",
        unit=unit,
        user=by.user if by else None,
        person=by.person if by else None,
        tenure=by.tenure if by else None,
        address=by.address if by else None,
        record_type="orgs.unit",
        record_id=str(unit.pk),
        note=note,
    )


def _record(tree: Tree, loaded: Loaded, now: datetime, digest: str, by: Viewer | None) -> None:
    """One entry for the list, at the highest unit that it names; a list that changed nothing leaves none."""
    if not (loaded.added or loaded.changed):
        return
    top = min(tree.rows, key=lambda code: (tree.levels[code], code))
    unit = Unit.objects.get(code=top)
    note = {"added": loaded.added, "changed": loaded.changed, "moved": loaded.moved}
    record(act="units:load", what=unit, unit=unit, now=now, by=by, after=digest, note=note)


def save_unit(*, row: UnitRow, now: datetime, by: Viewer | None = None) -> Unit:
    """Add or change one unit; the operator must look after it, where it is and where it goes.

    The whole tree is read for it, as for a list: rare, and the same rules then hold.
    """
    for unit in Unit.objects.filter(code__in=[code for code in (row.code, row.parent) if code]):
        if by is not None:
            by.require(Permission.ORG_WRITE, unit)
    load_units(rows=[row], now=now, by=by)
    return Unit.objects.get(code=row.code)
