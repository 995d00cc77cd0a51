"""The small district for the tests of this room."""

from collections.abc import Iterator

import pytest

from mingbai.catalog.tests import district
from mingbai.kit.tests.lasting import lasting_database


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """District, street, town, communities and a village, with the shipped catalogue, for a whole file."""
    with lasting_database(django_db_blocker):
        district.build()
        yield


@pytest.fixture
def place(standing: None, db: None) -> None:
    """That district; what a test changes in it is undone after the test."""
