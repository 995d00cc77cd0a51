"""What stays public of a list about residents when its display has ended: which item, when, how much in all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from mingbai.catalog.schema.lists import bare
from mingbai.channels.rules.notices import Shown
from mingbai.disclosure.models import Edition, Verdict
from mingbai.kit.money import format_yuan

COUNTED = ("人数", "人口", "户数", "家庭人口数", "保障人数", "对象人数", "申请人数")
SIGNS = (Verdict.AGREE, Verdict.RECEIPT)


@dataclass(frozen=True)
class Total:
    """One line of the stub: “在保名单” 32 行, “金额” 18 400.00 元."""

    label: str
    value: str


def totals_of(shown: Shown) -> list[Total]:
    """How many are listed and how much it is in all; no cell of a row is among it, and nothing at all where the matter
    is for party members or the parties concerned. One query."""
    if shown.notice.closed:
        return []
    content = Edition.objects.values_list("content", flat=True).get(pk=shown.edition.pk)
    return [total for block in content["blocks"] if block["type"] == "table" for total in _of_table(block)]


def _of_table(block: dict[str, Any]) -> Iterator[Total]:
    rows, title = block["rows"], str(block["title"])
    yield Total(title, _("%(n)s 行") % {"n": len(rows)})
    for column in block["columns"]:
        name = bare(column["name"])
        money = column["kind"] == "money" and bool(column.get("sum"))
        if not money and name not in COUNTED:
            continue
        amount = sum((_number(row.get(column["key"], "")) for row in rows), Decimal(0))
        label = _("%(title)s：%(name)s合计") % {"title": title, "name": name}
        yield Total(label, _("%(n)s 元") % {"n": format_yuan(int(amount * 100))} if money else f"{amount:f}")


def _number(text: str) -> Decimal:
    try:
        return Decimal(text or 0)
    except InvalidOperation:
        return Decimal(0)


def signatures_of(shown: Shown) -> int:
    """How many people have signed, voted for it, reviewed or filed it."""
    return len({word.signer_id for word in shown.decisions if word.verdict in SIGNS and word.signer_id is not None})
