"""Every change of the room disclosure."""
