"""今天要办: what waits for me, by lateness; and the list of all notices of my unit."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.catalog.rules.days import current_calendar
from mingbai.disclosure.models import Edition, EditionState
from mingbai.disclosure.rules.access import readable
from mingbai.disclosure.rules.alarms import alarms_for, shown
from mingbai.disclosure.rules.desk import GROUPS, PRESSING, tasks_for, waiting_for_others
from mingbai.disclosure.rules.handing import handing_alarms, handing_tasks, open_handovers
from mingbai.duties.rules.tallies import quarter_tally
from mingbai.orgs.rules.may import Permission, Viewer

LATER_SHOWN = 12


def viewer_of(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


@login_required
def desk(request: HttpRequest) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    on = timezone.localdate(now)
    if viewer.tenure is None:
        return render(request, "disclosure/no_post.html", {"leaving": open_handovers(viewer)}, status=403)
    calendar = current_calendar()
    leaving = open_handovers(viewer)
    tasks = sorted(
        [*tasks_for(viewer, now, calendar), *handing_tasks(viewer, leaving, calendar)],
        key=lambda task: (task.due, task.title, task.target),
    )
    names = {
        "late": _("逾期"),
        "mine": _("别人等着您"),
        "soon": _("3 天内"),
        "week": _("一周内"),
        "month": _("一个月内"),
        "later": _("以后"),
    }
    groups = [
        {
            "key": key,
            "name": names[key],
            "pressing": key in PRESSING,
            "tasks": [task for task in tasks if task.group(on) == key],
        }
        for key in GROUPS
    ]
    alarms, more = shown([*alarms_for(viewer, now, calendar), *handing_alarms(viewer, leaving, now, calendar)])
    pressing = sum(task.group(on) in PRESSING for task in tasks)
    context = {
        "groups": [group for group in groups if group["tasks"]],
        "count": len(tasks),
        "pressing": pressing,
        "rest": len(tasks) - pressing,
        "on": on,
        "alarms": alarms,
        "more_alarms": more,
        "waiting": waiting_for_others(viewer, now, calendar),
        "writes": viewer.may(Permission.NOTICE_WRITE),
        "overview": viewer.may(Permission.OVERVIEW_READ),
        "hears": viewer.may(Permission.OPINION_READ),
        "operates": viewer.may(Permission.ORG_WRITE),
        "tally": quarter_tally(viewer.unit, on) if viewer.unit and viewer.may(Permission.NOTICE_WRITE) else None,
    }
    return render(request, "disclosure/desk.html", context)


@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """Every notice of the units that the viewer's post looks after, with search and filter."""
    viewer = viewer_of(request)
    viewer.require(Permission.NOTICE_READ)
    state, words = request.GET.get("state", ""), request.GET.get("q", "").replace("\0", "").strip()
    editions = Edition.objects.filter(viewer.reach("notice__unit__"), readable(viewer))
    editions = editions.select_related("notice__unit", "notice__item")
    if state in EditionState.values:
        editions = editions.filter(state=state)
    if words:
        editions = editions.filter(title__contains=words)
    page = Paginator(editions.order_by("-saved_at", "-pk"), 30).get_page(request.GET.get("page"))
    context = {"page": page, "states": EditionState.choices, "state": state, "q": words}
    return render(request, "disclosure/notices.html", context)
