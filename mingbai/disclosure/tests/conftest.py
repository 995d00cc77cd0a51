"""The district of the factories for this room, with the two posts that only look: auditor and operator."""

from collections.abc import Iterator

import pytest

from mingbai.disclosure.tests.factories import PEOPLE, World, make_world
from mingbai.disclosure.tests.programs import empty_database
from mingbai.kit.tests.lasting import lasting_database
from mingbai.orgs.actions.people import open_account
from mingbai.orgs.actions.roster import load_people
from mingbai.orgs.models import Person

ONLOOKERS = """500153000000,office,auditor,审计员,蒋某,2026-01-01,,auditor
500153000000,operators,operator,系统管理员,沈某,2026-01-01,,operator
"""


def whole_world() -> World:
    world = make_world()
    load_people(data=(PEOPLE.partition("\n")[0] + "\n" + ONLOOKERS).encode(), now=world.now)
    for person in Person.objects.filter(user__isnull=True):
        open_account(person=person, login=f"p{person.pk}", now=world.now)
    return world


@pytest.fixture
def postgres_url() -> Iterator[str]:
    with empty_database() as url:
        yield url


@pytest.fixture
def world(db: None) -> World:
    return whole_world()


@pytest.fixture(scope="module")
def lasting(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """One world for a whole file; each test's own changes are undone, the world's at the end of the file."""
    with lasting_database(django_db_blocker):
        yield whole_world()
