"""What time brings in this room: what is signed through goes up at its minute, pictures left lying are rung for."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db.models import Exists, OuterRef

from mingbai.disclosure.actions.decisions import publish
from mingbai.disclosure.actions.pictures import remind
from mingbai.disclosure.models import Edition, EditionState, Withdrawal

log = logging.getLogger(__name__)


def tick(now: datetime) -> int:
    """Publish every ready edition whose minute has come, oldest first, each in a transaction of its own; not one whose
    notice is to be taken back, before that is decided.

    One that fails is logged with its number and tried again in the next minute; the others go up.
    Returns how many went up. Pictures that nobody has read are rung for again.
    """
    remind(now)
    undecided = Withdrawal.objects.filter(notice=OuterRef("notice"), decided_at__isnull=True)
    waiting = Edition.objects.filter(~Exists(undecided), state=EditionState.READY, publish_at__lte=now)
    rows = waiting.order_by("publish_at", "pk").values_list("pk", "notice__unit__code", "title")
    done = 0
    for pk, code, title in list(rows):
        try:
            edition = publish(edition_id=pk, now=now, by=None)
        except Exception:
            log.exception("edition %s of %s was not published: %s", pk, code, title)
        else:
            done += edition.state == EditionState.PUBLISHED
    return done
