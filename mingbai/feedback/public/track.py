"""What became of an opinion, for whoever has its code."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from mingbai.catalog.rules.days import current_calendar
from mingbai.feedback.actions.pace import TRACKING, keep_pace
from mingbai.feedback.forms import TrackForm
from mingbai.feedback.models import Opinion, Sayer
from mingbai.feedback.rules.codes import mark_of, read_code
from mingbai.feedback.rules.collect import opinion_place
from mingbai.feedback.rules.say import for_all
from mingbai.feedback.rules.terms import answer_by, known_until


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """The code comes by POST, so that it stands in no address, history or log. Guessing is slowed down."""
    form = TrackForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "feedback/track.html", {"form": form})
    keep_pace(what="track", address=request.META.get("REMOTE_ADDR"), most=TRACKING, now=timezone.now())
    if not form.is_valid():
        return render(request, "feedback/track.html", {"form": form}, status=422)
    code = read_code(form.cleaned_data["code"])
    related = ("notice__unit", "notice__live__version", "edition", "answer__tenure__post")
    opinion = Opinion.objects.select_related(*related).filter(mark=mark_of(code)).first() if code else None
    if opinion is None:
        missing = _("没有查到。请对着纸再看一遍：一共 16 位数字，四个一组。")
        return render(request, "feedback/track.html", {"form": form, "missing": missing})
    context = {
        "form": TrackForm(),
        "opinion": opinion,
        "answer": getattr(opinion, "answer", None),
        "by": answer_by(opinion, current_calendar()),
        "known": known_until(opinion) if Sayer.objects.filter(opinion=opinion).exists() else None,
        "unit": opinion.notice.unit,
        "place": opinion_place(opinion),
        "open": for_all(opinion.notice),
    }
    return render(request, "feedback/track.html", context)
