"""Taking in a list of who holds which post: one row a tenure, the whole list or nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mingbai.kit.errors import NotNow
from mingbai.orgs.actions.people import appoint, open_account, save_body, save_person, save_post
from mingbai.orgs.models import Body, BodyKind, Person, Post, PostKind, Tenure, Unit, User
from mingbai.orgs.rules.bodies import body_name
from mingbai.orgs.rules.may import Viewer
from mingbai.orgs.rules.tables import Problem, Refused, read_table

COLUMNS = ("unit", "body", "post", "title", "name", "since", "until", "login")


@dataclass
class Taken:
    """What a list added, and the logins that still wait for an invitation."""

    people: int = 0
    tenures: int = 0
    same: int = 0
    logins: list[str] = field(default_factory=list)


class _Wrong(Exception):
    """A sentence about one row."""


@dataclass
class _Place:
    """A unit with its bodies, posts and people, read once for all rows of the unit and kept up as rows are taken."""

    unit: Unit
    bodies: dict[str, list[Body]] = field(default_factory=lambda: defaultdict(list))
    posts: dict[tuple[int, str, str], Post] = field(default_factory=dict)
    people: dict[str, dict[int, Person]] = field(default_factory=lambda: defaultdict(dict))
    held: set[tuple[int, int, date]] = field(default_factory=set)

    @classmethod
    def read(cls, unit: Unit) -> _Place:
        place = cls(unit)
        for body in Body.objects.filter(unit=unit).order_by("pk"):
            body.unit = unit
            place.bodies[body.kind].append(body)
        by_pk = {body.pk: body for bodies in place.bodies.values() for body in bodies}
        for post in Post.objects.filter(body__in=by_pk).order_by("-pk"):
            post.body = by_pk[post.body_id]
            place.posts[post.body_id, post.kind, post.title] = post
        for tenure in Tenure.objects.filter(post__body__in=by_pk).select_related("person").order_by("person", "pk"):
            place.note(tenure)
        return place

    def note(self, tenure: Tenure) -> None:
        self.people[tenure.person.name].setdefault(tenure.person_id, tenure.person)
        self.held.add((tenure.post_id, tenure.person_id, tenure.since))


def load_people(*, data: bytes, now: datetime, by: Viewer | None = None) -> Taken:
    """Take a CSV with the columns unit,body,post,title,name,since,until,login; all of it or nothing.

    Bodies and posts that are missing are made. A person is known by the login, else by the name within the unit.
    Running the same list again changes nothing. Refused names every bad row by its line.
    """
    problems: list[Problem] = []
    taken = Taken()
    places: dict[str, _Place] = {}
    with transaction.atomic():
        for line, cells in read_table(data, COLUMNS, problems):
            try:
                _take(dict(zip(COLUMNS, cells, strict=True)), places, taken, now, by)
            except (_Wrong, NotNow) as wrong:
                problems += [Problem(line, sentence) for sentence in str(wrong).splitlines()]
        if problems:
            raise Refused(problems)
    return taken


def _take(row: dict[str, str], places: dict[str, _Place], taken: Taken, now: datetime, by: Viewer | None) -> None:
    place = places.get(row["unit"])
    if place is None:
        unit = Unit.objects.filter(code=row["unit"]).first()
        if unit is None:
            raise _Wrong(_("没有代码是“%(code)s”的单位。") % {"code": row["unit"]})
        place = places[row["unit"]] = _Place.read(unit)
    body_kind = _choice(row["body"], BodyKind, _("机构类别"))
    post_kind = _choice(row["post"], PostKind, _("职责"))
    if not row["name"] or len(row["name"]) > 40:
        raise _Wrong(_("没有姓名，或者姓名太长。"))
    since = _day(row["since"], _("任职起"))
    if since is None:
        raise _Wrong(_("没有写任职起。"))
    until = _day(row["until"], _("任职止"))
    post = _post(place, body_kind, post_kind, row["title"] or str(PostKind(post_kind).label), now, by)
    person = _person(row, place, taken, now, by)
    if (post.pk, person.pk, since) in place.held:
        taken.same += 1
        return
    place.note(appoint(post=post, person=person, since=since, until=until, now=now, by=by))
    taken.tenures += 1


def _choice(text: str, kinds: type[BodyKind] | type[PostKind], what: str) -> str:
    for kind in kinds:
        if text in (kind.value, str(kind.label)):
            return str(kind.value)
    allowed = _("、").join(f"{kind.value}（{kind.label}）" for kind in kinds)
    raise _Wrong(_("不认识%(what)s“%(text)s”，可以写%(allowed)s。") % {"what": what, "text": text, "allowed": allowed})


def _day(text: str, what: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise _Wrong(_("%(what)s“%(text)s”不是日期，请写成 2026-03-01。") % {"what": what, "text": text}) from None


def _post(place: _Place, body_kind: str, post_kind: str, title: str, now: datetime, by: Viewer | None) -> Post:
    if len(title) > 40:
        raise _Wrong(_("职务太长，不超过 40 字。"))
    unit, bodies = place.unit, place.bodies[body_kind]
    if len(bodies) > 1:
        raise _Wrong(_("%(unit)s有不止一个这样的机构，请在后台逐个安排。") % {"unit": unit.short_name})
    if not bodies:
        fresh = Body(unit=unit, kind=body_kind, name=body_name(unit, body_kind))
        if body_kind == BodyKind.SUPERVISION:
            # It serves as long as the committee that it watches.
            for committee in place.bodies[BodyKind.COMMITTEE][:1]:
                fresh.term_from, fresh.term_until = committee.term_from, committee.term_until
        bodies.append(save_body(body=fresh, now=now, by=by))
    key = (bodies[0].pk, post_kind, title)
    if key not in place.posts:
        place.posts[key] = save_post(post=Post(body=bodies[0], kind=post_kind, title=title), now=now, by=by)
    return place.posts[key]


def _person(row: dict[str, str], place: _Place, taken: Taken, now: datetime, by: Viewer | None) -> Person:
    name, login = row["name"], row["login"].lower()
    if login:
        user = User.objects.filter(username__iexact=login).select_related("person").first()
        if user is not None:
            person: Person | None = getattr(user, "person", None)
            if person is None or person.name != name:
                raise _Wrong(_("登录名“%(login)s”是别人的，不是%(name)s的。") % {"login": login, "name": name})
            return person
    found = list(place.people[name].values())
    if len(found) > 1:
        raise _Wrong(_("%(unit)s有不止一个%(name)s，请写登录名。") % {"unit": place.unit.short_name, "name": name})
    person = found[0] if found else save_person(person=Person(name=name), now=now, by=by)
    taken.people += not found
    if login and person.user_id is None:
        open_account(person=person, login=login, now=now, by=by)
        taken.logins.append(login)
    elif login:
        raise _Wrong(_("%(name)s的登录名不是“%(login)s”。") % {"name": name, "login": login})
    return person
