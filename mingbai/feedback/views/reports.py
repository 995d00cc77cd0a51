"""公开报告单: what has been shown its days and waits for its record, and the records that are on file."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mingbai.catalog.models import Domain
from mingbai.catalog.render import attachment
from mingbai.channels.render.press import SheetError
from mingbai.channels.render.report import render_report
from mingbai.disclosure.rules.kinds import clean_name
from mingbai.feedback.actions import file_report, file_reports
from mingbai.feedback.forms import ReportForm, ReportsForm
from mingbai.feedback.models import Report
from mingbai.feedback.render import reports_file
from mingbai.feedback.rules.heard import counts_of
from mingbai.feedback.rules.reports import (
    ALL_ANSWERED,
    AT_ONCE,
    NOTHING_SAID,
    Due,
    default_summary,
    due_of,
    notice_for,
    report_for,
    reports_for,
    sought,
    why_not_report,
)
from mingbai.feedback.views.opinions import viewer_of
from mingbai.kit.errors import NotNow
from mingbai.orgs.rules.may import Permission, Viewer

PER_PAGE = 30


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def reports(request: HttpRequest) -> HttpResponse:
    """Several with the same result are put on file by one press; each can be opened alone."""
    viewer = viewer_of(request)
    reports_for(viewer)
    if request.method != "POST":
        return _page(request, viewer)
    viewer.require(Permission.NOTICE_WRITE)
    form = ReportsForm(request.POST, due=_due(viewer))
    if not form.is_valid():
        return _page(request, viewer, form=form, status=422)
    try:
        made = file_reports(
            notice_ids=form.cleaned_data["notices"],
            result=form.cleaned_data["result"],
            now=timezone.now(),
            by=viewer,
        )
    except NotNow as reason:
        return _page(request, viewer, form=form, why=reason.sentence, status=409)
    said = ngettext("归档了 %(n)s 份报告单，在下面能打印。", "归档了 %(n)s 份报告单，在下面能打印。", len(made))
    messages.success(request, said % {"n": len(made)})
    return redirect("feedback:reports")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them, with its own words."""
    viewer = viewer_of(request)
    notice = notice_for(viewer, pk)
    assert notice.live is not None, "it was published"
    counts = counts_of(notice)
    proposed = {"summary": default_summary(notice), "result": ALL_ANSWERED if counts.all else NOTHING_SAID}
    form, why = ReportForm(request.POST if request.method == "POST" else None, initial=proposed), ""
    if request.method == "POST" and form.is_valid():
        try:
            made = file_report(notice_id=pk, now=timezone.now(), by=viewer, **form.cleaned_data)
        except NotNow as reason:
            why = reason.sentence
        else:
            messages.success(request, _("“%(title)s”的报告单归档了。") % {"title": made.content["title"]})
            return redirect("feedback:reports")
    context = {
        "notice": notice,
        "live": notice.live,
        "counts": counts,
        "form": form,
        "why": why,
        "why_not": why_not_report(notice, timezone.localdate()),
    }
    status = 409 if why else 422 if form.errors else 200
    return render(request, "feedback/report.html", context, status=status)


@login_required
@never_cache
@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The register of what the list shows, all pages of it."""
    return attachment(reports_file(_found(request, viewer_of(request)), form), f"{_('公开报告单登记')}.{form}")


@login_required
@never_cache
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One record on A4, to sign and to file."""
    found = report_for(viewer_of(request), pk)
    try:
        body = render_report(found.content, found.digest, demo=settings.DEMO)
    except SheetError as error:
        raise NotNow(error.sentence) from error
    name = clean_name(f"{_('公开报告单')} {found.content['number'].replace('/', '-')} {found.content['title']}.pdf")
    headers = {"Content-Disposition": str(content_disposition_header(False, name))}
    return HttpResponse(body, content_type="application/pdf", headers=headers)


def _due(viewer: Viewer) -> list[Due]:
    if not viewer.may(Permission.NOTICE_WRITE) or viewer.unit is None:
        return []
    return due_of(viewer.unit, timezone.localdate())[:AT_ONCE]


def _wanted(request: HttpRequest) -> dict[str, Any]:
    year, domain = request.GET.get("year", ""), request.GET.get("domain", "")
    return {
        "words": request.GET.get("q", "").replace("\0", "").strip()[:40],
        "year": int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0,
        "domain": domain if domain in Domain.values else "",
    }


def _found(request: HttpRequest, viewer: Viewer) -> QuerySet[Report]:
    return sought(reports_for(viewer), **_wanted(request))


def _page(
    request: HttpRequest, viewer: Viewer, *, form: ReportsForm | None = None, why: str = "", status: int = 200
) -> HttpResponse:
    due, on = _due(viewer), timezone.localdate()
    wanted = _wanted(request)
    years = reports_for(viewer).order_by().values_list("notice__year", flat=True).distinct()
    context = {
        "due": due,
        "at_once": AT_ONCE,
        "on": on,
        "page": Paginator(_found(request, viewer), PER_PAGE).get_page(request.GET.get("page")),
        "form": form or ReportsForm(due=due, initial={"result": NOTHING_SAID}),
        "ticked": request.POST.getlist("notices") if form else [str(one.notice.pk) for one in due if not one.opinions],
        "wanted": wanted,
        "years": sorted(filter(None, years), reverse=True),
        "domains": Domain.choices,
        "query": request.GET.urlencode(),
        "why": why,
    }
    return render(request, "feedback/reports.html", context, status=status)
