"""The content of a notice: ordered typed blocks of strings, whole numbers, lists and objects, nothing else."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from mingbai.catalog.schema.identities import CHECK_KEYS, broken_identities

Block = dict[str, Any]
Problem = tuple[str, str]

_MONEY: Final = re.compile(r"-?(?:0|[1-9]\d{0,14})\.\d{2}")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,6})?")
# What stands in a block beside "type"; the flag says whether it must be there.
_KEYS: Final[dict[str, dict[str, bool]]] = {
    "text": {"key": False, "heading": True, "text": True, "hint": False, "rows": False, "required": False},
    "table": {
        "key": True,
        "title": True,
        "columns": True,
        "rows": True,
        "hint": False,
        "required": False,
        "checks": False,
    },
    "figures": {"key": True, "title": True, "kind": True, "items": True, "required": False, "checks": False},
    "facts": {"key": False, "title": False, "items": True, "required": False},
    "contacts": {"key": False, "title": False, "items": True, "required": False},
    "files": {"key": False, "title": False, "items": True, "required": False},
}
_ITEM_KEYS: Final[dict[str, dict[str, bool]]] = {
    "figures": {"key": True, "label": True, "op": True, "value": True},
    "facts": {"label": True, "value": True, "hint": False, "key": False},
    "contacts": {"name": True, "phone": True, "place": False, "hours": False},
    "files": {"name": True, "digest": True, "size": False},
}
_COLUMN_KEYS: Final = {"key": True, "name": True, "kind": True, "sum": False, "required": False}
_TOP_KEYS: Final = {"item": True, "title": True, "period": True, "blocks": True, "unit": False}
_COLUMN_KINDS: Final = ("text", "money", "number", "date")
_OPS: Final = ("", "+", "-", "=")


def validate_content(content: object, *, draft: bool = False) -> list[Problem]:
    """Every problem as (path, sentence), [] when the content may be signed.

    A draft is only checked for its shape and for values that can't be read; what is still empty, or does not add up
    yet, is not a problem of a draft.
    """
    shape = list(_shape(content))
    if shape:
        return shape
    assert isinstance(content, dict)
    values = [problem for path, block in _blocks(content) for problem in _VALUES[block["type"]](path, block)]
    if draft or values:
        return values
    missing = [problem for path, block in _blocks(content) for problem in _missing(path, block)]
    if not str(content["title"]).strip():
        missing.insert(0, ("title", _("标题不能空着")))
    return missing + broken_identities(content["blocks"])


def publishable(content: dict[str, Any]) -> dict[str, Any]:
    """The content without what only the form needs (hints, sizes of boxes, marks of required fields)."""
    return dict(_without(content, ("hint", "required")))


def _without(value: Any, names: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        is_text = value.get("type") == "text"
        return {
            key: _without(one, names)
            for key, one in value.items()
            if key not in names and not (is_text and key == "rows")
        }
    return [_without(one, names) for one in value] if isinstance(value, list) else value


def _blocks(content: dict[str, Any]) -> Iterator[tuple[str, Block]]:
    for index, block in enumerate(content["blocks"]):
        yield f"blocks[{index}]", block


# --- shape ------------------------------------------------------------------------------------------------------


def _shape(content: object) -> Iterator[Problem]:
    yield from _plain(content, "")
    if not isinstance(content, dict):
        yield "", _("内容要是一个对象")
        return
    yield from _keys(content, _TOP_KEYS, "")
    if not isinstance(content.get("title", ""), str):
        yield "title", _("这里要填文字")
    blocks = content.get("blocks")
    if not isinstance(blocks, list) or not blocks:
        yield "blocks", _("至少要有一块内容")
        return
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        path = f"blocks[{index}]"
        yield from _block_shape(path, block)
        key = block.get("key") if isinstance(block, dict) else None
        if isinstance(key, str) and key in seen:
            yield f"{path}.key", _("“%(key)s”已经用过，每一块的 key 只能用一次") % {"key": key}
        if isinstance(key, str):
            seen.add(key)


def _plain(value: object, path: str) -> Iterator[Problem]:
    """No floats, no nulls inside blocks: only what has one canonical form."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _plain(one, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _plain(one, f"{path}[{index}]")
    elif value is None:
        if path != "period":
            yield path, _("这里不能是空值，没有内容请写空文字")
    elif not isinstance(value, str | int):
        yield path, _("这里只能是文字或整数；金额和小数请写成文字，例如 1234.50")


def _keys(value: dict[str, Any], names: dict[str, bool], path: str) -> Iterator[Problem]:
    prefix = f"{path}." if path else ""
    for name in value:
        if name not in names:
            yield f"{prefix}{name}", _("没有这个字段，可用的是：%(names)s") % {"names": "、".join(names)}
    for name, needed in names.items():
        if needed and name not in value:
            yield f"{prefix}{name}", _("缺少这个字段")


def _block_shape(path: str, block: object) -> Iterator[Problem]:
    if not isinstance(block, dict) or not isinstance(block.get("type"), str) or block["type"] not in _KEYS:
        yield f"{path}.type", _("内容块的种类可用：%(names)s") % {"names": "、".join(_KEYS)}
        return
    kind = block["type"]
    yield from _keys(block, {"type": True, **_KEYS[kind]}, path)
    for name in ("key", "title", "hint"):
        if not isinstance(block.get(name, ""), str):
            yield f"{path}.{name}", _("这里要填文字")
    yield from _checks_shape(path, block.get("checks", []))
    if kind == "table":
        yield from _table_shape(path, block)
    elif kind != "text":
        yield from _items_shape(path, block, kind)
    elif not isinstance(block.get("text", ""), str) or not isinstance(block.get("heading", ""), str):
        yield f"{path}.text", _("这里要填文字")


def _checks_shape(path: str, checks: object) -> Iterator[Problem]:
    if not isinstance(checks, list):
        yield f"{path}.checks", _("这里要填一个列表")
        return
    for index, check in enumerate(checks):
        kind = check.get("kind") if isinstance(check, dict) else None
        wanted = CHECK_KEYS.get(kind) if isinstance(kind, str) else None
        place = f"{path}.checks[{index}]"
        if wanted is None:
            yield f"{place}.kind", _("勾稽关系的种类可用：%(names)s") % {"names": "、".join(CHECK_KEYS)}
            continue
        yield from _keys(check, {"kind": True, "say": True, **dict.fromkeys(wanted, True)}, place)
        for name, sort in wanted.items():
            names = check.get(name)
            listed = name == "terms" or not isinstance(names, list) or all(isinstance(one, str) for one in names)
            if not isinstance(names, sort) or not listed:
                yield f"{place}.{name}", _("勾稽关系的这一项写得不对")
        for term in check["terms"] if isinstance(check.get("terms"), list) else ():
            spelled = isinstance(term, dict) and set(term) == {"op", "key"} and isinstance(term["key"], str)
            if not spelled or term["op"] not in ("+", "-"):
                yield f"{place}.terms", _("每一项要写成 op（+ 或 -）和 key")


def _items_shape(path: str, block: Block, kind: str) -> Iterator[Problem]:
    items = block.get("items")
    if not isinstance(items, list):
        yield f"{path}.items", _("这里要填一个列表")
        return
    for index, item in enumerate(items):
        place = f"{path}.items[{index}]"
        if not isinstance(item, dict):
            yield place, _("这里要填一个对象")
            continue
        yield from _keys(item, _ITEM_KEYS[kind], place)
        for name in ("label", "value", "name", "phone", "op", "key"):
            if name in item and not isinstance(item[name], str):
                yield f"{place}.{name}", _("这里要填文字")
        if kind == "figures" and item.get("op") not in _OPS:
            yield f"{place}.op", _("运算符可用：空、+、-、=")
    if kind == "figures" and block.get("kind") not in ("money", "number"):
        yield f"{path}.kind", _("数字的种类可用：money、number")


def _table_shape(path: str, block: Block) -> Iterator[Problem]:
    columns, rows = block.get("columns"), block.get("rows")
    if not isinstance(columns, list) or not columns:
        yield f"{path}.columns", _("表格至少要有一列")
        return
    keys: list[str] = []
    for index, column in enumerate(columns):
        place = f"{path}.columns[{index}]"
        if not isinstance(column, dict):
            yield place, _("这里要填一个对象")
            continue
        yield from _keys(column, _COLUMN_KEYS, place)
        if column.get("kind") not in _COLUMN_KINDS:
            yield f"{place}.kind", _("列的种类可用：%(names)s") % {"names": "、".join(_COLUMN_KINDS)}
        if not isinstance(column.get("key"), str) or not isinstance(column.get("name"), str):
            yield f"{place}.key", _("这里要填文字")
        if column.get("key") in keys:
            yield f"{place}.key", _("两列不能用同一个 key")
        keys.append(str(column.get("key")))
    if not isinstance(rows, list):
        yield f"{path}.rows", _("这里要填一个列表")
        return
    for index, row in enumerate(rows):
        place = f"{path}.rows[{index}]"
        if not isinstance(row, dict):
            yield place, _("这里要填一个对象")
            continue
        for name, cell in row.items():
            if name not in keys:
                yield f"{place}.{name}", _("表里没有这一列，可用的是：%(names)s") % {"names": "、".join(keys)}
            elif not isinstance(cell, str):
                yield f"{place}.{name}", _("格子里要填文字，金额写成 1234.50")


# --- values -----------------------------------------------------------------------------------------------------


def read_problem(kind: str, value: str) -> str:
    """Why a cell of this kind can't be read: a sentence, or "" when it can (an empty cell can)."""
    if not value:
        return ""
    if kind == "money" and not _MONEY.fullmatch(value):
        return _("“%(value)s”不是金额，要写成 1234.50 的样子（元，两位小数，不加逗号）") % {"value": value}
    if kind == "number" and not _NUMBER.fullmatch(value):
        return _("“%(value)s”不是数，例如 12 或 85.5") % {"value": value}
    if kind == "date":
        try:
            if date.fromisoformat(value).isoformat() == value:
                return ""
        except ValueError:
            pass
        return _("“%(value)s”不是日期，要写成 2026-07-06") % {"value": value}
    return ""


def _table_values(path: str, block: Block) -> Iterator[Problem]:
    for index, row in enumerate(block["rows"]):
        for column in block["columns"]:
            said = read_problem(column["kind"], row.get(column["key"], ""))
            if said:
                yield f"{path}.rows[{index}].{column['key']}", said


def _figure_values(path: str, block: Block) -> Iterator[Problem]:
    for index, item in enumerate(block["items"]):
        said = read_problem(block["kind"], item["value"])
        if said:
            yield f"{path}.items[{index}].value", said


def _nothing(_path: str, _block: Block) -> Iterator[Problem]:
    yield from ()


_VALUES: Final[dict[str, Callable[[str, Block], Iterator[Problem]]]] = {
    "text": _nothing,
    "table": _table_values,
    "figures": _figure_values,
    "facts": _nothing,
    "contacts": _nothing,
    "files": _nothing,
}


def _missing(path: str, block: Block) -> Iterator[Problem]:
    if block["type"] == "table":
        yield from _missing_cells(path, block)
        return
    if not block.get("required"):
        return
    if block["type"] == "text" and not block["text"].strip():
        yield f"{path}.text", _("请写“%(heading)s”") % {"heading": block["heading"]}
    for index, item in enumerate(block.get("items", ())):
        if "value" in item and not item["value"].strip():
            yield f"{path}.items[{index}].value", _("请填“%(label)s”") % {"label": item["label"]}


def _missing_cells(path: str, block: Block) -> Iterator[Problem]:
    if block.get("required") and not block["rows"]:
        yield f"{path}.rows", _("“%(title)s”至少要填一行") % {"title": block["title"]}
    for index, row in enumerate(block["rows"]):
        if not any(cell.strip() for cell in row.values()):
            yield f"{path}.rows[{index}]", _("这一行是空的，请填写或删去")
            continue
        for column in block["columns"]:
            if column.get("required") and not row.get(column["key"], "").strip():
                yield f"{path}.rows[{index}].{column['key']}", _("请填“%(name)s”") % {"name": column["name"]}
