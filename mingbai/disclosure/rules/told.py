"""Names of a list about residents that stand in the other words of the same draft: its title, paragraphs, remarks,
the names of its files. What one press makes of them, and why they keep the draft from being sent."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from mingbai.catalog.rules.versions import spec_of
from mingbai.catalog.schema.item import ItemSpec
from mingbai.disclosure.models import Edition, Veil
from mingbai.disclosure.rules.assessments import needs_assessment
from mingbai.disclosure.rules.content import place_of_cell
from mingbai.disclosure.rules.gate.findings import fingerprint
from mingbai.disclosure.rules.gate.masking import holder_of
from mingbai.disclosure.rules.listed import Names, columns_of_people, known_names, masked
from mingbai.disclosure.rules.lists import kept_full
from mingbai.orgs.models import Tenure

Json = dict[str, Any]
AROUND = 10  # characters of a text that the page shows on either side of a name


@dataclass(frozen=True)
class Told:
    """One text in which a whole name of the list stands; `masked` is what one press makes of it."""

    path: str
    place: str
    text: str
    masked: str
    names: tuple[str, ...]
    clips: tuple[str, str]
    desk: bool = False  # a line that says whom to ask

    @property
    def blocks(self) -> bool:
        return True

    @property
    def in_row(self) -> bool:
        """Whether it is a cell of a table."""
        return "/rows/" in self.path

    @property
    def names_file(self) -> bool:
        """Whether it is what a file is called."""
        return self.path.endswith("/name") and not self.desk

    @property
    def where(self) -> str:
        """The place as a heading of its own."""
        return self.place

    @property
    def shown(self) -> str:
        """What the page strikes out: the words around the names."""
        return self.clips[0]

    @property
    def becomes(self) -> str:
        """The same words, masked."""
        return self.clips[1]

    @property
    def mark(self) -> str:
        """Names the place and what stands in it, without telling."""
        return fingerprint("told", self.text, self.path)

    @property
    def sentence(self) -> str:
        words = {"place": self.place, "names": _("、").join(f"“{name}”" for name in self.names)}
        said = _("%(place)s里有名单上要遮的全名%(names)s。请点“按规定遮”。说的要是干部，请在姓名前面写上职务。")
        return said % words


@dataclass(frozen=True)
class Listed:
    """The names of a draft's list, and the draft's texts held against them. Empty for every other notice."""

    names: Names
    spec: ItemSpec

    def told(self, content: Json) -> list[Told]:
        """Every text that names somebody of the list in full."""
        if not self.names:
            return []
        found = []
        for path, place, text, desk in texts(content, self.spec):
            names = tuple(dict.fromkeys(name for _start, _end, name in self.names.found(text, desk=desk)))
            if names:
                masked, clips = self.names.veiled(text, desk=desk), self._clips(text, desk)
                found.append(Told(path, place(text, names), text, masked, names, clips, desk))
        return found

    def unsure(self, content: Json) -> list[str]:
        """Sentences on names that are ordinary words, too: nobody but the writer knows who is meant."""
        said = []
        for _path, place, text, _desk in texts(content, self.spec) if self.names else ():
            for name in self.names.unsure(text):
                words = {"place": place(text, (name,)), "name": name, "masked": masked(name)}
                said.append(
                    _("%(place)s里的“%(name)s”也是常用词，没有动。说的要是名单上的人，请自己改成“%(masked)s”。") % words
                )
        return said

    def veiled(self, content: Json) -> Json:
        """The content with all of them masked."""
        fresh = copy.deepcopy(content)
        for one in self.told(content):
            put(fresh, one.path, one.masked)
        return fresh

    def written_back(self, stored: Json, posted: Json) -> list[Told]:
        """Texts in which nothing but the masked form of what is stored comes back in its place."""
        return [one for one in self.told(stored) if text_at(posted, one.path) == one.masked]

    def places(self, content: Json) -> frozenset[str]:
        """Where masking changes words outside the columns of people."""
        return frozenset(one.path for one in self.told(content))

    def kept_full(self, stored: Json, posted: Json) -> Json:
        """What was posted, with the stored texts and cells where only their masked form came back."""
        fresh = kept_full(stored, posted, self.spec, self.places(stored))
        for one in self.written_back(stored, posted):
            put(fresh, one.path, one.text)
        return fresh

    def _clips(self, text: str, desk: bool) -> tuple[str, str]:
        """The words around each name, as they are and masked."""
        spans = list(self.names.found(text, desk=desk))
        plain, veiled, at = "", "", 0
        for n, (start, end, name) in enumerate(spans):
            since = max(at, start - AROUND)
            until = min(end + AROUND, spans[n + 1][0] if n + 1 < len(spans) else len(text))
            gap = "…" if since > at else ""
            plain += gap + text[since:until]
            veiled += gap + text[since:start] + masked(name) + text[end:until]
            at = until
        tail = "…" if at < len(text) else ""
        return plain + tail, veiled + tail


def listed_in(edition: Edition, on: date | None = None) -> Listed:
    """What is known of the names of a draft's list: from its cells, from what `Veil` keeps, from the text itself. Those
    who hold a post on that day may be named beside it; without a day, those who ever held one."""
    spec = spec_of(edition.version)
    if not needs_assessment(edition):
        return Listed(Names(), spec)
    kept = Veil.objects.filter(edition=edition).values_list("rows", flat=True).first() or []
    names = known_names(edition.content, spec, kept)
    if not names:
        return Listed(Names(), spec)
    unit = edition.notice.unit
    posts = (Tenure.objects.held_on(on) if on else Tenure.objects.all()).filter(
        post__body__unit__path__in=unit.ancestor_paths(include_self=True), person__name__in=names
    )
    officials = frozenset(posts.values_list("person__name", flat=True))
    return Listed(Names(names, officials), spec)


def texts(content: Json, spec: ItemSpec) -> Iterator[tuple[str, Any, str, bool]]:
    """(path, place, text, desk) of all that a writer can put words in, but for the columns of people themselves.

    `place` is asked with the text and the names, so that it can tell the paragraph.
    """
    yield "/title", lambda _text, _names: _("标题"), str(content["title"]), False
    for n, block in enumerate(content["blocks"]):
        kind, root = block["type"], f"/blocks/{n}"
        if kind == "text":
            yield f"{root}/text", _paragraph(str(block.get("heading", ""))), str(block.get("text", "")), False
        elif kind == "table":
            people = columns_of_people(block, spec)
            keys = [column["key"] for column in block["columns"] if column["key"] not in people]
            for r, row in enumerate(block["rows"]):
                for key in keys:
                    place = _cell(content, n, r, key)
                    yield f"{root}/rows/{r}/{key}", place, str(row.get(key, "")), False
        elif kind in ("figures", "facts"):
            for i, item in enumerate(block["items"]):
                yield f"{root}/items/{i}/value", _quoted(item["label"]), str(item.get("value", "")), False
        elif kind == "contacts":
            for i, item in enumerate(block["items"]):
                for key in ("name", "phone", "place", "hours"):
                    yield f"{root}/items/{i}/{key}", _quoted(block.get("title", "")), str(item.get(key, "")), True
        elif kind == "files":
            for i, item in enumerate(block["items"]):
                yield f"{root}/items/{i}/name", _file, str(item["name"]), False


def _paragraph(heading: str) -> Any:
    """“需要说明的”, or “需要说明的”第 2 段 where there are several."""

    def place(text: str, names: tuple[str, ...]) -> str:
        lines = [line for line in text.splitlines() if line.strip()]
        title = _("“%(name)s”") % {"name": heading} if heading else _("正文")
        if len(lines) < 2:
            return title
        n = next((n for n, line in enumerate(lines, 1) if names[0] in line), 1)
        return _("%(title)s第 %(n)s 段") % {"title": title, "n": n}

    return place


def _cell(content: Json, n: int, r: int, key: str) -> Any:
    return lambda _text, _names: place_of_cell(content, n, r, key).rstrip(_("："))


def _quoted(label: str) -> Any:
    return lambda _text, _names: _("“%(name)s”") % {"name": label}


def _file(text: str, _names: tuple[str, ...]) -> str:
    return _("附件的文件名“%(name)s”") % {"name": text}


def put(content: Json, path: str, text: str) -> None:
    """Write a text at its place."""
    holder, key = holder_of(content, path)
    holder[key] = text


def text_at(content: Json, path: str) -> Any:
    """What stands at a place; None where the place is gone."""
    try:
        holder, key = holder_of(content, path)
    except ValueError:
        return None
    return holder[key]
