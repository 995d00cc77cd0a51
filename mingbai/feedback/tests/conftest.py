"""The district of the room disclosure, with a published notice to speak about."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from mingbai.disclosure.tests.conftest import whole_world
from mingbai.disclosure.tests.factories import World
from mingbai.kit.tests.lasting import lasting_database


@pytest.fixture(scope="module")
def lasting(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for a whole file; each test's own changes are undone, the world's at the end of the file."""
    with lasting_database(django_db_blocker):
        yield whole_world()


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    """How often an address spoke is counted in the cache, which no transaction takes back."""
    cache.clear()
