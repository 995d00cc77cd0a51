"""The accounts of a community (CA03) and of a village (CA02): line by line, balances chained from period to period."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from mingbai.web.demo.reckon import drawn, lot, money, stock
from mingbai.web.demo.scene import Scene

Block = dict[str, Any]
_LEAST: Final = Decimal(400)  # no repair is cheaper
_MOST: Final = 6  # matters of one period: the sheet must stay readable on a wall


class Line(NamedTuple):
    """One entry of the books; spending is told by `out`."""

    day: date
    what: str
    kind: str
    source: str
    amount: Decimal
    out: bool


@cache
def _book(code: str) -> dict[str, Any]:
    path = files("mingbai.web.demo") / "ledgers.json"
    book: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))[code]
    return book


def _lines(code: str, scene: Scene) -> tuple[Decimal, list[Line]]:
    """The opening balance and all entries; what remains between fixed entries and the closing balance goes to works."""
    book = _book(code)
    base = Decimal(book["base"])
    place = f"{scene.unit.code}{code}"
    opening, closing = (Decimal(stock(place, month, base)) for month in (scene.first_month, scene.last_month))
    lines = [line for entry in book["income"] for line in _regular(entry, scene, out=False)]
    lines += [line for entry in book["spending"] for line in _regular(entry, scene, out=True)]
    left = opening - closing + sum(-line.amount if line.out else line.amount for line in lines)
    while left < _LEAST:
        dropped = max((line for line in lines if line.out), key=lambda line: line.amount)
        lines.remove(dropped)
        left += dropped.amount
    lines += _works(book["works"], left, scene)
    return opening, sorted(lines, key=lambda line: (line.day, line.out))


def _regular(entry: list[str], scene: Scene, *, out: bool) -> Iterator[Line]:
    """`M` comes every month, `P` once with the sum of all months, `S` like `P` in these months only."""
    what, kind, source, rhythm, words = entry
    rng = random.Random(f"{scene.unit.code}{what}") if "same" in rhythm else scene.rng
    once = Decimal(drawn(words, rng))
    if rhythm[0] == "S" and not scene.holds_month([int(month) for month in rhythm[1:].split(",")]):
        return
    if rhythm[0] != "M":
        months = scene.months if rhythm[0] == "P" else 1
        yield Line(scene.rng.choice(scene.days), scene.tell(what), kind, scene.tell(source), once * months, out)
        return
    for month in range(scene.first_month, scene.last_month):
        amount = once if "same" in rhythm else Decimal(drawn(words, rng))
        day = _day_of(month, scene.rng)
        yield Line(day, what.replace("{m}", str(day.month)), kind, source, amount, out)


def _day_of(month: int, rng: random.Random) -> date:
    year, index = divmod(month - 1, 12)
    day = date(year, index + 1, rng.randint(3, 26))
    return day.replace(day=day.day + 2) if day.weekday() == 5 else day.replace(day=day.day - day.weekday() // 6)


def _works(works: list[list[str]], left: Decimal, scene: Scene) -> Iterator[Line]:
    """What is done once: as many matters as the money suggests, the last one to the fen."""
    fitting = [work for work in works if not work[3] or scene.holds_month([int(m) for m in work[3].split(",")])]
    count = max(1, min(_MOST, len(fitting), round(left / 5200)))
    first = scene.turn(len(fitting)) * 3 if not scene.event else 0
    chosen = [fitting[(first + nth) % len(fitting)] for nth in range(count)]
    weights = [scene.rng.randint(6, 17) for _work in chosen]
    for nth, (what, kind, source, _months) in enumerate(chosen):
        share = left * weights[nth] / sum(weights[nth:])
        amount = left if nth == count - 1 else Decimal(int(share / 10) * 10 or 10)
        left -= amount
        yield Line(scene.rng.choice(scene.days), scene.tell(what), kind, source, amount, True)


def _vouchers(lines: list[Line]) -> Iterator[str]:
    counted: dict[tuple[str, int], int] = {}
    for line in lines:
        place = ("付" if line.out else "收", line.day.month)
        counted[place] = counted.get(place, 0) + 1
        yield f"{place[0]}-{place[1]:02}{counted[place]:02}"


def _common(blocks: list[Block], code: str, scene: Scene) -> tuple[dict[str, Block], list[Line], list[str]]:
    """Opening, cash in the drawer and the notes, which both accounts have; the entries and who handled them."""
    by_key = {block["key"]: block for block in blocks if block.get("key")}
    opening, lines = _lines(code, scene)
    by_key["flow"]["items"][0]["value"] = money(opening)
    cash = drawn("320.00:1860.00", scene.rng)
    next(item for item in by_key["held"]["items"] if item["key"] == "cash")["value"] = money(cash)
    by_key["notes"]["text"] = _notes(_book(code), lines, scene)
    own = random.Random(f"hands{scene.unit.code}").sample(scene.names, 3)
    return by_key, lines, own


def _notes(book: dict[str, Any], lines: list[Line], scene: Scene) -> str:
    """A word on the dearest repair, for repairs are what people ask about; another when there was none."""
    repairs = [line for line in lines if line.out and line.kind in book["repairs"]]
    if not repairs:
        return scene.tell(book["quiet"])
    top = max(repairs, key=lambda line: line.amount)
    scene.words |= {"top": top.what, "sum": f"{top.amount:,.2f}", "day": scene.say(top.day)}
    scene.words["before"] = scene.say(top.day, more=-scene.rng.randint(9, 20))
    return scene.tell(book["notes"][scene.turn(len(book["notes"]))])


def community(blocks: list[Block], scene: Scene) -> None:
    """CA03: income and spending in two tables."""
    by_key, lines, hands = _common(blocks, "CA03", scene)
    for line, voucher in zip(lines, _vouchers(lines), strict=True):
        row = {"date": line.day.isoformat(), "voucher": voucher, "what": line.what, "kind": line.kind}
        row |= {"source": line.source, "amount": money(line.amount)}
        if line.out:
            row["who"] = hands[lot(line.what) % 3]
        by_key["spending" if line.out else "income"]["rows"].append(row)


def village(blocks: list[Block], scene: Scene) -> None:
    """CA02: one table with a running balance, and subtotals by class."""
    by_key, lines, hands = _common(blocks, "CA02", scene)
    sums: dict[str, dict[str, Decimal]] = {}
    for line, voucher in zip(lines, _vouchers(lines), strict=True):
        side = "out" if line.out else "in"
        row = {"date": line.day.isoformat(), "what": line.what, side: money(line.amount)}
        by_key["lines"]["rows"].append(row | {"who": hands[lot(line.what) % 3], "voucher": voucher})
        sums.setdefault(line.kind, {}).setdefault(side, Decimal(0))
        sums[line.kind][side] += line.amount
    for kind, sides in sums.items():
        row = {"kind": kind} | {side: money(value) for side, value in sides.items()}
        by_key["subtotals"]["rows"].append(row)


ACCOUNTS: Final[dict[str, Callable[[list[Block], Scene], None]]] = {"CA02": village, "CA03": community}
