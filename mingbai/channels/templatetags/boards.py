"""How a telephone number becomes a link, and a period's key its name."""

from django import template

from mingbai.duties.rules.labels import label_of

register = template.Library()


@register.filter
def tel(phone: str) -> str:
    """Digits and a leading plus: what a phone dials; an extension after 转 is left to the reader."""
    number = phone.partition("转")[0].strip()
    return ("+" if number.startswith("+") else "") + "".join(digit for digit in number if digit.isdigit())


@register.filter
def period_label(key: str) -> str:
    """2026-Q3 as 2026年第三季度; what is no period stays as it is."""
    try:
        return label_of(key)
    except ValueError:
        return key
