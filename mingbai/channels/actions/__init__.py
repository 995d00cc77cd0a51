"""Every change of the room channels."""

from mingbai.channels.actions.postings import close_postings, open_postings
from mingbai.channels.actions.sheets import sheet_file
from mingbai.channels.actions.tick import tick

__all__ = ["close_postings", "open_postings", "sheet_file", "tick"]
