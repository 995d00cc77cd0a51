"""What has no action yet and pages must already be right for: a corrected notice."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from mingbai.disclosure.models import Edition, EditionState, Notice
from mingbai.disclosure.tests.factories import World
from mingbai.kit.digests import digest


@transaction.atomic
def correct(world: World, notice: Notice, words: str) -> Edition:
    """A second edition in the place of the first, as the tables and triggers allow it."""
    old = notice.live
    assert old is not None
    assert old.published_at is not None
    content: dict[str, Any] = {**old.content, "blocks": [dict(block) for block in old.content["blocks"]]}
    content["blocks"][0]["text"] = words
    Edition.objects.filter(pk=old.pk).update(state=EditionState.SUPERSEDED)
    later = old.published_at + timedelta(hours=1)
    new = Edition.objects.create(
        notice=notice,
        attempt=old.attempt + 1,
        number=2,
        state=EditionState.PUBLISHED,
        title=old.title,
        content=content,
        digest=digest(content),
        version=old.version,
        route=old.route,
        steps=old.steps,
        author=old.author,
        created_at=later,
        saved_at=later,
        frozen_at=later,
        published_at=later,
        display_from=old.display_from,
        display_until=old.display_until,
    )
    notice.live = new
    notice.save()
    return new
