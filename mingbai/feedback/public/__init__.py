"""Pages that anyone may open, one file a noun."""
