"""A small district with its catalogue and a few people in posts; everything through the actions."""

from __future__ import annotations

from datetime import datetime

from django.test import Client
from django.utils import timezone

from mingbai.catalog.actions import load_routes, load_shipped
from mingbai.catalog.actions.routes import shipped_routes
from mingbai.orgs.actions.roster import load_people
from mingbai.orgs.actions.units import load_units
from mingbai.orgs.models import Person, Tenure, Unit, User
from mingbai.orgs.rules.may import Viewer
from mingbai.orgs.rules.tables import Problem
from mingbai.orgs.rules.unit_rows import read_units

NOW = timezone.make_aware(datetime(2026, 1, 2, 9, 0))
UNITS = """code,name,kind,parent
1,甲区,district,
11,乙街道,street,1
111,丁社区居民委员会,community,11
112,己社区居民委员会,community,11
12,丙镇,town,1
121,戊村村民委员会,village,12
2,别区,district,
"""
PEOPLE = """unit,body,post,title,name,since,until,login
111,committee,clerk,经办人,陈某,2026-01-01,,clerk
111,committee,director,主任,李某,2026-01-01,,director
112,committee,clerk,经办人,何某,2026-01-01,,neighbour
11,office,street_reviewer,街道审核员,郑某,2026-01-01,,street
1,office,district_manager,区级督查,冯某,2026-01-01,,district
"""
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def build(*, catalogue: bool = True) -> None:
    """Units, people with logins, routes; and the shipped catalogue unless a test wants to load it itself."""
    problems: list[Problem] = []
    load_units(rows=read_units(UNITS.encode(), problems), now=NOW, problems=problems)
    load_people(data=PEOPLE.encode(), now=NOW)
    load_routes(rows=shipped_routes(), now=NOW)
    if catalogue:
        load_shipped(now=NOW)


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def viewer(login: str) -> Viewer:
    """Somebody in the post that they hold."""
    tenure = Tenure.objects.select_related("person__user", "post__body__unit").get(person__user__username=login)
    return Viewer(user=tenure.person.user, person=tenure.person, tenure=tenure)


def signed_in(login: str) -> Client:
    """A browser in which that person has logged in."""
    user = User.objects.get(username=login)
    if user.must_change_password:
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
    client = Client()
    client.force_login(user, backend=BACKEND)
    assert Person.objects.filter(user=user).exists()
    return client
