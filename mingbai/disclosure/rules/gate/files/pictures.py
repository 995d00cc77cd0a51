"""What a png or jpg says about itself: words, owner, place, a copy inside it; what it shows is not read here."""

import re
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingbai.disclosure.rules.gate.files.container import Picture, Reading
from mingbai.disclosure.rules.gate.files.exif import has_thumbnail, place_of, read_exif, spelled

PNG = b"\x89PNG\r\n\x1a\n"
JPG = b"\xff\xd8\xff"
MOST_TEXT = 1024 * 1024
MOST_AFTER = 16 * 1024 * 1024
WIDE = re.compile(rb"(?:[\x20-\x7e]\x00){6,200}")
NARROW = re.compile(rb"[\x20-\x7e\x80-\xff]{6,2000}")
XMP_PLACE = re.compile(
    rb"GPSL(?:atitude|ongitude)(?:=[\"']|>)([0-9]{1,3}),([0-9]{1,2}(?:\.[0-9]{1,12})?)(?:,[0-9]{1,2})?([NSEW])"
)
IPTC = {
    5: _("标题"),
    25: _("关键词"),
    40: _("说明"),
    80: _("作者"),
    85: _("作者"),
    90: _("城市"),
    92: _("地点"),
    105: _("标题"),
    110: _("出处"),
    116: _("版权"),
    118: _("联系人"),
    120: _("说明"),
    122: _("说明的作者"),
}


def read_picture(data: bytes, reading: Reading) -> None:
    read_metadata(data, reading, "")
    sentence = gettext("图片里的内容没有检查（只看了文件名和图片信息），请人工看一遍有没有证件、门牌、名单。")
    reading.picture(sentence, Picture(gettext("图片里的字"), "/words"))


def read_metadata(data: bytes, reading: Reading, path: str) -> None:
    """Everything that stands in a picture beside the picture, each where it stands; the raw bytes come last, so that a
    broken or unknown structure hides nothing. All share one path: a number that two readings find counts once."""
    path = f"{path}/metadata"
    place = None
    for sort, chunk in chunks(data):
        place = place or read_chunk(sort, chunk, reading, path)
    for _sort, chunk in chunks(data):
        for text in words(chunk):
            reading.add(text, gettext("图片信息"), path)
    if place:
        reading.block("location", gettext("图片信息“拍摄地点”"), f"{path}/place", place)


def read_chunk(sort: str, chunk: bytes, reading: Reading, path: str) -> str:
    """One piece of metadata; the sentence that says where the picture was taken, where it tells."""
    if sort == "exif":
        told = list(read_exif(chunk))
        for one in told:
            if one.name:
                reading.add(one.text, gettext("图片信息“%(name)s”") % {"name": one.name}, path)
        if has_thumbnail(told):
            reading.note(gettext("图片里带着一张缩略图，裁掉、涂掉的地方在缩略图里可能还看得见；请清掉再传。"))
        found = place_of(told)
        return placed(*found) if found else ""
    if sort == "iptc":
        for name, text in iptc(chunk):
            reading.add(text, gettext("图片信息“%(name)s”（IPTC）") % {"name": name}, path)
    elif sort == "xmp":
        for text in xmp_texts(chunk):
            reading.add(text, gettext("图片信息（XMP）"), path)
        marks = XMP_PLACE.findall(chunk)
        if len(marks) >= 2:
            degrees = {mark[2]: int(mark[0]) + float(mark[1]) / 60 for mark in marks}
            latitude = degrees.get(b"N", -degrees.get(b"S", 0.0))
            return placed(latitude, degrees.get(b"E", -degrees.get(b"W", 0.0)))
    elif sort == "after":
        if len(chunk) > 64:
            reading.hidden[gettext("图片后面附带的数据")] += 1
    elif sort != "raw":
        text = spelled(chunk.replace(b"\0", b"\n"))
        reading.add(text, gettext("图片信息“%(name)s”") % {"name": sort[:20]} if sort else gettext("图片信息"), path)
    return ""


def placed(latitude: float, longitude: float) -> str:
    where = f"{abs(latitude):.4f}°{'N' if latitude >= 0 else 'S'} {abs(longitude):.4f}°{'E' if longitude >= 0 else 'W'}"
    return gettext("照片里记着在哪里拍的（%(where)s），能找到是哪一户；请去掉位置信息再传") % {"where": where}


def words(chunk: bytes) -> Iterator[str]:
    """Anything that looks like text in raw bytes."""
    for match in WIDE.finditer(chunk):
        yield match.group().decode("utf-16-le")
    for match in NARROW.finditer(chunk):
        yield spelled(match.group())


def xmp_texts(chunk: bytes) -> Iterator[str]:
    """What stands between the tags and in the attributes, without parsing: a broken one is read as well."""
    for piece in re.split(rb"[<>\"']", chunk):
        if any(byte > 127 or 48 <= byte <= 57 for byte in piece):
            yield spelled(piece).strip()


def chunks(data: bytes) -> Iterator[tuple[str, bytes]]:
    """(what it is, its bytes); other formats are read as if they were all metadata."""
    if data.startswith(PNG):
        return png_chunks(data)
    if data.startswith(JPG):
        return jpg_segments(data)
    return iter((("raw", data[:MOST_TEXT]),))


def png_chunks(data: bytes) -> Iterator[tuple[str, bytes]]:
    at = len(PNG)
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + size]
        at += size + 12
        if kind == b"eXIf":
            yield "exif", body
        elif kind in (b"tEXt", b"zTXt", b"iTXt"):
            keyword, text = png_text(kind, body)
            yield ("xmp" if keyword.startswith(b"XML:com.adobe.xmp") else spelled(keyword)), text
        elif kind == b"IEND":
            if len(data) > at:
                yield "after", data[at : at + MOST_AFTER]
            return


def png_text(kind: bytes, body: bytes) -> tuple[bytes, bytes]:
    """(keyword, text); a packed one is unpacked as far as a text may go."""
    keyword, _zero, rest = body.partition(b"\0")
    if kind == b"tEXt":
        return keyword, rest
    if kind == b"zTXt":
        return keyword, unpacked(rest[1:])
    text = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    return keyword, unpacked(text) if rest[:1] == b"\1" else text


def unpacked(body: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(body, MOST_TEXT)
    except zlib.error:
        return b""


def jpg_segments(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Application segments and comments up to the picture itself, and what stands after its end; colour profiles say
    nothing about people."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        body = data[at + 4 : at + 2 + size]
        at += 2 + size
        if marker == 0xDA:
            end = data.find(b"\xff\xd9", at)
            if 0 <= end < len(data) - 2:
                yield "after", data[end + 2 : end + 2 + MOST_AFTER]
            return
        if marker == 0xFE:
            yield "", body
        elif marker == 0xE1 and body.startswith(b"Exif\0"):
            yield "exif", body[6:]
        elif marker == 0xE1 and b"adobe.com/xap" in body[:40]:
            yield "xmp", body
        elif marker == 0xED:
            yield "iptc", body
        elif 0xE0 <= marker <= 0xEF and marker != 0xE2:
            yield "raw", body


def iptc(body: bytes) -> Iterator[tuple[str, str]]:
    """Records of the old press format: 1C 02, which, how long, what."""
    at = body.find(b"\x1c\x02")
    while at >= 0 and at + 5 <= len(body):
        which, size = body[at + 2], int.from_bytes(body[at + 3 : at + 5])
        if which in IPTC and size:
            yield str(IPTC[which]), spelled(body[at + 5 : at + 5 + size])
        at = body.find(b"\x1c\x02", at + 5 + size)
