"""A catalogue in the 20-column layout becomes item specs, or every error at once and nothing."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from mingbai.catalog.schema.basis import parse_basis
from mingbai.catalog.schema.due import Cadence, DueRule
from mingbai.catalog.schema.errors import CatalogueRefused, SpecError
from mingbai.catalog.schema.grammar import parse_cadence, parse_due
from mingbai.catalog.schema.item import Audience, ItemSpec, Threshold
from mingbai.catalog.schema.vocab import (
    AUDIENCES,
    DAY_KINDS,
    DOMAINS,
    KINDS,
    MARKS,
    PERIODS,
    PRIVACY,
    RETENTION,
    STAGES,
    UNIT_KINDS,
    allowed,
)

COLUMNS: Final = (
    *("code", "domain", "class", "item", "elements", "applies_to", "kind", "cadence", "due_rule", "day_kind"),
    *("stage", "audience", "drafter", "pre_reviewer", "approver", "min_display_days", "pii_class", "retention"),
    *("basis", "basis_mark"),
)
_FIELD_COLUMNS: Final = {
    "klass": "class",
    "title": "item",
    "day_kinds": "day_kind",
    "stages": "stage",
    "pre_reviewers": "pre_reviewer",
    "approvers": "approver",
    "privacy": "pii_class",
    "marks": "basis_mark",
    "due": "due_rule",
}
# Rows that accompany other notices or are never posted owe no declaration of their own.
NO_NIL: Final = ("FW10", "FW11", "FW12")


def parse_csv(source: Path | str | bytes) -> list[ItemSpec]:
    """Read a CSV (path or bytes); raises CatalogueRefused with every problem: line, column, value, what is allowed."""
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CatalogueRefused([SpecError("文件", _("编码不是 UTF-8，请另存为“CSV UTF-8”再导入"))]) from None
    table = list(csv.reader(io.StringIO(text, newline="")))
    if not table:
        raise CatalogueRefused([SpecError("文件", _("文件是空的"))])
    head = [name.strip() for name in table[0]]
    missing = [name for name in COLUMNS if name not in head]
    unknown = [name for name in head if name not in COLUMNS]
    if missing or unknown or len(set(head)) != len(head):
        raise CatalogueRefused([_head_problem(missing, unknown)])
    rows: list[tuple[str, Mapping[str, str]]] = []
    problems: list[SpecError] = []
    line = 1
    for line, cells in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        where = _("第 %(line)s 行") % {"line": line}
        if len(cells) != len(head):
            problems.append(
                SpecError(where, _("应有 %(want)s 格，这一行有 %(got)s 格") % {"want": len(head), "got": len(cells)})
            )
            continue
        rows.append((where, dict(zip(head, (cell.strip() for cell in cells), strict=True))))
    return parse_rows(rows, problems)


def _head_problem(missing: Sequence[str], unknown: Sequence[str]) -> SpecError:
    parts = []
    if missing:
        parts.append(_("缺少列：%(names)s") % {"names": allowed(missing)})
    if unknown:
        parts.append(_("不认识的列：%(names)s") % {"names": allowed(unknown)})
    if not parts:
        parts.append(_("有重复的列"))
    parts.append(_("应有的 20 列是：%(names)s") % {"names": allowed(COLUMNS)})
    return SpecError(_("第 1 行"), _("；").join(parts))


def parse_rows(rows: Sequence[tuple[str, Mapping[str, str]]], problems: Sequence[SpecError] = ()) -> list[ItemSpec]:
    """Read (where, row) pairs; raises CatalogueRefused with the given and all further problems, else all specs."""
    found = list(problems)
    items: list[ItemSpec] = []
    seen: dict[str, str] = {}
    for where, row in rows:
        item = _row(where, row, found)
        if item is None:
            continue
        if item.code in seen:
            found.append(
                SpecError(
                    _column(where, "code"),
                    _("编码 %(code)s 已经在%(first)s用过，每个编码只能用一次")
                    % {"code": item.code, "first": seen[item.code]},
                )
            )
        seen.setdefault(item.code, where)
        items.append(item)
    if not found and not items:
        found.append(SpecError(_("文件"), _("除表头外没有一行内容")))
    if found:
        raise CatalogueRefused(found)
    return items


def _column(where: str, column: str) -> str:
    return _("%(where)s %(column)s 列") % {"where": where, "column": column}


class _Row:
    """One row being read: collects the problems of all its cells before the row is given up."""

    def __init__(self, where: str, row: Mapping[str, str], problems: list[SpecError]) -> None:
        self.where, self.row, self.problems = where, row, problems

    def fail(self, column: str, sentence: str) -> None:
        self.problems.append(SpecError(_column(self.where, column), sentence))

    def one(self, column: str, words: Mapping[str, str]) -> str:
        value = self.row[column]
        if value not in words:
            self.fail(
                column,
                _("“%(value)s”不在允许的取值里，可用的是：%(allowed)s") % {"value": value, "allowed": allowed(words)},
            )
            return next(iter(words.values()))
        return words[value]

    def many(self, column: str, words: Mapping[str, str], separator: str = "|") -> tuple[str, ...]:
        parts = _parts(self.row[column], separator)
        for part in parts:
            if part not in words:
                self.fail(
                    column,
                    _("“%(value)s”不在允许的取值里，可用的是：%(allowed)s（多个用“%(separator)s”隔开）")
                    % {"value": part, "allowed": allowed(words), "separator": separator},
                )
        if not parts:
            self.fail(column, _("这一格不能空着，可用的是：%(allowed)s") % {"allowed": allowed(words)})
        return tuple(words.get(part, part) for part in parts)

    def days(self) -> int:
        value = self.row["min_display_days"]
        if value.isascii() and value.isdigit() and len(value) <= 4:
            return int(value)
        self.fail("min_display_days", _("“%(value)s”不是天数，要填整数，例如 15") % {"value": value})
        return 0

    def rhythm(self) -> tuple[Cadence, tuple[DueRule, ...], tuple[Threshold, ...]]:
        cadence = Cadence("standing")
        due: tuple[DueRule, ...] = ()
        thresholds: tuple[Threshold, ...] = ()
        try:
            cadence = parse_cadence(self.row["cadence"])
        except SpecError as error:
            self.fail("cadence", error.sentence)
        try:
            due, thresholds = parse_due(self.row["code"], self.row["due_rule"])
        except SpecError as error:
            self.fail("due_rule", error.sentence)
        return cadence, due, thresholds


def _row(where: str, row: Mapping[str, str], problems: list[SpecError]) -> ItemSpec | None:
    """One row as an item; None, with its problems added to the list, when any cell is wrong."""
    reading = _Row(where, row, problems)
    before = len(problems)
    units = reading.many("applies_to", {key: key for key in UNIT_KINDS})
    cadence, due, thresholds = reading.rhythm()
    days = reading.days()
    domain, kind = reading.one("domain", DOMAINS), reading.one("kind", KINDS)
    day_kinds = reading.many("day_kind", {key: key for key in DAY_KINDS})
    stages = reading.many("stage", STAGES)
    tier = reading.one("audience", AUDIENCES)
    privacy = reading.one("pii_class", {key: key for key in PRIVACY})
    retention = reading.one("retention", RETENTION)
    marks = reading.many("basis_mark", {key: key for key in MARKS}, ";")
    if len(problems) > before:
        return None
    notes = confirm_notes(marks, cadence, due)
    try:
        return ItemSpec(
            code=row["code"],
            domain=domain,
            klass=row["class"],
            title=row["item"],
            elements=_parts(row["elements"], ";"),
            applies_to=tuple(slug for word in units for slug in UNIT_KINDS[word]),
            kind=kind,
            cadence=cadence,
            due=due,
            thresholds=thresholds,
            nil_every=default_nil_every(row["code"], kind, cadence, due),
            day_kinds=day_kinds,
            stages=stages,
            audience=Audience(tier=tier, label=row["audience"]),
            drafter=row["drafter"],
            pre_reviewers=tuple(one for one in _parts(row["pre_reviewer"], "|") if one != "无"),
            approvers=_approvers(row["approver"]),
            min_display_days=days,
            privacy=privacy,
            retention=retention,
            basis=parse_basis(row["basis"]),
            marks=marks,
            to_confirm=bool(notes),
            confirm_notes=notes,
        )
    except SpecError as error:
        reading.fail(_FIELD_COLUMNS.get(error.where, error.where), error.sentence)
        return None


def _parts(text: str, separator: str) -> tuple[str, ...]:
    wide = "；" if separator == ";" else separator
    return tuple(part.strip() for part in text.replace(wide, separator).split(separator) if part.strip())


def _approvers(text: str) -> tuple[str, ...]:
    # “主任+书记+经办三签” names the signers one by one; “|” names further steps.
    return tuple(
        name.removesuffix("三签") for step in _parts(text, "|") for name in step.split("+") if name.removesuffix("三签")
    )


def default_nil_every(code: str, kind: str, cadence: Cadence, due: Sequence[DueRule]) -> str:
    """By what rhythm a nil declaration is asked (M07, the house's proposal).

    The rhythm of the row's own date, else of the row, else each quarter.

    Matters of a term (elections, audits of a term) are asked about once a year; standing rows and FW10–FW12 never.
    """
    if code in NO_NIL or kind == "standing":
        return "none"
    dated = next((rule.every for rule in due if rule.is_calendar and rule.act == "publish"), "")
    if dated:
        return dated
    if cadence.mode == "per_term":
        return "year"
    return cadence.every if cadence.every in PERIODS else "quarter"


def confirm_notes(marks: Sequence[str], cadence: Cadence, due: Sequence[DueRule]) -> tuple[str, ...]:
    """What the district still has to confirm: remembered grounds, local, adjustable and proposed figures."""
    notes: list[str] = []
    if "MEM" in marks:
        notes.append(_("依据凭记忆写入，使用前请核对原文"))
    if cadence.local:
        notes.append(_("周期“%(text)s”出自地方规定，请区县确认") % {"text": cadence.text})
    if len(cadence.also) and cadence.mode == "periodic" and ("或" in cadence.text or cadence.busy):
        notes.append(_("周期“%(text)s”有两种，请区县选定") % {"text": cadence.text})
    for rule in due:
        if rule.trigger == "set_locally":
            notes.append(_("“%(text)s”没有写天数，请区县填写") % {"text": rule.shown()})
        elif rule.house:
            notes.append(_("“%(text)s”没有写天数，暂用本系统的建议，请区县确认") % {"text": rule.shown()})
        elif rule.tunable:
            notes.append(_("“%(text)s”是默认数，请区县确认") % {"text": rule.shown()})
        elif rule.local:
            notes.append(_("“%(text)s”出自地方规定，请区县确认") % {"text": rule.shown()})
    return tuple(dict.fromkeys(notes))
