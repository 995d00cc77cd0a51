"""One published notice as a reader may see it: in full, or only that it exists and where it hangs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform

from mingbai.channels.rules.trail import Signed, one_text, trail_of
from mingbai.channels.rules.units import ABOVE
from mingbai.disclosure.models import Attachment, Decision, Edition, EditionState, Notice, Withdrawal
from mingbai.disclosure.rules.access import named_files
from mingbai.disclosure.rules.may import seats_of
from mingbai.disclosure.rules.steps import overview
from mingbai.disclosure.rules.urgent import Urgent, urgent_of
from mingbai.kit.errors import NotFound
from mingbai.orgs.rules.may import Viewer

# What rooms later in the flow want read together with a notice, by the name of the attribute; filled in web/wiring.py.
ALONG: dict[str, Callable[[], Combinable]] = {}
MISSED_BY = timedelta(minutes=5)  # the clock looks every minute


@dataclass(frozen=True)
class Shown:
    """A notice with the edition that is read now. `full` is false when the reader must go to the unit's own board."""

    notice: Notice
    edition: Edition
    editions: tuple[Edition, ...]
    decisions: tuple[Decision, ...]
    seats: dict[str, int]
    full: bool
    files: tuple[Attachment, ...] = field(default=())

    @property
    def is_live(self) -> bool:
        return self.edition.pk == self.notice.live_id

    @property
    def withdrawn(self) -> bool:
        return self.edition.state == EditionState.WITHDRAWN

    @property
    def held(self) -> bool:
        return self.notice.held_at is not None

    @property
    def gone(self) -> bool:
        """Whether nothing of its content is for anybody who reads here."""
        return self.notice.gone or self.withdrawn

    @property
    def retired(self) -> bool:
        """Whether only a stub of it stays: a list about residents whose display has ended."""
        return not self.full and self.notice.retired

    @property
    def trail(self) -> list[Signed]:
        return trail_of(self.edition, self.decisions, self.seats, full=self.full)

    @property
    def missed(self) -> datetime | None:
        """The planned minute, where the clock missed it because the system was down; all had signed by then."""
        planned, up = self.edition.publish_at, self.edition.published_at
        if planned is None or up is None or up - planned < MISSED_BY:
            return None
        before = [word.at for word in self.decisions if word.at <= up]
        return planned if max(before, default=up) <= planned else None

    @property
    def urgent(self) -> Urgent | None:
        """How it came up before all had signed; None for what went its usual way."""
        return urgent_of(self.edition, self.decisions, overview(self.edition, self.decisions, self.seats))

    @property
    def lapsed(self) -> list[str]:
        """The names of the steps that were gone past in silence."""
        views = overview(self.edition, self.decisions, self.seats)
        return [str(view.spec["label"]) for view in views if view.state == "lapsed" and view.spec["posts"]]

    @property
    def one_text(self) -> bool:
        return one_text(self.edition, self.decisions)

    def days(self, on: date) -> tuple[int, int] | None:
        """Days gone and days in all of the display; None when there is no end or it is over."""
        first, last = self.edition.display_from, self.edition.display_until
        if first is None or last is None or last < on or not self.is_live:
            return None
        return (on - first).days, (last - first).days


def notice_of(viewer: Viewer, code: str, year: int, serial: int) -> tuple[Notice, bool]:
    """The published notice of that number, and whether `viewer` may read its content; else NotFound.

    Where the content may not be read it is not even fetched, nor is a title kept that is only for those who may. One
    query, two where the notice is not for this reader.
    """
    found = Notice.objects.published().filter(unit__code=code, year=year, serial=serial)
    found = found.select_related("unit__profile", f"unit__{ABOVE}", "item", "live__version")
    found = found.annotate(**{name: expression() for name, expression in ALONG.items()})
    visible = found.visible_to(viewer).first()
    if visible is not None:
        return visible, True
    privacy = KeyTextTransform("privacy", "live__version__spec")
    notice = found.annotate(privacy=privacy).defer("live__content", "live__version__spec").first()
    if notice is None:
        raise NotFound
    if notice.live is not None and notice.closed:
        notice.live.title = notice.public_title
    return notice, False


def shown(notice: Notice, *, full: bool, number: int | None = None) -> Shown:
    """The notice with its signatures and history, in four queries at most; `number` asks for an older edition."""
    live = notice.live
    assert live is not None, "a published notice has a live edition"
    older = number if number is not None and number != live.number and full else None
    first = live.number == 1 and older is None  # then it is the only one
    editions = (live,) if first else tuple(_editions(notice, with_content=older is not None))
    edition = live if older is None else next((one for one in editions if one.number == older), None)
    if edition is None:
        raise NotFound
    edition.notice = notice
    assert edition.published_at is not None, "it has a number, so it was published"
    return Shown(
        notice=notice,
        edition=edition,
        editions=editions,
        decisions=tuple(decisions_of(edition)),
        seats=seats_of(edition, edition.published_at),
        full=full,
        files=tuple(_files(edition)) if full and older is None else (),
    )


def withdrawal_of(notice: Notice) -> Withdrawal | None:
    """The request by which it came down: the one that waits to be decided, or the one that was agreed to."""
    asked = notice.withdrawals.exclude(agreed=False).order_by("-asked_at", "-pk")
    people = ("asker", "asked_by__person", "asked_by__post", "decider", "decided_by__person", "decided_by__post")
    return asked.select_related(*people).first()


def decisions_of(edition: Edition) -> QuerySet[Decision]:
    return edition.decisions.select_related("tenure__person", "tenure__post", "deputy").order_by("at", "pk")


def _editions(notice: Notice, *, with_content: bool) -> QuerySet[Edition]:
    found = notice.editions.filter(number__isnull=False).select_related("version").order_by("-number")
    return found if with_content else found.defer("content", "steps", "version__spec")


def _files(edition: Edition) -> Sequence[Attachment]:
    listed = named_files(edition)
    if not listed:
        return ()
    files = {(file.name, file.digest): file for file in edition.notice.attachments.order_by("pk")}
    return [file for key, file in files.items() if key in listed]
