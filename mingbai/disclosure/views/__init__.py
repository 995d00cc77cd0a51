"""Staff pages of the room disclosure."""
