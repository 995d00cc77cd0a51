"""Tables of the room feedback, one file a noun."""

from mingbai.feedback.models.opinions import Answer, Opinion, OpinionKind, Outcome, Sayer

__all__ = ["Answer", "Opinion", "OpinionKind", "Outcome", "Sayer"]
