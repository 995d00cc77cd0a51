"""What a corrected edition changed: words in texts, cells in tables, values in lists, files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from mingbai.disclosure.render.blocks import shown
from mingbai.disclosure.rules.content import CORRECTION

Json = dict[str, Any]
# Compared by the word where letters make words, by the sign in Chinese; what is longer by the sentence first, for the
# time grows with the cube: two thousand signs in another order took a quarter of a minute.
WORD = re.compile(r"[0-9.,:%/-]+|[A-Za-z]+|\s+|.", re.DOTALL)
SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]|[^。；！？\n]+")
MOST_PIECES = 300
VALUES = ("value", "phone", "place", "hours")


@dataclass(frozen=True)
class Piece:
    """A stretch of text: `same`, `gone` or `new`."""

    kind: str
    text: str


@dataclass(frozen=True)
class Row:
    """A row of a table: `gone`, `new` or `changed`; one list of pieces for each column."""

    kind: str
    cells: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True)
class Change:
    """What changed under one heading. Texts and lists have `lines` (a label and its pieces), tables have `rows`."""

    title: str
    lines: tuple[tuple[str, tuple[Piece, ...]], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    same: int = 0

    @property
    def named(self) -> list[tuple[Row, list[tuple[str, tuple[Piece, ...]]]]]:
        """The rows with the name of its column beside each cell, as a phone shows them."""
        return [(row, list(zip(self.columns, row.cells, strict=True))) for row in self.rows]


def changes(old: Json, new: Json) -> list[Change]:
    """The differences of two contents in the order of the new one; the notes on corrections are not compared."""
    found: list[Change] = []
    if old["title"] != new["title"]:
        found.append(Change(_("标题"), lines=(("", pieces(old["title"], new["title"])),)))
    before, after = _by_key(old), _by_key(new)
    for key in [*after, *(key for key in before if key not in after)]:
        change = _block(before.get(key), after.get(key))
        if change is not None:
            found.append(change)
    return found


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Both texts as one, each stretch marked."""
    return tuple(_stretches(old, new, (WORD, SENTENCE)))


def _stretches(old: str, new: str, parts: tuple[re.Pattern[str], ...]) -> Iterator[Piece]:
    """By the first of `parts` that yields few enough; sentences that changed are looked into by the word."""
    for part in parts:
        a, b = part.findall(old), part.findall(new)
        if max(len(a), len(b)) <= MOST_PIECES:
            break
    else:
        a, b = [old], [new]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        gone, come = "".join(a[i1:i2]), "".join(b[j1:j2])
        if tag == "equal":
            yield Piece("same", gone)
        elif tag == "replace" and part is SENTENCE:
            yield from _stretches(gone, come, (WORD,))
        else:
            yield from (Piece(kind, text) for kind, text in (("gone", gone), ("new", come)) if text)


def _by_key(content: Json) -> dict[tuple[str, str], Json]:
    blocks = [block for block in content["blocks"] if block.get("key") != CORRECTION]
    return {(block["type"], str(block.get("key", n))): block for n, block in enumerate(blocks)}


def _block(old: Json | None, new: Json | None) -> Change | None:
    if old == new:
        return None
    one = new or old
    assert one is not None, "a key comes from one of them"
    title = str(one.get("title") or one.get("heading") or _("正文"))
    if one["type"] == "table":
        return _table(title, old, new, one)
    if one["type"] == "text":
        text = pieces(old["text"] if old else "", new["text"] if new else "")
        return Change(title, lines=(("", text),))
    told = _files if one["type"] == "files" else _values
    lines = tuple(told(_items(old), _items(new)))
    return Change(title, lines=lines) if lines else None


def _items(block: Json | None) -> dict[str, str]:
    """What a list says, by label; of a file its digest."""
    items = block["items"] if block else []
    return {
        str(item.get("label") or item["name"]): item.get("digest")
        or " ".join(str(item.get(key, "")) for key in VALUES).strip()
        for item in items
    }


def _values(old: dict[str, str], new: dict[str, str]) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    for label, value in new.items():
        if label not in old:
            yield "", (Piece("new", f"{label} {value}"),)
        elif old[label] != value:
            yield label, pieces(old[label], value)
    for label in old:
        if label not in new:
            yield "", (Piece("gone", f"{label} {old[label]}"),)


def _files(old: dict[str, str], new: dict[str, str]) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    for name, digest in new.items():
        if name not in old:
            yield "", (Piece("new", name),)
        elif old[name] != digest:
            yield name, (Piece("new", _("换了文件")),)
    for name in old:
        if name not in new:
            yield "", (Piece("gone", name),)


def _table(title: str, old: Json | None, new: Json | None, one: Json) -> Change | None:
    keys = [column["key"] for column in one["columns"]]
    kinds = [str(column.get("kind", "text")) for column in one["columns"]]
    before, after = _cells(old, keys), _cells(new, keys)
    rows: list[Row] = []
    same = 0
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            same += i2 - i1
            continue
        rows += _changed_rows(before[i1:i2], after[j1:j2], kinds)
    if not rows:
        return None
    return Change(title, columns=tuple(column["name"] for column in one["columns"]), rows=tuple(rows), same=same)


def _cells(block: Json | None, keys: Iterable[str]) -> list[tuple[str, ...]]:
    names = list(keys)
    return [tuple(str(row.get(key, "")) for key in names) for row in block["rows"]] if block else []


def _changed_rows(
    old: Sequence[tuple[str, ...]], new: Sequence[tuple[str, ...]], kinds: Sequence[str]
) -> Iterator[Row]:
    """Rows in the same place are taken for one row that changed; what is left over went or came."""
    for a, b in zip(old, new, strict=False):
        yield Row("changed", tuple(_cell(kind, x, y) for kind, x, y in zip(kinds, a, b, strict=True)))
    for kind, left in (("gone", old[len(new) :]), ("new", new[len(old) :])):
        for row in left:
            cells = (shown(sort, cell) for sort, cell in zip(kinds, row, strict=True))
            yield Row(kind, tuple((Piece(kind, cell),) for cell in cells))


def _cell(kind: str, old: str, new: str) -> tuple[Piece, ...]:
    """Both as people read them on the notice; as they are kept where that would hide the difference, such as a year."""
    a, b = shown(kind, old), shown(kind, new)
    if old == new:
        return (Piece("same", a),)
    return pieces(a, b) if a != b else pieces(old, new)
