"""Who may stand in for whom: in the same unit, for a while, with a reason; never where it would undo a watch."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from mingbai.kit.workdays import say_day
from mingbai.orgs.models import Delegation, Person, PostKind, Tenure
from mingbai.orgs.rules.bodies import why_not_facing

# Posts whose work can be done by another hand. A vote is a member's own; an operator registers a second one.
LENT = frozenset(
    {
        PostKind.CLERK,
        PostKind.DIRECTOR,
        PostKind.SECRETARY,
        PostKind.PRIVACY_REVIEWER,
        PostKind.STREET_REVIEWER,
        PostKind.BUREAU_REVIEWER,
        PostKind.DISTRICT_MANAGER,
    }
)
LONGEST = timedelta(days=90)  # house rule: whoever is away for longer needs a successor, not a deputy


def why_not_lend(tenure: Tenure) -> str:
    """Why the work of a post can't be lent at all; empty when it can."""
    if tenure.post.kind not in LENT:
        return _("%(post)s要本人来，不能委托别人。") % {"post": tenure.post.title}
    return ""


def candidates(tenure: Tenure, on: date) -> list[Person]:
    """The people of the unit who could stand in: who hold another post there today, can log in, and would undo no
    watch of the supervision committee over the committee."""
    held = Tenure.objects.held_on(on).filter(post__body__unit=tenure.post.body.unit_id, person__user__is_active=True)
    people = Person.objects.filter(pk__in=held.values("person")).exclude(pk=tenure.person_id).order_by("name", "pk")
    return [person for person in people if not why_not_facing(tenure.post.body, person, on, on)]


def why_not_delegate(tenure: Tenure, deputy: Person, since: date, until: date, reason: str, on: date) -> str:
    """One sentence why `deputy` may not stand in for the holder of `tenure`; empty when it is allowed."""
    refusal = why_not_lend(tenure)
    if refusal:
        return refusal
    words = {"name": deputy.name, "most": LONGEST.days}
    if since < on:
        return _("委托从今天或以后开始。")
    if until < since:
        return _("结束的日子早于开始的日子。")
    if until - since > LONGEST:
        return _("最多委托 %(most)s 天；要更久，请系统管理员另外登记任职的人。") % words
    if tenure.until and until > tenure.until:
        return _("您的任职到 %(day)s 为止，委托不能更晚。") % {"day": say_day(tenure.until)}
    if not reason.strip():
        return _("请写原因，例如：出差、休假。")
    if deputy not in candidates(tenure, on):
        return _("%(name)s不能代办：要在同一个单位任职、能登录，而且监督的和被监督的不能互相代。") % words
    standing = Delegation.objects.filter(tenure=tenure, ended_at__isnull=True, since__lte=until, until__gte=since)
    if standing.exists():
        return _("这段时间已经委托了人。要换人，请先收回。")
    return ""
