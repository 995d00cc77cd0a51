"""Template tags of the room feedback."""
