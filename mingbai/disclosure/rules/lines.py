"""The lines of a notice for a vote on each by itself: the rows of its tables, or its blocks where it has none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mingbai.disclosure.models import Decision, Edition, Verdict
from mingbai.disclosure.rules.content import SAID, tables
from mingbai.disclosure.rules.steps import latest, needed
from mingbai.kit.errors import NotNow

MOST_WHY = 100  # characters of a reason for one line
QUOTED = 24


@dataclass(frozen=True)
class Line:
    """`key` is `block.row`, both from 1, or `block`; `text` is what stands there, `name` what a list calls it."""

    key: str
    place: str
    text: str

    @property
    def name(self) -> str:
        text = self.text if len(self.text) <= QUOTED else f"{self.text[:QUOTED]}…"
        return _("%(place)s“%(text)s”") % {"place": self.place, "text": text}


@dataclass(frozen=True)
class Tally:
    """How a line stands: who agrees to it, who does not and why; `out` where it can no longer be agreed to."""

    line: Line
    yes: int
    no: tuple[Decision, ...]
    out: bool

    @property
    def against(self) -> list[tuple[str, str]]:
        """Who refuses it, and why."""
        return [(word.who, (word.lines or {}).get(self.line.key, word.reason)) for word in self.no]


def lines_of(content: dict[str, Any]) -> list[Line]:
    """What is voted on, in the order of the notice."""
    numbered = list(enumerate(content["blocks"], start=1))
    if any(block["rows"] for block in tables(content)):
        return [line for nth, block in numbered if block["type"] == "table" for line in _rows(nth, block)]
    return [line for nth, block in numbered if (line := _whole(nth, block)) is not None]


def _rows(nth: int, block: dict[str, Any]) -> list[Line]:
    keys = [column["key"] for column in block["columns"]]
    title = str(block.get("title") or _("明细"))
    return [
        Line(
            f"{nth}.{row}",
            _("%(title)s第 %(n)s 行") % {"title": title, "n": row},
            " · ".join(filter(None, (str(cells.get(key, "")).strip() for key in keys))),
        )
        for row, cells in enumerate(block["rows"], start=1)
    ]


def _whole(nth: int, block: dict[str, Any]) -> Line | None:
    title = str(block.get("title") or block.get("heading") or _("第 %(n)s 部分") % {"n": nth})
    if block["type"] == "text":
        text = " ".join(str(block.get("text", "")).split())
    else:
        items = block.get("items", [])
        text = " · ".join(
            " ".join(filter(None, (str(item.get("label") or item.get("name") or ""), _said(item)))) for item in items
        )
    return Line(str(nth), title, text) if text.strip() else None


def _said(item: dict[str, Any]) -> str:
    return " ".join(str(item[key]) for key in SAID if item.get(key))


def tally(step: dict[str, Any], content: dict[str, Any], words: Sequence[Decision], seats: int) -> list[Tally]:
    """Every line with the votes on it; a member with an open question has not voted yet."""
    votes = [word for word in latest(words).values() if word.verdict in (Verdict.AGREE, Verdict.RETURN)]
    found = []
    for line in lines_of(content):
        no = tuple(word for word in votes if refuses(word, line.key))
        found.append(Tally(line, len(votes) - len(no), no, seats - len(no) < needed(step, seats)))
    return found


def refuses(word: Decision, key: str) -> bool:
    """Whether a vote is against a line; who returned the whole is against all of it."""
    return word.verdict == Verdict.RETURN and (not word.lines or key in word.lines)


def read_votes(edition: Edition, verdict: str, refused: Mapping[str, str]) -> list[str]:
    """The refused lines by name with their reasons. NotNow where a line is not there, or its reason missing or long."""
    names = {line.key: line.name for line in lines_of(edition.content)}
    if verdict == Verdict.RETURN and not refused:
        raise NotNow(_("这一步逐笔表决：请点出哪一笔不同意，再写为什么。"))
    said = []
    for key, why in refused.items():
        if key not in names:
            raise NotNow(_("您点的那一笔现在没有了。请刷新这一页，重新点。"))
        if not why.strip():
            raise NotNow(_("%(line)s：不同意的，请写几个字，为什么。") % {"line": names[key]})
        if len(why) > MOST_WHY:
            words = {"line": names[key], "n": len(why), "max": MOST_WHY}
            raise NotNow(_("%(line)s：写了 %(n)s 个字，最多 %(max)s 个字，请写短些。") % words)
        said.append(_("%(line)s：%(why)s") % {"line": names[key], "why": why.strip()})
    return said
