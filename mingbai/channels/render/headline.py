"""Where a long title breaks: by sense, in lines of like length, as 公文 titles are set by hand."""

import re
from itertools import combinations, pairwise

from mingbai.channels.render.columns import em

FULL = 19.5  # characters of 二号 in one line of the text area
# What may not be torn: a date or number with its unit, Latin words, the unit's own ending.
PIECES = re.compile(
    r"\d[\d.,]*[年月日号季度届次项%]?|[A-Za-z]+|第[一二三四五六七八九十\d]+[季届次号批期]度?"
    r"|委员会|社区|街道|财务|公开|公示|公告|情况|."
)
NO_START = "的，。、；：）》”’！？和及"
NO_END = "（《“‘"
GOOD = re.compile(r"(委员会|社区|街道|镇|村|小组)$")


def break_title(title: str) -> list[str]:
    """The lines of a title: as typed where it has line feeds, else one line if it fits, else the fewest even ones."""
    if "\n" in title:
        return [line.strip() for line in title.split("\n") if line.strip()]
    if em(title) <= FULL:
        return [title]
    pieces = PIECES.findall(title)
    least = int(em(title) // FULL) + 1
    for count in range(least, len(pieces) + 1):
        ways = [way for way in _ways(pieces, count) if max(em(line) for line in way) <= FULL]
        if ways:
            return min(ways, key=_cost)
    return [title]


def _ways(pieces: list[str], count: int) -> list[list[str]]:
    """Ways to cut into `count` lines; only cuts near the even ones, or a long title would have thousands."""
    total = em("".join(pieces))
    starts = [em("".join(pieces[:i])) for i in range(len(pieces))]
    reach = 7 if count <= 3 else 3
    near = [
        i for i in range(1, len(pieces)) if any(abs(starts[i] - total * k / count) <= reach for k in range(1, count))
    ]
    return [
        ["".join(pieces[a:b]) for a, b in zip((0, *cuts), (*cuts, len(pieces)), strict=True)]
        for cuts in combinations(near, count - 1)
    ]


def _cost(lines: list[str]) -> float:
    lengths = [em(line) for line in lines]
    cost = (max(lengths) - min(lengths)) ** 2 / 8
    for above, below in pairwise(lines):
        if below[0] in NO_START or above[-1] in NO_END:
            cost += 40
        if below.startswith("关于"):
            cost -= 12
        elif GOOD.search(above):
            cost -= 5
        elif above.endswith(("的", "年", "度", "和", "、")):
            cost -= 2
    return cost
