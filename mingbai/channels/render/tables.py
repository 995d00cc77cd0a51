"""What in a notice is a table, whatever the block: one shape for the sheet and for Excel."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from mingbai.channels.render import amounts

Content = dict[str, Any]
# Columns whose sum means nothing, though they hold money.
NOT_SUMMED = ("单价", "余额", "结存", "标准", "限价", "均")


@dataclass(frozen=True)
class Column:
    """One column: its key in the rows, its head, and text | money | number | date."""

    key: str
    name: str
    kind: str


@dataclass(frozen=True)
class Table:
    """A table as the canonical content has it; cells are unformatted strings."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[dict[str, str], ...]
    total: dict[str, str] | None

    @property
    def summed(self) -> list[int]:
        """Columns whose page sum makes sense: those the total row sums; without one, all money that can be added."""
        return [i for i, column in enumerate(self.columns) if column.kind == "money" and self._adds_up(column)]

    def _adds_up(self, column: Column) -> bool:
        if self.total is None:
            return not any(word in column.name for word in NOT_SUMMED)
        stated = amounts.amount(self.total.get(column.key, ""))
        return stated is not None and stated * 100 == self.sum_of(column)

    def sum_of(self, column: Column) -> int:
        """The sum of a money column in 分."""
        return sum(amounts.fen(row.get(column.key, "")) for row in self.rows)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def from_block(block: Content) -> Table:
    """The table of a `table` or a `contacts` block; empty columns of contacts are left out."""
    if block["type"] == "contacts":
        names = {"name": "事项", "phone": "电话", "place": "地点", "hours": "时间"}
        used = [key for key in names if any(item.get(key) for item in block["items"])]
        columns = tuple(Column(key, names[key], "text") for key in used)
        return Table(block.get("title") or "", columns, _rows(block["items"], columns), None)
    columns = tuple(Column(c["key"], c["name"], c.get("kind", "text")) for c in block["columns"])
    rows = _rows(block["rows"], columns)
    stated = block.get("total")
    total = _summed(block, columns, rows) if stated is None else {key: _text(value) for key, value in stated.items()}
    return Table(block.get("title") or "", columns, rows, total)


def _summed(block: Content, columns: Sequence[Column], rows: Sequence[dict[str, str]]) -> dict[str, str] | None:
    """The row 合计 where columns ask for their sum, as on the page; None where none does or nothing can be summed."""
    wanted = {column["key"] for column in block["columns"] if column.get("sum")}
    if not wanted or not rows:
        return None
    total = {column.key: "" for column in columns}
    for key in wanted:
        values = [amounts.amount(row[key]) for row in rows if row[key]]
        if None not in values:
            total[key] = f"{sum(filter(None, values), Decimal(0)):f}"
    if not any(total.values()):
        return None  # nothing in it can be summed
    return total if columns[0].key in wanted else total | {columns[0].key: "合计"}


def _rows(rows: list[Content], columns: tuple[Column, ...]) -> tuple[dict[str, str], ...]:
    return tuple({column.key: _text(row.get(column.key)) for column in columns} for row in rows)


# What stands in Excel as two columns: the block's name, and the head of the second column.
PAIRS = {"figures": ("主要数据", "数据"), "facts": ("基本情况", "内容")}


def of_content(content: Content) -> Iterator[Table]:
    """All tables of a notice in their order; contacts, figures and facts too."""
    for block in content.get("blocks", []):
        if block["type"] == "table":
            yield from_block(block)
        elif block["type"] == "contacts":
            yield replace(from_block(block), title=block.get("title") or "联系方式")
        elif block["type"] in PAIRS:
            name, head = PAIRS[block["type"]]
            columns = (Column("label", "项目", "text"), Column("value", head, "number"))
            title = block.get("title") or block.get("heading") or name
            yield Table(title, columns, _rows(block["items"], columns), None)
