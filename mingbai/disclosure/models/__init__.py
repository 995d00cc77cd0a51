"""Tables of the room disclosure, one file a noun."""

from mingbai.disclosure.models.decisions import Decision, Ruling, Verdict
from mingbai.disclosure.models.editions import OPEN_STATES, Edition, EditionState
from mingbai.disclosure.models.files import Attachment
from mingbai.disclosure.models.notices import Notice, NoticeKind, Reach, Serial

__all__ = [
    "OPEN_STATES",
    "Attachment",
    "Decision",
    "Edition",
    "EditionState",
    "Notice",
    "NoticeKind",
    "Reach",
    "Ruling",
    "Serial",
    "Verdict",
]
