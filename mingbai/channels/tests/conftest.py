"""The district of the factories, for the pages of this room."""

import pytest

from mingbai.disclosure.tests.factories import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()
