"""Every change of the room disclosure."""

from mingbai.disclosure.actions.tick import tick

__all__ = ["tick"]
