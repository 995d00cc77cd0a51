"""Canonical content, prepared for templates: cells in the order of their columns, sums, shares for bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from mingbai.kit.money import format_yuan, parse_yuan

Json = dict[str, Any]


@dataclass(frozen=True)
class Cell:
    """A cell of a table. `place` is where a phone puts it: `what` heads the row, `sum` stands beside it, "" below."""

    text: str
    kind: str
    name: str
    key: str
    place: str = ""

    @property
    def short(self) -> bool:
        """Short words and dates are not broken where the table has room."""
        return self.kind == "date" or len(self.text) <= 6


@dataclass(frozen=True)
class Bar:
    name: str
    amount: str
    percent: str


@dataclass(frozen=True)
class Block:
    """One block of a notice; `type` decides which of the other fields are filled."""

    type: str
    title: str = ""
    paragraphs: tuple[str, ...] = ()
    columns: tuple[Json, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    total: tuple[Cell, ...] = ()
    items: tuple[Json, ...] = ()
    bars: tuple[Bar, ...] = field(default=())


def present(content: Json) -> list[Block]:
    """The blocks of a content, in order; empty texts and tables without rows are left out."""
    blocks = [_BLOCKS[block["type"]](block) for block in content.get("blocks", []) if block.get("type") in _BLOCKS]
    return [block for block in blocks if block.paragraphs or block.rows or block.items]


def _text(block: Json) -> Block:
    lines = [line.strip() for line in str(block.get("text", "")).splitlines()]
    return Block("text", str(block.get("heading", "")), paragraphs=tuple(line for line in lines if line))


def _table(block: Json) -> Block:
    columns = tuple(block["columns"])
    rows = tuple(_cells(columns, row) for row in block.get("rows", []) if any(str(v).strip() for v in row.values()))
    title = str(block.get("title", ""))
    return Block("table", title, columns=columns, rows=rows, total=totals(block), bars=tuple(_bars(block)))


def totals(block: Json) -> tuple[Cell, ...]:
    """The line under a table: sums of the columns that ask for one; nothing where none does."""
    if not any(column.get("sum") for column in block["columns"]):
        return ()
    cells = []
    places = _places(block["columns"])
    for column in block["columns"]:
        text = ""
        if column.get("sum"):
            try:
                text = shown(column["kind"], _plain_sum(block, column))
            except ValueError:
                text = ""  # an unfinished draft: one of its cells can't be read yet
        cells.append(Cell(text, column["kind"], column["name"], column["key"], places.get(column["key"], "")))
    return tuple(cells)


def _plain_sum(block: Json, column: Json) -> str:
    if column["kind"] == "money":
        fen = sum(parse_yuan(row[column["key"]]) for row in block["rows"] if row.get(column["key"]))
        return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02}"
    try:
        number = sum((Decimal(row[column["key"]]) for row in block["rows"] if row.get(column["key"])), Decimal(0))
    except InvalidOperation as error:
        raise ValueError(str(error)) from error
    return f"{number:f}"


def shown(kind: str, value: str) -> str:
    """A stored value as people read it: 1234.50 → 1,234.50, 2026-07-05 → 7月5日; what can't be read stays as it is."""
    try:
        if kind == "money" and value:
            return format_yuan(parse_yuan(value))
        if kind == "date" and value:
            day = date.fromisoformat(value)
            return f"{day.month}月{day.day}日"
    except ValueError:
        return value
    return value


def _cells(columns: Sequence[Json], row: Json) -> tuple[Cell, ...]:
    places = _places(columns)
    return tuple(
        Cell(
            shown(column["kind"], str(row.get(column["key"], ""))),
            column["kind"],
            column["name"],
            column["key"],
            places.get(column["key"], ""),
        )
        for column in columns
    )


def _places(columns: Sequence[Json]) -> dict[str, str]:
    """What heads a row on a phone: what it is about, else the first text; beside it the amount, where there is one.

    Of several amounts none stands alone: without its name nobody could tell which it is.
    """
    texts = [column["key"] for column in columns if column.get("kind", "text") == "text"]
    money = [column["key"] for column in columns if column.get("kind") == "money"]
    head = next((key for key in ("what", "title") if key in texts), next(iter(texts), ""))
    return {head: "what"} | ({money[0]: "sum"} if len(money) == 1 else {})


def _figures(block: Json) -> Block:
    items = [{**item, "value": shown(block["kind"], item["value"])} for item in block["items"] if item["value"]]
    return Block("figures", str(block.get("title", "")), items=tuple(items))


def _listed(block: Json) -> Block:
    wanted = {"facts": "value", "contacts": "phone", "files": "name"}[block["type"]]
    items = [item for item in block.get("items", []) if str(item.get(wanted, "")).strip()]
    return Block(block["type"], str(block.get("title", "")), items=tuple(items))


_BLOCKS = {
    "text": _text,
    "table": _table,
    "figures": _figures,
    "facts": _listed,
    "contacts": _listed,
    "files": _listed,
}


def _bars(block: Json) -> list[Bar]:
    """Where the money went: sums by the column `kind` (类别), longest bar first; nothing without such a column."""
    money = next((column["key"] for column in block["columns"] if column.get("kind") == "money"), None)
    if money is None or not any(column["key"] == "kind" for column in block["columns"]):
        return []
    sums: dict[str, int] = {}
    for row in block.get("rows", []):
        try:
            amount = parse_yuan(str(row.get(money, "")))
        except ValueError:
            continue  # an unfinished draft; a published table has been checked
        sums[str(row.get("kind", ""))] = sums.get(str(row.get("kind", "")), 0) + amount
    top = max(sums.values(), default=0)
    if len(sums) < 2 or top <= 0:
        return []
    ordered = sorted(sums.items(), key=lambda pair: -pair[1])
    return [Bar(name, format_yuan(fen), f"{max(0, fen) * 1000 // top / 10:g}") for name, fen in ordered]
