"""People, their logins and relatives; bodies and posts of a unit; who takes a post and who leaves it."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from mingbai.kit.digests import digest
from mingbai.kit.errors import NotNow, NotYours
from mingbai.orgs.actions.handovers import open_handover
from mingbai.orgs.actions.journal import record
from mingbai.orgs.models import Body, Person, Post, Profile, Relation, Tenure, Unit, User
from mingbai.orgs.rules.bodies import why_not_appoint, why_not_body
from mingbai.orgs.rules.may import Permission, Viewer

LOGIN = re.compile(r"[\w.@-]{2,60}")


def demand(by: Viewer | None, unit: Unit | None = None) -> None:
    """The operator's right on a unit; `by=None` is a command, started by whoever owns the machine."""
    if by is not None:
        by.require(Permission.ORG_WRITE, unit)


def demand_person(by: Viewer | None, person: Person) -> None:
    """An operator may touch a person only when every post that the person ever held lies in the operator's reach.

    Otherwise a street's operator could take over the login of somebody in the district by a new password.
    """
    demand(by)
    if by is None or person.pk is None:
        return
    if Tenure.objects.filter(person=person).exclude(by.reach("post__body__unit__")).exists():
        raise NotYours(_("%(name)s也在您管不到的单位任职，请上一级的系统管理员来办。") % {"name": person.name})


def fingerprint(what: Any) -> str:
    """Digest of a record's fields, so that the journal shows that it changed without repeating it."""
    fields = {name: str(value) if value is not None else "" for name, value in model_to_dict(what).items()}
    return digest(fields)


def keep(*, what: Any, act: str, now: datetime, by: Viewer | None, unit: Unit | None = None) -> None:
    """Save a record of the operator's and journal it with digests of what it was and is."""
    stored = type(what).objects.select_for_update().filter(pk=what.pk).first() if what.pk else None
    before = fingerprint(stored) if stored else ""
    what.save()
    record(
        act=act, what=what, now=now, by=by, unit=unit, before=before, after=fingerprint(what), note={"name": str(what)}
    )


@transaction.atomic
def save_person(*, person: Person, now: datetime, by: Viewer | None = None) -> Person:
    """Keep a new or changed person."""
    demand_person(by, person)
    keep(what=person, act="person:change" if person.pk else "person:create", now=now, by=by)
    return person


@transaction.atomic
def open_account(*, person: Person, login: str, now: datetime, by: Viewer | None = None) -> User:
    """Give a person a login without a password; the first password comes by invitation."""
    demand_person(by, person)
    return make_login(person=person, login=login, now=now, by=by)


def make_login(*, person: Person, login: str, now: datetime, by: Viewer | None) -> User:
    """The same, for an action that has asked already whether the viewer may."""
    name = login.strip().lower()
    if not LOGIN.fullmatch(name):
        raise NotNow(_("登录名“%(login)s”要用 2 到 60 个字母、数字、汉字或 . _ - @。") % {"login": login})
    if person.user_id:
        raise NotNow(_("%(name)s已经有登录名了。") % {"name": person.name})
    if User.objects.filter(username__iexact=name).exists():
        raise NotNow(_("登录名“%(login)s”已经有人用了，请换一个。") % {"login": name})
    user = User.objects.create_user(name)
    person.user = user
    person.save(update_fields=["user"])
    record(act="account:open", what=user, now=now, by=by, note={"login": name, "person": person.name})
    return user


@transaction.atomic
def let_in(*, user: User, active: bool, now: datetime, by: Viewer | None = None) -> None:
    """Stop or allow a login; its open sessions end with the next click."""
    demand_person(by, Person.objects.filter(user=user).first() or Person())
    if by is not None and by.user is not None and by.user.pk == user.pk:
        raise NotNow(_("不能停用您自己的账号。"))
    if user.is_active != active:
        user.is_active = active
        user.save(update_fields=["is_active"])
        record(
            act="account:allow" if active else "account:stop", what=user, now=now, by=by, note={"login": user.username}
        )


@transaction.atomic
def give_password(*, user: User, password: str, now: datetime, by: Viewer | None = None) -> None:
    """Set a password for the time being; the next login must change it first."""
    demand_person(by, Person.objects.filter(user=user).first() or Person())
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    record(act="account:temporary", what=user, now=now, by=by, note={"login": user.username})


@transaction.atomic
def drop_second_factor(*, user: User, now: datetime, by: Viewer | None = None) -> None:
    """Take away the one-time codes of somebody who lost the telephone and the spare codes; the password stays."""
    demand_person(by, Person.objects.filter(user=user).first() or Person())
    dropped, _kinds = Authenticator.objects.filter(user=user).delete()
    if not dropped:
        raise NotNow(_("%(login)s没有开验证码。") % {"login": user.username})
    record(act="account:second_factor_dropped", what=user, now=now, by=by, note={"login": user.username})


@transaction.atomic
def relate(*, relation: Relation, now: datetime, by: Viewer | None = None) -> Relation:
    """Note that two people are near relatives."""
    demand_person(by, relation.person)
    demand_person(by, relation.other)
    keep(what=relation, act="relation:keep", now=now, by=by)
    return relation


@transaction.atomic
def unrelate(*, relation: Relation, now: datetime, by: Viewer | None = None) -> None:
    """Take back a relation that was noted by mistake; the journal keeps that it was there."""
    demand_person(by, relation.person)
    demand_person(by, relation.other)
    record(
        act="relation:remove", what=relation, now=now, by=by, before=fingerprint(relation), note={"name": str(relation)}
    )
    relation.delete()


@transaction.atomic
def save_body(*, body: Body, now: datetime, by: Viewer | None = None) -> Body:
    """Keep a body; NotNow says what its term or size breaks."""
    demand(by, body.unit)
    problems = why_not_body(body)
    if problems:
        raise NotNow("\n".join(problems))
    keep(what=body, act="body:keep", now=now, by=by, unit=body.unit)
    return body


@transaction.atomic
def save_post(*, post: Post, now: datetime, by: Viewer | None = None) -> Post:
    """Keep a post of a body."""
    demand(by, post.body.unit)
    keep(what=post, act="post:keep", now=now, by=by, unit=post.body.unit)
    return post


@transaction.atomic
def save_profile(*, profile: Profile, now: datetime, by: Viewer | None = None) -> Profile:
    """Keep how residents reach a unit; these telephones pass the privacy gate afterwards."""
    demand(by, profile.unit)
    keep(what=profile, act="profile:keep", now=now, by=by, unit=profile.unit)
    return profile


@transaction.atomic
def appoint(
    *,
    post: Post,
    person: Person,
    since: date,
    now: datetime,
    until: date | None = None,
    elected_on: date | None = None,
    how: str = "",
    by: Viewer | None = None,
) -> Tenure:
    """Put a person into a post; without `until` it ends with the body's term. NotNow says which rule forbids it."""
    demand(by, post.body.unit)
    body = Body.objects.select_for_update().select_related("unit").get(pk=post.body_id)
    post.body = body
    until = until or body.term_until
    problems = why_not_appoint(post=post, person=person, since=since, until=until)
    if problems:
        raise NotNow("\n".join(problems))
    tenure = Tenure.objects.create(post=post, person=person, since=since, until=until, elected_on=elected_on, how=how)
    note = {"name": person.name, "title": post.title, "since": str(since), "until": str(until or "")}
    record(act="tenure:start", what=tenure, unit=body.unit, now=now, by=by, after=fingerprint(tenure), note=note)
    return tenure


@transaction.atomic
def end_term(*, tenure: Tenure, last_day: date, now: datetime, by: Viewer | None = None) -> Tenure:
    """End a tenure; `last_day` is the last on which the post gives rights."""
    unit = tenure.post.body.unit
    demand(by, unit)
    rows = Tenure.objects.select_for_update(of=("self",)).select_related("post__body__unit", "person")
    locked = rows.get(pk=tenure.pk)
    if last_day < locked.since:
        raise NotNow(
            _("%(name)s从 %(day)s 才开始任职，不能结束得更早。") % {"name": locked.person.name, "day": locked.since}
        )
    if locked.until and locked.until <= last_day:
        raise NotNow(_("%(name)s的任职已经到 %(day)s 为止。") % {"name": locked.person.name, "day": locked.until})
    before = fingerprint(locked)
    locked.until = last_day
    locked.save(update_fields=["until"])
    note = {"name": locked.person.name, "title": locked.post.title, "until": str(last_day)}
    record(
        act="tenure:end", what=locked, unit=unit, now=now, by=by, before=before, after=fingerprint(locked), note=note
    )
    open_handover(tenure=locked, now=now, by=by)
    return locked
