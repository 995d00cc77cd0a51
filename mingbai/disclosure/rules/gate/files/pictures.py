"""What a png or jpg says about itself in words; what it shows is not read here."""

import re
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from mingbai.disclosure.rules.gate.files.container import Reading

PNG = b"\x89PNG\r\n\x1a\n"
JPG = b"\xff\xd8\xff"
MOST_TEXT = 1024 * 1024
WIDE = re.compile(rb"(?:[\x20-\x7e]\x00){6,200}")
NARROW = re.compile(rb"[\x20-\x7e\x80-\xff]{6,2000}")


def read_picture(data: bytes, reading: Reading) -> None:
    for number, text in enumerate(picture_texts(data)):
        reading.add(text, _("图片信息"), f"/metadata/{number}")
    reading.note(_("图片里的内容没有检查（只看了文件名和图片信息），请人工看一遍有没有证件、门牌、名单。"))


def picture_texts(data: bytes) -> Iterator[str]:
    """Texts in the metadata of a png or jpg; other formats are read as if they were all metadata."""
    chunks = (
        png_chunks(data)
        if data.startswith(PNG)
        else jpg_segments(data)
        if data.startswith(JPG)
        else iter((data[:MOST_TEXT],))
    )
    for chunk in chunks:
        for match in WIDE.finditer(chunk):
            yield match.group().decode("utf-16-le")
        for match in NARROW.finditer(chunk):
            yield decoded(match.group())


def decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "ignore")


def png_chunks(data: bytes) -> Iterator[bytes]:
    at = len(PNG)
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + size]
        if kind in (b"tEXt", b"eXIf"):
            yield body.replace(b"\0", b"\n")
        elif kind == b"zTXt":
            yield unpacked(body.partition(b"\0")[2][1:])
        elif kind == b"iTXt":
            yield international(body)
        elif kind == b"IEND":
            return
        at += size + 12


def international(body: bytes) -> bytes:
    """The text of an iTXt chunk: keyword, packed or not, language, translated keyword, text."""
    keyword, _zero, rest = body.partition(b"\0")
    text = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    return keyword + b"\n" + (unpacked(text) if rest[:1] == b"\1" else text)


def unpacked(body: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(body, MOST_TEXT)
    except zlib.error:
        return b""


def jpg_segments(data: bytes) -> Iterator[bytes]:
    """Application segments and comments up to the picture itself; colour profiles say nothing about people."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if marker == 0xDA:
            return
        if marker == 0xFE or (0xE0 <= marker <= 0xEF and marker != 0xE2):
            yield data[at + 4 : at + 2 + size]
        at += 2 + size
