"""Filing the impact assessment of a draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.catalog.schema.assessments import QUESTIONS
from mingbai.disclosure.actions.moves import demand_nothing_private, lock, said
from mingbai.disclosure.models import Assessment
from mingbai.disclosure.models.assessments import kept_until, labels
from mingbai.disclosure.rules.assessments import assessment_of, beginning, needs_assessment
from mingbai.disclosure.rules.may import demand
from mingbai.kit.errors import NotNow
from mingbai.orgs.actions.journal import record
from mingbai.orgs.rules.may import Viewer

MAX_WORDS, LEAST_WORDS = 1000, 10
TWICE = timedelta(minutes=1)  # the same again within it is the same press


@transaction.atomic
def assess(*, edition_id: int, answers: Mapping[str, str], confirmed: bool, now: datetime, by: Viewer) -> Assessment:
    """Write down that purpose, effect and measures were weighed for this edition; what is taken over counts only when
    it is confirmed. NotNow with a sentence where an answer is missing."""
    edition = lock(edition_id)
    demand("save", edition, by, now)
    assert by.tenure is not None, "demand() has made sure of a post"
    if not needs_assessment(edition):
        raise NotNow(_("这个事项不涉及居民的个人信息，不用评估。"))
    texts = {name: said(answers.get(name, ""), MAX_WORDS) for name in QUESTIONS}
    for name, text in texts.items():
        if len(text) < LEAST_WORDS:
            words = {"what": labels()[name], "n": LEAST_WORDS}
            raise NotNow(_("“%(what)s”要写明白，至少 %(n)s 个字。") % words)
        demand_nothing_private(text, edition.notice)
    if not confirmed:
        raise NotNow(_("请对照这一次的内容看一遍，勾选“我逐条看过”。上一期的评估不能不看就用。"))
    last = assessment_of(edition)
    same = last is not None and all(getattr(last, name) == text for name, text in texts.items())
    if last is not None and same and last.tenure_id == by.tenure.pk and timedelta() <= now - last.at < TWICE:
        return last  # pressed twice
    done = Assessment.objects.create(
        edition=edition,
        taken_from=beginning(edition).source,
        tenure=by.tenure,
        deputy=by.person if by.standing_in else None,
        at=now,
        keep_until=kept_until(timezone.localdate(now)),
        **texts,
    )
    record(act="assessment:file", what=done, now=now, by=by, unit=edition.notice.unit)
    return done
