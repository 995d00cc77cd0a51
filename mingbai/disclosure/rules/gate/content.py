"""The gate over a notice's content JSON, bare or inside the published record; tolerant of blocks it does not know."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingbai.disclosure.rules.gate.findings import Allow, Finding, dial
from mingbai.disclosure.rules.gate.names import row_about
from mingbai.disclosure.rules.gate.phones import MOBILE, MOBILE_DIALLED
from mingbai.disclosure.rules.gate.plain import Plain
from mingbai.disclosure.rules.gate.text import NOTHING, Spot, screen_spots

DIGESTS = frozenset(("sha256", "digest"))
FIELD_NAMES = {
    "title": _("标题"),
    "lead": _("导语"),
    "heading": _("小标题"),
    "text": _("正文"),
    "name": _("名称"),
    "label": _("项目"),
    "value": _("数值"),
    "check": _("核对"),
    "content": "",
    "what": _("事项"),
    "who": _("谁"),
    "where": _("地址"),
    "tel": _("电话"),
    "phone": _("电话"),
    "place": _("地址"),
    "hours": _("时间"),
    "note": _("说明"),
}
LABELS = {
    "tel": "电话",
    "phone": "电话",
    "mobile": "手机",
    "address": "地址",
    "home": "住址",
    "memo": "",
    "note": "",
}  # read by the detectors: not for translation


def screen_content(content: dict[str, Any], allow: Allow = NOTHING) -> list[Finding]:
    """Everything private in a notice's content. Phones and addresses of its contacts block count as declared,
    mobiles excepted: a person's mobile becomes an office phone only by being declared by the unit or the item."""
    return screen_spots(spots(content), declared_in(content, allow))


def declared_in(content: Any, allow: Allow) -> Allow:
    """`allow`, widened by the telephones and places that the notice itself names as contacts; mobiles excepted."""
    phones: set[str] = set()
    addresses: set[str] = set()
    inner = content.get("content") if isinstance(content, dict) else None
    holder = inner if isinstance(inner, dict) else content
    blocks = holder.get("blocks") if isinstance(holder, dict) else None
    for block in blocks if isinstance(blocks, list) else ():
        if not isinstance(block, dict) or block.get("type") != "contacts" or not isinstance(block.get("items"), list):
            continue
        for item in block["items"]:
            fields = item.items() if isinstance(item, dict) else ()
            for key, value in fields:
                if key in ("phone", "tel") and isinstance(value, str) and not holds_mobile(value):
                    phones.add(value)
                if key in ("place", "where", "address") and isinstance(value, str):
                    addresses.add(value)
    return allow.and_also(phones, addresses)


def holds_mobile(text: str) -> bool:
    """Whether a mobile stands there, in whatever groups its digits are written."""
    return bool(MOBILE.search(Plain.of(text).text) or MOBILE_DIALLED.fullmatch(dial(text)))


def spots(content: Any, path: str = "", place: str = "", label: str = "") -> Iterator[Spot]:
    """Walk any JSON; the blocks we know get readable places."""
    if isinstance(content, dict):
        yield from spots_of_object(content, path, place, label)
    elif isinstance(content, list):
        for number, item in enumerate(content, 1):
            here = gettext("%(place)s第 %(n)s 项") % {"place": place, "n": number}
            yield from spots(item, f"{path}/{number - 1}", here, label)
    elif isinstance(content, (int, float)) and not isinstance(content, bool):
        yield Spot(figure_text(content), place, path, label)
    elif isinstance(content, str):
        yield Spot(content, place, path, label)


def figure_text(value: int | float) -> str:
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e20
    return str(int(value)) if whole else str(value)


def spots_of_object(value: dict[str, Any], path: str, place: str, label: str) -> Iterator[Spot]:
    kind = value.get("type")
    if kind == "table":
        yield from table_spots(value, path)
        return
    for key, inner in value.items():
        if key in DIGESTS:
            continue
        pointer = f"{path}/{escape(key)}"
        if key == "blocks" and isinstance(inner, list):
            for number, block in enumerate(inner):
                yield from spots(block, f"{pointer}/{number}", gettext("第 %(n)s 块") % {"n": number + 1})
        elif key == "items" and isinstance(inner, list) and kind in ("figures", "facts", "contacts", "files"):
            for number, item in enumerate(inner):
                yield from item_spots(item, str(kind), f"{pointer}/{number}", number + 1)
        else:
            if not key.isascii():
                yield Spot(key, gettext("%(place)s的名称") % {"place": place}, pointer)
            here = FIELD_NAMES[key] if key in FIELD_NAMES else quoted(key)
            yield from spots(inner, pointer, f"{place}{here}", LABELS.get(key, key))


def quoted(name: str) -> str:
    """A name in quotation marks, cut short, and left out where it may itself hold a private number."""
    plain = Plain.of(name)
    secret = sum(len(group.digits) for group in plain.groups) >= 7
    return "“…”" if secret else f"“{name[:20]}”"


def escape(key: str) -> str:
    """A key as a JSON pointer wants it."""
    return key.replace("~", "~0").replace("/", "~1")


def table_spots(block: dict[str, Any], path: str) -> Iterator[Spot]:
    title = block.get("title")
    table = quoted(title) if isinstance(title, str) and title else gettext("明细表")
    names = column_names(block.get("columns"))
    for key, inner in block.items():
        pointer = f"{path}/{escape(key)}"
        if key == "rows" and isinstance(inner, list):
            for number, row in enumerate(inner):
                here = gettext("%(table)s第 %(n)s 行") % {"table": table, "n": number + 1}
                yield from row_spots(row, f"{pointer}/{number}", here, names)
        elif key == "total":
            yield from row_spots(inner, pointer, gettext("%(table)s合计行") % {"table": table}, names)
        elif key == "columns":
            yield from spots(inner, pointer, gettext("%(table)s列名") % {"table": table})
        elif key not in DIGESTS:
            yield from spots(inner, pointer, gettext("表格") + str(FIELD_NAMES.get(key, quoted(key))))


def column_names(columns: Any) -> dict[str, str]:
    """Key → name of the columns that are written as the notice's format wants them."""
    listed = columns if isinstance(columns, list) else []
    return {str(c.get("key", number)): str(c.get("name", "")) for number, c in enumerate(listed) if isinstance(c, dict)}


def row_spots(row: Any, path: str, place: str, names: dict[str, str]) -> Iterator[Spot]:
    """The cells of a row, each under its column's name; columns of a row given as a list go by their order."""
    order = list(names.values())
    if isinstance(row, list):
        cells: list[tuple[str, Any, str]] = [
            (str(i), cell, order[i] if i < len(order) else str(i + 1)) for i, cell in enumerate(row)
        ]
    elif isinstance(row, dict):
        cells = [(escape(key), cell, names.get(key) or key) for key, cell in row.items()]
    else:
        yield from spots(row, path, place)
        return
    beside = row_about({name: cell for _pointer, cell, name in cells if isinstance(cell, str)})
    for pointer, cell, name in cells:
        for spot in spots(cell, f"{path}/{pointer}", place + quoted(name), name):
            yield replace(spot, beside=beside) if beside else spot


def item_spots(item: Any, kind: str, path: str, number: int) -> Iterator[Spot]:
    """One line of figures, facts, contacts or files; its label is what stands over the value."""
    if not isinstance(item, dict):
        yield from spots(item, path, gettext("第 %(n)s 行") % {"n": number})
        return
    label = item["label"] if isinstance(item.get("label"), str) else ""
    for key, inner in item.items():
        if key in DIGESTS:
            continue
        name = FIELD_NAMES.get(key, key)
        if kind == "files":
            here = gettext("第 %(n)s 个附件的文件名") % {"n": number}
        elif kind == "contacts":
            here = gettext("联系方式第 %(n)s 行") % {"n": number} + quoted(str(name))
        else:
            here = gettext("第 %(n)s 项") % {"n": number} + quoted(label or str(name))
        yield from spots(
            inner, f"{path}/{escape(key)}", here, label if label and key != "label" else LABELS.get(key, "")
        )
