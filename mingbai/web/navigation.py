"""Which links stand in the bar: only those that lead somewhere for this reader."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from mingbai.orgs.rules.may import Permission


@dataclass(frozen=True)
class Link:
    """One link of the bar; `current` is the value of aria-current or empty."""

    text: str
    href: str
    current: str = ""


def address(name: str, *args: object) -> str:
    """The address of a named page, or an empty string when this site does not have it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def marked(links: list[tuple[str, str]], path: str) -> list[Link]:
    """Leave out what has no address; mark the page itself, else the section that the path lies in."""
    existing = [(text, href) for text, href in links if href]
    sections = [href for _text, href in existing if href != "/" and path.startswith(href)]
    here = max(sections, key=len, default="/" if path == "/" else "")
    return [Link(text, href, ("page" if href == path else "true") if href == here else "") for text, href in existing]


def signed_in(request: HttpRequest) -> bool:
    """Whether somebody has logged in; a reader without a session costs no query."""
    return getattr(getattr(request, "viewer", None), "user", None) is not None


def unit_code(unit: object) -> str:
    return str(getattr(unit, "code", "") or "")


def public_links(request: HttpRequest, unit: object = None) -> list[Link]:
    """The bar of a public page: the unit's own pages when there is a unit, then the way to another."""
    code = unit_code(unit)
    links: list[tuple[str, str]] = []
    if code:
        links += [
            (_("公开栏"), address("channels:board", code)),
            (_("台账"), address("duties:ledger", code)),
            (_("目录"), address("catalog:unit", code)),
        ]
    links += [(_("找村居"), "/"), (_("核对"), address("channels:verify"))]
    found = marked(links, request.path)
    return found if len(found) > 1 else []  # the name in the bar leads to the start already


def staff_links(request: HttpRequest) -> list[Link]:
    """The bar of the desk, for the unit of the post in which the viewer acts now."""
    viewer = getattr(request, "viewer", None)
    code = unit_code(getattr(viewer, "unit", None))
    links = [(_("今天要办"), address("disclosure:desk"))] if code else []
    if viewer and viewer.memberships:
        links.append((_("给您看的"), address("channels:members")))
    if viewer and viewer.may(Permission.OVERVIEW_READ):
        links.append((_("总览"), address("duties:overview", code)))
    if viewer and viewer.may(Permission.JOURNAL_READ):
        links.append((_("操作记录"), address("orgs:journal")))
    if viewer and viewer.may(Permission.NOTICE_WRITE) and viewer.may(Permission.ROLL_WRITE):
        links.append((_("名册"), address("orgs:roll", code)))
    if viewer and viewer.may(Permission.ORG_WRITE):
        links.append((_("系统管理"), address("admin:index")))
    if code:
        links += [
            (_("台账"), address("duties:ledger", code)),
            (_("公开栏"), address("channels:board", code)),
            (_("目录"), address("catalog:unit", code)),
        ]
    return marked(links, request.path)
