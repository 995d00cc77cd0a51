"""The small district of the catalogue's tests, for the tests of this room too."""

from mingbai.catalog.tests.conftest import place, standing

__all__ = ["place", "standing"]
