"""Pages for members, after logging in: what they read first or alone. Nobody may keep a copy of the answer."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from mingbai.catalog.rules.days import current_calendar
from mingbai.channels.public.asked import viewer_of
from mingbai.channels.rules.members import early, early_for, own_of
from mingbai.channels.rules.units import full_name, profile_of, unit_of
from mingbai.disclosure.models import Attachment
from mingbai.disclosure.render.blocks import present
from mingbai.disclosure.rules.access import named_files, released_file, released_for
from mingbai.disclosure.rules.content import note_of
from mingbai.kit.errors import NotFound

PER_PAGE = 30


@login_required
@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """`/members/`: everything that is for this reader as a member."""
    viewer = viewer_of(request)
    page = Paginator(own_of(viewer), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "early": early_for(viewer, current_calendar()),
        "page": page,
        "rolls": viewer.memberships,
        "on": timezone.localdate(),
        "page_mode": "" if viewer.tenure else "elder",
    }
    return _kept_by_nobody(render(request, "channels/members.html", context))


@login_required
@require_safe
def member_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """An edition that members read first. Not there before its release, nor after it."""
    release = released_for(viewer_of(request), pk)
    edition = release.edition
    listed = named_files(edition)
    files = Attachment.objects.filter(notice=edition.notice_id, removed_at__isnull=True).order_by("pk")
    unit = unit_of(edition.notice.unit.code)
    context = {
        "unit": unit,
        "full_name": full_name(unit),
        "profile": profile_of(unit),
        "notice": edition.notice,
        "edition": edition,
        "early": early(release, current_calendar()),
        "blocks": present(edition.content),
        "files": [file for file in files if (file.name, file.digest) in listed],
        "corrects": note_of(edition.content) if edition.corrects else "",
        "page_mode": "" if viewer_of(request).tenure else "elder",
    }
    return _kept_by_nobody(render(request, "channels/member_notice.html", context))


@login_required
@require_safe
def member_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponseBase:
    """A file of an edition that members read first."""
    kept = released_file(released_for(viewer_of(request), pk), file_pk)
    if not kept.path.exists():
        raise NotFound
    response = FileResponse(kept.path.open("rb"), as_attachment=True, filename=kept.name, content_type=kept.mime)
    response["X-Content-Type-Options"] = "nosniff"
    return _kept_by_nobody(response)  # type: ignore[arg-type]  # a streamed answer has the same headers


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
