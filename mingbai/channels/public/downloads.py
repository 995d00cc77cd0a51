"""A notice to take away: the A4 sheet, the Excel file, the files attached to it."""

from __future__ import annotations

import hashlib
from http import HTTPStatus

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from mingbai.catalog.render import attachment
from mingbai.channels.actions.sheets import sheet_file
from mingbai.channels.public.asked import kept_by, viewer_of
from mingbai.channels.public.notice import canonical, retired_page
from mingbai.channels.render.sheet import SheetError
from mingbai.channels.render.table_xlsx import render_xlsx
from mingbai.channels.rules.notices import Shown, notice_of, shown
from mingbai.channels.rules.sheet import sheet_view
from mingbai.channels.rules.units import full_name, profile_of, short
from mingbai.disclosure.rules.access import attachment_for
from mingbai.disclosure.rules.kinds import clean_name
from mingbai.kit.errors import NotFound, NotNow


@require_safe
def sheet(request: HttpRequest, code: str, year: int, serial: int) -> HttpResponseBase:
    """The A4 sheet, set once and then handed out from the disk; its ETag is the name it is kept under."""
    moved = canonical(request, "sheet", code, year, serial)
    if moved:
        return moved
    one, refusal = _readable(request, code, year, serial)
    if refusal:
        return refusal
    try:
        path = sheet_file(view=sheet_view(one), edition=one.edition)
    except SheetError as error:
        raise NotNow(error.sentence) from error
    etag = f'"{hashlib.sha256(path.name.encode()).hexdigest()[:32]}"'
    fresh = get_conditional_response(request, etag=etag)
    if fresh is not None and fresh.status_code == HTTPStatus.NOT_MODIFIED:
        return fresh
    headers = {"Content-Disposition": str(content_disposition_header(False, name_of(one, "pdf"))), "ETag": etag}
    return kept_by(request, HttpResponse(path.read_bytes(), content_type="application/pdf", headers=headers))


@require_safe
def table(request: HttpRequest, code: str, year: int, serial: int) -> HttpResponseBase:
    """Every table of the notice as Excel, behind a cover that says which notice it is."""
    moved = canonical(request, "table", code, year, serial)
    if moved:
        return moved
    one, refusal = _readable(request, code, year, serial)
    if refusal:
        return refusal
    return kept_by(request, attachment(render_xlsx(sheet_view(one)), name_of(one, "xlsx")))


@require_safe
def file(request: HttpRequest, code: str, year: int, serial: int, pk: int) -> HttpResponseBase:
    """A file attached to the notice, as a download; what is not for this reader does not exist."""
    viewer = viewer_of(request)
    found, full = notice_of(viewer, code, year, serial)
    if not full:
        raise NotFound
    kept = attachment_for(viewer, found, pk)
    if not kept.path.exists():
        raise NotFound
    response = FileResponse(kept.path.open("rb"), as_attachment=True, filename=kept.name, content_type=kept.mime)
    response["X-Content-Type-Options"] = "nosniff"
    kept_by(request, response)  # type: ignore[arg-type]  # a streamed answer has the same headers
    return response


def name_of(one: Shown, ending: str) -> str:
    """桂花社区2026-00012第1版 2026年第三季度财务收支公开.pdf"""
    notice = one.notice
    number = f"{short(notice.unit)}{notice.year}-{notice.serial:05d}"
    return clean_name(f"{number}第{one.edition.number}版 {one.edition.title.replace('/', '／')}.{ending}")


def _readable(request: HttpRequest, code: str, year: int, serial: int) -> tuple[Shown, HttpResponse | None]:
    """The notice, and the page that refuses it where the content is not for this reader."""
    found, full = notice_of(viewer_of(request), code, year, serial)
    one = shown(found, full=full)
    if one.gone:
        raise NotFound
    if full:
        return one, None
    context = {
        "unit": found.unit,
        "full_name": full_name(found.unit),
        "profile": profile_of(found.unit),
        "notice": found,
        "edition": one.edition,
        "shown": one,
        "number": found.number,
    }
    if one.retired:
        return one, retired_page(request, context)
    return one, render(request, "channels/local.html", context, status=403)
