"""Text on a PDF page that nobody sees but anybody can copy: under a box or a picture drawn over it, or invisible."""

import re
from dataclasses import dataclass, field
from typing import Any

DARK = 0.35  # of white; a darker box is meant to hide
LEAST = 3.0  # points: thinner is a line
MOST_BOXES = 3000  # a page: a drawing has more, a page with covered words has few
TOKEN = re.compile(r"[0-9A-Za-zＡ-Ｚ０-９*\-]+|[一-龥]+")
Box = tuple[float, float, float, float]
Matrix = list[float]


@dataclass
class Piece:
    """A stretch of text as it was drawn: where it begins, how high its letters are, how wide one is on average."""

    text: str
    x: float
    y: float
    size: float
    stretch: float
    invisible: bool

    def tokens(self) -> list[tuple[str, float, float]]:
        """(word, from, to) in points; a letter is taken for half as wide as a character."""
        widths = [0.5 if char.isascii() else 1.0 for char in self.text]
        ends = [0.0]
        for width in widths:
            ends.append(ends[-1] + width * self.size * self.stretch)
        found = TOKEN.finditer(self.text)
        return [(m.group(), self.x + ends[m.start()], self.x + ends[m.end()]) for m in found]


@dataclass
class Ink:
    """What fills: its brightness from 0 to 1, and whether it lets shine through."""

    light: float = 0.0
    through: bool = False
    invisible: bool = False


@dataclass
class Page:
    """Watches a page being drawn, in order."""

    page: Any
    pieces: list[Piece] = field(default_factory=list)
    under: list[tuple[Piece, str, bool]] = field(default_factory=list)  # piece, what is hidden of it, by a dark box
    ink: Ink = field(default_factory=Ink)
    kept: list[Ink] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    dark: list[Box] = field(default_factory=list)  # the dark boxes that hide something
    path: list[tuple[float, float]] = field(default_factory=list)
    seen: int = 0

    def text(self, text: str, cm: Matrix, tm: Matrix, _font: Any, size: float) -> None:
        if not text.strip():
            return
        x, y = moved(cm, tm[4], tm[5])
        across = moved(cm, tm[4] + tm[0], tm[5] + tm[1])
        scale = max(abs(across[0] - x), abs(across[1] - y))
        self.pieces.append(Piece(text, x, y, abs(size) * scale or 1.0, 1.0, self.ink.invisible))

    def operand(self, operator: bytes, args: list[Any], cm: Matrix, _tm: Matrix) -> None:
        name = operator.decode("latin-1")
        if name == "q":
            self.kept.append(Ink(self.ink.light, self.ink.through, self.ink.invisible))
        elif name == "Q" and self.kept:
            self.ink = self.kept.pop()
        elif name in ("g", "rg", "k", "sc", "scn"):
            self.ink.light = lightness(args)
        elif name == "gs" and args:
            self.ink.through = self.shines_through(str(args[0]))
        elif name == "Tr" and args:
            self.ink.invisible = args[0] in (3, 7)
        elif name == "re" and len(args) == 4:
            x, y, width, height = (float(a) for a in args)
            self.boxes.append(box([moved(cm, x, y), moved(cm, x + width, y + height)]))
        elif name in ("m", "l") and len(args) == 2:
            if name == "m":
                self.close()
            self.path.append(moved(cm, float(args[0]), float(args[1])))
        elif name in ("f", "F", "f*", "B", "B*", "b", "b*"):
            self.fill()
        elif name in ("n", "S", "s"):
            self.boxes, self.path = [], []
        elif name == "Do" and args and self.is_picture(str(args[0])):
            self.cover(box([moved(cm, 0, 0), moved(cm, 1, 1)]), dark=False)

    def close(self) -> None:
        if len(self.path) > 2:
            self.boxes.append(box(self.path))
        self.path = []

    def fill(self) -> None:
        self.close()
        if not self.ink.through:
            for one in self.boxes:
                self.cover(one, dark=self.ink.light < DARK)
        self.boxes = []

    def cover(self, area: Box, *, dark: bool) -> None:
        """Text drawn before, whose middle lies inside."""
        left, bottom, right, top = area
        if right - left < LEAST or top - bottom < LEAST or self.seen > MOST_BOXES:
            return
        self.seen += 1
        for piece in self.pieces:
            middle = piece.y + piece.size * 0.35
            if not bottom <= middle <= top:
                continue
            hidden = [w for w, start, end in piece.tokens() if start < right - 1 and end > left + 1]
            if hidden:
                self.under.append((piece, " ".join(hidden), dark))
                if dark and area not in self.dark:
                    self.dark.append(area)

    def shines_through(self, name: str) -> bool:
        state = resource(self.page, "/ExtGState", name)
        if state is None:
            return False
        blend = str(state.get("/BM", "/Normal"))
        return float(state.get("/ca", 1)) < 0.95 or blend not in ("/Normal", "/Compatible")

    def is_picture(self, name: str) -> bool:
        drawing = resource(self.page, "/XObject", name)
        return drawing is not None and drawing.get("/Subtype") == "/Image"

    def covered(self, *, dark: bool) -> str:
        """The hidden words, each stretch on a line of its own."""
        return "\n".join(dict.fromkeys(words for _piece, words, is_dark in self.under if is_dark == dark))

    def invisible(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.invisible)


def resource(page: Any, sort: str, name: str) -> Any:
    """A named resource of the page, or None."""
    here: Any = page
    for key in ("/Resources", sort, name):
        here = here.get(key) if hasattr(here, "get") else None
        here = here.get_object() if hasattr(here, "get_object") else here
    return here if hasattr(here, "get") else None


def moved(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def box(points: list[tuple[float, float]]) -> Box:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def lightness(args: list[Any]) -> float:
    """0 black to 1 white for one, three or four numbers; a pattern counts as grey."""
    try:
        numbers = [float(a) for a in args]
    except (TypeError, ValueError):
        return 0.5
    if len(numbers) == 1:
        return numbers[0]
    if len(numbers) == 3:
        return 0.3 * numbers[0] + 0.59 * numbers[1] + 0.11 * numbers[2]
    if len(numbers) == 4:
        return (1 - numbers[3]) * (1 - (0.3 * numbers[0] + 0.59 * numbers[1] + 0.11 * numbers[2]))
    return 0.5
