"""The paragraphs and tables of a notice, so that an opinion can say what it is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

MOST = 80
QUOTED = 60


@dataclass(frozen=True)
class Part:
    """A paragraph (`key.n`, n from 1) or a block (`key`) of a content; `quote` is how it begins."""

    key: str
    label: str
    quote: str = ""

    @property
    def words(self) -> str:
        """As a choice shows it: 经费来源，第 2 段：从集体收益里……"""
        return _("%(label)s：%(quote)s") % {"label": self.label, "quote": self.quote} if self.quote else self.label


def parts_of(content: dict[str, Any]) -> list[Part]:
    """What can be spoken about, in the order of the notice; telephones and attachments are not."""
    return [part for nth, block in enumerate(content["blocks"]) for part in _of(block, nth)][:MOST]


def part_named(content: dict[str, Any], key: str) -> Part | None:
    """The part of that key; None for the whole, or where a newer edition does not have it."""
    return next((part for part in parts_of(content) if part.key == key), None) if key else None


def _of(block: dict[str, Any], nth: int) -> Iterator[Part]:
    key = str(block.get("key") or f"n{nth}")
    title = str(block.get("title") or block.get("heading") or "")
    if block["type"] == "text":
        yield from _paragraphs(key, title, str(block["text"]))
    elif block["type"] in ("table", "figures", "facts"):
        yield Part(key, title or _("第 %(n)s 部分") % {"n": nth + 1})


def _paragraphs(key: str, title: str, text: str) -> Iterator[Part]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines, 1):
        words = {"title": title, "n": number}
        label = title if len(lines) == 1 else _("%(title)s第 %(n)s 段") % words
        yield Part(f"{key}.{number}", label or _("正文"), line if len(line) <= QUOTED else f"{line[:QUOTED]}…")
