"""Pages of the district and its streets: local rules, taking in a catalogue file, the editor of routes."""

from mingbai.catalog.views.catalogue import local, take_in
from mingbai.catalog.views.routes import edit_route, end_own_route

__all__ = ["edit_route", "end_own_route", "local", "take_in"]
