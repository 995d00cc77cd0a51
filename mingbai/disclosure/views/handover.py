"""工作移交: what is in hand, who takes over, and taking it over."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mingbai.catalog.rules.days import current_calendar
from mingbai.disclosure.rules.handing import as_items, due_of, in_hand
from mingbai.disclosure.views.desk import viewer_of
from mingbai.kit.errors import NotFound, NotNow
from mingbai.orgs.actions.handovers import name_successor, take_over
from mingbai.orgs.models import Handover
from mingbai.orgs.rules.handovers import may_see, successors, why_not_name, why_not_take
from mingbai.orgs.rules.may import Viewer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """`/desk/handover/<pk>/`: for whoever leaves, whoever may take over, and those who look after the unit."""
    viewer = viewer_of(request)
    rows = Handover.objects.select_related("tenure__post__body__unit", "tenure__person", "successor")
    made = rows.filter(pk=pk).first()
    if made is None or not may_see(made, viewer):
        raise NotFound
    if request.method != "POST":
        return _page(request, made, viewer)
    try:
        return _do(request, made, viewer)
    except NotNow as reason:
        made = rows.get(pk=pk)
        return _page(request, made, viewer, why=reason.sentence, status=409)


def _do(request: HttpRequest, made: Handover, viewer: Viewer) -> HttpResponse:
    now = timezone.now()
    if request.POST.get("do") == "take":
        items = as_items(in_hand(made, now, current_calendar()))
        take_over(handover_id=made.pk, items=items, now=now, by=viewer)
        messages.success(request, _("接过来了，共 %(n)s 件。清单留在这一页。") % {"n": len(items)})
        return redirect("disclosure:handover", made.pk)
    people = {str(person.pk): person for person in successors(made.tenure, timezone.localdate(now))}
    chosen = people.get(request.POST.get("successor", ""))
    if chosen is None:
        raise NotNow(_("请选接手的人。"))
    name_successor(handover_id=made.pk, successor=chosen, now=now, by=viewer)
    messages.success(request, _("指定了%(name)s接手，在他的“今天要办”里。") % {"name": chosen.name})
    return redirect("disclosure:handover", made.pk)


def _page(request: HttpRequest, made: Handover, viewer: Viewer, *, why: str = "", status: int = 200) -> HttpResponse:
    now, calendar = timezone.now(), current_calendar()
    on = timezone.localdate(now)
    items = made.items if made.done_at else as_items(in_hand(made, now, calendar))
    context = {
        "made": made,
        "unit": made.tenure.post.body.unit,
        "due": due_of(made, calendar),
        "on": on,
        "items": [{**item, "due": date.fromisoformat(item["due"])} for item in items],
        "may_name": not why_not_name(made, viewer),
        "why_not_take": why_not_take(made, viewer, on),
        "people": successors(made.tenure, on),
        "why": why,
    }
    return render(request, "disclosure/handover.html", context, status=status)
