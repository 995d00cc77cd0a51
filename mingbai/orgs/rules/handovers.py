"""Which posts hand something over, to whom, and who may see and settle it (M04; 村委会法20: within ten days)."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from mingbai.orgs.models import Handover, Person, PostKind, Tenure
from mingbai.orgs.rules.may import Permission, Viewer

CARRIES = frozenset(
    {
        PostKind.CLERK,
        PostKind.DIRECTOR,
        PostKind.SECRETARY,
        PostKind.SUPERVISOR_CHAIR,
        PostKind.SUPERVISOR,
        PostKind.FINANCE_MEMBER,
        PostKind.PRIVACY_REVIEWER,
        PostKind.STREET_REVIEWER,
        PostKind.BUREAU_REVIEWER,
        PostKind.DISTRICT_MANAGER,
    }
)


def stays(tenure: Tenure) -> bool:
    """Whether the same person goes on in the same sort of post of the unit on the day after."""
    if tenure.until is None:
        return True
    again = Tenure.objects.held_on(tenure.until + timedelta(days=1)).filter(
        person=tenure.person_id, post__kind=tenure.post.kind, post__body__unit=tenure.post.body.unit_id
    )
    return again.exclude(pk=tenure.pk).exists()


def successors(tenure: Tenure, on: date) -> list[Person]:
    """Those who hold the same sort of post in the same unit today, other than whoever left."""
    held = Tenure.objects.held_on(on).filter(post__kind=tenure.post.kind, post__body__unit=tenure.post.body.unit_id)
    people = Person.objects.filter(pk__in=held.values("person")).exclude(pk=tenure.person_id)
    return list(people.order_by("name", "pk"))


def looks_after(made: Handover, viewer: Viewer) -> bool:
    """The street, the district, the auditor and the operator above or in the unit."""
    unit = made.tenure.post.body.unit
    return viewer.may(Permission.OVERVIEW_READ, unit) or viewer.may(Permission.ORG_WRITE, unit)


def is_leaver(made: Handover, viewer: Viewer) -> bool:
    return viewer.person is not None and viewer.person.pk == made.tenure.person_id


def may_see(made: Handover, viewer: Viewer) -> bool:
    """Whoever leaves, whoever may take over, and those who look after the unit."""
    post = made.tenure.post
    same = viewer.unit is not None and viewer.unit.pk == post.body.unit_id and viewer.kind == post.kind
    named = viewer.person is not None and viewer.person.pk == made.successor_id
    return is_leaver(made, viewer) or same or named or looks_after(made, viewer)


def why_not_name(made: Handover, viewer: Viewer) -> str:
    if made.done_at is not None:
        return _("已经移交完了。")
    if not is_leaver(made, viewer) and not looks_after(made, viewer):
        return _("由离任的人，或者上级、系统管理员来指定接手的人。")
    return ""


def why_not_take(made: Handover, viewer: Viewer, on: date) -> str:
    """Why the viewer can't take over now; empty when nothing stands against it."""
    if made.done_at is not None:
        return _("已经移交完了。")
    people = {person.pk: person for person in successors(made.tenure, on)}
    if viewer.person is None or viewer.person.pk not in people or viewer.standing_in:
        return _("要由现在担任%(post)s的人来接手。") % {"post": made.tenure.post.title}
    if made.successor_id is not None and made.successor_id != viewer.person.pk:
        return _("指定了%(name)s接手。") % {"name": made.successor.name if made.successor else ""}
    return ""
