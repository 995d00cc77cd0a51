"""Every change of the room orgs."""

from mingbai.orgs.actions.handovers import tick

__all__ = ["tick"]
