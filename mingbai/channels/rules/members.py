"""What is shown to somebody as a member: what the party members read first, and what is for a tier alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from mingbai.channels.rules.board import light
from mingbai.disclosure.models import Notice, Reach, Release
from mingbai.disclosure.rules.days import step_day
from mingbai.kit.workdays import WorkCalendar
from mingbai.orgs.rules.may import Viewer


@dataclass(frozen=True)
class Early:
    """A released edition, and the last day on which only members read it."""

    release: Release
    until: date | None


def early_for(viewer: Viewer, calendar: WorkCalendar) -> list[Early]:
    """What the viewer reads before everybody else, the newest first; nothing by a post."""
    mine = Release.objects.visible_to(viewer).filter(viewer.on_roll("edition__notice__unit"))
    related = mine.select_related("edition__notice__unit", "edition__notice__item", "edition__notice__live")
    found = related.prefetch_related("edition__decisions").order_by("-since", "-pk")
    return [early(release, calendar) for release in found]


def early(release: Release, calendar: WorkCalendar) -> Early:
    return Early(release, step_day(release.edition, release.edition.decisions.all(), calendar))


def own_of(viewer: Viewer) -> QuerySet[Notice]:
    """What is published for a tier of the viewer's and not on the open web, the newest first, without content."""
    found = Notice.objects.published().visible_to(viewer).filter(viewer.on_roll("unit"), reach=Reach.LOCAL)
    return light(found).select_related("unit").order_by("-live__published_at", "-serial")
