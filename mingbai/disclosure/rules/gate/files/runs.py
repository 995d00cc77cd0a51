"""The text of runs: as a paragraph shows it, as it stood before it was edited, and with what it hides."""

from dataclasses import dataclass
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from mingbai.disclosure.rules.gate.files.container import local

TEXTS = {"t": "", "text": "", "delText": "deleted", "instrText": "hidden"}
BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
WRAPS = {"del": "deleted", "moveFrom": "deleted", "ins": "inserted", "moveTo": "inserted"}
VANISH = frozenset(("vanish", "specVanish", "webHidden"))
NONE: frozenset[str] = frozenset()


def run_text(element: ElementTree.Element, without: frozenset[str] = NONE, styles: frozenset[str] = NONE) -> str:
    """The text of a paragraph, its runs put together; a paragraph inside it (a text box) stands on its own lines.

    `without` leaves out what is "deleted", "inserted" or "hidden"; `styles` are the styles that hide their text.
    """
    pieces: list[str] = []
    for inner in element:
        kind = local(inner.tag)
        sort = WRAPS.get(kind) or TEXTS.get(kind, "") or ("hidden" if kind == "r" and vanishes(inner, styles) else "")
        if sort and sort in without:
            continue
        if kind in TEXTS and inner.text:
            pieces.append(inner.text)
        if kind in BREAKS:
            pieces.append(BREAKS[kind])
        elif kind == "p":
            pieces.append(f"\n{run_text(inner, without, styles)}\n")
        else:
            pieces.append(run_text(inner, without, styles))
    return "".join(pieces)


def vanishes(element: ElementTree.Element, styles: frozenset[str]) -> bool:
    """Whether a run or a style says of itself that its text is not shown."""
    for inner in element:
        if local(inner.tag) != "rPr":
            continue
        for mark in inner:
            value = next((v for k, v in mark.attrib.items() if local(k) == "val"), "1")
            if local(mark.tag) in VANISH and value not in ("0", "false", "off"):
                return True
            if local(mark.tag) == "rStyle" and value in styles:
                return True
    return False


@dataclass(frozen=True)
class Readings:
    """One paragraph read three ways; the later ones are empty where they say nothing new."""

    shown: str
    hidden: str
    before: str

    @classmethod
    def of(cls, element: ElementTree.Element, styles: frozenset[str] = NONE) -> "Readings":
        shown = run_text(element, frozenset(("deleted", "hidden")), styles)
        hidden = run_text(element, frozenset(("deleted",)), styles)
        before = run_text(element, frozenset(("inserted",)), styles)
        return cls(shown, "" if hidden == shown else hidden, "" if before in (shown, hidden) else before)

    def named(self, place: str) -> list[tuple[str, str]]:
        """(text, place) of each way; what is already found in the earlier one counts once, under its place."""
        return [
            (self.shown, place),
            (self.hidden, _("%(place)s隐藏的字") % {"place": place}),
            (self.before, _("%(place)s删去的字（修订记录）") % {"place": place}),
        ]
