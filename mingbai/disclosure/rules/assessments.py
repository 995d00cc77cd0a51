"""Whether an edition needs the impact assessment, which one holds, and what a new one begins with."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from mingbai.catalog.rules.versions import spec_of
from mingbai.catalog.schema.assessments import QUESTIONS, first_answers
from mingbai.disclosure.models import Assessment, Edition, NoticeKind


@dataclass(frozen=True)
class Beginning:
    """What stands in the form before anybody has written: from the item, or from the last assessment of the matter."""

    answers: dict[str, str]
    source: Assessment | None = None


def needs_assessment(edition: Edition) -> bool:
    """What holds personal data of residents (P2); a declaration of nil holds none."""
    return edition.notice.kind == NoticeKind.REGULAR and spec_of(edition.version).privacy == "P2"


def assessment_of(edition: Edition) -> Assessment | None:
    """The one that holds: the newest of this very edition."""
    found = edition.assessments.select_related("tenure__person", "tenure__post", "deputy", "taken_from")
    return found.order_by("-at", "-pk").first()


def why_not_assessed(edition: Edition) -> list[str]:
    """The sentence that stands against submitting; nothing where it is done or not needed."""
    if not needs_assessment(edition) or edition.assessments.exists():
        return []
    return [_("还没有做个人信息影响评估。公开居民的个人信息以前，法律要求先评估、留三年。请点“做评估”，看一遍，确认。")]


def beginning(edition: Edition) -> Beginning:
    """The newest assessment of this notice, else of the unit's last notice on the item, else the item's own words."""
    notice = edition.notice
    known = Assessment.objects.filter(edition__notice__unit=notice.unit_id, edition__notice__item=notice.item_id)
    known = known.exclude(edition=edition)
    same = known.filter(edition__notice=notice).order_by("-at", "-pk").first()
    source = same or known.filter(edition__number__isnull=False).order_by("-at", "-pk").first()
    if source is None:
        return Beginning(first_answers(spec_of(edition.version)))
    return Beginning({name: getattr(source, name) for name in QUESTIONS}, source)
