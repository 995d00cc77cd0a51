"""What the demo's clerk gets wrong: a cell copied from the next row, a picture with somebody's account on it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mingbai.disclosure.rules.content import CORRECTION

Content = dict[str, Any]

_NOTE: Final = (
    "“{table}”第 {row} 行“{what}”（凭证 {voucher}）的{column}，原来写成“{wrong}”，应为“{right}”。"
    "录入时抄成了下一行的，居务监督委员会抽查凭证时发现；合同、发票和付款单都没有错。"
    "只改这一处，金额、合计和结余都没有变。"
)


@dataclass(frozen=True)
class Leak:
    """A picture that should not have been attached: the gate does not read pictures, and nobody looked."""

    name: str
    words: str  # what the street tells everybody
    picture: Path = Path(__file__).parent / "words" / "receipt.png"


@dataclass(frozen=True)
class Slip:
    """Where it happens: a table by its key, a row counted from 0, and the key of a text cell, for sums must hold."""

    table: str
    row: int
    cell: str

    def made(self, content: Content) -> Content:
        """The content with the slip in it."""
        rows = self._block(content)["rows"]
        rows[self.row] = {**rows[self.row], self.cell: rows[self.row + 1][self.cell]}
        return content

    def mended(self, content: Content, right: str) -> Content:
        """The draft of a correction with the right words and the public note on what it changes."""
        table = self._block(content)
        row = table["rows"][self.row]
        name = next(column["name"] for column in table["columns"] if column["key"] == self.cell)
        note = _NOTE.format(
            table=table["title"],
            row=self.row + 1,
            what=row["what"],
            voucher=row["voucher"],
            column=name,
            wrong=row[self.cell],
            right=right,
        )
        row[self.cell] = right
        next(block for block in content["blocks"] if block.get("key") == CORRECTION)["text"] = note
        return content

    def words(self, content: Content) -> str:
        """What stands in the cell."""
        return str(self._block(content)["rows"][self.row][self.cell])

    def _block(self, content: Content) -> dict[str, Any]:
        found: dict[str, Any] = next(block for block in content["blocks"] if block.get("key") == self.table)
        return found
