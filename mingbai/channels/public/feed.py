"""A unit's notices as an Atom feed, for readers that look by themselves."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingbai.channels.public.asked import kept_by
from mingbai.channels.rules.board import light
from mingbai.channels.rules.sheet import link_of
from mingbai.channels.rules.units import full_name, short, unit_of
from mingbai.disclosure.models import Notice, Reach
from mingbai.disclosure.models.notices import still_up
from mingbai.kit.digests import record_language
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.demo import DEMO_NOTE

NEWEST = 30


@require_safe
def feed(request: HttpRequest, code: str) -> HttpResponse:
    """The newest thirty. What is only for the unit's own board has its title and nothing more."""
    unit = unit_of(code)
    with record_language():  # it says of itself that it is zh-CN, and is kept by others
        atom = _written(unit, request.path)
    response = HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    return kept_by(request, response)


def _written(unit: Unit, path: str) -> Atom1Feed:
    notices = light(Notice.objects.published().filter(still_up(), unit=unit))
    here = f"{settings.BASE_URL}{reverse('channels:board', args=[unit.code])}"
    atom = Atom1Feed(
        title=_("%(unit)s公开栏") % {"unit": short(unit)},
        link=here,
        description=DEMO_NOTE if settings.DEMO else "",
        subtitle=DEMO_NOTE if settings.DEMO else None,
        feed_url=f"{settings.BASE_URL}{path}",
        author_name=full_name(unit),
        language="zh-CN",
        feed_guid=here,
    )
    for notice in notices.order_by("-live__published_at", "-serial")[:NEWEST]:
        notice.unit = unit
        _add(atom, notice)
    return atom


def _add(atom: Atom1Feed, notice: Notice) -> None:
    live = notice.live
    assert live is not None, "only published notices are listed"
    local = notice.reach == Reach.LOCAL
    words = {"number": notice.number, "n": live.number, "domain": notice.item.get_domain_display()}
    atom.add_item(
        title=notice.public_title,
        link=link_of(notice),
        description="" if local else _("%(domain)s公开，编号 %(number)s，第 %(n)s 版") % words,
        unique_id=link_of(notice),
        pubdate=live.published_at,
        updateddate=live.published_at,
        categories=[str(notice.item.get_domain_display())],
    )
