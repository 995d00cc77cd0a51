"""应公开: which unit owes which item for which period by which day, and how that ended."""
