"""Pages that anyone may read, one file a noun."""
