"""How dates, money, sizes and digests are written on a page; one way for the whole house."""

import re
from datetime import date, datetime

from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from mingbai.kit.workdays import say_bare_month, say_date, say_day, say_month

PERIOD = re.compile(
    r"^((?:\d{4}年度?)?(?:第?[一二三四]季度|[上下]半年|\d{1,2}月(?:\d{1,2}日)?|年度|全年)?)(?=.{2})(.+)$"
)


def local_day(value: date | datetime | None) -> date | None:
    """The day in Shanghai; an aware moment late in the evening UTC is already tomorrow there."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def short_day(value: date | datetime | None) -> str:
    """10月9日"""
    day = local_day(value)
    return say_day(day) if day else ""


def full_day(value: date | datetime | None) -> str:
    """2026年10月9日"""
    day = local_day(value)
    return say_date(day) if day else ""


def month_of(value: date | datetime | None) -> str:
    """2026年10月"""
    day = local_day(value)
    return say_month(day) if day else ""


def bare_month(value: date | datetime | None) -> str:
    """10月"""
    day = local_day(value)
    return say_bare_month(day) if day else ""


def moment(value: datetime | None) -> str:
    """10月9日 09:20"""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{short_day(local)} {local:%H:%M}"


def yuan(fen: int | None) -> str:
    """Fen as yuan with two decimals and thousands commas; integers all the way, never a float."""
    if fen is None:
        return ""
    whole, cents = divmod(abs(int(fen)), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{cents:02d}"


def file_size(size: int | None) -> str:
    """310 KB, 1.2 MB; whole KB are enough below a megabyte."""
    if size is None:
        return ""
    if size < 1024:
        return _("%(n)s 字节") % {"n": size}
    if size < 1024 * 1024:
        return f"{round(size / 1024)} KB"
    return f"{size / 1024 / 1024:.1f} MB"


def broken_title(title: str) -> SafeString:
    """A notice title that may break only between its period and its matter."""
    found = PERIOD.match(title)
    if not found or not found[1]:
        return conditional_escape(title)
    return format_html("{}{}{}", found[1], mark_safe("<wbr>"), found[2])


def short_digest(digest: str) -> str:
    """The first 16 hex digits in fours, capital: what stands on the paper beside the QR code."""
    digits = digest.rpartition(":")[2][:16].upper()
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def days_to(first: date, last: date) -> int:
    """Days from one day to another: `due|days_to:on` is how late it is."""
    return (last - first).days
