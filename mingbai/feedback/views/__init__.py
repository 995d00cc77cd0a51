"""Staff pages of the room feedback."""
