"""Rules of the room duties: which duties a unit has in a year, worked out from the versions of the items."""
