"""What a list of units must look like before any of it is taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from mingbai.orgs.models.units import MAX_DEPTH, UnitKind
from mingbai.orgs.rules.names import short_name_of
from mingbai.orgs.rules.tables import Problem, read_table

COLUMNS = ("code", "name", "kind", "parent")
CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,31}")
KINDS = {**{kind.value: kind.value for kind in UnitKind}, **{str(kind.label): kind.value for kind in UnitKind}}


class UnitRow(NamedTuple):
    """One unit as a file gives it; `parent` is the code of the unit above, or empty."""

    line: int
    code: str
    name: str
    kind: str
    parent: str


def read_units(data: bytes, problems: list[Problem]) -> list[UnitRow]:
    """The rows of a CSV with the columns code,name,kind,parent; bad ones go to `problems`."""
    return [UnitRow(line, *cells) for line, cells in read_table(data, COLUMNS, problems)]


def sound_rows(rows: Iterable[UnitRow], problems: list[Problem]) -> dict[str, UnitRow]:
    """By code, each row that is right by itself, with its kind in our spelling; the others go to `problems`."""
    good: dict[str, UnitRow] = {}
    lines: dict[str, int] = {}
    for row in rows:
        kind = KINDS.get(row.kind, "")
        said = _row_problem(row, kind, lines.get(row.code))
        if said:
            problems.append(Problem(row.line, said))
        else:
            good[row.code] = row if row.kind == kind else row._replace(kind=kind)
        lines.setdefault(row.code, row.line)
    return good


def _row_problem(row: UnitRow, kind: str, earlier: int | None) -> str:
    if not row.code:
        return _("没有代码。")
    if not CODE.fullmatch(row.code):
        return _("代码“%(code)s”只能用字母、数字和短横，不超过 32 位。") % {"code": row.code}
    if earlier:
        return _("代码 %(code)s 在第 %(line)s 行已经有了。") % {"code": row.code, "line": earlier}
    if not row.name:
        return _("%(code)s 没有名称。") % {"code": row.code}
    if len(row.name) > 80 or len(short_name_of(row.name)) > 40:
        return _("名称太长：全称不超过 80 字，简称不超过 40 字。")
    if not kind:
        allowed = _("、").join(f"{value.value}（{value.label}）" for value in UnitKind)
        return _("不认识类别“%(kind)s”，可以写%(allowed)s。") % {"kind": row.kind, "allowed": allowed}
    if row.parent == row.code:
        return _("%(code)s 的上级写成了它自己。") % {"code": row.code}
    return ""


def levels_of(parents: Mapping[str, str], rows: Mapping[str, UnitRow], problems: list[Problem]) -> dict[str, int]:
    """How deep each code lies (a root is 1). Circles and trees that are too deep are reported at a line of `rows`."""
    levels: dict[str, int] = {}
    for code in parents:
        trail: list[str] = []
        at = code
        while at and at not in levels:
            if at in trail:
                problems.append(_circle(trail[trail.index(at) :], rows))
                levels.update(dict.fromkeys(trail, 0))
                break
            trail.append(at)
            at = parents.get(at, "")
        else:
            depth = levels[at] if at else 0
            for number, passed in enumerate(reversed(trail), start=1):
                # Whatever hangs on a circle was reported with it.
                levels[passed] = depth + number if depth or not at else 0
    problems += [
        Problem(rows[code].line if code in rows else 0, _too_deep(code))
        for code, level in levels.items()
        if level > MAX_DEPTH
    ]
    return levels


def _too_deep(code: str) -> str:
    return _("%(code)s 的层级太深：最多 %(most)s 层。") % {"code": code, "most": MAX_DEPTH}


def _circle(codes: list[str], rows: Mapping[str, UnitRow]) -> Problem:
    line = min((rows[code].line for code in codes if code in rows), default=0)
    return Problem(line, _("上级绕成了一圈：%(codes)s。") % {"codes": " → ".join([*codes, codes[0]])})
