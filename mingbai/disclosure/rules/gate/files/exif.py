"""Reading EXIF: the words a camera or a program writes into a picture, and where it was taken."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

MOST_ENTRIES = 400
POINTERS = (0x8769, 0x8825, 0xA005)  # to the camera's own directory, to the place, to interoperability
GPS = 0x8825
WIDE = range(0x9C9B, 0x9CA0)  # what Windows writes, in UTF-16
NAMES = {
    0x010E: _("说明"),
    0x010F: _("相机"),
    0x0110: _("相机"),
    0x0131: _("软件"),
    0x013B: _("作者"),
    0x013C: _("电脑"),
    0x8298: _("版权"),
    0x9286: _("备注"),
    0x9C9B: _("标题"),
    0x9C9C: _("备注"),
    0x9C9D: _("作者"),
    0x9C9E: _("关键词"),
    0x9C9F: _("主题"),
    0xA430: _("相机主人"),
    0xA431: _("相机编号"),
    0xA435: _("镜头编号"),
}
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8, 13: 4}
MARKS = (b"ASCII\0\0\0", b"UNICODE\0", b"JIS\0\0\0\0\0", b"\0\0\0\0\0\0\0\0")


@dataclass(frozen=True)
class Told:
    """One thing that EXIF says: the tag, whether it stands in the directory of places, its bytes."""

    tag: int
    gps: bool
    raw: bytes
    order: str

    @property
    def name(self) -> str:
        return str(NAMES.get(self.tag, ""))

    @property
    def text(self) -> str:
        raw = self.raw
        if self.tag in WIDE:
            return raw.decode("utf-16-le", "ignore").strip("\0 ")
        if self.tag == 0x9286:
            mark, raw = (raw[:8], raw[8:]) if raw[:8] in MARKS else (b"", raw)
            if mark.startswith(b"UNICODE"):
                return raw.decode("utf-16-be" if self.order == "big" else "utf-16-le", "ignore").strip("\0 ")
        return spelled(raw.replace(b"\0", b"\n")).strip()

    @property
    def degrees(self) -> float | None:
        """Degrees, minutes and seconds, three fractions of two numbers, as one number."""
        if len(self.raw) != 24:
            return None
        numbers = [int.from_bytes(self.raw[at : at + 4], self.order) for at in range(0, 24, 4)]  # type: ignore[arg-type]
        parts = [top / bottom if bottom else 0.0 for top, bottom in zip(numbers[::2], numbers[1::2], strict=True)]
        return parts[0] + parts[1] / 60 + parts[2] / 3600


def spelled(raw: bytes) -> str:
    """Words in UTF-8, or else as Chinese programs wrote them before."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "ignore")


def read_exif(data: bytes) -> Iterator[Told]:
    """Every entry of a TIFF structure that can be reached; one that points outside the data says nothing."""
    if data[:2] not in (b"II", b"MM"):
        return
    order = "little" if data[:2] == b"II" else "big"

    def number(at: int, size: int) -> int:
        return int.from_bytes(data[at : at + size], order)  # type: ignore[arg-type]

    waiting, seen, entries = [(number(4, 4), False)], set[int](), 0
    while waiting:
        at, gps = waiting.pop()
        if at in seen or not 0 < at < len(data) - 2:
            continue
        seen.add(at)
        count = min(number(at, 2), MOST_ENTRIES)
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            entries += 1
            if entries > MOST_ENTRIES or entry + 12 > len(data):
                return
            tag, kind = number(entry, 2), number(entry + 2, 2)
            size = SIZES.get(kind, 0) * number(entry + 4, 4)
            if tag in POINTERS and not gps:
                waiting.append((number(entry + 8, 4), tag == GPS))
            elif size:
                start = entry + 8 if size <= 4 else number(entry + 8, 4)
                yield Told(tag, gps, data[start : start + size], order)
        after = at + 2 + 12 * count
        if not gps and after + 4 <= len(data):
            waiting.append((number(after, 4), False))


def has_thumbnail(told: list[Told]) -> bool:
    """Whether a small copy of the picture is kept inside it: it may show what was cut off or covered afterwards."""
    return any(one.tag == 0x0201 and not one.gps for one in told)


def place_of(told: list[Told]) -> tuple[float, float] | None:
    """Latitude and longitude, where the picture says where it was taken; south and west are negative."""
    gps = {one.tag: one for one in told if one.gps}
    if 2 not in gps or 4 not in gps:
        return None
    latitude, longitude = gps[2].degrees, gps[4].degrees
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None
    south = gps[1].raw[:1] == b"S" if 1 in gps else False
    west = gps[3].raw[:1] == b"W" if 3 in gps else False
    return (-latitude if south else latitude), (-longitude if west else longitude)
