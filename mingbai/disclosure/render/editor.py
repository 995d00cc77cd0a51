"""The draft as form fields: names, values, hints, and which field holds a finding of the gate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Form:
    """One block of the draft; `n` is its place, `rows` are rows of inputs."""

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


def editor(content: Json, findings: Iterable[Found]) -> list[Form]:
    """One Form for every block that is written by hand; the list of files is kept by the uploads."""
    bad = {finding.path for finding in findings if finding.blocks}
    makers = {"text": _text, "table": _table, "figures": _values, "facts": _values, "contacts": _contacts}
    return [
        makers[block["type"]](n, block, bad) for n, block in enumerate(content["blocks"]) if block["type"] in makers
    ]


def _text(n: int, block: Json, bad: set[str]) -> Form:
    title = str(block.get("heading", ""))
    value = Input(f"b{n}-text", str(block.get("text", "")), title, bad=f"/blocks/{n}/text" in bad)
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
                )
                for column in columns
            )
        )
    hint = str(block.get("hint", ""))
    return Form(n, "table", str(block.get("title", "")), hint, columns=columns, rows=tuple(rows), total=totals(block))


def _values(n: int, block: Json, bad: set[str]) -> Form:
    fields = tuple(
        Input(
            f"b{n}-i{i}",
            str(item.get("value", "")),
            f"{item.get('op', '')} {item['label']}".strip(),
            str(block.get("kind", "text")),
            f"/blocks/{n}/items/{i}/value" in bad,
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
