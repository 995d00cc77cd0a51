"""How a telephone number becomes a link, and how domains and periods are named."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mingbai.catalog.models import Domain
from mingbai.channels.rules.paper import read_number
from mingbai.duties.rules.labels import label_of

register = template.Library()


@register.filter
def tel(phone: str) -> str:
    """Digits and a leading plus: what a phone dials; an extension after 转 is left to the reader."""
    number = phone.partition("转")[0].strip()
    return ("+" if number.startswith("+") else "") + "".join(digit for digit in number if digit.isdigit())


@register.filter
def domain_label(domain: str) -> str:
    """community as 居务; a board asks sixty times, and `get_domain_display` builds all choices anew each time."""
    return str(Domain(domain).label)


@register.filter
def period_label(key: str) -> str:
    """2026-Q3 as 2026年第三季度; what is no period stays as it is."""
    try:
        return label_of(key)
    except ValueError:
        return key


@register.filter
def notice_number(number: str) -> SafeString:
    """The number so that a line ends within it only after the slash."""
    code, slash, rest = number.partition("/")
    return format_html('<span class="nowrap">{}{}</span><wbr><span class="nowrap">{}</span>', code, slash, rest)


@register.filter
def notice_path(number: str) -> str:
    """The page of the notice with that number, as a duty keeps it."""
    read = read_number(number)
    return reverse("channels:notice", args=read) if read else ""
