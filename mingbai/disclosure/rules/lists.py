"""Lists about residents: only the columns that the item allows, every value masked as it asks, and never back again."""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mingbai.catalog.schema.item import ItemSpec
from mingbai.catalog.schema.lists import bare, fields_of, never, why_no_column
from mingbai.disclosure.rules.content import place_of_cell
from mingbai.disclosure.rules.gate.files import read
from mingbai.disclosure.rules.gate.findings import Unreadable, fingerprint
from mingbai.disclosure.rules.gate.names import DOUBLE, is_whole_name
from mingbai.disclosure.rules.gate.text import Spot

Json = dict[str, Any]
MASKED = re.compile(rf"(?:{DOUBLE}|[一-龥])(?:某{{1,2}}|[*＊]{{1,2}})")
# What stands in a column of people and is none: groups, firms, and those who go unnamed.
NOBODY = re.compile(
    r"集体|农户|本村|本组|村民|居民|群众|"
    r"(?:户|组|队|公司|厂|店|场|院|校|园|村|社区|小区|社|中心|单位|协会|家庭)$"
)
PLAIN_NAME = re.compile(r"[一-龥]{2,4}|[一-龥]+(?:[·•・][一-龥]+)+")
SURNAME = re.compile(rf"{DOUBLE}|[一-龥]")
HOUSE = re.compile(
    r"(?:[0-9]+|[一二三四五六七八九十百]+)\s*(?:号|栋|幢|单元|室|楼|弄|层)|[0-9]+(?:\s*[-－—]\s*[0-9]+)+|门牌.*"
)
BETWEEN = re.compile(r"((?:[、，,；;/\s]|[(（][^)）]*[)）]|等?\s*共?\s*[0-9]+\s*[户人名家位]|等(?=$|[、，,]))+)")
BRACKETED = re.compile(r"(?<=[(（])[^)）]+")
WHO = re.compile(r"姓名|户主|对象|名单")


@dataclass(frozen=True)
class Bare:
    """One cell that must not be published as it stands; `masked` is what one click makes of it, "" where nobody can
    tell."""

    block: int
    row: int
    key: str
    place: str
    text: str
    masked: str

    @property
    def path(self) -> str:
        return f"/blocks/{self.block}/rows/{self.row}/{self.key}"

    @property
    def blocks(self) -> bool:
        return True

    @property
    def where(self) -> str:
        """The place as a heading of its own."""
        return self.place.rstrip(_("："))

    @property
    def shown(self) -> str:
        """What the page strikes out."""
        return self.text

    @property
    def becomes(self) -> str:
        """What the page puts in its place; "" where nobody can tell."""
        return self.masked

    @property
    def mark(self) -> str:
        """Names the cell and what stands in it, without telling."""
        return fingerprint("bare", self.text, self.path)

    @property
    def sentence(self) -> str:
        words = {"place": self.place, "text": self.text, "masked": self.masked}
        if self.masked:
            return _("%(place)s“%(text)s”要遮成“%(masked)s”。请点“按规定遮”。") % words
        return _("%(place)s“%(text)s”认不出怎么遮，请自己改：姓名写成“王某”，住处只写到组。") % words


def veiled_name(text: str) -> str:
    """Every name in a cell as 王某; "" where something stands there that may be a name and can't be told."""
    out = []
    for n, part in enumerate(BETWEEN.split(text)):
        # The odd ones stand between: commas, counts, remarks in brackets, in which another name may stand.
        veiled = BRACKETED.sub(_veiled_remark, part) if n % 2 else _veiled_part(part)
        if part and not veiled:
            return ""
        out.append(veiled)
    return "".join(out)


def _veiled_part(name: str) -> str:
    if not name or MASKED.fullmatch(name) or name.isdigit() or NOBODY.search(name):
        return name
    first = SURNAME.match(name)
    return f"{first.group()}某" if first and PLAIN_NAME.fullmatch(name) else ""


def _veiled_remark(remark: re.Match[str]) -> str:
    return f"{remark.group()[0]}某" if is_whole_name(remark.group()) else remark.group()


def veiled_group(text: str) -> str:
    """The group or street without the number of the house; "" where nothing would be left."""
    plain = unicodedata.normalize("NFKC", text)
    house = HOUSE.search(plain)
    return plain[: house.start()].rstrip(" ，,、-（(") if house else text


def veil(mask: str, text: str) -> str:
    """The value as the item wants it published."""
    return {"name": veiled_name, "group": veiled_group}[mask](text) if mask in ("name", "group") else text


def refused_columns(content: Json, spec: ItemSpec) -> list[str]:
    """A sentence for every column that a list of this item may not have."""
    if not fields_of(spec):
        return []
    names = [column["name"] for _n, block in _tables(content) for column in block["columns"]]
    return [why for why in (why_no_column(spec, name) for name in dict.fromkeys(names)) if why]


def refused_heads(line: list[str], spec: ItemSpec) -> str:
    """Why a pasted line of headings is refused; "" where it is none, or all of it is allowed."""
    allowed = fields_of(spec)
    if not allowed or any(re.search(r"[0-9]{4}", cell) or len(cell) > 16 for cell in line):
        return ""
    if not any(bare(cell) in allowed or never(cell) for cell in line):
        return ""
    return next((why for why in (why_no_column(spec, cell) for cell in line if cell) if why), "")


def unveiled(content: Json, spec: ItemSpec) -> list[Bare]:
    """Every cell that is not masked as the item asks."""
    fields = fields_of(spec)
    found = []
    for n, block in _tables(content):
        masks = {column["key"]: fields.get(bare(column["name"]), "") for column in block["columns"]}
        for r, row in enumerate(block["rows"]):
            for key, mask in masks.items():
                text = str(row.get(key, "")).strip()
                veiled = veil(mask, text)
                if text and veiled != text:
                    place = place_of_cell(content, n, r, key)
                    found.append(Bare(n, r, key, place, text, veiled))
    return found


def not_whole(content: Json, spec: ItemSpec) -> list[str]:
    """Masked names where the law wants them whole: what was masked once is never taken for the full value."""
    fields, said = fields_of(spec), []
    for n, block in _tables(content):
        whole = [column["key"] for column in block["columns"] if fields.get(bare(column["name"])) == "whole"]
        for r, row in enumerate(block["rows"]):
            for key in whole:
                text = str(row.get(key, "")).strip()
                if re.search(r"[*＊]|某", text):
                    place = place_of_cell(content, n, r, key)
                    said.append(_("%(place)s“%(text)s”是遮过的，这里依法要写全名。") % {"place": place, "text": text})
    return said


def list_problems(content: Json, spec: ItemSpec) -> list[str]:
    """All that stands against submitting a list, in sentences."""
    bare_ones = [one.sentence for one in unveiled(content, spec)]
    return [*refused_columns(content, spec), *bare_ones, *not_whole(content, spec)]


def veiled_content(content: Json, found: list[Bare]) -> Json:
    """The content with every cell masked of which it is known how."""
    fresh = copy.deepcopy(content)
    for one in found:
        if one.masked:
            fresh["blocks"][one.block]["rows"][one.row][one.key] = one.masked
    return fresh


def written_back(stored: Json, posted: Json, spec: ItemSpec, told: frozenset[str] = frozenset()) -> list[Bare]:
    """Cells in which the masked form of what is stored comes back in its place: the same row, nothing else changed.

    `told` are the places of other cells that masking changes, for the names that stand in them.
    """
    now, bare_ones, found = dict(_tables(posted)), unveiled(stored, spec), []
    for one in bare_ones:
        rows = now.get(one.block, {}).get("rows", [])
        old = stored["blocks"][one.block]["rows"]
        if len(rows) != len(old) or not one.masked or rows[one.row].get(one.key) != one.masked:
            continue
        masked_keys = {other.key for other in bare_ones if (other.block, other.row) == (one.block, one.row)}
        masked_keys |= {path.rpartition("/")[2] for path in told if path.startswith(one.path.rpartition("/")[0] + "/")}
        rest = {key: value for key, value in old[one.row].items() if key not in masked_keys}
        if all(rows[one.row].get(key) == value for key, value in rest.items()):
            found.append(one)
    return found


def kept_full(stored: Json, posted: Json, spec: ItemSpec, told: frozenset[str] = frozenset()) -> Json:
    """What was posted, with the stored full value where only its masked form came back."""
    fresh = copy.deepcopy(posted)
    for one in written_back(stored, posted, spec, told):
        fresh["blocks"][one.block]["rows"][one.row][one.key] = one.text
    return fresh


def refused_file(data: bytes, name: str, spec: ItemSpec) -> str:
    """Why a file with a list in it can't be attached to this item; "" when it can. Tables of xlsx and docx are read."""
    fields = fields_of(spec)
    if not fields or name.rpartition(".")[2].lower() not in ("xlsx", "docx"):
        return ""
    spots = [spot for spot in texts_of(data, name) if spot.label]
    masks_names = "name" in fields.values()
    people = {label for label in {spot.label for spot in spots} if fields.get(bare(label)) or WHO.search(label)}
    for label in dict.fromkeys(spot.label for spot in spots):
        why = why_no_column(spec, label) if people or never(label) else ""
        if why and not (label in people and not never(label)):
            return _("附件“%(name)s”里的表：%(why)s改好再传。") % {"name": name, "why": why}
    for spot in spots:
        mask = fields.get(bare(spot.label)) or ("name" if masks_names and spot.label in people else "")
        if spot.text.strip() and veil(mask, spot.text.strip()) != spot.text.strip():
            words = {"name": name, "place": spot.place, "text": spot.text.strip()}
            return _("附件“%(name)s”%(place)s“%(text)s”没有遮。姓名写成“王某”，住处只写到组，改好再传。") % words
    return ""


def texts_of(data: bytes, name: str) -> list[Spot]:
    """The texts of a file as the gate reads them; none where it can't, which it says itself."""
    try:
        return read(data, name)[0].spots
    except Unreadable:
        return []


def _tables(content: Json) -> Iterator[tuple[int, Json]]:
    for n, block in enumerate(content["blocks"]):
        if block["type"] == "table":
            yield n, block
