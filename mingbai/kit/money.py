"""Money as whole fen, so that totals are exact and the same figure always gives the same digest."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

# The largest whole number that JSON carries exactly (RFC 8785): about 90 万亿元.
MOST_FEN = 2**53 - 1

# Full-width forms as an input method types them; wider folding would turn 12² into 122.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0xFFE5: 0xA5, 0x2212: 0x2D, 0x3000: 0x20}
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]{1,2})?")


def parse_yuan(text: str) -> int:
    """Read an amount in yuan as fen: 1,234.50, full-width digits, ¥ before or 元 after; never guesses.

    ValueError with a sentence for everything that can be read in two ways or not at all.
    """
    plain = text.translate(_HALF_WIDTH).strip()
    bare = re.sub(r"^(-?)\s*¥\s*", r"\1", plain).removesuffix("元").rstrip()
    bare = re.sub(r"^-\s+", "-", bare)
    if not _PLAIN.fullmatch(bare):
        raise ValueError(_("金额“%(text)s”读不懂：%(why)s") % {"text": text, "why": _why_not(bare)})
    whole, _point, part = bare.replace(",", "").lstrip("-").partition(".")
    fen = int(whole) * 100 + int(part.ljust(2, "0"))
    if fen > MOST_FEN:
        raise ValueError(_("金额“%(text)s”太大，请核对单位是不是元。") % {"text": text})
    return -fen if bare.startswith("-") else fen


def _why_not(bare: str) -> str:
    """What is ambiguous about the amount, and how to write it."""
    if not bare:
        return _("这里是空的；没有发生的请填 0。")
    if re.search(r"[万亿千百]", bare):
        return _("请换算成元，不要写万元、亿元。")
    if re.fullmatch(r"\(.*\)", bare):
        return _("负数请在前面写减号，不要加括号。")
    if re.fullmatch(r"-?[0-9,]*\.[0-9]{3,}", bare):
        return _("小数点后最多两位（到分）。")
    if re.fullmatch(r"-?[0-9.]*[0-9]+(?:[,.][0-9]+)+", bare):
        return _("逗号只能每三位隔一个，小数点只能有一个。")
    if re.fullmatch(r"-?0[0-9]+(?:\.[0-9]+)?", bare):
        return _("前面多了 0，看着像编号。")
    return _("请写成 1234.50 的样子，单位是元。")


def format_yuan(fen: int) -> str:
    """Yuan with two decimals and thousands commas: 1,234.50."""
    whole, part = divmod(abs(_checked(fen)), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{part:02}"


def sum_fen(amounts: Iterable[int]) -> int:
    """The exact total; anything but whole fen is refused, so no float can slip into a sum."""
    return sum(_checked(amount) for amount in amounts)


def _checked(fen: int) -> int:
    if isinstance(fen, bool) or not isinstance(fen, int):
        raise TypeError(_("金额要用整数分，读到的是 %(type)s。") % {"type": type(fen).__name__})
    return fen
