"""The A4 sheet of a notice, as it hangs on the board: the view of one edition in, PDF/A-2b and PDF/UA-1 out.

Paper is Chinese whatever the language of the reader, so only the sentences of errors are translated. Everything
that is counted (days, sums, checks) is counted here or in the template, never taken from what somebody typed.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from mingbai.channels.render import amounts, columns, press, tables
from mingbai.channels.render.headline import break_title
from mingbai.channels.render.press import MissingGlyph, NoFonts, SheetError
from mingbai.channels.render.qr import qr_svg
from mingbai.orgs.rules.demo import DEMO_NOTE

__all__ = ["MissingGlyph", "NoFonts", "SheetError", "qr_text", "render_sheet"]

View = dict[str, Any]
INLINE = 12  # printed lines up to which a table stands in the text; longer ones follow as 附表
ALIGN = {"text": "left", "money": "right", "number": "right", "date": "center"}
HEADING_1 = re.compile(r"[一二三四五六七八九十]+、")
HEADING_2 = re.compile(r"（[一二三四五六七八九十]+）")


def render_sheet(view: View, *, font_paths: Sequence[str] | None = None) -> bytes:
    """The PDF of one edition; the same view gives the same bytes.

    `view`: unit{name, full_name, code, area, phone, supervisor_phone, address, hours, box, signer?}, number, edition,
    title, content (canonical), digest ("sha256:…"), url, published_at (ISO), display{from, until|None},
    signatures[{role, name, at}], ask, audience (the addressee line, may be empty), demo.
    `font_paths`: folders of fonts (MINGBAI_FONT_DIRS); Debian's /usr/share/fonts if empty.
    Raises NoFonts, MissingGlyph (with the place of the character).
    """
    printer = press.press(press.font_paths(font_paths))
    published = amounts.as_date(view["published_at"])
    if published is None:
        raise ValueError(f"published_at: {view['published_at']!r}")
    stamp = int(datetime.combine(published, time(), UTC).timestamp())
    try:
        return printer.pdf("sheet.typ", _data(view, published), stamp)
    except MissingGlyph as error:
        place = _place_of(error.text, view)
        raise MissingGlyph(error.text, f"{place}：{error.sentence}" if place else error.sentence) from error


def qr_text(view: View) -> str:
    """What the code on the sheet says: the notice's address, with the first 16 hex digits of its digest to compare."""
    return f"{view['url']}?d={_hex(view)[:16]}"


def _hex(view: View) -> str:
    return str(view["digest"]).removeprefix("sha256:")


def _data(view: View, published: date) -> dict[str, Any]:
    unit, content = view["unit"], view["content"]
    check = amounts.check_code(view["digest"])
    signer = unit.get("signer") or unit["full_name"]
    lines = break_title(view["title"])
    return {
        "title": lines,
        "plain_title": (plain := view["title"].replace("\n", "")),
        "running_title": columns.cut(plain, 32),
        "author": unit["full_name"],
        "published": published.isoformat(),
        "to": view.get("audience") or "",
        "body": _body(content, published.year),
        "files": [_file(item) for b in content.get("blocks", []) if b["type"] == "files" for item in b["items"]],
        "signer": signer,
        "signatures": [
            [s["role"], s.get("name") or "", amounts.day(s.get("at") or "", without_year=published.year)]
            for s in view.get("signatures") or []
        ],
        "check": check,
        "whole": columns.WHOLE,
        "strip": _strip(view),
        "foot": f"{view['number']}　第{view['edition']}版　{check}",
        "qr": qr_svg(qr_text(view), "扫码核对", border=2),
        "demo": DEMO_NOTE if view.get("demo") else "",
    }


def _strip(view: View) -> list[list[str]]:
    """The rows beside the code; what the unit has not told is left out."""
    unit = view["unit"]
    asks = [" ".join(filter(None, (view.get("ask"), unit.get("phone"))))]
    if unit.get("supervisor_phone"):
        asks.append(f"监督 {unit['supervisor_phone']}")
    rows = [
        ["公开编号", f"{view['number']}　第{view['edition']}版"],
        ["公开时间", _display(view["display"])],
        ["紧急公布", view.get("urgent") or ""],
        ["有疑问请问", "　　".join(filter(None, asks))],
        ["办公地点", "　".join(filter(None, (unit.get("address"), unit.get("hours"))))],
        ["意见箱", unit.get("box") or ""],
    ]
    return [row for row in rows if row[1]]


def _display(display: dict[str, Any]) -> str:
    """The days on the board, counted from the day after (民法典 201)."""
    start, end = amounts.as_date(display["from"]), amounts.as_date(display.get("until") or "")
    if start is None or end is None:
        return f"{amounts.day(display['from'])}起，长期公开"
    until = amounts.day(end.isoformat(), without_year=start.year)
    return f"{amounts.day(start.isoformat())}至{until}（{(end - start).days}天）"


def _file(item: dict[str, Any]) -> str:
    size = item.get("size") or ""
    if isinstance(size, int):
        size = f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(1, round(size / 1024))} KB"
    return f"{item['name']}（{size}）" if size else str(item["name"])


# ── the body: a flat list of pieces that the template can set one after the other ──


def _body(content: dict[str, Any], year: int) -> list[dict[str, Any]]:
    pieces = _paragraphs(content.get("lead") or "")
    for block in content.get("blocks", []):
        kind = block["type"]
        if not any(block.get(key) for key in ("text", "heading", "columns", "items")):
            continue
        if kind == "text":
            pieces += _heading(block.get("heading")) + _paragraphs(block.get("text") or "")
        elif kind in ("table", "contacts"):
            pieces.append(_table(tables.from_block(block), year))
        elif kind == "figures":
            pieces.append(_figures(block["items"]))
        elif kind == "facts":
            pieces += _heading(block.get("heading"))
            pieces.append({"kind": "facts", "items": [[i["label"], str(i["value"])] for i in block["items"]]})
    return pieces


def _heading(text: str | None) -> list[dict[str, Any]]:
    if not text:
        return []
    return [{"kind": "heading", "level": 2 if HEADING_2.match(text) else 1, "text": text}]


def _paragraphs(text: str) -> list[dict[str, Any]]:
    """Paragraphs as people type them: a short line “一、…” is a heading, “（一）…。” opens with its words in 楷体."""
    pieces: list[dict[str, Any]] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if (HEADING_1.match(line) or HEADING_2.match(line)) and "。" not in line and len(line) <= 28:
            pieces += _heading(line)
            continue
        opening, stop, rest = line.partition("。") if HEADING_2.match(line) else ("", "", line)
        pieces.append({"kind": "par", "opening": opening + stop, "text": rest})
    return pieces


def _table(table: tables.Table, year: int) -> dict[str, Any]:
    years = [columns.year_of(table, c, year) if c.kind == "date" else None for c in table.columns]

    def row_of(row: dict[str, str]) -> list[str]:
        return [columns.shown(c, row.get(c.key, ""), y) for c, y in zip(table.columns, years, strict=True)]

    cells = [row_of(row) for row in table.rows]
    total = None if table.total is None else row_of(table.total)
    fit = columns.fit(table, cells, total)
    inline = not fit.turned and sum(fit.lines) <= INLINE
    pitch = columns.spread(fit, sums=bool(table.summed))
    money, summed = [i for i, c in enumerate(table.columns) if c.kind == "money"], table.summed
    return {
        "kind": "table",
        "title": table.title,
        "unit": "单位：元" if money and not any("元" in table.columns[i].name for i in money) else "",
        "inline": inline,
        "turned": fit.turned,
        "small": sum(fit.lines) <= 16,
        "long": columns.pages(fit, pitch, sums=bool(table.summed)) > 1,
        "size": fit.size,
        "pitch": fit.pitch if inline else pitch,
        "widths": fit.widths,
        "align": [ALIGN[c.kind] for c in table.columns],
        "head": [c.name for c in table.columns],
        "rows": cells,
        "total": total,
        "sums": [{"column": i, "fen": [amounts.fen(row[table.columns[i].key]) for row in table.rows]} for i in summed],
        "count": f"{len(cells)}{'笔' if summed else '项'}",
    }


def _figures(items: list[dict[str, Any]]) -> dict[str, Any]:
    """Up to four boxes a row, and below them whether the sum that they state is true."""
    signs = [i.get("op") or "" for i in items]
    boxes = [
        {"label": i["label"], "value": amounts.figure(i["value"]), "op": _sign(sign), "heavy": sign == "="}
        for i, sign in zip(items, signs, strict=True)
    ]
    per_row = -(-len(boxes) // -(-len(boxes) // 4))
    stated = [str(i["check"]) for i in items if isinstance(i.get("check"), str) and i["check"]]
    return {
        "kind": "figures",
        "rows": [boxes[i : i + per_row] for i in range(0, len(boxes), per_row)],
        **_checked(items, stated),
    }


def _sign(op: str) -> str:
    return {"+": "＋", "-": "－", "−": "－", "=": "＝"}.get(op, op)


def _checked(items: list[dict[str, Any]], stated: list[str]) -> dict[str, Any]:
    """The equation counted anew. An untrue one is printed as untrue: what hangs on the wall must not hide it."""
    sides: list[int] = [0]
    for item in items:
        op, value = item.get("op") or "+", amounts.amount(item["value"])
        if value is None or op not in ("+", "-", "−", "="):
            return {"true": True, "check": stated}
        if op == "=":
            sides.append(0)
        sides[-1] += amounts.fen(item["value"]) * (-1 if op in ("-", "−") else 1)
    if len(sides) == 1:
        return {"true": True, "check": stated}
    gap = max(sides) - min(sides)
    if gap:
        return {"true": False, "check": [f"算不平，相差{amounts.money(Decimal(gap) / 100)}"]}
    said = "".join(f"{_sign(i.get('op') or '')}{amounts.figure(i['value'])}" for i in items)
    return {"true": True, "check": ["核对相符　" + said, *stated]}


# ── where a character that can't be printed stands ──


def _place_of(text: str, view: View) -> str:
    content = view["content"]
    if text in view["title"]:
        return "标题"
    for number, block in enumerate(content.get("blocks", []), 1):
        for place, value in _strings(block):
            if text in value:
                return f"第{number}块{place}"
    return "导语" if text in (content.get("lead") or "") else ""


def _strings(block: dict[str, Any]) -> list[tuple[str, str]]:
    found = [("标题", str(block.get("title") or block.get("heading") or "")), ("", str(block.get("text") or ""))]
    for key in ("rows", "items"):
        for number, row in enumerate(block.get(key, []), 1):
            found += [(f"第{number}行", str(value)) for value in row.values()]
    found += [("表头", str(c.get("name"))) for c in block.get("columns", [])]
    return found + [("合计行", str(value)) for value in (block.get("total") or {}).values()]
