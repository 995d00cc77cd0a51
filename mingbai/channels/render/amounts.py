"""How figures and dates of a notice are written: one way for paper, Excel and page sums."""

import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

PLAIN = re.compile(r"[-−－]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
HERE = ZoneInfo("Asia/Shanghai")


def amount(text: object) -> Decimal | None:
    """The number in a cell (`1,284.55`, `-30`), or None where there is none (`—`, `47人`)."""
    plain = str(text).strip().removeprefix("¥").strip()
    if not PLAIN.fullmatch(plain):
        return None
    return Decimal(plain.replace(",", "").replace("−", "-").replace("－", "-"))


def fen(text: object) -> int:
    """Money as whole 分, for sums that are exact; a cell without a number counts nothing."""
    value = amount(text)
    return 0 if value is None else int((value * 100).to_integral_value())


def money(text: object) -> str:
    """`136044.87` → `136,044.87`; a third decimal is kept, a cell without a number stays as it was typed."""
    value = amount(text)
    if value is None:
        return str(text)
    exact = value == value.quantize(Decimal("0.01"))
    return (f"{value:,.2f}" if exact else f"{value:,}").replace("-", "−")


def figure(text: object) -> str:
    """A headline figure: decimals are money, whole numbers are counted things."""
    value = amount(text)
    if value is None or re.match(r"0\d", str(text).strip()):  # a telephone number counts nothing
        return str(text)
    return money(text) if "." in str(text) else f"{value:,}".replace("-", "−")


def check_code(digest: object) -> str:
    """校验码, the digits of a digest that people compare: AB28 D0AD 8850 C1F3."""
    digits = str(digest).removeprefix("sha256:")[:16].upper()
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def as_date(text: object) -> date | None:
    """The day of an ISO date or moment, a moment seen from China; None where the text is neither."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return (moment.astimezone(HERE) if moment.tzinfo else moment).date()


def day(text: object, *, without_year: int | None = None) -> str:
    """`2026-10-08` → `2026年10月8日`, without the year where it goes without saying."""
    on = as_date(text)
    if on is None:
        return str(text)
    return f"{on.month}月{on.day}日" if on.year == without_year else f"{on.year}年{on.month}月{on.day}日"
