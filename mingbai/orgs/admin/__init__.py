"""The operator's pages: everything is changed through the actions, nothing is deleted behind the journal."""

from mingbai.orgs.admin import bodies, journal, people, units

__all__ = ["bodies", "journal", "people", "units"]
