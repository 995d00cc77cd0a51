"""One plain spelling of a text for the detectors, with the way back to the original characters."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

DOTS = "·•∙⋅・｡․‧●﹒"
DASHES = "−─━ー˗⁃"
TIMES = "×✕✖ХхⅩⅹΧχ"  # all seen in place of the check digit X
CHINESE = str.maketrans("〇零○一二三四五六七八九壹贰叁肆伍陆柒捌玖幺", "0001234567891234567891")
CHINESE_RUN = re.compile(r"[〇零○一二三四五六七八九壹贰叁肆伍陆柒捌玖幺]{11,64}")
DIGITS = re.compile(r"[0-9]+")


@lru_cache(maxsize=4096)
def plain_char(char: str) -> str:
    """One character in its plain spelling, or "" for what cannot be seen."""
    if " " <= char <= "~" or char in "\n\t" or "\u4e00" <= char <= "\u9fff":
        return char
    category = unicodedata.category(char)
    if category in ("Cf", "Mn", "Me"):
        return ""
    if category == "Nd":
        return str(unicodedata.digit(char))
    if category == "Zs":
        return " "
    if category == "Pd" or char in DASHES:
        return "-"
    if category in ("Zl", "Zp") or char == "\r":
        return "\n"
    if char in DOTS:
        return "."
    if char in TIMES:
        return "X"
    folded = unicodedata.normalize("NFKC", char)
    return folded if "\uff00" < char < "\uff5f" and len(folded) == 1 else char


@dataclass(frozen=True)
class Group:
    """A run of digits in the plain text."""

    start: int
    end: int
    digits: str


@dataclass(frozen=True)
class Plain:
    """Plain text and, for every character of it, where it stood in the original."""

    text: str
    origin: tuple[int, ...]
    groups: tuple[Group, ...] = field(default=())

    @classmethod
    def of(cls, original: str) -> "Plain":
        chars: list[str] = []
        origin: list[int] = []
        for place, char in enumerate(original):
            plain = plain_char(char)
            if plain:
                chars.append(plain)
                origin.append(place)
        text = CHINESE_RUN.sub(lambda m: m.group().translate(CHINESE), "".join(chars))
        return cls(text, tuple(origin), groups_of(text))

    @property
    def digits(self) -> int:
        """How many digits there are at all: most texts have too few to hold any number of ours."""
        return sum(len(group.digits) for group in self.groups)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original characters behind plain[start:end]."""
        return self.origin[start], self.origin[end - 1] + 1

    def without(self, spans: list[tuple[int, int]]) -> "Plain":
        """The same text with these spans blanked, so that no later detector reads them again."""
        if not spans:
            return self
        chars = list(self.text)
        for start, end in spans:
            chars[start:end] = "\0" * (end - start)
        text = "".join(chars)
        return Plain(text, self.origin, groups_of(text))


def either(*lines: str) -> str:
    """A pattern for any of these words, written with spaces between them."""
    return f"(?:{'|'.join(word for line in lines for word in line.split())})"


def groups_of(text: str) -> tuple[Group, ...]:
    return tuple(Group(m.start(), m.end(), m.group()) for m in DIGITS.finditer(text))
