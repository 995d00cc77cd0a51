"""The compose form: posted fields back into a draft's content, whose structure the form can't change."""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from mingbai.kit.errors import NotNow
from mingbai.kit.money import parse_yuan

Json = dict[str, Any]
MAX_ROWS = 500
MAX_TEXT = 20_000


class Misfit(NotNow):
    """A refusal that belongs to one field of the form; `field` is its name."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.field = field


def read_content(content: Json, posted: Mapping[str, str]) -> Json:
    """The draft's content with every posted field put in its place; fields that are not posted stay."""
    fresh = copy.deepcopy(content)
    fresh["title"] = _clean(posted.get("title", fresh["title"]), one_line=True)
    for n, block in enumerate(fresh["blocks"]):
        if block["type"] == "text":
            block["text"] = _clean(posted.get(f"b{n}-text", block.get("text", "")))
        elif block["type"] == "table":
            block["rows"] = _rows(block, n, posted)
        elif block["type"] in ("figures", "facts"):
            for i, item in enumerate(block["items"]):
                value = _clean(posted.get(f"b{n}-i{i}", item.get("value", "")), one_line=True)
                item["value"] = tidy(block.get("kind", "text"), value)
        elif block["type"] == "contacts":
            for i, item in enumerate(block["items"]):
                for key in ("name", "phone", "place", "hours"):
                    if key in item:
                        item[key] = _clean(posted.get(f"b{n}-i{i}-{key}", item[key]), one_line=True)
    return fresh


def _rows(block: Json, n: int, posted: Mapping[str, str]) -> list[Json]:
    if f"b{n}-count" not in posted:
        return list(block["rows"])
    count = _number(posted[f"b{n}-count"])
    if count > MAX_ROWS:
        raise NotNow(_("一张表最多 %(max)s 行，请分成几张表。") % {"max": MAX_ROWS})
    kinds = {column["key"]: column["kind"] for column in block["columns"]}
    return [
        {key: tidy(kind, _clean(posted.get(f"b{n}-r{row}-{key}", ""), one_line=True)) for key, kind in kinds.items()}
        for row in range(count)
    ]


def add_row(content: Json, n: int) -> Json:
    """One empty row at the end of table `n`."""
    return _change_rows(content, n, lambda rows, blank: [*rows, blank])


def drop_row(content: Json, n: int, row: int) -> Json:
    """Table `n` without one row."""
    return _change_rows(content, n, lambda rows, _blank: rows[:row] + rows[row + 1 :])


def paste_rows(content: Json, n: int, text: str, refuse: Callable[[list[str]], str] = lambda _heads: "") -> Json:
    """Rows pasted from Excel or WPS (tab between cells, one line a row), put in the place of empty rows.

    Raises NotNow naming the line that has more cells than the table has columns, or what `refuse` says of the first
    one, which may be the head with a column that no list may have; nothing is taken over then.
    """
    block = _table(content, n)
    keys = [column["key"] for column in block["columns"]]
    names = [column["name"] for column in block["columns"]]
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise NotNow(_("还没有贴内容。请在 Excel 里选中几行，复制，再贴到框里。"))
    pasted = []
    for number, line in enumerate(lines, start=1):
        cells = [_clean(cell, one_line=True) for cell in line.split("\t")]
        if number == 1 and (why := refuse(cells)):
            raise NotNow(_("%(why)s一行也没有贴进来。") % {"why": why})
        if number == 1 and cells == names[: len(cells)]:
            continue  # the head was copied along
        while len(cells) > len(keys) and not cells[-1]:
            cells.pop()  # empty columns to the right were copied along
        if len(cells) > len(keys):
            words = {"line": number, "got": len(cells), "want": len(keys), "names": _("、").join(names)}
            why = _("第 %(line)s 行有 %(got)s 格，这张表只有 %(want)s 列（%(names)s）。一行也没有贴进来。")
            raise NotNow(why % words)
        cells = [tidy(column["kind"], cell) for column, cell in zip(block["columns"], cells, strict=False)]
        pasted.append(dict.fromkeys(keys, "") | dict(zip(keys, cells, strict=False)))
    kept = [row for row in block["rows"] if any(str(value).strip() for value in row.values())]
    return _change_rows(content, n, lambda _rows, _blank: kept + pasted)


def _change_rows(content: Json, n: int, change: Any) -> Json:
    block = _table(content, n)
    blank = {column["key"]: "" for column in block["columns"]}
    rows = change(list(block["rows"]), blank)
    if len(rows) > MAX_ROWS:
        raise NotNow(_("一张表最多 %(max)s 行，请分成几张表。") % {"max": MAX_ROWS})
    fresh = copy.deepcopy(content)
    fresh["blocks"][n]["rows"] = rows
    return fresh


def _table(content: Json, n: int) -> Json:
    blocks = content["blocks"]
    if not 0 <= n < len(blocks) or blocks[n]["type"] != "table":
        raise NotNow(_("没有这张表，请刷新再试。"))
    block: Json = blocks[n]
    return block


def tidy(kind: str, value: str) -> str:
    """What people type as the content holds it: 1,234.5 → 1234.50, 2026/7/5 → 2026-07-05; unreadable stays."""
    if kind == "money" and value:
        try:
            fen = parse_yuan(value)
        except ValueError:
            return value
        return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02}"
    if kind == "number":
        return unicodedata.normalize("NFKC", value).replace(",", "")
    if kind == "date":
        plain = unicodedata.normalize("NFKC", value)
        found = re.fullmatch(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?", plain)
        return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else value
    return value


def _number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text):
        raise NotNow(_("表的行数读不懂，请刷新再试。"))
    return int(text)


def _clean(text: str, *, one_line: bool = False) -> str:
    """Without characters that no one can see, which would also slip past the gate."""
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]", "", text)
    text = re.sub(r"\s+", " ", text).strip() if one_line else text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_TEXT:
        raise NotNow(_("一段最多 %(max)s 个字，请分成几段。") % {"max": MAX_TEXT})
    return text
