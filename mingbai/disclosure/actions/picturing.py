"""Drawing pages and pictures as points, in child processes under limits: what is drawn comes from anybody."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from mingbai.disclosure.actions.ocr import ENVIRONMENT, MOST_POINTS, NoWords, points, run
from mingbai.disclosure.render.cleaned import orientation
from mingbai.disclosure.render.raster import Raster

LONGER_SIDE = 2200  # points of a page that is kept as a picture: A4 at 188 to the inch
MOST_SIDE = 3000  # of a photo
SHOWN_SIDE = 1100  # for looking at
PROVED_SIDE = 900
NoPicture = NoWords
# The picture comes in on stdin; Typst knows png and jpg, and which way is up. A page as large as the picture goes out.
SETS = (
    "import sys, typst; open('p', 'wb').write(sys.stdin.buffer.read()); "
    "page = '#set page(width: auto, height: auto, margin: 0pt)\\n#image(\"p\", width: %spt)' % sys.argv[1]; "
    "sys.stdout.buffer.write(typst.compile(page.encode(), root='.', format='pdf', ignore_system_fonts=True))"
)


def drawn(pdf: bytes, page: int, side: int) -> Raster:
    """A page of a PDF as points, its longer side so long. NoPicture when it can't be drawn."""
    return _raster(_poppler(pdf, page, ["-scale-to", str(side)]))


def png_of(pdf: bytes, page: int, side: int) -> bytes:
    """The same as a png, to look at."""
    return _poppler(pdf, page, ["-scale-to", str(side), "-png"])


def saved(pdf: bytes, ending: str, raster: Raster) -> bytes:
    """The only page of a PDF as a file, as large as the raster that it was made of."""
    size = ["-scale-to-x", str(raster.width), "-scale-to-y", str(raster.height)]
    kind = ["-png"] if ending == "png" else ["-jpeg", "-jpegopt", "quality=88"]
    return _poppler(pdf, 1, [*size, *kind])


def as_page(picture: bytes) -> bytes:
    """A png or jpg as a PDF of one page, a point of it a point of the page, upright. NoPicture when it is none."""
    if not 0 < points(picture) <= MOST_POINTS:
        raise NoPicture("too many points")
    width, height = size_of(picture)
    if orientation_of(picture) >= 5:
        width, height = height, width
    across = max(1.0, width * min(1.0, MOST_SIDE / max(width, height)))
    return run([sys.executable, "-I", "-c", SETS, f"{across:.3f}"], picture)


def size_of(picture: bytes) -> tuple[int, int]:
    """Width and height as the file keeps its points."""
    if picture.startswith(b"\x89PNG"):
        return int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])
    at = 2
    while at + 9 <= len(picture) and picture[at] == 0xFF:
        if picture[at + 1] in (0xC0, 0xC1, 0xC2):
            return int.from_bytes(picture[at + 7 : at + 9]), int.from_bytes(picture[at + 5 : at + 7])
        at += 2 + int.from_bytes(picture[at + 2 : at + 4])
    raise NoPicture("no size")


def orientation_of(picture: bytes) -> int:
    return orientation(picture) if picture.startswith(b"\xff\xd8") else 1


def _raster(ppm: bytes) -> Raster:
    try:
        return Raster.read(ppm)
    except ValueError as error:
        raise NoPicture(str(error)) from error


def _poppler(pdf: bytes, page: int, how: list[str]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="mingbai-draw-") as folder:
        path = Path(folder) / "page.pdf"
        path.write_bytes(pdf)
        path.chmod(0o444)
        at = str(page)
        return run([program(), "-f", at, "-l", at, "-cropbox", *how, str(path)], b"")


def program() -> str:
    """Poppler's pdftoppm; NoPicture where it is not installed."""
    path = shutil.which("pdftoppm", path=ENVIRONMENT["PATH"])
    if path is None:
        raise NoPicture("no pdftoppm")
    return path
