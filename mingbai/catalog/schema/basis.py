"""The grounds of an item: the catalogue's short words become a law, its articles and a line residents can read."""

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

from mingbai.catalog.schema.item import Basis

_ARTICLE = r"\d+(?:\(\d+\))*(?:-\d+)?"
_ARTICLES = re.compile(rf"(?P<articles>{_ARTICLE}(?:、{_ARTICLE})*)(?P<rest>.*)")


@cache
def laws() -> dict[str, dict[str, Any]]:
    """slug → {name, short words, in_force}: the project's list of laws and other grounds (data/laws.json)."""
    path = files("mingbai.catalog") / "data" / "laws.json"
    return {law["slug"]: law for law in json.loads(path.read_text(encoding="utf-8"))["laws"]}


@cache
def _by_short() -> dict[str, str]:
    return {short: slug for slug, law in laws().items() for short in law["short"]}


def parse_basis(text: str) -> tuple[Basis, ...]:
    """The grounds of a basis cell, in order; one that names no known law keeps its own words. Raises nothing."""
    return tuple(_one(part.strip()) for part in re.split(r"[;；](?![^(（]*[)）])", text) if part.strip())


def _one(source: str) -> Basis:
    whole = _by_short().get(source)
    if whole:
        return Basis(text=laws()[whole]["name"], law=whole, source=source)
    for short in sorted(_by_short(), key=len, reverse=True):
        if source.startswith(short):
            return _known(_by_short()[short], source, source[len(short) :].strip())
    return Basis(text=source, source=source)


def _known(slug: str, source: str, rest: str) -> Basis:
    name = laws()[slug]["name"]
    match = _ARTICLES.match(rest)
    if match is None:
        remark = rest.strip("()（）")
        return Basis(text=f"{name}（{remark}）", law=slug, source=source)
    articles = tuple(match["articles"].split("、"))
    remark = match["rest"].strip(" ()（）")
    text = name + "、".join(article_words(one) for one in articles) + (f"（{remark}）" if remark else "")
    return Basis(text=text, law=slug, articles=articles, source=source)


def article_words(article: str) -> str:
    """20(2) → 第20条第2项; 26-27 → 第26条至第27条."""
    first, _dash, last = article.partition("-")
    if last:
        return f"{article_words(first)}至{article_words(last)}"
    number, *items = re.findall(r"\d+", first)
    return f"第{number}条" + "、".join(f"第{item}项" for item in items)
