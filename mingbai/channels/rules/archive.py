"""Every notice of a unit, current and past, narrowed by what a reader asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from mingbai.catalog.models import Domain
from mingbai.channels.rules.board import light
from mingbai.disclosure.models import CLOSED, Notice, NoticeKind
from mingbai.disclosure.models.notices import still_shown, still_up
from mingbai.duties.rules.labels import label_of
from mingbai.orgs.models import Unit


@dataclass(frozen=True)
class Wanted:
    """What is asked for; empty fields narrow nothing, values that we do not know count as empty."""

    words: str = ""
    domain: str = ""
    year: int = 0
    period: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.words or self.domain or self.year or self.period)

    def find(self, unit: Unit) -> QuerySet[Notice]:
        """The notices of the unit that fit, the newest first, without their content."""
        found = Notice.objects.published().filter(unit=unit)
        if self.words:
            found = found.filter(_about(self.words))
        if self.domain:
            found = found.filter(_of_domain(self.domain))
        if self.year:
            found = found.filter(year=self.year)
        if self.period:
            found = found.filter(period=self.period)
        return light(found).order_by("-live__published_at", "-serial")


def read_wanted(query: Mapping[str, str]) -> Wanted:
    """Read a query string; nothing in it can fail, not even the NUL that PostgreSQL does not take."""
    year = query.get("year", "")
    domain = query.get("domain", "")
    return Wanted(
        words=query.get("q", "").replace("\0", "").strip()[:40],
        domain=domain if domain in Domain.values else "",
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0,
        period=query.get("period", "").replace("\0", "").strip()[:24],
    )


def _of_domain(domain: str) -> Q:
    """One declaration of nil covers matters of several domains, and is found under each of them."""
    declared = Notice.objects.filter(kind=NoticeKind.NIL, duties__item__domain=domain).values("pk")
    return Q(item__domain=domain) | Q(pk__in=declared)


def _about(words: str) -> Q:
    # Not by the title of what was taken back, is retired or is for a few: a search must not tell what the list does not
    # show.
    standing = still_up() & still_shown() & ~Q(audience__in=CLOSED)
    about = (standing & Q(live__title__contains=words)) | Q(item__code__iexact=words)
    about |= ~standing & Q(live__version__title__contains=words)
    serial = words.rpartition("-")[2]
    if serial.isascii() and serial.isdigit() and len(serial) < 10:
        about |= Q(serial=int(serial))
    return about


def choices_of(unit: Unit) -> tuple[list[int], list[tuple[str, str]]]:
    """The years and periods that the unit's notices have, the newest first. One query."""
    rows = set(Notice.objects.published().filter(unit=unit).values_list("year", "period").distinct())
    years = sorted({year for year, _period in rows if year}, reverse=True)
    periods = sorted({period for _year, period in rows if not period.startswith("E")}, reverse=True)
    return years, [(period, label_of(period)) for period in periods]


def period_label(notice: Notice) -> str:
    """The period in words; what is not a period of the calendar is the day of an event."""
    try:
        return label_of(notice.period)
    except ValueError:
        return _("长期") if not notice.period else notice.period
