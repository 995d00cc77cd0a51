"""Tables of the room orgs, one file a noun."""

from mingbai.orgs.models.bodies import Body, BodyKind, Post, PostKind, Tenure
from mingbai.orgs.models.delegations import Delegation
from mingbai.orgs.models.handovers import Handover
from mingbai.orgs.models.journal import Entry
from mingbai.orgs.models.memberships import Membership, Tier
from mingbai.orgs.models.people import Invitation, Person, Relation, User
from mingbai.orgs.models.units import Profile, Unit, UnitKind

__all__ = [
    "Body",
    "BodyKind",
    "Delegation",
    "Entry",
    "Handover",
    "Invitation",
    "Membership",
    "Person",
    "Post",
    "PostKind",
    "Profile",
    "Relation",
    "Tenure",
    "Tier",
    "Unit",
    "UnitKind",
    "User",
]
