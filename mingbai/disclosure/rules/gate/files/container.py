"""Opening a zip-based document without being bombed: few entries, bounded size, no macros, no document types."""

import io
import lzma
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from mingbai.disclosure.rules.gate.findings import Unreadable
from mingbai.disclosure.rules.gate.text import Spot

MOST_ENTRIES = 4000
MOST_BYTES = 160 * 1024 * 1024
MOST_PART = 32 * 1024 * 1024
MOST_RATIO = 200
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True)
class Picture:
    """A picture that the gate has not looked into: where it is for people and machines; the part of a package, or the
    page of a PDF, that it is found by."""

    place: str
    path: str
    part: str = ""
    page: int = 0


@dataclass
class Reading:
    """What a file gave to read: texts to screen, what blocks without being text (a page), notes, and how much of what
    is in it nobody sees on opening it (name → how many)."""

    root: str = ""
    spots: list[Spot] = field(default_factory=list)
    blocks: list[tuple[str, str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    hidden: Counter[str] = field(default_factory=Counter)
    pictures: list[Picture] = field(default_factory=list)
    unlooked: list[str] = field(default_factory=list)

    def add(self, text: str, place: str, path: str, label: str = "", beside: str = "") -> None:
        if text:
            self.spots.append(Spot(text, place, self.root + path, label, beside))

    def block(self, kind: str, place: str, path: str, hint: str) -> None:
        """Something that can't be checked: kind, place, path and why."""
        self.blocks.append((kind, place, self.root + path, hint))

    def note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def picture(self, sentence: str, *pictures: Picture) -> None:
        """Pictures whose words nobody has read yet, and the sentence for as long as that is so."""
        self.pictures.extend(Picture(one.place, self.root + one.path, one.part, one.page) for one in pictures)
        if sentence not in self.unlooked:
            self.unlooked.append(sentence)

    def take(self, inner: "Reading", place: str, path: str) -> None:
        """All that a file inside this one gave."""
        for spot in inner.spots:
            self.add(spot.text, f"{place}{spot.place}", path + spot.path, spot.label, spot.beside)
        for kind, where, inside, hint in inner.blocks:
            self.block(kind, f"{place}{where}", path + inside, hint)
        for note in (*inner.notes, *inner.unlooked):  # what lies in a file inside a file is not read by the machine
            self.note(note)
        self.hidden.update(inner.hidden)

    def all_notes(self) -> list[str]:
        """The notes, and one that counts what is hidden: clean or not, every reader can take it out of the file."""
        if not self.hidden:
            return [*self.unlooked, *self.notes]
        listed = _("、").join(_("%(what)s %(n)s 处") % {"what": what, "n": n} for what, n in self.hidden.items())
        return [
            *self.unlooked,
            *self.notes,
            _("文件里有打开时看不见的内容：%(what)s。公开以后谁都能翻出来，请清掉再传。") % {"what": listed},
        ]


Nested = Callable[[bytes, str], Reading]  # reads a file inside a file; Unreadable when it can't


class NoDoctype(ElementTree.TreeBuilder):
    """Office documents have no document type; one that does wants to expand entities."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise ElementTree.ParseError("document type")


class Package:
    """The parts of a docx or xlsx, every one read and checked against its own checksum before anybody trusts it."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self.parts: dict[str, bytes] = {}
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                self.refuse_bomb(archive)
                for entry in archive.infolist():
                    if not entry.is_dir():
                        self.parts[entry.filename] = archive.read(entry)
        except BROKEN:
            raise Unreadable(broken_sentence(name)) from None
        self.refuse_macros()

    def refuse_bomb(self, archive: zipfile.ZipFile) -> None:
        entries = archive.infolist()
        total = sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries)
        blown = total > 10 * 1024 * 1024 and total > MOST_RATIO * max(packed, 1)
        if len(entries) > MOST_ENTRIES or total > MOST_BYTES or blown:
            raise Unreadable(
                _("“%(name)s”解开后太大，不像正常的文件，没有检查；请拆成几份再传。") % {"name": self.name}
            )
        if any(entry.flag_bits & 1 for entry in entries):
            raise Unreadable(_("“%(name)s”加了密码，没法检查；请去掉密码再传。") % {"name": self.name})

    def refuse_macros(self) -> None:
        macro = any(part.lower().endswith(("vbaproject.bin", "vbadata.xml")) for part in self.parts)
        if macro or b"macroEnabled" in self.parts.get("[Content_Types].xml", b""):
            raise Unreadable(macro_sentence(self.name))

    def xml(self, part: str) -> ElementTree.Element:
        data = self.parts[part]
        if len(data) > MOST_PART:
            raise Unreadable(_("“%(name)s”里的内容太多，一次检查不完；请拆成几份再传。") % {"name": self.name})
        try:
            return ElementTree.fromstring(data, ElementTree.XMLParser(target=NoDoctype()))  # noqa: S314 (no doctype)
        except (ElementTree.ParseError, ValueError, LookupError):
            raise Unreadable(broken_sentence(self.name)) from None


def broken_sentence(name: str) -> str:
    return _("“%(name)s”打不开，文件可能坏了；请重新另存一份再传。") % {"name": name}


def macro_sentence(name: str) -> str:
    return _("“%(name)s”带宏，不能公开；请另存为不带宏的 docx 或 xlsx 再传。") % {"name": name}


@lru_cache(maxsize=4096)
def local(tag: object) -> str:
    """An element's name without its namespace (the strict and the usual format differ only there)."""
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def attribute(element: ElementTree.Element, name: str) -> str:
    """An attribute by its name without namespace."""
    for key, value in element.attrib.items():
        if local(key) == name:
            return value
    return ""
