"""What the content of a notice must look like, and the content of a declaration of nil."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from mingbai.catalog.schema.content import publishable, validate_content
from mingbai.duties.models import Duty
from mingbai.duties.rules.labels import label_of, period_of
from mingbai.kit.digests import record_language
from mingbai.orgs.models import Unit

MAX_TITLE = 120
CORRECTION = "correction"  # the key of the public note on what a corrected edition changes
SAID = ("value", "phone", "place", "hours")  # of facts and contacts; their labels alone say nothing


def problems(content: dict[str, Any], *, complete: bool) -> list[str]:
    """Sentences on what is wrong; with `complete=False` only the shape is checked, so that half a draft can be kept."""
    title = content.get("title")
    if not isinstance(title, str) or not isinstance(content.get("blocks"), list):
        return [_("草稿的格式不对，没有保存。请回到工作台重新打开。")]
    if len(title) > MAX_TITLE:
        return [_("标题太长：%(n)s 个字，最多 %(max)s 个字。") % {"n": len(title), "max": MAX_TITLE}]
    if not complete:
        return []
    if not title.strip():
        return [_("还没有写标题。")]
    found = validate_content(_without_blank_rows(content))
    return [f"{place_of(content, path)}{sentence}" for path, sentence in found]


def _without_blank_rows(content: dict[str, Any]) -> dict[str, Any]:
    """As it would be signed; rows that nobody has filled in are left out, not complained about."""
    blocks = [
        {**block, "rows": [row for row in block["rows"] if not _blank(row)]} if block.get("type") == "table" else block
        for block in content["blocks"]
    ]
    return {**content, "blocks": blocks}


def _blank(row: dict[str, Any]) -> bool:
    return not any(str(cell).strip() for cell in row.values())


def tables(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [block for block in content["blocks"] if block["type"] == "table"]


def place_of(content: dict[str, Any], path: str) -> str:
    """Where a problem is, as people find it on the page: `blocks[2].rows[0].amount` → 收入明细第 1 行：."""
    found = re.match(r"blocks\[(\d+)\](?:\.rows\[(\d+)\])?", path)
    if not found:
        return ""
    block = content["blocks"][int(found[1])]
    title = block.get("title") or block.get("heading") or ""
    if found[2] is not None:
        column = next((c["name"] for c in block.get("columns", []) if path.endswith(f".{c['key']}")), "")
        column = _("“%(name)s”") % {"name": column} if column else ""
        filled = [number for number, row in enumerate(block["rows"], start=1) if not _blank(row)]
        words = {"title": title, "row": filled[int(found[2])], "column": column}
        return _("%(title)s第 %(row)s 行%(column)s：") % words
    return _("%(title)s：") % {"title": title} if title else ""


def place_of_cell(content: dict[str, Any], block: int, row: int, key: str) -> str:
    """The same for a row that is counted with those that nobody has filled in."""
    before = sum(not _blank(one) for one in content["blocks"][block]["rows"][:row])
    return place_of(content, f"blocks[{block}].rows[{before}].{key}")


def finished(content: dict[str, Any]) -> dict[str, Any]:
    """What is signed: without the form's hints, without empty rows, without optional texts and lists left empty."""
    blocks = []
    for block in content["blocks"]:
        if block["type"] == "table":
            block = {**block, "rows": [row for row in block["rows"] if not _blank(row)]}
        empty_text = block["type"] == "text" and not block["text"].strip()
        said = [item.get(key, "") for item in block.get("items", []) for key in SAID]
        empty_list = block["type"] in ("facts", "contacts") and not any(str(value).strip() for value in said)
        if not empty_text and not empty_list:
            blocks.append(block)
    return publishable({**content, "title": content["title"].strip(), "blocks": blocks})


def corrected(content: dict[str, Any]) -> dict[str, Any]:
    """A draft with an empty place for the public note on what this edition changes; an older note is not repeated."""
    with record_language():
        note = {
            "type": "text",
            "key": CORRECTION,
            "heading": _("更正说明"),
            "text": "",
            "hint": _("写清原来哪里错了、改成什么、为什么错。这段话和新内容一起公布。"),
            "rows": 3,
            "required": True,
        }
    return {**content, "blocks": [note, *(block for block in content["blocks"] if block.get("key") != CORRECTION)]}


def note_of(content: dict[str, Any]) -> str:
    """What a corrected edition says that it changes; empty in a first edition."""
    return next((str(block["text"]) for block in content["blocks"] if block.get("key") == CORRECTION), "")


def reopened(signed: dict[str, Any], form: dict[str, Any]) -> dict[str, Any]:
    """What was signed as a draft again: in the item's own form, with the hints, the marks of required fields and the
    optional parts that the signed text no longer has."""
    kept = {block.get("key", ""): block for block in signed["blocks"]}
    blocks = [kept.get(b.get("key", ""), b) if b["type"] == "contacts" else b for b in carried(form, signed)["blocks"]]
    known = {block.get("key", "") for block in blocks}
    before = [block for block in signed["blocks"] if block.get("key") == CORRECTION]
    after = [block for key, block in kept.items() if key not in known and key != CORRECTION]
    return {**signed, "blocks": [*before, *blocks, *after]}


def carried(content: dict[str, Any], last: dict[str, Any]) -> dict[str, Any]:
    """A draft's own form, filled with what another content of the same item says; title, period and files stay.

    A block or column that the other does not have keeps what the draft holds.
    """
    known = {(block["type"], block.get("key", "")): block for block in last["blocks"]}
    blocks = []
    for block in content["blocks"]:
        old = known.get((block["type"], block.get("key", "")))
        blocks.append(block if old is None or block["type"] == "files" else _carried_block(block, old))
    return {**content, "blocks": blocks}


def _carried_block(block: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    if block["type"] == "text":
        return {**block, "text": old["text"]}
    if block["type"] == "table":
        keys = [column["key"] for column in block["columns"]]
        return {**block, "rows": [{key: row.get(key, "") for key in keys} for row in old["rows"]]}
    name = {"figures": "key", "facts": "label", "contacts": "name"}[block["type"]]
    values = {item[name]: {key: item[key] for key in SAID if key in item} for item in old["items"]}
    items = [{**item, **{k: v for k, v in values.get(item[name], {}).items() if k in item}} for item in block["items"]]
    return {**block, "items": items}


def nil_content(unit: Unit, duties: Sequence[Duty]) -> dict[str, Any]:
    """The declaration: which catalogue rows, for which period, did not happen (S0: 除实际未发生外不得漏项)."""
    with record_language():
        return _nil_content(unit, duties)


def _nil_content(unit: Unit, duties: Sequence[Duty]) -> dict[str, Any]:
    labels = sorted({label_of(duty.period) for duty in duties})
    when = labels[0] if len(labels) == 1 else _("本期")
    rows = [
        {"code": duty.item.code, "title": duty.title, "period": label_of(duty.period)}
        for duty in sorted(duties, key=lambda duty: (duty.item.position, duty.period))
    ]
    period = period_of(duties[0].period)
    return {
        "item": "FW11",
        "unit": unit.name,
        "period": {"key": period.key, "label": when},
        "title": _("%(when)s未发生事项声明") % {"when": when},
        "blocks": [
            {
                "type": "text",
                "key": "say",
                "heading": "",
                "text": _("经核对，%(unit)s在所列期间没有发生下列 %(n)s 项应公开的事项，特此声明。")
                % {"unit": unit.name, "n": len(rows)},
            },
            {
                "type": "table",
                "key": "rows",
                "title": _("没有发生的事项"),
                "columns": [
                    {"key": "code", "name": _("目录编码"), "kind": "text"},
                    {"key": "title", "name": _("事项"), "kind": "text"},
                    {"key": "period", "name": _("期间"), "kind": "text"},
                ],
                "rows": rows,
            },
        ],
    }
