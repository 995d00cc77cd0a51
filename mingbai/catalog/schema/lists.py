"""What a list about residents may hold: the columns of each item, how each is masked, and what no list ever holds.

The national lists are data (`data/lists.json`). A district or unit may leave columns out, never add one.
"""

import json
import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from mingbai.catalog.schema.item import ItemSpec

MASKS: Final = ("", "name", "group", "whole")
NUMBERING: Final = frozenset(("序号", "行", "编号", "合计"))
_IN_BRACKETS: Final = re.compile(r"[(（\[【].*")
# A row's own elements where the national data has no list for it: these name people.
_PEOPLE: Final = re.compile(r"姓名|户主|对象|名单|申请人$|受益人|承包方|受让方|领取人")


@cache
def _data() -> dict[str, Any]:
    path = files("mingbai.catalog") / "data" / "lists.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


def bare(name: str) -> str:
    """A column's name without its unit and remarks: 金额（元/月） → 金额."""
    return re.sub(r"\s", "", _IN_BRACKETS.sub("", unicodedata.normalize("NFKC", name)))


def never(name: str) -> str:
    """What a column of that name would give away that no list may ever hold; "" when nothing."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).upper()
    plain = re.sub(r"不(?:写|列|含).*", "", plain)  # 类别等级不写病种 promises the contrary
    for row in _data()["never"]:
        if any(word in plain for word in row["words"]):
            return str(row["what"])
    return ""


def never_kept() -> list[str]:
    """What no list may hold, in words."""
    return [str(row["what"]) for row in _data()["never"]]


def national_fields(code: str, elements: tuple[str, ...] = ()) -> dict[str, str]:
    """Column → mask of the national list; of an item that it does not name, what its elements and its form ask for."""
    known = _data()["items"].get(code)
    if known is not None:
        return dict(known)
    names = [*(bare(element) for element in elements), *_form_columns(code)]
    return {name: "name" if _PEOPLE.search(name) else "" for name in names if not never(name)}


@cache
def _form_columns(code: str) -> list[str]:
    """The columns of the tables of an item's own form; [] where it has none in data/templates."""
    path = files("mingbai.catalog") / "data" / "templates" / f"{code}.json"
    if not path.is_file():
        return []
    blocks = json.loads(path.read_text(encoding="utf-8"))["blocks"]
    return [bare(column["name"]) for block in blocks for column in block.get("columns", ())]


def fields_of(item: "ItemSpec") -> dict[str, str]:
    """Column → mask of all that a list of this item may hold, by the local rule too; {} where it names nobody."""
    if item.privacy != "P2":
        return {}
    found = national_fields(item.code, item.elements)
    return {name: mask for name, mask in found.items() if not item.fields or name in item.fields}


def why_no_column(item: "ItemSpec", name: str) -> str:
    """Why a list of this item may not have a column of that name, and what to do; "" when it may."""
    allowed = fields_of(item)
    if bare(name) in allowed or bare(name) in NUMBERING:
        return ""
    words = {"name": name, "names": _("、").join(allowed)}
    if what := never(name):
        return _("“%(name)s”是%(what)s，任何名单都不能公开。请把这一列整列删掉。") % {**words, "what": what}
    if bare(name) in national_fields(item.code, item.elements):
        return _("“%(name)s”这一列，本地规定不公开。请把这一列整列删掉。") % words
    return _("“%(name)s”这一列不在这个事项能公开的范围里，能有的是：%(names)s。请把这一列整列删掉。") % words


def narrowed(blocks: list[dict[str, Any]], item: "ItemSpec") -> list[dict[str, Any]]:
    """A template's blocks without the columns that the local rule leaves out, the checks that need them, and a table
    that has no column left."""
    if not item.fields:
        return blocks
    made = [_narrowed_table(block, item) if block["type"] == "table" else block for block in blocks]
    return [block for block in made if block["type"] != "table" or block["columns"]]


def _narrowed_table(block: dict[str, Any], item: "ItemSpec") -> dict[str, Any]:
    columns = [column for column in block["columns"] if not why_no_column(item, column["name"])]
    gone = {column["key"] for column in block["columns"]} - {column["key"] for column in columns}
    if not gone:
        return block
    checks = [check for check in block.get("checks", ()) if not gone & set(_strings(check))]
    return {**block, "columns": columns, **({"checks": checks} if "checks" in block else {})}


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [one for inner in value.values() for one in _strings(inner)]
    if isinstance(value, list):
        return [one for inner in value for one in _strings(inner)]
    return [value] if isinstance(value, str) else []


def field_problems(code: str, elements: tuple[str, ...], names: tuple[str, ...]) -> list[str]:
    """Why a narrowed list is none: a column that the national list has not, or that no list may have."""
    allowed = national_fields(code, elements)
    said = []
    for name in names:
        if what := never(name):
            said.append(
                _("“%(name)s”是%(what)s，任何名单都不能有这一列（个人信息保护法）") % {"name": name, "what": what}
            )
        elif name not in allowed:
            words = {"name": name, "names": _("、").join(allowed)}
            said.append(_("名单的列只能比国家目录少，不能多：没有“%(name)s”，可用的是：%(names)s") % words)
    return said
