"""Beside a notice: how the other units published the same matter, where it is part of a linked disclosure."""

from __future__ import annotations

from datetime import date

from django.db.models import OuterRef, Subquery
from django.db.models.expressions import Combinable

from mingbai.channels.rules.beside import Beside
from mingbai.channels.rules.notices import Shown
from mingbai.duties.models import JointPart
from mingbai.duties.rules.joint import standings_of

JOINT = "joint_matter"
MOST = 8  # shown beside the notice; all of them stand on the matter's own page


def joint_key() -> Combinable:
    """The key of the matter whose part one of the notice's duties is; read along with the notice."""
    parts = JointPart.objects.filter(duty__notices=OuterRef("pk"), removed_at__isnull=True)
    return Subquery(parts.order_by("pk").values("matter")[:1])


def joint_beside(shown: Shown, on: date) -> Beside:
    """The other units of the matter, those that published first. One query, none without a matter."""
    matter = getattr(shown.notice, JOINT, None)
    if matter is None or not shown.is_live or shown.gone:
        return {}
    rows = standings_of([matter], on, writing=False)[matter]
    others = [row for row in reversed(rows) if row.unit.pk != shown.notice.unit_id]
    context = {"matter": rows[0].part.matter, "others": others[:MOST], "more": len(others[MOST:])}
    return {"margin": ("channels/parts/joint.html", context)}
