"""What a post may do. Permission = a post in a body of a unit at this moment; nothing else gives a right."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db.models import Q
from django.utils.translation import gettext as _

from mingbai.kit.errors import NotYours
from mingbai.orgs.models import Delegation, Membership, Person, PostKind, Tenure, Unit, User
from mingbai.orgs.models.units import under

CAPACITY = "capacity"  # session key: the tenure chosen by someone with several posts


class Permission(StrEnum):
    """resource:action; an unknown one cannot be asked for."""

    NOTICE_WRITE = "notice:write"
    NOTICE_SIGN = "notice:sign"
    NOTICE_VOTE = "notice:vote"
    NOTICE_SCREEN = "notice:screen"
    NOTICE_FILE = "notice:file"
    NOTICE_APPROVE = "notice:approve"
    NOTICE_PUBLISH = "notice:publish"
    NOTICE_URGENT = "notice:urgent"
    NOTICE_WITHDRAW = "notice:withdraw"
    NOTICE_REMOVE = "notice:remove"
    NOTICE_CONFIRM = "notice:confirm"
    NOTICE_READ = "notice:read"
    POSTING_WRITE = "posting:write"
    OPINION_READ = "opinion:read"
    OPINION_ANSWER = "opinion:answer"
    OPINION_CONTACT = "opinion:contact"
    DEMAND_VERIFY = "demand:verify"
    DUTY_WRITE = "duty:write"
    JOINT_WRITE = "joint:write"
    CAMPAIGN_WRITE = "campaign:write"
    LETTER_WRITE = "letter:write"
    LETTER_SIGN = "letter:sign"
    OVERVIEW_READ = "overview:read"
    CATALOGUE_WRITE = "catalogue:write"
    ROUTE_TIGHTEN = "route:tighten"
    ROLL_WRITE = "roll:write"
    ORG_WRITE = "org:write"
    JOURNAL_READ = "journal:read"


_READS = {Permission.NOTICE_READ}
_SIGNS = _READS | {
    Permission.NOTICE_SIGN,
    Permission.NOTICE_PUBLISH,
    Permission.NOTICE_WITHDRAW,
    Permission.NOTICE_REMOVE,
}
_GUARDS = _READS | {Permission.NOTICE_REMOVE, Permission.NOTICE_CONFIRM}
_VOTES = _READS | {Permission.NOTICE_VOTE}
_HEARS = {Permission.OPINION_READ}
_PLANS = {Permission.JOINT_WRITE, Permission.CAMPAIGN_WRITE, Permission.LETTER_WRITE, Permission.LETTER_SIGN}
_LEADS = (
    _SIGNS
    | _VOTES
    | _HEARS
    | {Permission.NOTICE_CONFIRM, Permission.NOTICE_URGENT, Permission.LETTER_WRITE, Permission.LETTER_SIGN}
)

PERMISSIONS: dict[str, frozenset[Permission]] = {
    PostKind.CLERK: frozenset(
        _SIGNS
        | _HEARS
        | {Permission.NOTICE_WRITE, Permission.POSTING_WRITE, Permission.DUTY_WRITE, Permission.ROLL_WRITE}
        | {Permission.OPINION_ANSWER, Permission.OPINION_CONTACT, Permission.LETTER_WRITE}
    ),
    # They vote where the route asks for the joint meeting of party branch and committee.
    PostKind.DIRECTOR: frozenset(_LEADS | {Permission.OPINION_CONTACT}),
    PostKind.SECRETARY: frozenset(_LEADS),
    PostKind.SUPERVISOR_CHAIR: frozenset(_VOTES | _HEARS | {Permission.DEMAND_VERIFY}),
    PostKind.SUPERVISOR: frozenset(_VOTES | _HEARS | {Permission.DEMAND_VERIFY}),
    PostKind.FINANCE_MEMBER: frozenset(_VOTES),
    PostKind.PRIVACY_REVIEWER: frozenset(_GUARDS | {Permission.NOTICE_SCREEN}),
    PostKind.STREET_REVIEWER: frozenset(
        _GUARDS
        | _PLANS
        | {Permission.NOTICE_FILE, Permission.NOTICE_APPROVE, Permission.OVERVIEW_READ, Permission.ROUTE_TIGHTEN}
    ),
    # In its own bureau this opens nothing; a route may ask it for a notice of the units beside the bureau.
    PostKind.BUREAU_REVIEWER: frozenset(_READS | {Permission.NOTICE_FILE, Permission.NOTICE_APPROVE}),
    PostKind.DISTRICT_MANAGER: frozenset(
        _READS
        | _PLANS
        | {Permission.NOTICE_APPROVE, Permission.OVERVIEW_READ, Permission.CATALOGUE_WRITE, Permission.ROUTE_TIGHTEN}
    ),
    PostKind.AUDITOR: frozenset(_READS | {Permission.JOURNAL_READ, Permission.OVERVIEW_READ}),
    PostKind.OPERATOR: frozenset({Permission.ORG_WRITE, Permission.ROLL_WRITE}),
    PostKind.MEMBER: frozenset(_VOTES),
}

# These posts look after every unit below their own; all others only their own unit.
REACH_BELOW = frozenset(
    {
        PostKind.STREET_REVIEWER,
        PostKind.DISTRICT_MANAGER,
        PostKind.AUDITOR,
        PostKind.OPERATOR,
        PostKind.PRIVACY_REVIEWER,
    }
)


@dataclass(frozen=True)
class Viewer:
    """Who looks or acts, and in which capacity. An anonymous reader has neither person nor tenure."""

    user: User | None = None
    person: Person | None = None
    tenure: Tenure | None = None
    address: str | None = None
    choices: tuple[Tenure, ...] = field(default=(), compare=False)
    memberships: tuple[Membership, ...] = field(default=(), compare=False)

    @property
    def unit(self) -> Unit | None:
        return self.tenure.post.body.unit if self.tenure else None

    @property
    def kind(self) -> str:
        return self.tenure.post.kind if self.tenure else ""

    @property
    def standing_in(self) -> bool:
        """Whether this is somebody else's post, lent for a while (`orgs.models.Delegation`)."""
        return self.tenure is not None and self.person is not None and self.tenure.person_id != self.person.pk

    @property
    def label(self) -> str:
        """Such as “经办人 陈某”, or “书记 李某（代王某）”."""
        if self.tenure is None:
            return ""
        if self.standing_in and self.person is not None:
            words = {"deputy": self.person.name, "name": self.tenure.person.name}
            return f"{self.tenure.post.title} " + _("%(deputy)s（代%(name)s）") % words
        return f"{self.tenure.post.title} {self.tenure.person.name}"

    @property
    def permissions(self) -> frozenset[Permission]:
        return PERMISSIONS[self.kind] if self.tenure else frozenset()

    def may(self, permission: Permission, unit: Unit | None = None) -> bool:
        """Whether the capacity allows the act, on `unit` where one is named."""
        if permission not in self.permissions or self.unit is None:
            return False
        if unit is None or unit.pk == self.unit.pk:
            return True
        return self.kind in REACH_BELOW and unit.is_under(self.unit)

    def require(self, permission: Permission, unit: Unit | None = None) -> None:
        """Raise NotYours with a sentence where `may` says no."""
        if not self.may(permission, unit):
            raise NotYours(refusal(self, permission))

    def reach(self, prefix: str = "") -> Q:
        """Condition for rows of the units that this capacity looks after; `prefix` leads to the unit."""
        if self.unit is None:
            return Q(pk__in=[])
        if self.kind in REACH_BELOW:
            return under(self.unit, prefix)
        return Q(**{f"{prefix.removesuffix('__')}": self.unit}) if prefix else Q(pk=self.unit.pk)

    def belongs(self, unit: str, tier: str) -> Q:
        """Condition for rows of a unit that are meant for a tier which the person belongs to there; the arguments name
        the fields. No post gives it, and it gives no right to act."""
        found = Q(pk__in=[])
        for one in self.memberships:
            found |= Q(**{unit: one.unit_id, tier: one.tier})
        return found

    def on_roll(self, unit: str) -> Q:
        """Condition for rows of a unit on whose roll the person stands in any tier."""
        return Q(**{f"{unit}__in": [one.unit_id for one in self.memberships]})


ANONYMOUS = Viewer()


def refusal(viewer: Viewer, permission: Permission) -> str:
    """The sentence for someone whose post does not allow the act."""
    posts = [str(PostKind(kind).label) for kind, allowed in PERMISSIONS.items() if permission in allowed]
    who = viewer.label or _("还没有登录")
    return _("您现在的身份是“%(who)s”，这一步要由%(posts)s来办。") % {"who": who, "posts": _("、").join(posts)}


def tenures_of(user: User, on: date) -> list[Tenure]:
    """The posts that the person behind a login holds on a day, oldest first; then those lent for that day."""
    lent = Delegation.objects.holding_on(on).filter(deputy__user=user)
    held = Tenure.objects.held_on(on).filter(Q(person__user=user) | Q(pk__in=lent.values("tenure")))
    found = held.select_related("person", "post__body__unit").order_by("since", "pk")
    return sorted(found, key=lambda tenure: tenure.person.user_id != user.pk)


def viewer_for(user: User, on: date, *, tenure_id: int | None = None, address: str | None = None) -> Viewer:
    """The viewer behind a login, in the capacity chosen, else in the first post held."""
    tenures = tenures_of(user, on)
    chosen = next((tenure for tenure in tenures if tenure.pk == tenure_id), tenures[0] if tenures else None)
    own = next((tenure.person for tenure in tenures if tenure.person.user_id == user.pk), None)
    person = own or Person.objects.filter(user=user).first()
    return Viewer(
        user=user,
        person=person,
        tenure=chosen,
        address=address,
        choices=tuple(tenures),
        memberships=memberships_of(person, on),
    )


def memberships_of(person: Person | None, on: date) -> tuple[Membership, ...]:
    """The rolls on which a person stands that day."""
    if person is None:
        return ()
    return tuple(Membership.objects.held_on(on).filter(person=person).select_related("unit").order_by("pk"))
