"""Pages for everyone: finding a unit by name, initials or code, and walking down the tree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import normalize

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingbai.kit.errors import NotFound
from mingbai.orgs.models import Unit, UnitKind
from mingbai.orgs.models.units import STEP, UnitQuerySet
from mingbai.orgs.rules.spelling import meant_by

MOST = 50
NUMBER = re.compile(r"([0-9A-Za-z]{2,32})/([0-9]{4})-0*([0-9]{1,9})")  # of a notice, as paper shows it
SHOWN = ("pk", "code", "short_name", "kind", "path")


@dataclass(frozen=True)
class Place:
    """One unit in a list: where it leads, where it lies, how many are below it."""

    name: str
    href: str
    kind: str
    within: str = ""
    below: int = 0
    office: bool = False  # a bureau or a station: nobody lives there


def board_or_tree(code: str, kind: str) -> str:
    """A community's or village's own board; for those above it, what lies below."""
    name = "orgs:unit_tree" if kind in (UnitKind.PROVINCE, UnitKind.CITY, UnitKind.DISTRICT) else "channels:board"
    try:
        return reverse(name, args=[code])
    except NoReverseMatch:  # a site without the room that shows boards
        return reverse("orgs:unit_tree", args=[code])


def places(units: UnitQuerySet, *, walk: bool) -> list[Place]:
    """The units as a list in two queries; `walk` leads down the tree as long as there is something below."""
    rows = list(units.values_list(*SHOWN))
    keys = [pk for pk, *_rest in rows]
    counted = Unit.objects.filter(parent__in=keys).order_by().values_list("parent").annotate(n=Count("pk"))
    below: dict[int, int] = dict(counted)
    found = []
    for pk, code, name, kind, _path in rows:
        down = walk and below.get(pk)
        href = reverse("orgs:unit_tree", args=[code]) if down else board_or_tree(code, kind)
        found.append(Place(name, href, str(UnitKind(kind).label), "", below.get(pk, 0), kind == UnitKind.BUREAU))
    return found


def apart(found: list[Place]) -> dict[str, list[Place]]:
    """Where people live first; the bureaus and stations of the unit by themselves."""
    return {"places": [one for one in found if not one.office], "offices": [one for one in found if one.office]}


def hits(text: str) -> tuple[list[Place], bool]:
    """The first matches, each with the units above it, in two queries, and whether there are more. Some
    queries more where only pinyin or the way down finds it."""
    rows = list(Unit.objects.matching(text).values_list(*SHOWN)[: MOST + 1])
    rows = rows or list(meant_by(text).values_list(*SHOWN)[: MOST + 1])
    above = {path[:end] for *_rest, path in rows for end in range(STEP, len(path), STEP)}
    names = dict(Unit.objects.filter(path__in=above).values_list("path", "short_name")) if above else {}
    found = []
    for _pk, code, name, kind, path in rows[:MOST]:
        trail = [names[path[:end]] for end in range(STEP, len(path), STEP)]
        found.append(Place(name, board_or_tree(code, kind), str(UnitKind(kind).label), within=" ".join(trail)))
    return found, len(rows) > MOST


def typed(text: str) -> str:
    """What was typed, without blanks and full-width signs: people copy both from paper."""
    return re.sub(r"\s", "", normalize("NFKC", text))


def notice_path(text: str) -> str:
    """The page of the notice whose number was typed; empty where the text is no number."""
    number = NUMBER.fullmatch(text)
    if not number:
        return ""
    try:
        return reverse("channels:notice", args=[number[1], int(number[2]), int(number[3])])
    except NoReverseMatch:  # a site without the room that shows notices
        return ""


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """`/`: the search box, what it found, and the top of the tree; the number of a notice leads to the notice."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:40]  # PostgreSQL takes no NUL
    notice = notice_path(typed(text))
    if notice:
        return redirect(notice)
    context: dict[str, object] = {"text": text}
    if text:
        context["hits"], context["more"] = hits(typed(text))
    roots = list(Unit.objects.filter(parent=None).order_by("code")[:2])
    top = roots[0] if len(roots) == 1 else None
    listed = Unit.objects.children_of(top) if top else Unit.objects.filter(parent=None).order_by("code")
    context |= {"top": top, **apart(places(listed, walk=True))}
    return render(request, "orgs/find.html", context)


@require_safe
def unit_tree(request: HttpRequest, code: str) -> HttpResponse:
    """`/u/<code>/below/`: the units right below one, with the way up."""
    here = Unit.objects.filter(code=code).first() if "\0" not in code else None  # PostgreSQL takes no NUL
    if here is None:
        raise NotFound
    above = Unit.objects.ancestors_of(here).values_list("code", "short_name", "kind")
    crumbs = [(_("找村居"), reverse("orgs:find"))]
    crumbs += [(name, reverse("orgs:unit_tree", args=[code])) for code, name, _kind in above]
    crumbs.append((here.short_name, ""))
    try:
        board = reverse("channels:board", args=[here.code])
    except NoReverseMatch:
        board = ""
    context = {"here": here, "crumbs": crumbs, "board": board}
    context |= apart(places(Unit.objects.children_of(here), walk=True))
    return render(request, "orgs/below.html", context)
