"""What was said about a notice and answered, as far as those who said it want it public."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from mingbai.channels.rules.notices import notice_of
from mingbai.feedback.rules.heard import counts_of, shown_of
from mingbai.feedback.rules.reports import result_of
from mingbai.orgs.rules.may import ANONYMOUS

PER_PAGE = 30


@require_safe
def opinions(request: HttpRequest, code: str, year: int, serial: int) -> HttpResponse:
    """The same for everybody: whoever reads it as an official sees more on the desk, not here."""
    notice, full = notice_of(ANONYMOUS, code, year, serial)
    page = Paginator(shown_of(notice, full=full), PER_PAGE).get_page(request.GET.get("page"))
    result = result_of(notice) if full and not notice.gone else None
    context = {"unit": notice.unit, "notice": notice, "live": notice.live, "full": full, "result": result}
    response = render(request, "feedback/opinions.html", {**context, "page": page, "counts": counts_of(notice)})
    patch_cache_control(response, public=True, no_cache=True)
    return response
