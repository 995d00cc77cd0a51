"""What may be registered as having happened, and by when it must then be published."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.catalog.models import ItemVersion
from mingbai.catalog.rules.days import current_calendar
from mingbai.catalog.rules.versions import applies, spec_of
from mingbai.catalog.schema.clock import due_for_event
from mingbai.catalog.schema.due import HOUSE_DAYS, DueRule
from mingbai.catalog.schema.item import ItemSpec
from mingbai.kit.errors import NotNow
from mingbai.orgs.models import Unit

FAR = timedelta(days=366)  # what happened longer ago, or lies further ahead, is a slip of the year


def event_due(version: ItemVersion, unit: Unit, on: date, now: datetime) -> tuple[date, bool]:
    """By when something that happened on `on` must be published; NotNow when the item or the day does not fit.

    Only what must be announced beforehand (a meeting, an election) may lie in the future.
    """
    spec = spec_of(version)
    if not applies(version, unit):
        raise NotNow(_("“%(title)s”不是本单位的公开事项。") % {"title": version.title})
    rule = spec.event_rule or _house_rule(spec)
    if rule is None:
        raise NotNow(_("“%(title)s”不是按事公开的，到期日见台账。") % {"title": version.title})
    if on > timezone.localdate(now) and rule.trigger != "before_event":
        raise NotNow(_("事情的日期不能晚于今天。"))
    if abs(on - timezone.localdate(now)) > FAR:
        raise NotNow(_("%(year)s年离今天一年以上，像是填错了年份，请再看看。") % {"year": on.year})
    due, provisional, _why = due_for_event(spec, on, current_calendar(), rule=rule)
    return due, provisional


def _house_rule(spec: ItemSpec) -> DueRule | None:
    """Rows on single cases that only say how long a notice must hang get ten days to hang it: the house's proposal."""
    if spec.kind not in ("as_it_happens", "procedural"):
        return None
    return DueRule("event", event="formed", n=HOUSE_DAYS, house=True)
