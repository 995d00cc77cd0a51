"""How this reader wants the pages: elder or standard, contrast, language; read from cookies, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes

YEAR = 365 * 24 * 3600
# What `?name=value` may ask for; the first value of each is the plain one and needs no cookie.
CHOICES: dict[str, tuple[str, ...]] = {
    "mode": ("standard", "elder"),
    "contrast": ("normal", "high"),
    "lang": ("zh-hans", "en"),
}

# What a browser picks its Chinese glyphs by.
HTML_LANG = {"zh-hans": "zh-CN", "en": "en"}


@dataclass(frozen=True)
class Display:
    """The three choices; an empty string is the plain way."""

    mode: str = ""
    contrast: str = ""
    language: str = "zh-hans"

    @property
    def key(self) -> str:
        """Short text for the key of a page cache: two readers with the same key get the same bytes."""
        return f"{self.mode or '-'}.{self.contrast or '-'}.{self.language}"


def cookie_name(name: str) -> str:
    """The language lives in Django's own cookie, so that its other parts agree with us."""
    return settings.LANGUAGE_COOKIE_NAME if name == "lang" else name


def display_of(cookies: Mapping[str, str]) -> Display:
    """Read the cookies; a value that we never set counts as the plain one."""
    chosen = {name: cookies.get(cookie_name(name), "") for name in CHOICES}
    return Display(
        mode="elder" if chosen["mode"] == "elder" else "",
        contrast="high" if chosen["contrast"] == "high" else "",
        language=chosen["lang"] if chosen["lang"] in CHOICES["lang"] else CHOICES["lang"][0],
    )


def asked(query: Mapping[str, str]) -> dict[str, str]:
    """The switches in a query string, only those with a value that we know."""
    return {name: query[name] for name, values in CHOICES.items() if query.get(name) in values}


def same_place(request: HttpRequest) -> str:
    """This page's own address without the switches; never an address on another host."""
    rest = request.GET.copy()
    for name in asked(request.GET):
        del rest[name]
    path = escape_leading_slashes(escape_uri_path(request.path))
    return f"{path}?{rest.urlencode()}" if rest else path


def switch_link(request: HttpRequest, name: str, value: str) -> str:
    """The link that changes one choice and comes back to the page being read."""
    query = request.GET.copy()
    for old in CHOICES:
        query.pop(old, None)
    query[name] = value
    return f"?{query.urlencode()}"
