"""The draft as form fields: names, values, hints, and which field holds a finding of the gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.utils.translation import gettext as _

from mingbai.disclosure.render.blocks import Cell, totals

Json = dict[str, Any]


class Found(Protocol):
    @property
    def path(self) -> str: ...

    @property
    def blocks(self) -> bool: ...


@dataclass(frozen=True)
class Input:
    name: str
    value: str
    label: str
    kind: str = "text"
    bad: bool = False
    required: bool = False


@dataclass(frozen=True)
class Form:
    """One block of the draft; `n` is its place, `rows` are rows of inputs, `paste` takes rows copied from Excel."""

    n: int
    type: str
    title: str
    hint: str = ""
    lines: int = 3
    field: Input | None = None
    fields: tuple[Input, ...] = ()
    columns: tuple[Json, ...] = ()
    rows: tuple[tuple[Input, ...], ...] = ()
    total: tuple[Cell, ...] = ()
    required: bool = False
    paste: Input | None = None


def editor(
    content: Json, findings: Iterable[Found], *, pasted: Mapping[str, str] | None = None, refused: str = ""
) -> list[Form]:
    """One Form for every block that is written by hand; the list of files is kept by the uploads.

    `pasted` holds what was pasted for a table and not taken over, by the name of its field; `refused` is the name of
    the field that a refusal speaks of.
    """
    bad = {finding.path for finding in findings if finding.blocks}
    makers = {"text": _text, "table": _table, "figures": _values, "facts": _values, "contacts": _contacts}
    forms = [
        makers[block["type"]](n, block, bad) for n, block in enumerate(content["blocks"]) if block["type"] in makers
    ]
    return [_with_paste(form, pasted or {}, refused) if form.type == "table" else form for form in forms]


def _with_paste(form: Form, pasted: Mapping[str, str], refused: str) -> Form:
    name = f"b{form.n}-paste"
    return replace(form, paste=Input(name, pasted.get(name, ""), form.title, bad=name == refused))


def _required(part: Json) -> bool:
    """Whether a block or a column must not stay empty when the draft is signed."""
    return bool(part.get("required"))


def _text(n: int, block: Json, bad: set[str]) -> Form:
    title = str(block.get("heading", ""))
    value = Input(
        f"b{n}-text", str(block.get("text", "")), title, bad=f"/blocks/{n}/text" in bad, required=_required(block)
    )
    return Form(n, "text", title, str(block.get("hint", "")), int(block.get("rows", 4)), field=value)


def _table(n: int, block: Json, bad: set[str]) -> Form:
    columns = tuple(block["columns"])
    rows = []
    for r, row in enumerate(block.get("rows", [])):
        rows.append(
            tuple(
                Input(
                    f"b{n}-r{r}-{column['key']}",
                    str(row.get(column["key"], "")),
                    column["name"],
                    column.get("kind", "text"),
                    f"/blocks/{n}/rows/{r}/{column['key']}" in bad,
                    _required(column),
                )
                for column in columns
            )
        )
    sums = totals(block)
    return Form(
        n,
        "table",
        str(block.get("title", "")),
        str(block.get("hint", "")),
        columns=columns,
        rows=tuple(rows),
        total=sums if any(cell.text for cell in sums) else (),
        required=_required(block),
    )


def _values(n: int, block: Json, bad: set[str]) -> Form:
    fields = tuple(
        Input(
            f"b{n}-i{i}",
            str(item.get("value", "")),
            f"{item.get('op', '')} {item['label']}".strip(),
            str(block.get("kind", "text")),
            f"/blocks/{n}/items/{i}/value" in bad,
            _required(block),
        )
        for i, item in enumerate(block["items"])
    )
    return Form(n, block["type"], str(block.get("title", "")), str(block.get("hint", "")), fields=fields)


def _contacts(n: int, block: Json, bad: set[str]) -> Form:
    names = {"name": _("什么事、找谁"), "phone": _("电话"), "place": _("在哪里"), "hours": _("什么时间")}
    rows = tuple(
        tuple(
            Input(f"b{n}-i{i}-{key}", str(item[key]), name, bad=f"/blocks/{n}/items/{i}/{key}" in bad)
            for key, name in names.items()
            if key in item
        )
        for i, item in enumerate(block["items"])
    )
    return Form(n, "contacts", str(block.get("title", "")), rows=rows)
