"""The A4 pages of a 目标责任书: its signed text in, PDF/A-2b and PDF/UA-1 out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from mingbai.channels.render import amounts, columns, press
from mingbai.orgs.rules.demo import DEMO_NOTE

NOTE = "目录里的任务，期限照本单位的台账，按时公布了才算办好；本单位自己的任务，由本人报、上级确认。"


class Side(NamedTuple):
    """One of the two that sign: which side, of which unit; who did and when, or empty."""

    label: str
    unit: str
    who: str = ""
    at: datetime | None = None


def render_letter(
    content: dict[str, Any],
    digest: str,
    sides: Sequence[Side],
    *,
    made: date,
    demo: bool,
    font_paths: Sequence[str] | None = None,
) -> bytes:
    """The PDF of a letter; the same letter gives the same bytes. Raises NoFonts, MissingGlyph.

    `content` as `duties.rules.letters.text` says, `digest` the one that was signed ("sha256:…") or empty. `made` is the
    day on which it was drawn up; the day of the last signature counts where there is one.
    """
    printer = press.press(press.font_paths(font_paths))
    signed = [amounts.as_date(side.at.isoformat()) for side in sides if side.at]
    on = max([day for day in signed if day], default=made)
    stamp = int(datetime.combine(on, time(), UTC).timestamp())
    return printer.pdf("letter.typ", _data(content, digest, sides, on, demo), stamp)


def _data(content: dict[str, Any], digest: str, sides: Sequence[Side], on: date, demo: bool) -> dict[str, Any]:
    title = f"{content['unit']}{content['year']}年公开工作目标责任书"
    first = content["first"]
    whole = bool(sides) and all(side.who for side in sides)
    state = "" if whole else "（还没有签齐）" if digest else "（草稿，还没有签字）"
    edition = f"第{content['number']}版"
    check = amounts.check_code(digest) if digest else "未签字"
    return {
        "title": title,
        "running_title": columns.cut(f"{title}　{edition}", 40),
        "author": content["unit"],
        "on": on.isoformat(),
        "edition": f"{edition}{state}",
        "count": f"{len(content['tasks'])}项任务",
        "facts": [
            ["第一责任人", f"{first['post']} {first['name']}".strip() or "还没有"],
            *([["总的目标", content["aims"]]] if content["aims"] else []),
        ],
        "tasks": [[task["title"], _doer(task), _until(task)] for task in _by_person(content["tasks"])],
        "note": NOTE,
        "sides": [[side.label, side.unit, side.who, _moment(side.at)] for side in sides],
        "proof": f"校验码 {check}　{digest}" if digest else "还没有签字，没有校验码。",
        "foot": f"责任书　{content['year']}年　{edition}　{check}",
        "demo": DEMO_NOTE if demo else "",
    }


def _by_person(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each person's tasks together, people in the order in which they first occur."""
    order: dict[str, int] = {}
    for task in tasks:
        order.setdefault(_doer(task), len(order))
    return sorted(tasks, key=lambda task: order[_doer(task)])


def _doer(task: dict[str, Any]) -> str:
    return f"{task['post']} {task['name']}".strip() or "还没有写"


def _until(task: dict[str, Any]) -> str:
    return amounts.day(task["due"]) if task["due"] else "照台账"


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{amounts.day(at.isoformat())} {at.astimezone(amounts.HERE):%H:%M}"
