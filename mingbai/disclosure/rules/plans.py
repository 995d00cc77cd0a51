"""What was planned together and is late, as tasks of the desk: the linked matters of a street or district."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from mingbai.disclosure.rules.desk_task import Task
from mingbai.duties.models import JointMatter
from mingbai.duties.rules.joint import standings_of
from mingbai.orgs.rules.may import Permission, Viewer

NAMED = 3  # late units that a note names; the rest is counted


def planned_tasks(viewer: Viewer, on: date) -> Iterator[Task]:
    """All that somebody planned and has to look after, or has to do for a plan."""
    if viewer.may(Permission.JOINT_WRITE):
        yield from _linked(viewer, on)


def _linked(viewer: Viewer, on: date) -> Iterator[Task]:
    """Matters that the viewer's own unit began, once their days have come, until every unit has published."""
    going = JointMatter.objects.filter(unit=viewer.unit, ended_at__isnull=True, since__lte=on)
    matters = list(going.filter(parts__duty__settlement="").distinct().order_by("until", "pk"))
    rows = standings_of([matter.pk for matter in matters], on, writing=False) if matters else {}
    for matter in matters:
        waiting = [row for row in rows[matter.pk] if not row.number]
        late = [row for row in waiting if row.state == "late"]
        names = [row.unit.short_name or row.unit.name for row in (late or waiting)]
        words = {"n": len(names), "units": several(names)}
        note = _("%(n)s 个单位逾期没有公布：%(units)s") if late else _("还有 %(n)s 个单位没有公布：%(units)s")
        title = _("联动：%(name)s") % {"name": matter.name}
        href = reverse("duties:joint", args=[matter.pk])
        yield Task(matter.until, title, note % words, _("去看"), "joint", matter.pk, href=href)


def several(names: list[str]) -> str:
    """The first few names."""
    shown = _("、").join(names[:NAMED])
    return _("%(names)s等") % {"names": shown} if len(names) > NAMED else shown
