"""The small district for the tests of this room."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from mingbai.catalog.tests import district


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """District, street, town, communities and a village, with the shipped catalogue, for a whole file."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        district.build()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def place(standing: None, db: None) -> None:
    """That district; what a test changes in it is undone after the test."""
