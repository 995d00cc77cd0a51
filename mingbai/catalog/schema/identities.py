"""The identities a published statement must satisfy (期初＋收入－支出＝期末, 明细合计), on notice blocks."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

Block = dict[str, Any]
Problem = tuple[str, str]
_DECIMAL: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_SIGNS: Final = {"": 1, "+": 1, "-": -1}
_WIDE: Final = {"": "", "+": "＋", "-": "－"}


class _Blocks:
    """The blocks of one notice, found by key."""

    def __init__(self, blocks: list[Block]) -> None:
        self._places = {block["key"]: (index, block) for index, block in enumerate(blocks) if block.get("key")}

    def find(self, key: str) -> tuple[str, Block] | None:
        found = self._places.get(key)
        return (f"blocks[{found[0]}]", found[1]) if found else None

    def figure(self, name: str) -> Decimal | None:
        """The value of “block.item”, None when there is no such figure or it is empty."""
        key, _dot, item = name.partition(".")
        found = self.find(key)
        if found is None or found[1]["type"] != "figures":
            return None
        return next((_decimal(one["value"]) for one in found[1]["items"] if one["key"] == item), None)

    def total(self, key: str, column: str) -> Decimal | None:
        """The sum of a column, None when there is no such table."""
        found = self.find(key)
        return column_total(found[1], column) if found and found[1]["type"] == "table" else None


def broken_identities(blocks: list[Block]) -> list[Problem]:
    """Every identity that does not hold, as (path, sentence with both figures); blocks must have the right shape."""
    known = _Blocks(blocks)
    said: list[Problem] = []
    for index, block in enumerate(blocks):
        path = f"blocks[{index}]"
        if block["type"] == "figures":
            said += _chain(path, block)
        for check in block.get("checks", ()):
            said += _CHECKS[check["kind"]](path, block, check, known)
    return said


def column_total(block: Block, column: str) -> Decimal:
    """The sum of one money or number column of a table block; empty cells count as nothing."""
    if not any(one["key"] == column and one["kind"] in ("money", "number") for one in block["columns"]):
        return Decimal(0)
    return sum((_decimal(row.get(column, "")) or Decimal(0) for row in block["rows"]), Decimal(0))


def chain_words(block: Block) -> str:
    """期初结存＋本期收入－本期支出＝期末结存: the identity that the signs of a figures block spell."""
    items = block["items"]
    left = "".join(f"{_WIDE[one['op']]}{one['label']}" for one in items if one["op"] != "=")
    return left + "".join(f"＝{one['label']}" for one in items if one["op"] == "=")


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if _DECIMAL.fullmatch(text) else None


def _show(value: Decimal) -> str:
    return f"{value:,.2f}" if value != value.to_integral_value() or value.as_tuple().exponent else f"{value:,}"


def _differs(path: str, words: str, left: Decimal, right: Decimal) -> Problem:
    sentence = _("%(words)s：左边是 %(left)s，右边是 %(right)s，差 %(gap)s") % {
        "words": words,
        "left": _show(left),
        "right": _show(right),
        "gap": _show(abs(left - right)),
    }
    return path, sentence


def _chain(path: str, block: Block) -> Iterator[Problem]:
    running = Decimal(0)
    for index, item in enumerate(block["items"]):
        value = _decimal(item["value"])
        if item["op"] == "=":
            if value is not None and value != running:
                yield _differs(f"{path}.items[{index}].value", chain_words(block), running, value)
        else:
            running += _SIGNS[item["op"]] * (value or Decimal(0))


def _equation(path: str, block: Block, check: dict[str, Any], _known: _Blocks) -> Iterator[Problem]:
    """In every row: the signed sum of some columns equals another."""
    for index, row in enumerate(block["rows"]):
        terms = [(_SIGNS[term["op"]], _decimal(row.get(term["key"], ""))) for term in check["terms"]]
        right = _decimal(row.get(check["equals"], ""))
        left = sum((sign * (value or Decimal(0)) for sign, value in terms), Decimal(0))
        if right is not None and left != right:
            yield _differs(f"{path}.rows[{index}].{check['equals']}", check["say"], left, right)


def _product(path: str, block: Block, check: dict[str, Any], _known: _Blocks) -> Iterator[Problem]:
    """In every row: the product of some columns, to the fen, equals another; rows with an empty factor are left out."""
    for index, row in enumerate(block["rows"]):
        factors = [_decimal(row.get(key, "")) for key in check["factors"]]
        right = _decimal(row.get(check["equals"], ""))
        if right is None or any(factor is None for factor in factors):
            continue
        left = Decimal(1)
        for factor in factors:
            left *= factor or Decimal(0)
        if round(left, 2) != right:
            yield _differs(f"{path}.rows[{index}].{check['equals']}", check["say"], round(left, 2), right)


def _total(path: str, block: Block, check: dict[str, Any], known: _Blocks) -> Iterator[Problem]:
    """The total of a table's column equals a figure of this block; a table left out makes no claim."""
    left = known.total(check["table"], check["column"])
    for index, item in enumerate(block["items"]):
        if item["key"] == check["equals"] and left is not None:
            right = _decimal(item["value"])
            if right is not None and left != right:
                yield _differs(f"{path}.items[{index}].value", check["say"], left, right)


def _same(path: str, block: Block, check: dict[str, Any], known: _Blocks) -> Iterator[Problem]:
    """A figure of another block equals a figure of this one."""
    left = known.figure(check["figure"])
    for index, item in enumerate(block["items"]):
        right = _decimal(item["value"])
        if item["key"] == check["equals"] and left is not None and right is not None and left != right:
            yield _differs(f"{path}.items[{index}].value", check["say"], right, left)


def _tables(path: str, block: Block, check: dict[str, Any], known: _Blocks) -> Iterator[Problem]:
    """The total of a column here equals the total of a column of another table; an empty table here makes no claim."""
    right = known.total(check["other"], check["other_column"])
    left = column_total(block, check["column"])
    if block["rows"] and right is not None and left != right:
        yield _differs(f"{path}.rows", check["say"], left, right)


def _running(path: str, block: Block, check: dict[str, Any], known: _Blocks) -> Iterator[Problem]:
    """Line by line: the balance before, plus income, minus spending, is the balance after."""
    before = known.figure(check["open"])
    for index, row in enumerate(block["rows"]):
        after = _decimal(row.get(check["balance"], ""))
        if before is not None and after is not None:
            moved = sum((_decimal(row.get(key, "")) or Decimal(0) for key in check["plus"]), Decimal(0))
            moved -= sum((_decimal(row.get(key, "")) or Decimal(0) for key in check["minus"]), Decimal(0))
            if before + moved != after:
                yield _differs(f"{path}.rows[{index}].{check['balance']}", check["say"], before + moved, after)
        before = after


_Check = Callable[[str, Block, dict[str, Any], _Blocks], Iterator[Problem]]
_CHECKS: Final[dict[str, _Check]] = {
    "equation": _equation,
    "product": _product,
    "total": _total,
    "same": _same,
    "tables": _tables,
    "running": _running,
}
# What each kind of check must name, and of which sort it is.
CHECK_KEYS: Final[dict[str, dict[str, type]]] = {
    "equation": {"terms": list, "equals": str},
    "product": {"factors": list, "equals": str},
    "total": {"table": str, "column": str, "equals": str},
    "same": {"figure": str, "equals": str},
    "tables": {"column": str, "other": str, "other_column": str},
    "running": {"open": str, "plus": list, "minus": list, "balance": str},
}
