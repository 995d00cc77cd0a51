"""What waits for an answer, as tasks of the desk; web/wiring.py hands it there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from mingbai.catalog.rules.days import current_calendar
from mingbai.disclosure.rules.desk import Task
from mingbai.feedback.models import Opinion
from mingbai.feedback.rules.terms import answer_by
from mingbai.orgs.rules.may import Permission, Viewer

SAID = 40


def tasks_for(viewer: Viewer, now: datetime) -> Iterator[Task]:
    """Each opinion that the clerk's unit has not answered."""
    if not viewer.may(Permission.OPINION_ANSWER) or viewer.unit is None:
        return
    waiting = (
        Opinion.objects.of_unit(viewer.unit)
        .unanswered()
        .select_related("edition", "notice__live__version")
        .defer("edition__content")
    )
    found = list(waiting.order_by("pk"))
    calendar = current_calendar() if found else None
    for opinion in found:
        assert calendar is not None, "there is something to count for"
        said = opinion.words if len(opinion.words) <= SAID else f"{opinion.words[:SAID]}…"
        title = _("答复%(kind)s：%(title)s") % {"kind": opinion.get_kind_display(), "title": opinion.title}
        href = reverse("feedback:answer", args=[opinion.pk])
        yield Task(answer_by(opinion, calendar), title, said, _("去答复"), "opinion", opinion.pk, href=href)
