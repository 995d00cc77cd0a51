"""Painting over a part of a page: the page as a picture, boxes drawn or written, the copy put in the file's place."""

from __future__ import annotations

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mingbai.disclosure.actions.picturing import SHOWN_SIDE, NoPicture, as_page, png_of
from mingbai.disclosure.actions.redacting import redact as paint
from mingbai.disclosure.models import Attachment, Edition, EditionState, Redaction
from mingbai.disclosure.rules.access import edition_for
from mingbai.disclosure.rules.boxes import Box
from mingbai.disclosure.rules.findings import allowance
from mingbai.disclosure.rules.gate.files.pdf import BROKEN
from mingbai.disclosure.rules.redacting import ENDINGS, ending_of, pages_of, places_on
from mingbai.disclosure.views.desk import viewer_of
from mingbai.kit.errors import NotFound, NotNow
from mingbai.orgs.rules.may import Permission, Viewer

FIELDS = ("left", "top", "width", "height")
ROWS = 8  # boxes at a time; the copy can be painted on again


@login_required
def redact(request: HttpRequest, pk: int, file_id: int) -> HttpResponse:
    """`?page=2` of the file. Boxes are written in hundredths of the page, with a decimal where needed."""
    viewer = viewer_of(request)
    if _painted_already(viewer, pk, file_id):  # pressed twice, or gone back in the browser
        return redirect(f"{reverse('disclosure:compose', args=[pk])}#files")
    edition, file = _draft_file(viewer, pk, file_id)
    number = _whole(request.POST.get("page") or request.GET.get("page", "1"))
    data = file.path.read_bytes()
    try:
        pages = pages_of(data, ending_of(file.name))
    except BROKEN:
        raise NotFound from None
    if not 1 <= number <= pages:
        raise NotFound
    why = ""
    if request.method == "POST":
        try:
            boxes = {number: _boxes(request)}
            fresh = paint(edition_id=pk, attachment_id=file_id, boxes=boxes, now=timezone.now(), by=viewer)
        except NotNow as reason:
            why = reason.sentence
        else:
            messages.success(
                request, _("“%(name)s”涂好了，下面什么也没有留下。送审以前可以撤销。") % {"name": file.name}
            )
            if request.POST.get("do") == "more":
                return redirect(f"{reverse('disclosure:redact', args=[pk, fresh.pk])}?page={number}")
            return redirect(f"{reverse('disclosure:compose', args=[pk])}#files")
    places = places_on(data, ending_of(file.name), number, allowance(edition.notice))
    context = {
        "edition": edition,
        "file": file,
        "page": number,
        "pages": pages,
        "before": number - 1,
        "after": number + 1 if number < pages else 0,
        "places": list({place.value: place for place in places}.values()),
        "picked": request.POST.getlist("place"),
        "rows": [[(name, request.POST.get(f"{name}-{n}", "")) for name in FIELDS] for n in range(ROWS)],
        "why": why,
    }
    return render(request, "disclosure/redact.html", context, status=409 if why else 200)


@login_required
@never_cache
@require_safe
def page_picture(request: HttpRequest, pk: int, file_id: int, page: int) -> HttpResponse:
    """A page of a draft's file as a picture, drawn by this server: the file itself is never opened in the browser."""
    _edition, file = _draft_file(viewer_of(request), pk, file_id)
    data = file.path.read_bytes()
    try:
        pdf = data if ending_of(file.name) == "pdf" else as_page(data)
        picture = png_of(pdf, page, SHOWN_SIDE)
    except NoPicture:
        raise NotFound from None
    return HttpResponse(picture, content_type="image/png", headers={"X-Content-Type-Options": "nosniff"})


def _draft_file(viewer: Viewer, pk: int, file_id: int) -> tuple[Edition, Attachment]:
    """A file of a draft that the viewer writes; else NotFound."""
    edition = edition_for(viewer, pk)
    found = edition.notice.attachments.filter(pk=file_id, removed_at__isnull=True).first()
    writes = viewer.may(Permission.NOTICE_WRITE, edition.notice.unit)
    if found is None or not writes or edition.state != EditionState.DRAFT or ending_of(found.name) not in ENDINGS:
        raise NotFound
    if not found.path.exists():
        raise NotFound
    return edition, found


def _painted_already(viewer: Viewer, pk: int, file_id: int) -> bool:
    """Whether a copy stands in the place of the file, of a draft that the viewer writes."""
    edition = edition_for(viewer, pk)
    done = Redaction.objects.filter(original=file_id, original__notice=edition.notice, undone_at__isnull=True)
    return viewer.may(Permission.NOTICE_WRITE, edition.notice.unit) and done.exists()


def _whole(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,5}", text) else 0


def _boxes(request: HttpRequest) -> list[Box]:
    """The ticked places and the written boxes; rows left empty are none."""
    found = []
    for place in request.POST.getlist("place"):
        numbers = re.fullmatch(r"([0-9]{1,4}),([0-9]{1,4}),([0-9]{1,4}),([0-9]{1,4})", place)
        if numbers is None:
            raise NotNow(_("选的那一处读不懂，请刷新再选。"))
        found.append(Box(*(int(one) for one in numbers.groups())))
    for n in range(ROWS):
        texts = [request.POST.get(f"{name}-{n}", "").strip() for name in FIELDS]
        if any(texts):
            found.append(_box(n, texts))
    return found


def _box(n: int, texts: list[str]) -> Box:
    if not all(re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,2})?", text) for text in texts):
        raise NotNow(_("第 %(n)s 个框的四个数没有填全，或者不是数。请填 0 到 100 之间的数。") % {"n": n + 1})
    return Box(*(round(float(text) * 10) for text in texts))
