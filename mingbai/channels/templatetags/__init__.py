"""Template tags of the room channels."""
