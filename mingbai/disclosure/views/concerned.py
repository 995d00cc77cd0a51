"""For whom a notice is that only the parties concerned may read: chosen from the unit's roll."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mingbai.disclosure.actions.concerned import name_concerned
from mingbai.disclosure.rules.access import concerning
from mingbai.disclosure.views.desk import viewer_of
from mingbai.orgs.models import Membership, Person


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def concerned(request: HttpRequest, pk: int) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    notice = concerning(viewer, pk)
    roll = Membership.objects.held_on(timezone.localdate(now)).filter(unit=notice.unit)
    people = Person.objects.filter(pk__in=roll.values("person")).order_by("name", "pk")
    edition = notice.current()
    if request.method == "POST":
        ticked = {text for text in request.POST.getlist("person") if text.isascii() and text.isdigit()}
        chosen = [person for person in people if str(person.pk) in ticked]
        name_concerned(notice_id=pk, people=chosen, now=now, by=viewer)
        messages.success(request, _("记下了，%(n)s 位当事人登录以后能看。") % {"n": len(chosen)})
        return redirect("disclosure:review", edition.pk)
    named = set(notice.concerned.values_list("person", flat=True))
    groups = {line.person_id: line.group for line in roll}
    rows = [(person, groups.get(person.pk, ""), person.pk in named) for person in people]
    context = {"notice": notice, "edition": edition, "rows": rows}
    return render(request, "disclosure/concerned.html", context)
