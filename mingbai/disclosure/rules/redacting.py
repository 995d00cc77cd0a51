"""Where on a page something stands that may have to go: what the gate found in the words, what a dark box covers."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pypdf
from django.utils.translation import gettext as _

from mingbai.disclosure.rules.boxes import WHOLE, Box
from mingbai.disclosure.rules.findings import WHAT
from mingbai.disclosure.rules.gate.files.covered import Page, Piece
from mingbai.disclosure.rules.gate.files.pdf import BROKEN, page_texts
from mingbai.disclosure.rules.gate.findings import Allow
from mingbai.disclosure.rules.gate.text import screen_text

ENDINGS = ("pdf", "png", "jpg", "jpeg")
RIM = 4  # thousandths around what was found: letters reach beyond their line


@dataclass(frozen=True)
class Place:
    """A box that is offered, and what is in it, told without telling it."""

    box: Box
    label: str

    @property
    def value(self) -> str:
        return f"{self.box.left},{self.box.top},{self.box.width},{self.box.height}"


def ending_of(name: str) -> str:
    return name.rpartition(".")[2].lower()


def pages_of(data: bytes, ending: str) -> int:
    return len(pypdf.PdfReader(io.BytesIO(data)).pages) if ending == "pdf" else 1


def covered_boxes(data: bytes) -> dict[int, list[Box]]:
    """Page → the dark boxes that hide words, of all pages of a PDF."""
    found = {}
    for number, page in enumerate(pypdf.PdfReader(io.BytesIO(data)).pages, 1):
        _whole, _parted, drawing = page_texts(page)
        if drawing.dark:
            found[number] = [on_page(page, area) for area in drawing.dark]
    return found


def places_on(data: bytes, ending: str, number: int, allow: Allow) -> list[Place]:
    """What is offered on a page of a PDF; a picture has no words to find."""
    if ending != "pdf":
        return []
    try:
        page = pypdf.PdfReader(io.BytesIO(data)).pages[number - 1]
        _whole, _parted, drawing = page_texts(page)
        return [*_of_words(page, drawing, allow), *_of_boxes(page, drawing)]
    except BROKEN:
        return []


def _of_words(page: pypdf.PageObject, drawing: Page, allow: Allow) -> list[Place]:
    found = []
    for piece in drawing.pieces:
        for one in screen_text(piece.text, allow=allow):
            label = _("%(what)s %(masked)s") % {"what": WHAT.get(one.kind, _("个人信息")), "masked": one.masked}
            found.append(Place(on_page(page, area_of(piece)), label))
    return found


def _of_boxes(page: pypdf.PageObject, drawing: Page) -> list[Place]:
    return [Place(on_page(page, area), _("黑块，下面有字")) for area in drawing.dark]


def area_of(piece: Piece) -> tuple[float, float, float, float]:
    """The place of a stretch of text: its line, from its first letter to the end that its letters reach at most."""
    width = sum(0.62 if char.isascii() else 1.05 for char in piece.text) * piece.size * piece.stretch
    return piece.x, piece.y - piece.size * 0.25, piece.x + width, piece.y + piece.size * 0.95


def on_page(page: pypdf.PageObject, area: tuple[float, float, float, float]) -> Box:
    """An area in the page's own measure as a box of the page as it is shown: cropped, turned, cut at its edges."""
    crop = page.cropbox
    width, height = float(crop.width) or 1.0, float(crop.height) or 1.0
    left, right = (sorted((area[0], area[2]))[n] - float(crop.left) for n in (0, 1))
    bottom, top = (sorted((area[1], area[3]))[n] - float(crop.bottom) for n in (0, 1))
    x0, x1, y0, y1 = left / width, right / width, 1 - top / height, 1 - bottom / height
    for _quarter in range(page.rotation // 90 % 4):
        x0, x1, y0, y1 = 1 - y1, 1 - y0, x0, x1
    first, last = max(0, int(x0 * WHOLE) - RIM), min(WHOLE, int(x1 * WHOLE) + RIM + 1)
    upper, lower = max(0, int(y0 * WHOLE) - RIM), min(WHOLE, int(y1 * WHOLE) + RIM + 1)
    return Box(first, upper, max(1, last - first), max(1, lower - upper))
