"""Paper on the walls: what hangs wrong, what does not hang yet, and why something can't be hung or taken down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.channels.models import Posting, Wall
from mingbai.channels.models import PostingQuerySet as Postings
from mingbai.disclosure.models import CLOSED, Edition, EditionState, Notice, NoticeKind
from mingbai.disclosure.models.notices import still_up
from mingbai.kit.errors import NotFound
from mingbai.kit.workdays import say_day
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Permission, Viewer

HUNG_WITHIN = timedelta(days=1)  # the house's proposal: paper follows the web by the next day
CHOSEN_FROM = 200


@dataclass(frozen=True)
class Missing:
    """A published notice, and the main boards on which its paper does not hang yet."""

    notice: Notice
    walls: tuple[Wall, ...]

    @property
    def due(self) -> date:
        assert self.notice.live is not None, "it is published"
        assert self.notice.live.display_from is not None, "it is published"
        return self.notice.live.display_from + HUNG_WITHIN


def walls_of(unit: Unit) -> list[Wall]:
    """The boards that the unit uses now, the main ones first."""
    return list(Wall.objects.filter(unit=unit, until__isnull=True).order_by("-main", "name"))


def wall_for(viewer: Viewer, pk: int) -> Wall:
    """A board of the viewer's own unit; else NotFound."""
    found = Wall.objects.filter(pk=pk, unit=viewer.unit).first()
    if found is None or not viewer.may(Permission.POSTING_WRITE, found.unit):
        raise NotFound
    return found


def postings_for(viewer: Viewer) -> Postings:
    """The paper on the walls of the unit in which the viewer holds a post; NotYours for others."""
    viewer.require(Permission.NOTICE_READ)
    assert viewer.unit is not None, "require() has made sure of a post"
    found = Posting.objects.on_walls(viewer.unit)
    return found.select_related("wall", "edition__notice__unit", "edition__notice__live__version")


def wrong_on(unit: Unit) -> list[Posting]:
    """Paper that must come down: its edition was superseded (then the new one goes up) or taken back."""
    found = Posting.objects.on_walls(unit).wrong()
    found = found.select_related("wall", "edition__notice__unit", "edition__notice__live__version")
    return list(found.order_by("edition__notice", "wall__name"))


def on_display(unit: Unit, on: date) -> QuerySet[Notice]:
    """The notices that ought to be on paper on a day, the newest first; declarations of nil have no paper, and what is
    for a few only hangs on no wall."""
    lasting = Q(live__display_until__isnull=True) | Q(live__display_until__gte=on)
    found = Notice.objects.published().filter(still_up(), lasting, unit=unit, kind=NoticeKind.REGULAR)
    found = (
        found.exclude(audience__in=CLOSED)
        .select_related("unit", "live__version")
        .defer("live__content", "live__steps", "live__version__spec")
    )
    return found.order_by("-live__published_at", "-serial")


def missing_on(unit: Unit, on: date) -> list[Missing]:
    """What was published since there is a main board, and does not hang there; three queries."""
    mains = [wall for wall in walls_of(unit) if wall.main]
    if not mains:
        return []
    first = min(wall.since for wall in mains)
    notices = list(on_display(unit, on).filter(live__display_from__gte=first))
    # Where the paper of an older edition hangs, it is replaced, not hung beside.
    hung = set(Posting.objects.on_walls(unit).filter(_covers()).values_list("edition__notice", "wall"))
    found = [Missing(notice, tuple(_without(notice, mains, hung))) for notice in notices]
    return [one for one in found if one.walls]


def _covers() -> Q:
    """Postings that say a board has had the paper: it hangs, or it hung as long as the unit wanted it there."""
    return Q(until__isnull=True) | Q(edition__state=EditionState.PUBLISHED)


def _without(notice: Notice, mains: Sequence[Wall], hung: set[tuple[int, int]]) -> Iterator[Wall]:
    assert notice.live is not None, "it is published"
    assert notice.live.display_from is not None, "it is published"
    for wall in mains:
        if wall.since <= notice.live.display_from and (notice.pk, wall.pk) not in hung:
            yield wall


def why_not_hang(edition: Edition, wall: Wall, day: date, on: date) -> str:
    """Why nobody can say that the edition hangs on the board since `day`; empty if one can."""
    notice = edition.notice
    if edition.pk != notice.live_id or notice.gone:
        return _("“%(title)s”已经换了新版或者撤回了，请刷新以后再登记。") % {"title": notice.public_title}
    if wall.until is not None:
        return _("“%(wall)s”已经停用了，请选别的公示栏。") % {"wall": wall.name}
    assert edition.display_from is not None, "it is published"
    if day > on:
        return _("张贴的日子写到了今天以后，请写实际贴上的那一天。")
    if day < edition.display_from:
        words = {"day": say_day(edition.display_from)}
        return _("这一版 %(day)s 才公布，张贴的日子不能更早。") % words
    if Posting.objects.hanging().filter(edition=edition, wall=wall).exists():
        return _("“%(title)s”已经登记贴在“%(wall)s”了。") % {"title": edition.title, "wall": wall.name}
    return ""


def why_not_take_down(posting: Posting, day: date, reason: str, on: date) -> str:
    """Why nobody can say that the paper came down on `day`; empty if one can."""
    if posting.until is not None:
        return _("这一张已经登记撤下了。")
    if day > on:
        return _("撤下的日子写到了今天以后，请写实际撤下的那一天。")
    if day < timezone.localdate(posting.since):
        return _("撤下的日子比贴上的日子还早，请看看写对没有。")
    last = posting.edition.display_until
    if not posting.wrong and not reason and (last is None or day <= last):
        until = _("要长期张贴") if last is None else _("公示到 %(day)s") % {"day": say_day(last)}
        return _("这一张%(until)s，提前撤下请写明原因。") % {"until": until}
    return ""
