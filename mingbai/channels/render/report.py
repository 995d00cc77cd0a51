"""The A4 page of a 公开报告单: the record's content in, PDF/A-2b and PDF/UA-1 out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from mingbai.channels.render import amounts, columns, press
from mingbai.channels.render.qr import qr_svg
from mingbai.orgs.rules.demo import DEMO_NOTE

MOST_SIGNED = 14


def render_report(
    content: dict[str, Any], digest: str, *, demo: bool, font_paths: Sequence[str] | None = None
) -> bytes:
    """The PDF of a report; the same content gives the same bytes. Raises NoFonts, MissingGlyph.

    `content` as `feedback.rules.reports.report_of` makes it, `digest` over it ("sha256:…").
    """
    printer = press.press(press.font_paths(font_paths))
    made = date.fromisoformat(content["on"])
    stamp = int(datetime.combine(made, time(), UTC).timestamp())
    return printer.pdf("report.typ", _data(content, digest, demo), stamp)


def _data(content: dict[str, Any], digest: str, demo: bool) -> dict[str, Any]:
    check = amounts.check_code(digest)
    title = f"{content['form']} {content['title']}"
    link = f"{content['url']}?d={content['edition_digest'].removeprefix('sha256:')[:16]}"
    return {
        "form": content["form"],
        "running_title": columns.cut(title, 40),
        "author": content["unit"],
        "number": content["number"],
        "edition": str(content["edition"]),
        "on": content["on"],
        "rows": _rows(content),
        "check": check,
        "qr": qr_svg(link, "扫码看这份公开", border=2),
        "strip": [
            ["公开编号", f"{content['number']}　第{content['edition']}版"],
            ["公开校验码", amounts.check_code(content["edition_digest"])],
            ["填报人", f"{content['by']}　{amounts.day(content['on'])}"],
        ],
        "foot": f"{content['number']}　报告单　{check}",
        "demo": DEMO_NOTE if demo else "",
    }


def _rows(content: dict[str, Any]) -> list[list[Any]]:
    """Label and lines, in the order of the form: item, content, time, way, signatures, opinions, result."""
    item = content["item"]
    return [
        ["公开事项", [f"{item['title']}（{item['code']}）"]],
        ["公开标题", [content["title"]]],
        ["公开内容", [content["summary"]]],
        ["公开依据", content["basis"] or ["—"]],
        ["公开范围", [content["audience"]]],
        ["公开时间", [_span(content["display"])]],
        ["公开形式", [_way(way) for way in content["ways"]]],
        ["审核签字", [_signed(signed) for signed in content["signatures"][:MOST_SIGNED]]],
        ["群众意见", [_opinions(content["opinions"])]],
        ["办理结果", [content["result"]]],
    ]


def _span(display: dict[str, str]) -> str:
    """The days on the board, counted from the day after (民法典 201)."""
    start = date.fromisoformat(display["from"])
    if not display["until"]:
        return f"{amounts.day(display['from'])}起，长期公开"
    until = date.fromisoformat(display["until"])
    return f"{amounts.day(display['from'])}至{amounts.day(display['until'])}（{(until - start).days}天）"


def _way(way: dict[str, str]) -> str:
    until = f"至{amounts.day(way['until'])}" if way["until"] else "起"
    return f"{way['way']}　{amounts.day(way['since'])}{until}"


def _signed(signed: dict[str, str]) -> str:
    on = f"　{amounts.day(signed['on'])}" if signed["on"] else ""
    return f"{signed['step']}：{signed['who']}{on}"


def _opinions(counts: dict[str, int]) -> str:
    if not counts["all"]:
        return "没有收到意见。"
    told = f"收到{counts['all']}条，答复{counts['answered']}条：采纳{counts['adopted']}、部分采纳{counts['partly']}、"
    told += f"不采纳{counts['refused']}。"
    return told + (f"其中签名支持{counts['signatures']}人。" if counts["signatures"] else "")
