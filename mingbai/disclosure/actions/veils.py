"""Masking a whole list as its item asks, and taking that back while it is a draft."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingbai.catalog.rules.versions import spec_of
from mingbai.disclosure.actions.moves import lock, move
from mingbai.disclosure.models import Edition, EditionState, Veil
from mingbai.disclosure.rules.lists import unveiled, veiled_content
from mingbai.disclosure.rules.may import demand
from mingbai.kit.errors import NotNow
from mingbai.orgs.rules.may import Viewer

KEPT = timedelta(days=7)


@transaction.atomic
def veil_lists(*, edition_id: int, now: datetime, by: Viewer) -> Edition:
    """Mask every cell of the draft's lists as the item asks (按规定遮). NotNow where nothing is left to mask."""
    edition = lock(edition_id)
    demand("save", edition, by, now)
    found = [one for one in unveiled(edition.content, spec_of(edition.version)) if one.masked]
    if not found and Veil.objects.filter(edition=edition).exists():
        return edition  # pressed twice
    if not found:
        raise NotNow(_("名单里没有可以替您遮的了。"))
    before = edition.content
    edition.content = veiled_content(before, found)
    places = dict.fromkeys((one.block, one.row) for one in found)
    rows = [
        {
            "block": block,
            "before": before["blocks"][block]["rows"][row],
            "after": edition.content["blocks"][block]["rows"][row],
        }
        for block, row in places
    ]
    kept = Veil.objects.filter(edition=edition).first()
    Veil.objects.update_or_create(edition=edition, defaults={"rows": [*(kept.rows if kept else []), *rows], "at": now})
    edition.saved_at = now
    move(edition, act="save", to=EditionState.DRAFT, now=now, by=by, veiled=len(found))
    return edition


@transaction.atomic
def unveil_lists(*, edition_id: int, now: datetime, by: Viewer) -> int:
    """Put back what stood there before the masking, in every row that is as the masking left it; returns how many.

    A row that was changed, or came from elsewhere, is never taken for the one that was masked.
    """
    edition = lock(edition_id)
    demand("save", edition, by, now)
    kept = Veil.objects.filter(edition=edition).first()
    if kept is None:
        raise NotNow(_("没有可以撤销的遮盖。"))
    content = copy.deepcopy(edition.content)
    done = sum(_put_back(content, row) for row in reversed(kept.rows))
    kept.delete()
    edition.content = content
    edition.saved_at = now
    move(edition, act="save", to=EditionState.DRAFT, now=now, by=by, unveiled=done)
    return done


def _put_back(content: dict[str, Any], row: dict[str, Any]) -> bool:
    blocks = content["blocks"]
    rows = blocks[row["block"]].get("rows", []) if row["block"] < len(blocks) else []
    for n, here in enumerate(rows if isinstance(rows, list) else ()):
        if here == row["after"]:
            rows[n] = row["before"]
            return True
    return False


def forget_veils(edition: Edition) -> None:
    """Nothing fuller than what is signed is kept."""
    Veil.objects.filter(edition=edition).delete()


def forget_old_veils(now: datetime) -> int:
    """Of drafts left lying: after a week what is masked stays masked."""
    return Veil.objects.filter(at__lte=now - KEPT).delete()[0]
