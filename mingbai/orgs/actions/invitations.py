"""Invitation links: work once, for seven days, and only their hash is kept."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.kit.errors import NotFound, NotNow
from mingbai.orgs.actions.journal import record
from mingbai.orgs.actions.people import appoint, demand_person, open_account, save_body, save_person, save_post
from mingbai.orgs.models import Body, BodyKind, Invitation, Person, Post, PostKind, Unit, User
from mingbai.orgs.rules.bodies import body_name
from mingbai.orgs.rules.may import Viewer, tenures_of

VALID = timedelta(days=7)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(*, person: Person, now: datetime, by: Viewer | None = None) -> str:
    """A new link's token, to be shown once; earlier links stop working. NotNow when there is no login to set up."""
    demand_person(by, person)
    return issue(person=person, now=now, by=by)


def issue(*, person: Person, now: datetime, by: Viewer | None) -> str:
    """The same, for an action that has asked already whether the viewer may."""
    user = person.user
    if user is None:
        raise NotNow(_("%(name)s还没有登录名，先填登录名再邀请。") % {"name": person.name})
    if not user.is_active:
        raise NotNow(_("%(name)s的账号停用着，先恢复再邀请。") % {"name": person.name})
    person.invitations.filter(used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(person=person, token_hash=_hash(token), created_at=now, expires_at=now + VALID)
    record(act="invitation:issue", what=made, now=now, by=by, note={"person": person.name, "login": user.username})
    return token


def invitation_of(token: str, now: datetime) -> Invitation:
    """The invitation behind a link that still works. NotFound for an unknown one, NotNow for one used or expired."""
    found = Invitation.objects.select_related("person__user").filter(token_hash=_hash(token)).first()
    if found is None:
        raise NotFound
    if found.used_at:
        raise NotNow(_("这个链接已经用过了。记得密码就直接登录；忘了密码，找系统管理员要一个新的链接。"))
    if found.expires_at <= now:
        raise NotNow(_("这个链接已经失效了。请找系统管理员要一个新的链接。"))
    return found


@transaction.atomic
def accept(*, token: str, password: str, now: datetime, address: str | None = None) -> User:
    """Set the first (or a forgotten) password by a link, which is used up. The form has validated the password."""
    locked = Invitation.objects.select_for_update().filter(token_hash=_hash(token)).first()
    invitation = invitation_of(token, now)
    assert locked is not None
    user = invitation.person.user
    if user is None or not user.is_active:
        raise NotNow(_("这个账号停用着。请找系统管理员。"))
    invitation.used_at = now
    invitation.save(update_fields=["used_at"])
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    held = tenures_of(user, timezone.localdate(now))
    by = Viewer(user=user, person=invitation.person, tenure=held[0] if held else None, address=address)
    record(act="invitation:use", what=invitation, now=now, by=by, unit=by.unit, note={"login": user.username})
    return user


@transaction.atomic
def create_operator(*, name: str, login: str, unit: Unit, now: datetime, kind: str = PostKind.OPERATOR) -> str:
    """A person with a login who looks after `unit` and all below it, as operator or auditor; the invitation's token."""
    body = Body.objects.filter(unit=unit, kind=BodyKind.OPERATORS).first()
    if body is None:
        title = body_name(unit, BodyKind.OPERATORS)
        body = save_body(body=Body(unit=unit, kind=BodyKind.OPERATORS, name=title), now=now)
    post = body.posts.filter(kind=kind).first()
    if post is None:
        post = save_post(post=Post(body=body, kind=kind, title=str(PostKind(kind).label)), now=now)
    person = save_person(person=Person(name=name), now=now)
    open_account(person=person, login=login, now=now)
    appoint(post=post, person=person, since=timezone.localdate(now), now=now)
    return invite(person=person, now=now)
