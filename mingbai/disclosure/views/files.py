"""Serving attachments after the check, and the reviewer's rulings."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.disclosure.actions.rulings import rule
from mingbai.disclosure.models import Attachment, Ruling
from mingbai.disclosure.rules.access import attachment_for, edition_for
from mingbai.disclosure.views.desk import viewer_of
from mingbai.kit.errors import NotFound, NotNow
from mingbai.orgs.rules.may import Permission


def send(attachment: Attachment) -> FileResponse:
    """The stored bytes, always as a download, never sniffed or run by the browser."""
    if not attachment.path.exists():
        raise NotFound
    response = FileResponse(attachment.path.open("rb"), as_attachment=True, filename=attachment.name)
    response["Content-Type"] = attachment.mime
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
def draft_file(request: HttpRequest, pk: int, file_id: int) -> FileResponse:
    viewer = viewer_of(request)
    edition = edition_for(viewer, pk)
    return send(attachment_for(viewer, edition.notice, file_id))


@login_required
def ruling(request: HttpRequest, pk: int) -> HttpResponse:
    """The reviewer sees the place and the clerk's plea, and decides with a reason."""
    viewer = viewer_of(request)
    asked = Ruling.objects.select_related("notice__unit", "asked_by__person", "ruled_by__person").filter(pk=pk).first()
    if asked is None or not viewer.may(Permission.NOTICE_SCREEN, asked.notice.unit):
        raise NotFound
    why = ""
    if request.method == "POST":
        try:
            allowed = request.POST.get("say") == "allow"
            reason = request.POST.get("reason", "")
            rule(ruling_id=pk, allowed=allowed, reason=reason, now=timezone.now(), by=viewer)
        except NotNow as error:
            why = error.sentence
        else:
            messages.success(request, _("裁定已经记下。"))
            return redirect("disclosure:desk")
    context = {"ruling": asked, "edition": asked.notice.current(), "why": why}
    return render(request, "disclosure/ruling.html", context, status=409 if why else 200)
