"""Which type and paper a table gets, and how wide its columns are: decided before setting, so it can be tested."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import east_asian_width

from mingbai.channels.render import amounts
from mingbai.channels.render.tables import Column, Table

# Advance widths of Noto Sans CJK in em, rounded up; bold included.
NARROW = {",": 0.31, ".": 0.31, ":": 0.31, " ": 0.23, "-": 0.36, "/": 0.4, "(": 0.36, ")": 0.36}
# What a line never ends in: a telephone number, a time of day and its span, a day. Read by Typst as well.
WHOLE = (
    r"0\d{2,3}[- ]\d{3,4}[- ]?\d{3,4}"
    r"|(?:[上下中]午|[早晚]上)?\d{1,2}[:：]\d{2}(?:\s?[-–—~～至]\s?\d{1,2}[:：]\d{2})?"
    r"|\d{1,2}月\d{1,2}日|(?:[上下中]午|[早晚]上)?\d{1,2}[时点](?:\d{1,2}分|半)?"
)
INSET = 4.1  # millimetres left and right of a cell's text, with the rule
MM = 25.4 / 72  # one point
PORTRAIT, LANDSCAPE = 156.0, 225.0  # the text area of GB/T 9704, upright and turned
# (turned, size, pitch), the best to read first.
SIZES = ((False, 14, 23), (False, 12, 20), (False, 10.5, 17.5), (True, 12, 20), (True, 10.5, 17.5), (True, 9, 15))
CAPTION, PADDING = 26.0, 3.8  # points: the line above a table, and what a row takes beside its lines

TIGHT = 0.88  # of its usual pitch, the least a table is set at


@dataclass(frozen=True)
class Fit:
    """The layout of one table: paper, type, column widths in mm, and the printed lines each row takes."""

    turned: bool
    size: float
    pitch: float
    widths: tuple[float, ...]
    lines: tuple[int, ...]


def em(text: str) -> float:
    """The width of one line of text in em."""
    return sum(1.0 if east_asian_width(c) in "WFA" else NARROW.get(c, 0.7 if c.isupper() else 0.57) for c in text)


def shown(column: Column, text: str, year: int | None) -> str:
    """A cell as it is printed."""
    if column.kind == "money":
        return amounts.money(text)
    return amounts.day(text, without_year=year) if column.kind == "date" else text


def year_of(table: Table, column: Column, year: int) -> int | None:
    """The year that a date column may leave out: the notice's own, if all its dates are of it."""
    dates = [amounts.as_date(row[column.key]) for row in table.rows if row[column.key]]
    return year if all(on is not None and on.year == year for on in dates) else None


def fit(table: Table, cells: list[list[str]], total: list[str] | None) -> Fit:
    """The largest type, upright before turned, in which no figure breaks and no text is squeezed to a few characters.

    `cells` and `total` are the printed strings. What fits nowhere is set in 小五 on turned paper, and text wraps.
    """
    texts = [[c.name for c in table.columns], *cells, *([total] if total else [])]
    natural = [max(em(row[i]) for row in texts) for i in range(len(table.columns))]
    least = [
        full if c.kind != "text" or full <= 6 else max(6.0, min(full / 2, 10.0), _widest_whole(row[i] for row in cells))
        for i, (c, full) in enumerate(zip(table.columns, natural, strict=True))
    ]
    fits = [_laid(option, natural, least, cells) for option in SIZES if _holds(option, least)]
    if not fits:
        return _laid(SIZES[-1], natural, least, cells)
    # One step down is worth it where it saves a page; 五号 only where nothing larger holds the columns.
    best, *smaller = (f for f in fits if f.turned == fits[0].turned)
    for other in smaller:
        if other.size >= 12 and pages(other, TIGHT * other.pitch, sums=True) < pages(
            best, TIGHT * best.pitch, sums=True
        ):
            best = other
    return best


def _widest_whole(texts: Iterable[str]) -> float:
    """The em that the widest piece takes which no line may part."""
    return max((em(piece) for text in texts for piece in re.findall(WHOLE, text)), default=0.0)


def _room(turned: bool, count: int) -> float:
    return (LANDSCAPE if turned else PORTRAIT) - INSET * count


def _holds(option: tuple[bool, float, float], least: list[float]) -> bool:
    turned, size, _pitch = option
    return sum(least) * size * MM <= _room(turned, len(least))


def _laid(option: tuple[bool, float, float], natural: list[float], least: list[float], cells: list[list[str]]) -> Fit:
    turned, size, pitch = option
    widths = _share(natural, least, _room(turned, len(natural)) / (size * MM))
    lines = tuple(
        max((math.ceil(em(text) / width - 0.01) or 1 for text, width in zip(row, widths, strict=True)), default=1)
        for row in cells
    )
    return Fit(turned, size, pitch, tuple(round(w * size * MM + INSET, 2) for w in widths), lines)


def _share(natural: list[float], least: list[float], room: float) -> list[float]:
    """Widths between the least and the natural ones that fill the room; what is over goes to all in proportion."""
    if sum(least) > room:
        return [room * w / sum(least) for w in least]
    wanted = sum(natural) - sum(least)
    spare = room - sum(least)
    if wanted > spare:
        return [low + (full - low) * spare / wanted for low, full in zip(least, natural, strict=True)]
    return [full * room / sum(natural) for full in natural]


def pages(table_fit: Fit, pitch: float, *, sums: bool) -> int:
    """How many pages the rows fill at this pitch, each page whole rows between the head and the two sums."""
    height = (PORTRAIT if table_fit.turned else LANDSCAPE) / MM
    rows = [lines * pitch + PADDING for lines in table_fit.lines]
    single = pitch + PADDING
    if sum(rows) + 2 * single + CAPTION <= height:  # the head and the total
        return 1
    room = height - single * (2.5 + 2 * sums)  # the head, the sums, half a row for what was counted too narrow
    count, used = 1, CAPTION
    for row in rows:
        if used + row > room:
            count, used = count + 1, 0.0
        used += row
    return count


def spread(table_fit: Fit, *, sums: bool) -> float:
    """The widest row pitch, from a little under to a third over the usual one, that still takes the fewest pages."""
    pitches = [table_fit.pitch * (TIGHT + 0.02 * step) for step in range(24)]
    fewest = pages(table_fit, pitches[0], sums=sums)
    if fewest == 1 and len(table_fit.lines) <= 16:
        return table_fit.pitch
    return round(max(p for p in pitches if pages(table_fit, p, sums=sums) == fewest), 2)


def cut(text: str, room: float) -> str:
    """A text that must stay on one line, with … where it is cut."""
    kept = text
    while kept and em(kept) > room:
        kept = kept[:-1]
    return kept if kept == text else kept[:-1] + "…"
