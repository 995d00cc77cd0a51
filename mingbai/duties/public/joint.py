"""One matter for everybody: which units publish it in step, and where each can be read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mingbai.duties.models import JointMatter
from mingbai.duties.rules.joint import changed_parts, standings_of
from mingbai.kit.errors import NotFound


@require_safe
def matter(request: HttpRequest, pk: int) -> HttpResponse:
    """`/j/<pk>/`. Three queries."""
    on = timezone.localdate()
    found = JointMatter.objects.select_related("unit").filter(pk=pk).first()
    if found is None:
        raise NotFound
    rows = standings_of([pk], on, writing=False).get(pk, [])
    done = sum(bool(row.number) for row in rows)
    context = {"matter": found, "rows": rows, "done": done, "on": on, "changed": changed_parts(found)}
    return render(request, "duties/joint_public.html", context)
