"""Loading routes; a changed route becomes a new version, editions under way keep theirs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from mingbai.catalog.models import Route
from mingbai.orgs.actions.journal import record
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Viewer

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "routes.json"


def shipped_routes() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return rows


@transaction.atomic
def load_routes(
    *, rows: Iterable[dict[str, Any]], now: datetime, scope: Unit | None = None, by: Viewer | None = None
) -> int:
    """Load routes as data; returns how many were new or changed. Safe to run again."""
    changed = 0
    for row in rows:
        newest = Route.objects.filter(code=row["code"], scope=scope).order_by("-number").first()
        if newest is not None and newest.steps == row["steps"]:
            continue
        route = Route.objects.create(
            code=row["code"],
            scope=scope,
            number=newest.number + 1 if newest else 1,
            name=row["name"],
            valid_from=date.fromisoformat(row["valid_from"]),
            steps=row["steps"],
            source=row.get("source", ""),
        )
        record(act="route:load", what=route, now=now, by=by, unit=scope)
        changed += 1
    return changed
