"""Beginning what people are to be heard on, and going on to the next notice of a thread."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from mingbai.feedback.actions import begin as begin_hearing
from mingbai.feedback.actions import go_on as next_stage
from mingbai.feedback.forms import HearForm
from mingbai.feedback.models import Thread
from mingbai.feedback.rules.stages import items_for
from mingbai.feedback.views.opinions import viewer_of
from mingbai.kit.errors import NotNow
from mingbai.orgs.rules.may import Permission

FIRST_DAYS = 15


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Choose the way, the item, the title and the days; then write the notice like any other."""
    viewer = viewer_of(request)
    viewer.require(Permission.NOTICE_WRITE)
    assert viewer.unit is not None, "require() has made sure of a post"
    now, unit, why = timezone.now(), viewer.unit, ""
    versions = items_for(unit, timezone.localdate(now))
    sent = request.POST if request.method == "POST" else None
    form = HearForm(sent, versions=versions, initial={"days": FIRST_DAYS})
    if sent is not None and form.is_valid():
        told = form.cleaned_data
        item = next(version.item for version in versions if version.item.code == told["item"])
        told = {name: told[name] for name in ("kind", "title", "days")}
        try:
            edition = begin_hearing(unit=unit, item=item, now=now, by=viewer, **told)
        except NotNow as reason:
            why = reason.sentence
        else:
            messages.success(request, _("开了头。把下面的写完，签字送审；公布的那天起开始听意见。"))
            return redirect("disclosure:compose", edition.pk)
    threads = Thread.objects.filter(unit=unit).order_by("-pk")[:10]
    context = {"form": form, "why": why, "threads": threads}
    return render(request, "feedback/hear.html", context, status=409 if why else 422 if form.errors else 200)


@login_required
@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """The one button of a thread."""
    edition = next_stage(thread_id=pk, now=timezone.now(), by=viewer_of(request))
    messages.success(request, _("开了头。把下面的写完，签字送审。"))
    return redirect("disclosure:compose", edition.pk)
