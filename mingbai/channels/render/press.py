"""The press: one Typst compiler per set of fonts, kept for the life of the process and used by one thread at a time."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst
from django.utils.translation import gettext as _

TEMPLATES = Path(__file__).parent / "typst"
FONT_PATHS = ("/usr/share/fonts",)
# For each role of type the families that serve it, the best first; npm and Debian name the same fonts differently.
ROLES = {
    "hei": ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC"),
    "song": ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC"),
    "fang": ("FandolFang R", "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC"),
    "kai": ("LXGW WenKai", "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC"),
    "latin": ("Liberation Serif", "Times New Roman"),
}
NO_GLYPH = re.compile(r"the text `\"(.*?)\"` could not be displayed")


class SheetError(Exception):
    """A sheet that can't be printed; the sentence says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NoFonts(SheetError):
    """The machine has no Chinese font with a regular and a bold weight."""


class MissingGlyph(SheetError):
    """A character that no font has: it would be a box on the wall. `text` is that character."""

    def __init__(self, text: str, sentence: str) -> None:
        super().__init__(sentence)
        self.text = text


@dataclass
class Press:
    """A compiler, its type stacks, and the lock that keeps two threads from sharing one run."""

    compiler: typst.Compiler
    stacks: dict[str, list[str]]
    lock: Lock

    def pdf(self, template: str, data: dict[str, Any], timestamp: int) -> bytes:
        """Set `data` with a template of `typst/`. Raises MissingGlyph."""
        inputs = {"data": json.dumps(data | {"fonts": self.stacks}, ensure_ascii=False)}
        try:
            with self.lock:
                made = self.compiler.compile(
                    input=str(TEMPLATES / template),
                    format="pdf",
                    sys_inputs=inputs,
                    pdf_standards=["a-2b", "ua-1"],
                    timestamp=timestamp,
                )
        except typst.TypstError as error:
            lost = NO_GLYPH.search(error.message)
            if lost is None:
                raise
            raise _missing(_unescape(lost[1])) from error
        if not isinstance(made, bytes):
            raise TypeError(f"Typst gave {type(made).__name__}, not one PDF")
        return made


def _unescape(text: str) -> str:
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda m: chr(int(m[1], 16)), text)


def _missing(text: str) -> MissingGlyph:
    codes = " ".join(f"U+{ord(c):04X}" for c in text)
    return MissingGlyph(
        text,
        _(
            "字库里没有“%(text)s”（%(codes)s），印出来会是方框，这张纸没有生成。"
            "请换一个写法，或者请运维人员安装含这个字的字体。"
        )
        % {"text": text if text.isprintable() else "�", "codes": codes},
    )


@lru_cache(maxsize=4)
def press(font_paths: tuple[str, ...]) -> Press:
    """The press for these font folders. Raises NoFonts; the fonts are scanned once, in about 0.3 s."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(font_paths))
    weights: dict[str, set[int]] = {}
    for font in fonts.fonts():
        weights.setdefault(font.family, set()).add(font.weight)
    stacks = {role: [family for family in families if family in weights] for role, families in ROLES.items()}
    for role in ("hei", "song"):
        if not any({400, 700} <= weights[family] for family in stacks[role]):
            raise NoFonts(
                _(
                    "在 %(folders)s 里没有找到中文字体（要有常规和粗体两种），不能印纸。"
                    "请在服务器上执行：apt-get install %(packages)s"
                )
                % {"folders": "、".join(font_paths), "packages": "fonts-noto-cjk fonts-lxgw-wenkai fonts-liberation2"}
            )
    compiler = typst.Compiler(root=str(TEMPLATES), font_paths=fonts, ignore_system_fonts=True)
    return Press(compiler, stacks, Lock())


def font_paths(paths: Sequence[str] | None) -> tuple[str, ...]:
    """The folders to search, those of Debian's packages unless told otherwise."""
    return tuple(paths) if paths else FONT_PATHS
