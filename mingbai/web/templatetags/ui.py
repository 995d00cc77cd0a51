"""The parts of the design language as template tags; registered as a builtin, so no `load` is needed."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mingbai.web import modes, navigation, words

register = template.Library()

MARK_ICON = {"done": "check", "due": "due", "late": "late", "nil": "nil", "wait": "wait"}
CELL = 18  # one square of a tally and the gap after it, in its own units

register.filter("zhdate", words.short_day)
register.filter("zhday", words.full_day)
register.filter("zhtime", words.moment)
register.filter("zhmonth", words.month_of)
register.filter("zhbaremonth", words.bare_month)
register.filter("yuan", words.yuan)
register.filter("filesize_zh", words.file_size)
register.filter("wbr_title", words.broken_title)
register.filter("short_digest", words.short_digest)
register.filter("days_to", words.days_to)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line icon of the sprite; always beside a word, so it is hidden from readers."""
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-{}"/></svg>', name)


@register.simple_tag
def seal() -> SafeString:
    """The logo."""
    return format_html('<svg class="seal" aria-hidden="true" focusable="false"><use href="#{}"/></svg>', "seal")


@register.simple_tag
def mark(kind: str, text: object) -> SafeString:
    """A state in words with its own shape; kind is done, due, late, nil or wait."""
    return format_html('<span class="mark mark-{}">{}{}</span>', kind, icon(MARK_ICON[kind]), text)


@register.simple_tag
def stamp(text: str, kind: str = "") -> SafeString:
    """A sign-off in four characters, two and two; kind is wait, void or big. The words stand beside it as text."""
    halves = format_html("{}<br>{}", text[:2], text[2:]) if len(text) == 4 else format_html("{}", text)
    extra = format_html(" stamp-{}", kind) if kind else ""
    return format_html('<span class="stamp{}" aria-hidden="true">{}</span>', extra, halves)


@register.simple_tag
def tally(cells: Iterable[str], label: object, cols: int = 0) -> SafeString:
    """One square per duty; cells are done, nil, late or todo; `cols` breaks the row."""
    squares = list(cells)
    if not squares:
        return SafeString("")
    per_line = int(cols) or len(squares)
    lines = -(-len(squares) // per_line)
    uses = format_html_join(
        "",
        '<use href="#t-{}" x="{}" y="{}" width="14" height="14"/>',
        ((cell, n % per_line * CELL, n // per_line * CELL) for n, cell in enumerate(squares)),
    )
    return format_html(
        '<svg class="tally" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        per_line * CELL - 4,
        lines * CELL - 4,
        label,
        uses,
    )


@register.simple_tag
def tally_key(todo: bool = False) -> SafeString:
    """What the squares mean."""
    kinds = [("done", _("已公开")), ("nil", _("声明未发生")), ("late", _("逾期"))]
    kinds += [("todo", _("还没到期"))] if todo else []
    line = (
        '<li><svg class="tally" viewBox="0 0 14 14" aria-hidden="true">'
        '<use href="#t-{}" width="14" height="14"/></svg>{}</li>'
    )
    return format_html('<ul class="key">{}</ul>', format_html_join("", line, kinds))


def part(item: Any, name: str) -> Any:
    """Read a field of a dict or of a dataclass."""
    return item.get(name, "") if isinstance(item, dict) else getattr(item, name, "")


@register.inclusion_tag("parts/state.html")
def state(items: Iterable[Any], unit: str = "") -> dict[str, object]:
    """A total and its parts as an equation; items carry href, op, cls, icon, label, num."""
    rows = [{name: part(item, name) for name in ("href", "op", "cls", "icon", "label", "num")} for item in items]
    return {"items": rows, "unit": unit or _("项")}


@register.inclusion_tag("parts/bars.html")
def bars(rows: Iterable[Sequence[Any]], label: object, flag: object = "") -> dict[str, object]:
    """Bars of (name, number, percent, more, href), the last two optional; `flag` draws a red line at a percent."""
    full = [(*row, *("",) * (5 - len(row))) for row in rows]
    return {"rows": full, "label": label, "flag": flag}


@register.simple_tag
def couplet() -> SafeString:
    """The promise, vertical; only on the board, the landing page and the LED frame."""
    return format_html(
        '<p class="couplet"><span>{}</span><span>{}</span></p>', _("给群众一个明白"), _("还干部一个清白")
    )


@register.simple_tag
def days(gone: int, total: int = 15) -> SafeString:
    """The days on display, one tick a day."""
    label = _("公示 %(total)s 天，已过 %(gone)s 天") % {"total": total, "gone": gone}
    return format_html('<progress class="days" max="{}" value="{}" aria-label="{}"></progress>', total, gone, label)


register.simple_tag(navigation.address, name="url_if_exists")


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField, optional: bool = False) -> dict[str, object]:
    """One form field: label, hint, what is wrong, the box. `optional` says so after the label."""
    widget = bound.field.widget
    widget.attrs.pop("placeholder", None)  # the label stands above the box; allauth repeats it inside
    return {
        "field": bound,
        "optional": optional,
        "grouped": isinstance(widget, RadioSelect | CheckboxSelectMultiple),
        "tick": isinstance(widget, CheckboxInput),
    }


def display_in(context: Context) -> modes.Display:
    """How the reader wants it; a page may set `page_mode` (kiosk, led, elder for the review page)."""
    request = context.get("request")
    display: modes.Display = getattr(request, "display", None) or modes.Display()
    return display


@register.simple_tag(takes_context=True)
def html_attributes(context: Context) -> SafeString:
    """lang, data-mode and data-contrast for <html>."""
    display = display_in(context)
    lang = modes.HTML_LANG.get(get_language() or "", "zh-CN")
    mode = context.get("page_mode") or display.mode
    pairs = [("lang", lang), ("data-mode", mode), ("data-contrast", display.contrast)]
    return format_html_join("", ' {}="{}"', [pair for pair in pairs if pair[1]])


@register.inclusion_tag("parts/modes.html", takes_context=True)
def mode_links(context: Context, language: bool = False) -> dict[str, object]:
    """Plain links that change the display and come back here; `language` adds 中文/English."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return {"links": []}
    display = display_in(context)
    links = []
    if not context.get("page_mode"):
        text, value = (_("标准版"), "standard") if display.mode == "elder" else (_("长辈版"), "elder")
        links.append({"name": "mode", "text": text, "href": modes.switch_link(request, "mode", value)})
    text, value = (_("普通对比"), "normal") if display.contrast == "high" else (_("高对比"), "high")
    href = modes.switch_link(request, "contrast", value)
    links.append({"name": "contrast", "text": text, "href": href, "icon": "contrast"})
    if language:
        # Each language is named in itself, so neither is translated.
        text, value = ("中文", "zh-hans") if display.language == "en" else ("English", "en")
        href = modes.switch_link(request, "lang", value)
        links.append({"name": "lang", "text": text, "href": href, "lang": modes.HTML_LANG[value]})
    return {"links": links, "foot": language}


@register.inclusion_tag("parts/nav.html", takes_context=True)
def public_nav(context: Context) -> dict[str, object]:
    """The bar of a public page; shows the unit's own pages when the context holds `unit`."""
    request = context.get("request")
    links = navigation.public_links(request, context.get("unit")) if request else []
    return {"links": links, "label": _("主要栏目")}


@register.inclusion_tag("parts/nav.html", takes_context=True)
def staff_nav(context: Context) -> dict[str, object]:
    """The bar of a staff page."""
    request = context.get("request")
    return {"links": navigation.staff_links(request) if request else [], "label": _("工作栏目")}


@register.simple_tag
def is_demo() -> bool:
    """Whether every page has to say that its figures are invented."""
    return bool(getattr(settings, "DEMO", False))
