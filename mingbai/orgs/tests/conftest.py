"""A village and a community with their bodies, enough for the rules of who may sit where."""

from datetime import date, datetime
from typing import Any

import pytest
from django.utils import timezone

from mingbai.orgs.actions.people import appoint, save_body, save_person, save_post
from mingbai.orgs.actions.units import load_units
from mingbai.orgs.models import Body, BodyKind, Person, Post, PostKind, Tenure, Unit
from mingbai.orgs.rules.tables import Problem
from mingbai.orgs.rules.unit_rows import read_units

NOW = timezone.make_aware(datetime(2026, 10, 11, 9, 0))
TERM = (date(2026, 1, 1), date(2030, 12, 31))


class World:
    """Short ways to say who sits where; everything goes through the actions."""

    now = NOW

    def __init__(self) -> None:
        problems: list[Problem] = []
        text = (
            "code,name,kind,parent\n1,甲区,district,\n11,乙街道,street,1\n12,丙镇,town,1\n"
            "111,丁社区居民委员会,community,11\n121,戊村村民委员会,village,12\n"
        )
        load_units(rows=read_units(text.encode(), problems), now=NOW, problems=problems)

    def unit(self, code: str) -> Unit:
        return Unit.objects.get(code=code)

    def body(self, code: str, kind: str, **more: Any) -> Body:
        fields = {"name": f"{code}{kind}", "term_from": TERM[0], "term_until": TERM[1], **more}
        return save_body(body=Body(unit=self.unit(code), kind=kind, **fields), now=NOW)

    def post(self, body: Body, kind: str = PostKind.MEMBER, title: str = "") -> Post:
        found = body.posts.filter(kind=kind).first()
        return found or save_post(post=Post(body=body, kind=kind, title=title or str(PostKind(kind).label)), now=NOW)

    def person(self, name: str, **more: Any) -> Person:
        return save_person(person=Person(name=name, **more), now=NOW)

    def seat(self, body: Body, person: Person | str, kind: str = PostKind.MEMBER, **more: Any) -> Tenure:
        who = self.person(person) if isinstance(person, str) else person
        return appoint(post=self.post(body, kind), person=who, since=more.pop("since", TERM[0]), now=NOW, **more)

    def holder(self, code: str, kind: str, name: str, login: str) -> Tenure:
        """Somebody with a login and a password in a post of an office."""
        from mingbai.orgs.actions.people import open_account

        office = Body.objects.filter(unit__code=code, kind=BodyKind.OFFICE).first() or self.body(code, BodyKind.OFFICE)
        tenure = self.seat(office, name, kind)
        user = open_account(person=tenure.person, login=login, now=NOW)
        user.set_password("correct-horse-7")
        user.save()
        return tenure


@pytest.fixture
def world(db: None) -> World:
    return World()
