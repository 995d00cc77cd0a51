"""Taking the opinions away as a file is an act like any other."""

from __future__ import annotations

from datetime import datetime

from mingbai.kit.errors import NotYours
from mingbai.orgs.actions.journal import record
from mingbai.orgs.rules.may import Viewer


def export(*, form: str, now: datetime, by: Viewer) -> None:
    """Journal that somebody took them away, as csv or xlsx; NotYours without a post."""
    if by.unit is None:
        raise NotYours
    record(act="opinion:export", what=by.unit, now=now, by=by, unit=by.unit, note={"kind": form})
