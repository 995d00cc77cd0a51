"""The sums of the demo's stories: small expressions, balances that chain from period to period, cells that follow."""

from __future__ import annotations

import ast
import math
import operator
import random
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final
from zlib import crc32

Figure = int | Decimal
Block = dict[str, Any]

_FEN: Final = Decimal("0.01")
_SIGNS: Final = {"": 1, "+": 1, "-": -1}
_OPERATIONS: Final[dict[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Div: lambda left, right: (Decimal(left) / Decimal(right)).quantize(_FEN),
    ast.Mod: operator.mod,
}


def lot(*seed: object) -> int:
    """A number that is always the same for the same words, and looks like any other."""
    return crc32("/".join(map(str, seed)).encode())


def stock(seed: str, month: int, base: Decimal) -> Figure:
    """What is there at the beginning of a month (year × 12 + month): it drifts slowly, and never asks what was stored.

    A base written with decimals gives a balance with fen, any other a whole number.
    """
    own = Decimal(85 + lot(seed) % 31) / 100
    drift = Decimal(f"{0.12 * math.sin(month / 2.2 + lot(seed, 'phase') % 63 / 10):.4f}")
    jitter = Decimal(lot(seed, month) % 61 - 30) / 1000
    value = base * own * (1 + drift + jitter)
    if base.as_tuple().exponent:
        return value.quantize(_FEN)
    step = 10 if base >= 2000 else 1
    return round(value / step) * step


def drawn(words: str, rng: random.Random) -> Figure:
    """`12:30` a whole number, `100:900:50` in steps, `120.00:190.00` with fen."""
    low, high, *step = words.split(":")
    if "." in low:
        return Decimal(rng.randint(int(Decimal(low) * 100), int(Decimal(high) * 100))) * _FEN
    return rng.randrange(int(low), int(high) + 1, int(step[0]) if step else 1)


def reckon(expression: str, known: Mapping[str, Figure]) -> Figure:
    """The value of `a + b * 2` or `max(0, a - b)`; KeyError for a name nobody has set."""
    return _value(_parsed(expression.strip()), known)


@lru_cache(maxsize=2048)
def _parsed(expression: str) -> ast.expr:
    return ast.parse(expression, mode="eval").body


def _value(node: ast.expr, known: Mapping[str, Figure]) -> Figure:
    if isinstance(node, ast.Name):
        return known[node.id]
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value if isinstance(node.value, int) else Decimal(str(node.value))
    if isinstance(node, ast.BinOp):
        value: Figure = _OPERATIONS[type(node.op)](_value(node.left, known), _value(node.right, known))
        return value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "max":
        return max(_value(argument, known) for argument in node.args)
    raise ValueError(ast.dump(node))


# --- cells that follow from others ------------------------------------------------------------------------------


def settle(blocks: list[Block]) -> None:
    """Fill in what follows: rows by their equations, totals, the closing line of a statement, running balances."""
    by_key = {block["key"]: block for block in blocks if block.get("key")}
    tables = [block for block in blocks if block["type"] == "table"]
    figures = [block for block in blocks if block["type"] == "figures"]
    for table in tables:
        for row in table["rows"]:
            _row(table, row)
    for block in figures:
        for check in block.get("checks", ()):
            if check["kind"] == "total":
                item = _item(block, check["equals"])
                item["value"] = item["value"] or money(column(by_key[check["table"]], check["column"]))
        _chain(block)
    for block in figures:
        for check in block.get("checks", ()):
            if check["kind"] == "same":
                other, _dot, name = check["figure"].partition(".")
                _item(block, check["equals"])["value"] = _item(by_key[other], name)["value"]
        _chain(block)
    for table in tables:
        _running(table, by_key)


def money(value: Figure) -> str:
    """12 → 12.00, as content wants its money."""
    return f"{Decimal(value):.2f}"


def column(table: Block, key: str) -> Decimal:
    """The sum of a column."""
    return sum((Decimal(row[key]) for row in table["rows"] if row.get(key)), Decimal(0))


def _item(block: Block, key: str) -> dict[str, str]:
    return next(item for item in block["items"] if item["key"] == key)


def _row(table: Block, row: dict[str, str]) -> None:
    kinds = {one["key"]: one["kind"] for one in table["columns"]}
    for check in table.get("checks", ()):
        key = check.get("equals", "")
        if row.get(key) or check["kind"] not in ("equation", "product"):
            continue
        if check["kind"] == "equation":
            value = sum((_SIGNS[t["op"]] * Decimal(row.get(t["key"]) or 0) for t in check["terms"]), Decimal(0))
        else:
            value = math.prod((Decimal(row[factor]) for factor in check["factors"]), start=Decimal(1))
        row[key] = money(value) if kinds[key] == "money" else f"{value.normalize():f}"


def _chain(block: Block) -> None:
    """One unknown in 期初＋收入－支出＝期末 is found from the others."""
    unknown = [item for item in block["items"] if not item["value"]]
    total = [item for item in block["items"] if item["op"] == "="]
    if len(unknown) != 1 or len(total) != 1:
        return
    known = sum(
        (_SIGNS[i["op"]] * Decimal(i["value"]) for i in block["items"] if i["op"] != "=" and i["value"]), Decimal(0)
    )
    value = known if unknown[0] is total[0] else (Decimal(total[0]["value"]) - known) * _SIGNS[unknown[0]["op"]]
    unknown[0]["value"] = money(value) if block["kind"] == "money" else f"{value.normalize():f}"


def _running(table: Block, by_key: dict[str, Block]) -> None:
    for check in table.get("checks", ()):
        if check["kind"] != "running":
            continue
        key, _dot, name = check["open"].partition(".")
        balance = Decimal(_item(by_key[key], name)["value"])
        for row in table["rows"]:
            balance += sum(Decimal(row.get(one) or 0) for one in check["plus"])
            balance -= sum(Decimal(row.get(one) or 0) for one in check["minus"])
            row[check["balance"]] = money(balance)
