"""Pages that anyone may see, one file a noun."""
