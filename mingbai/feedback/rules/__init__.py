"""What may be said, by whom answered, and why not now."""
