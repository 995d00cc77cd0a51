"""Keeping a unit's roll: who belongs to it, since when, until when, and the link by which somebody can log in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mingbai.kit.errors import NotFound, NotNow, NotYours
from mingbai.kit.workdays import say_day
from mingbai.orgs.actions.invitations import issue
from mingbai.orgs.actions.journal import record
from mingbai.orgs.actions.people import fingerprint, make_login
from mingbai.orgs.models import Membership, Person, Tenure, Tier, Unit, User
from mingbai.orgs.rules.may import Permission, Viewer
from mingbai.orgs.rules.names import initials_of
from mingbai.orgs.rules.roll import (
    COLUMNS,
    candidates,
    tier_of,
    why_not_invite,
    why_not_line,
    why_not_twice,
    with_heading,
)
from mingbai.orgs.rules.tables import Problem, Refused, read_table


@dataclass
class Enrolled:
    """What a list added to the roll, and how many of its lines stood there already."""

    added: int = 0
    same: int = 0


@transaction.atomic
def enrol(
    *,
    unit: Unit,
    name: str,
    tier: str,
    since: date,
    now: datetime,
    by: Viewer,
    group: str = "",
    until: date | None = None,
    login: str = "",
) -> Membership:
    """Put somebody on the roll. A person is known by the login, else by name and group within the unit.

    NotNow says what is wrong: a number in the name, twice the same person, a name that several people have.
    """
    by.require(Permission.ROLL_WRITE, unit)
    Unit.objects.select_for_update().get(pk=unit.pk)  # two at once: the second sees the first one's line
    name, group = " ".join(name.split()), " ".join(group.split())
    why = why_not_line(name, group, since, until) or ("" if tier in Tier.values else _("请选类别。"))
    if why:
        raise NotNow(why)
    person = _person(unit, name, group, login.strip().lower(), now, by)
    why = why_not_twice(unit, person, tier, since, until)
    if why:
        raise NotNow(why)
    made = Membership.objects.create(unit=unit, person=person, tier=tier, group=group, since=since, until=until)
    note = {"name": name, "kind": str(made.get_tier_display()), "since": str(since), "until": str(until or "")}
    record(act="roll:add", what=made, unit=unit, now=now, by=by, after=fingerprint(made), note=note)
    return made


@transaction.atomic
def leave(*, membership_id: int, last_day: date, now: datetime, by: Viewer) -> Membership:
    """End a membership; `last_day` is the last on which its person reads what is meant for the tier."""
    made = _line(membership_id, by)
    words = {"name": made.person.name, "day": say_day(made.until or made.since)}
    if last_day < made.since:
        raise NotNow(_("%(name)s从 %(day)s 才开始，不能结束得更早。登记错了，请点“划掉”。") % words)
    if made.until and made.until <= last_day:
        raise NotNow(_("%(name)s已经登记到 %(day)s 为止。") % words)
    before = fingerprint(made)
    made.until = last_day
    made.save(update_fields=["until"])
    note = {"name": made.person.name, "kind": str(made.get_tier_display()), "until": str(last_day)}
    record(act="roll:end", what=made, unit=made.unit, now=now, by=by, before=before, after=fingerprint(made), note=note)
    return made


@transaction.atomic
def strike(*, membership_id: int, now: datetime, by: Viewer) -> None:
    """Take off a line that was written by mistake: from this moment its person reads nothing by it."""
    made = _line(membership_id, by)
    note = {"name": made.person.name, "kind": str(made.get_tier_display()), "since": str(made.since)}
    record(act="roll:strike", what=made, unit=made.unit, now=now, by=by, before=fingerprint(made), note=note)
    made.delete()


def load_roll(*, unit: Unit, data: bytes, now: datetime, by: Viewer) -> Enrolled:
    """Take in a list with the columns of COLUMNS; all of it or nothing. The same list again changes nothing.

    Refused names every bad line by its number.
    """
    by.require(Permission.ROLL_WRITE, unit)
    problems: list[Problem] = []
    done = Enrolled()
    with transaction.atomic():
        data = with_heading(data)
        for line, cells in read_table(data, COLUMNS, problems):
            try:
                _take(dict(zip(COLUMNS, cells, strict=True)), unit, done, now, by)
            except NotNow as wrong:
                problems.append(Problem(line, wrong.sentence))
        if not problems and not done.added and not done.same:
            problems.append(Problem(0, _("名单是空的。")))
        if problems:
            raise Refused(problems)
    return done


@transaction.atomic
def invite_member(*, membership_id: int, now: datetime, by: Viewer) -> tuple[Membership, str]:
    """A link by which the person sets a password, to be shown once; a login is made where there is none."""
    made = _line(membership_id, by)
    why = why_not_invite(made.unit, made.person)
    if why:
        raise NotYours(why)
    if made.person.user is None:
        login = f"{initials_of(made.unit.short_name)}{made.person.pk}"
        make_login(person=made.person, login=login, now=now, by=by)
    return made, issue(person=made.person, now=now, by=by)


def _line(membership_id: int, by: Viewer) -> Membership:
    """The line, locked; NotFound where it is not on a roll that the viewer keeps."""
    rows = Membership.objects.select_for_update(of=("self",)).select_related("unit", "person__user")
    made = rows.filter(pk=membership_id).first()
    if made is None or not by.may(Permission.ROLL_WRITE, made.unit):
        raise NotFound
    return made


def _take(row: dict[str, str], unit: Unit, done: Enrolled, now: datetime, by: Viewer) -> None:
    tier = tier_of(row["类别"])
    if not tier:
        words = {"word": row["类别"], "allowed": _("、").join(str(one.label) for one in Tier)}
        raise NotNow(_("不认识类别“%(word)s”，可以写%(allowed)s。") % words)
    since = _day(row["从哪天起"])
    if since is None:
        raise NotNow(_("没有写从哪天起。"))
    told = {"since": since, "until": _day(row["到哪天止"]), "group": row["组别"], "login": row["登录名"]}
    name = " ".join(row["姓名"].split())
    for person in candidates(unit, name, row["组别"]):
        if Membership.objects.filter(unit=unit, person=person, tier=tier, since=since, until=told["until"]).exists():
            done.same += 1
            return
    enrol(unit=unit, name=name, tier=tier, now=now, by=by, **told)  # type: ignore[arg-type]
    done.added += 1


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise NotNow(_("“%(text)s”不是日期，请写成 2026-03-01。") % {"text": text}) from None


def _person(unit: Unit, name: str, group: str, login: str, now: datetime, by: Viewer) -> Person:
    """The person meant, newly registered where nobody is. A login that is somebody else's is never taken over."""
    if login:
        user = User.objects.select_related("person").filter(username__iexact=login).first()
        if user is not None:
            owner: Person | None = getattr(user, "person", None)
            if owner is None or owner.name != name or owner not in candidates(unit, name, ""):
                raise NotNow(_("登录名“%(login)s”已经有人用了，请换一个。") % {"login": login})
            return owner
    found = candidates(unit, name, group)
    if len(found) > 1:
        words = {"unit": unit.short_name, "name": name}
        raise NotNow(_("%(unit)s有不止一个%(name)s，请写组别或者登录名。") % words)
    if found:
        person = found[0]
    else:
        person = Person.objects.create(name=name)
        record(act="person:create", what=person, unit=unit, now=now, by=by, after=fingerprint(person))
    if login:
        if person.user_id or Tenure.objects.filter(person=person).exists():
            raise NotNow(_("%(name)s的登录名不是“%(login)s”。") % {"name": name, "login": login})
        make_login(person=person, login=login, now=now, by=by)
    return person
