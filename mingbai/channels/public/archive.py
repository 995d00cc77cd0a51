"""All notices of a unit, past ones too: searched, narrowed, taken away as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingbai.catalog.models import Domain
from mingbai.catalog.render import attachment
from mingbai.channels.public.asked import kept_by, page_number
from mingbai.channels.render.listing import as_csv, as_xlsx
from mingbai.channels.rules.archive import choices_of, period_label, read_wanted
from mingbai.channels.rules.board import counted_page
from mingbai.channels.rules.sheet import link_of
from mingbai.channels.rules.units import short, unit_of
from mingbai.disclosure.models import Notice, NoticeKind
from mingbai.orgs.models import Unit

PER_PAGE = 30
MOST_ROWS = 5000


@require_safe
def archive(request: HttpRequest, code: str) -> HttpResponse:
    """Three queries, whatever the number of notices."""
    unit = unit_of(code)
    wanted = read_wanted(request.GET)
    page = counted_page(wanted.find(unit), page_number(request), PER_PAGE, lambda notice: _of(notice, unit))
    years, periods = choices_of(unit)
    context = {
        "unit": unit,
        "on": timezone.localdate(),
        "wanted": wanted,
        "page": page,
        "years": years,
        "periods": periods,
        "domains": Domain.choices,
        "query": request.GET.urlencode(),
    }
    return kept_by(request, render(request, "channels/archive.html", context))


@require_safe
def archive_file(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """What the list shows, all pages of it, as .csv or .xlsx; no content, so local notices are listed as well."""
    unit = unit_of(code)
    found = read_wanted(request.GET).find(unit)[:MOST_ROWS]
    rows = list(_rows(found, unit))
    title = _("%(unit)s历次公开") % {"unit": short(unit)}
    body = as_csv(rows) if form == "csv" else as_xlsx(title, rows)
    return kept_by(request, attachment(body, f"{short(unit)}-{_('历次公开')}.{form}"))


def _of(notice: Notice, unit: Unit) -> Notice:
    notice.unit = unit  # read already; the number asks for its code
    return notice


def _rows(notices: Iterable[Notice], unit: Unit) -> Iterator[list[str | int | None]]:
    for notice in notices:
        live = _of(notice, unit).live
        assert live is not None, "only published notices are listed"
        assert live.display_from is not None, "it was published"
        yield [
            notice.number,
            notice.public_title,
            str(notice.item.get_domain_display()),
            notice.item.code,
            period_label(notice),
            live.display_from.isoformat(),
            live.display_until.isoformat() if live.display_until else _("长期"),
            live.number,
            str(NoticeKind(notice.kind).label),
            str(notice.get_reach_display()),
            link_of(notice),
            live.digest,
        ]
