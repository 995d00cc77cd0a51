"""Every item has a template: hand-made ones in data/templates, for the rest one made from the row's elements."""

import copy
import json
import re
from functools import cache
from importlib.resources import files
from typing import Any, Final, Protocol

from mingbai.catalog.schema.item import ItemSpec
from mingbai.catalog.schema.lists import narrowed
from mingbai.kit.digests import record_language

_MONEY_WORDS: Final = (
    *(
        "金额",
        "数额",
        "收入",
        "支出",
        "结余",
        "标准",
        "价款",
        "合同价",
        "预算",
        "决算",
        "投入",
        "收益",
        "收费",
        "人均数",
    ),
    *("应收", "实收", "上缴", "应缴", "实缴", "原值", "净值", "到账", "支付", "拨款", "期初", "期末", "拟保额", "增减"),
)
_NUMBER_WORDS: Final = (
    "面积",
    "数量",
    "人数",
    "人口",
    "户数",
    "票数",
    "件数",
    "得票",
    "得分",
    "天数",
    "人均",
    "名额",
    "样本",
)
_DATE_WORDS: Final = ("日期", "时限", "备案日", "办理日", "换届时间", "限期")


class PeriodLike(Protocol):
    """What is needed of a period: kit.periods.Period has it."""

    @property
    def key(self) -> str: ...

    @property
    def label(self) -> str: ...


@cache
def _hand_made() -> dict[str, dict[str, Any]]:
    folder = files("mingbai.catalog") / "data" / "templates"
    found = [json.loads(path.read_text(encoding="utf-8")) for path in folder.iterdir() if path.name.endswith(".json")]
    return {template["code"]: template for template in found}


def hand_made_codes() -> list[str]:
    """Codes that have a template of their own in data/templates."""
    return sorted(_hand_made())


def template_for(item: ItemSpec) -> dict[str, Any]:
    """{code, title, covers, blocks}: a copy of the hand-made template, or one made from the item's elements."""
    made = _hand_made().get(item.code)
    return copy.deepcopy(made) if made else _from_elements(item)


def blank_content(item: ItemSpec, period: PeriodLike | None, unit: str = "") -> dict[str, Any]:
    """The content a draft starts with: {item, title, period: {key, label} or None, unit?, blocks}."""
    template = template_for(item)
    with record_language():
        label = period.label if period else ""
    title = str(template["title"]).replace("{period}", label)
    content: dict[str, Any] = {
        "item": item.code,
        "title": title,
        "period": {"key": period.key, "label": label} if period else None,
        "blocks": narrowed(template["blocks"], item),
    }
    if unit:
        content["unit"] = unit
    return content


def _from_elements(item: ItemSpec) -> dict[str, Any]:
    tabular = _is_register(item)
    blocks = [_table(item)] if tabular else [_text(nth, element) for nth, element in enumerate(item.elements, 1)]
    covers = {element: "lines" if tabular else f"e{nth}" for nth, element in enumerate(item.elements, 1)}
    if tabular:
        blocks.append({"type": "text", "key": "notes", "heading": "需要说明的", "text": "", "hint": "", "rows": 3})
    blocks.append(
        {
            "type": "contacts",
            "key": "ask",
            "title": "询问和监督",
            "items": [
                {"name": "经办岗", "phone": "", "place": "", "hours": ""},
                {"name": "监督电话", "phone": "", "place": "", "hours": ""},
            ],
        }
    )
    periodic = item.cadence.mode == "periodic"
    return {
        "code": item.code,
        "title": ("{period}" if periodic else "") + item.title,
        "covers": covers,
        "blocks": blocks,
    }


def _is_register(item: ItemSpec) -> bool:
    """Lists of people and rows with amounts are tables; a row that only names a standard or a report is prose."""
    names = [_split(element)[0] for element in item.elements]
    amounts = [name for name in names if _column_kind(name) == "money" and name not in ("标准", "转移支付")]
    return len(names) > 1 and (item.privacy == "P2" or bool(amounts))


def _split(element: str) -> tuple[str, str]:
    """An element and its remark in brackets: 对象(不列名单) → 对象, 不列名单."""
    match = re.fullmatch(r"(?P<name>[^(（]+)[(（](?P<hint>.+)[)）]", element)
    return (match["name"], match["hint"]) if match else (element, "")


def _text(nth: int, element: str) -> dict[str, Any]:
    heading, hint = _split(element)
    return {
        "type": "text",
        "key": f"e{nth}",
        "heading": heading,
        "text": "",
        "hint": hint,
        "rows": 3,
        "required": nth == 1,
    }


def _table(item: ItemSpec) -> dict[str, Any]:
    parts = [_split(element) for element in item.elements]
    columns = []
    for nth, (name, _hint) in enumerate(parts, 1):
        kind = _column_kind(name)
        column: dict[str, Any] = {"key": f"c{nth}", "name": f"{name}（元）" if kind == "money" else name, "kind": kind}
        if kind == "money" and "标准" not in name:
            column["sum"] = True
        if nth == 1:
            column["required"] = True
        columns.append(column)
    return {
        "type": "table",
        "key": "lines",
        "title": item.title,
        "columns": columns,
        "rows": [],
        "hint": "；".join(f"{name}：{hint}" for name, hint in parts if hint),
        "required": True,
    }


def _column_kind(name: str) -> str:
    for kind, words in (("money", _MONEY_WORDS), ("number", _NUMBER_WORDS), ("date", _DATE_WORDS)):
        if name in words or any(name.endswith(word) for word in words):
            return kind
    return "text"
