"""Every change of the room channels."""

from mingbai.channels.actions.postings import close_postings, open_postings
from mingbai.channels.actions.sheets import sheet_file
from mingbai.channels.actions.tick import tick
from mingbai.channels.actions.walls import add_wall, end_wall, hang, take_down

__all__ = ["add_wall", "close_postings", "end_wall", "hang", "open_postings", "sheet_file", "take_down", "tick"]
