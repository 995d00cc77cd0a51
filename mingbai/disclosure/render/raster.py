"""Pages as points: parts of them painted black, then a page again that holds the points and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO

import pypdf
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, NumberObject, StreamObject

from mingbai.disclosure.rules.boxes import WHOLE, Box

HEAD = re.compile(rb"P6\s+(\d+)\s+(\d+)\s+255\s")


@dataclass(frozen=True)
class Raster:
    """Points in rows, three bytes each."""

    width: int
    height: int
    points: bytes

    @classmethod
    def read(cls, ppm: bytes) -> Raster:
        """What pdftoppm draws. ValueError for anything else."""
        head = HEAD.match(ppm)
        if head is None:
            raise ValueError("not a picture of points")
        width, height = int(head[1]), int(head[2])
        points = ppm[head.end() : head.end() + width * height * 3]
        if len(points) != width * height * 3:
            raise ValueError("a picture cut short")
        return cls(width, height, points)

    def area(self, box: Box) -> tuple[int, int, int, int]:
        """From column to column, from row to row; the points that a box touches belong to it."""
        left, top = box.left * self.width // WHOLE, box.top * self.height // WHOLE
        right = -(-(box.left + box.width) * self.width // WHOLE)
        bottom = -(-(box.top + box.height) * self.height // WHOLE)
        return left, min(right, self.width), top, min(bottom, self.height)

    def painted(self, boxes: Iterable[Box]) -> Raster:
        """With the boxes black."""
        points = bytearray(self.points)
        for box in boxes:
            left, right, top, bottom = self.area(box)
            for row in range(top, bottom):
                start = (row * self.width + left) * 3
                points[start : start + (right - left) * 3] = bytes((right - left) * 3)
        return Raster(self.width, self.height, bytes(points))

    def darkest(self, box: Box, rim: int = 3) -> bool:
        """Whether the box holds nothing but black, a rim of a few points aside, which pictures with losses smear."""
        left, right, top, bottom = self.area(box)
        rows = range(min(top + rim, bottom - 1), max(bottom - rim, top + 1))
        first, last = min(left + rim, right - 1), max(right - rim, left + 1)
        return all(
            max(self.points[(row * self.width + first) * 3 : (row * self.width + last) * 3]) < 48 for row in rows
        )


def picture_of(raster: Raster) -> StreamObject:
    """The points as a picture of a PDF, without losses."""
    found = DecodedStreamObject()
    found.set_data(raster.points)
    made: StreamObject = found.flate_encode()
    return _named(made, raster.width, raster.height)


def photo_of(jpg: bytes, raster: Raster) -> StreamObject:
    """The same as a jpg holds it: much smaller for what was photographed."""
    made = StreamObject()
    made._data = jpg
    made[NameObject("/Filter")] = NameObject("/DCTDecode")
    return _named(made, raster.width, raster.height)


def _named(made: StreamObject, width: int, height: int) -> StreamObject:
    words = {"/Type": "/XObject", "/Subtype": "/Image", "/ColorSpace": "/DeviceRGB"}
    made.update({NameObject(key): NameObject(value) for key, value in words.items()})
    numbers = {"/Width": width, "/Height": height, "/BitsPerComponent": 8}
    made.update({NameObject(key): NumberObject(value) for key, value in numbers.items()})
    return made


def shown_size(page: pypdf.PageObject) -> tuple[float, float]:
    """Width and height of a page as readers see it: its crop box, turned as it says."""
    box = page.cropbox
    size = float(box.width), float(box.height)
    return (size[1], size[0]) if page.rotation % 180 else size


def with_pictures(pdf: bytes, pictures: Mapping[int, StreamObject]) -> bytes:
    """The PDF with these pages (from 1) as pictures alone; the other pages as they are."""
    writer = pypdf.PdfWriter()
    for number, page in enumerate(pypdf.PdfReader(BytesIO(pdf)).pages, 1):
        if number in pictures:
            _add_picture(writer, pictures[number], shown_size(page))
        else:
            writer.add_page(page)
    return _written(writer)


def one_page(picture: StreamObject, size: tuple[float, float]) -> bytes:
    """A PDF of one page that shows a picture and nothing else."""
    writer = pypdf.PdfWriter()
    _add_picture(writer, picture, size)
    return _written(writer)


def _add_picture(writer: pypdf.PdfWriter, picture: StreamObject, size: tuple[float, float]) -> None:
    width, height = size
    page = writer.add_blank_page(width, height)
    drawing = DecodedStreamObject()
    drawing.set_data(f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /P Do Q".encode())
    name = DictionaryObject({NameObject("/P"): writer._add_object(picture)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): name})
    page[NameObject("/Contents")] = writer._add_object(drawing)


def _written(writer: pypdf.PdfWriter) -> bytes:
    writer.metadata = None
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def room(picture: StreamObject) -> int:
    """Bytes that its points take, packed."""
    return len(picture._data)
