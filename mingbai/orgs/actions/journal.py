"""Writing the journal: each action of every room calls `record` inside its own transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from mingbai.orgs.models import Entry, Unit
from mingbai.orgs.rules.may import Viewer


def record(
    *,
    act: str,
    what: models.Model,
    now: datetime,
    by: Viewer | None = None,
    unit: Unit | None = None,
    before: str = "",
    after: str = "",
    note: dict[str, Any] | None = None,
) -> Entry:
    """Append one act. `by=None` means that the system acted by itself (the clock, a command)."""
    return Entry.objects.create(
        at=now,
        act=act,
        unit=unit,
        user=by.user if by else None,
        person=by.person if by else None,
        tenure=by.tenure if by else None,
        record_type=what._meta.label_lower,
        record_id=str(what.pk),
        before=before,
        after=after,
        address=by.address if by else None,
        note=note or {},
    )
