"""Rules of the room catalog."""

from mingbai.catalog.rules.days import current_calendar

__all__ = ["current_calendar"]
