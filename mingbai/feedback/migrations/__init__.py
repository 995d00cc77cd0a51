"""Tables of the room feedback, made in order."""
