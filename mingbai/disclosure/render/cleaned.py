"""A copy of a file without what it hides: bytes in, bytes out; what is shown stays as it is.

Pictures and PDFs here, Office files in `cleaned_office`. Whether a copy is really clean is not decided here: the gate
reads it again, and `shown` says whether everything visible is still there.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from mingbai.disclosure.render.cleaned_office import clean_docx, clean_xlsx, shown_docx, shown_xlsx
from mingbai.disclosure.rules.gate.files.exif import read_exif
from mingbai.disclosure.rules.gate.files.pictures import JPG, PNG

ORIENTATION = 0x0112
PNG_KEPT = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs", b"sBIT", b"bKGD")
)
PAGE_KEPT = frozenset(("/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Contents", "/Resources", "/UserUnit"))


class NoCopy(Exception):
    """A kind of file that has nothing to clean, such as plain text."""


def cleaned(data: bytes, ending: str) -> bytes:
    """The copy, for a docx, xlsx, pdf, png or jpg."""
    if ending == "docx":
        return clean_docx(data, clean_picture)
    if ending == "xlsx":
        return clean_xlsx(data, clean_picture)
    if ending == "pdf":
        return clean_pdf(data)
    if ending in ("png", "jpg", "jpeg"):
        return clean_picture(data)
    raise NoCopy


def shown(data: bytes, ending: str) -> Any:
    """All that a reader sees on opening the file, to compare two copies: cells, paragraphs, pages with their text,
    the points of a picture."""
    if ending == "docx":
        return shown_docx(data)
    if ending == "xlsx":
        return shown_xlsx(data)
    if ending == "pdf":
        return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    return [body for kind, body in parts_of(data) if kind in (b"IHDR", b"PLTE", b"IDAT", b"tRNS", b"scan", b"frame")]


# --- pictures -------------------------------------------------------------------------------------------------


def clean_picture(data: bytes) -> bytes:
    """Without words, place, owner, thumbnail and whatever stands behind its end; which way is up stays."""
    if data.startswith(PNG):
        return PNG + b"".join(whole for kind, whole in png_parts(data) if kind in PNG_KEPT)
    if not data.startswith(JPG):
        return data
    turned = orientation(data)
    out = [b"\xff\xd8", *([turned_segment(turned)] if turned > 1 else [])]
    for marker, whole in jpg_parts(data):
        profile = marker == 0xE2 and whole[4:16] == b"ICC_PROFILE\0"
        if marker in (0xE0, 0xEE) or profile or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            out.append(whole)
    return b"".join(out)


def parts_of(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if data.startswith(PNG):
        yield from png_parts(data)
    elif data.startswith(JPG):
        for marker, whole in jpg_parts(data):
            yield (b"scan" if marker == 0xDA else b"frame" if not 0xE0 <= marker <= 0xFE else b"told"), whole


def png_parts(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(kind, the whole chunk) up to the end of the picture."""
    at = len(PNG)
    while at + 12 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        yield kind, data[at : at + size + 12]
        at += size + 12
        if kind == b"IEND":
            return


def jpg_parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(marker, the whole segment); the last is the picture itself with its end mark."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if marker == 0xDA:
            end = data.find(b"\xff\xd9", at)
            yield marker, data[at:] if end < 0 else data[at : end + 2]
            return
        yield marker, data[at : at + 2 + size]
        at += 2 + size


def orientation(data: bytes) -> int:
    """Which way is up, 1 to 8, as EXIF counts; 1 where it says nothing."""
    for marker, whole in jpg_parts(data):
        if marker == 0xE1 and whole[4:9] == b"Exif\0":
            for told in read_exif(whole[10:]):
                if told.tag == ORIENTATION and not told.gps:
                    value = int.from_bytes(told.raw[:2], "little" if told.order == "little" else "big")
                    return value if 1 <= value <= 8 else 1
    return 1


def turned_segment(turned: int) -> bytes:
    """An EXIF segment that says which way is up and nothing else."""
    entry = struct.pack(">HHIHH", ORIENTATION, 3, 1, turned, 0)
    body = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


# --- pdf ------------------------------------------------------------------------------------------------------


def clean_pdf(data: bytes) -> bytes:
    """The pages alone: no properties, comments, forms, bookmarks, attachments; links to addresses stay."""
    writer = pypdf.PdfWriter()
    for page in pypdf.PdfReader(io.BytesIO(data)).pages:
        links = [note for note in notes(page) if is_link(note)]
        for key in [key for key in page if key not in PAGE_KEPT]:
            del page[NameObject(key)]
        fresh = writer.add_page(page)
        if links:
            fresh[NameObject("/Annots")] = ArrayObject(writer._add_object(plain_link(link)) for link in links)
        clean_images(fresh.get("/Resources"), set())
    writer.metadata = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def notes(page: pypdf.PageObject) -> list[DictionaryObject]:
    found = page.get("/Annots")
    found = found.get_object() if found is not None else []
    return [note.get_object() for note in found] if isinstance(found, ArrayObject) else []


def is_link(note: Any) -> bool:
    action = note.get("/A")
    action = action.get_object() if action is not None else {}
    return note.get("/Subtype") == "/Link" and action.get("/S") == "/URI"


def plain_link(note: DictionaryObject) -> DictionaryObject:
    """The link with its place and address, and nothing else that could be written on it."""
    action: Any = note.raw_get("/A").get_object()
    target = DictionaryObject({NameObject("/S"): NameObject("/URI"), NameObject("/URI"): action["/URI"]})
    kept = {"/Type": NameObject("/Annot"), "/Subtype": NameObject("/Link"), "/Rect": note["/Rect"], "/A": target}
    return DictionaryObject({NameObject(key): value for key, value in kept.items()})


def clean_images(resources: Any, seen: set[int]) -> None:
    """Photos on the page, also inside forms drawn on it, without what the camera wrote; no properties of parts."""
    resources = resources.get_object() if resources is not None else None
    objects = resources.get("/XObject") if isinstance(resources, DictionaryObject) else None
    objects = objects.get_object() if objects is not None else {}
    for key in list(objects):
        drawing = objects[key].get_object()
        if not isinstance(drawing, StreamObject) or id(drawing) in seen:
            continue
        seen.add(id(drawing))
        for name in ("/Metadata", "/PieceInfo"):
            drawing.pop(NameObject(name), None)
        if drawing.get("/Subtype") == "/Form":
            clean_images(drawing.get("/Resources"), seen)
        elif drawing.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
            drawing._data = clean_picture(bytes(drawing._data))
