"""The small district for the tests of this room."""

import pytest

from mingbai.catalog.tests import district


@pytest.fixture
def place(db: None) -> None:
    """District, street, town, communities and a village, with the shipped catalogue."""
    district.build()
