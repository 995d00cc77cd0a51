"""Tables of the room feedback, one file a noun."""

from mingbai.feedback.models.opinions import Answer, Opinion, OpinionKind, Outcome, Sayer
from mingbai.feedback.models.stages import Stage, StageKind, Thread

__all__ = ["Answer", "Opinion", "OpinionKind", "Outcome", "Sayer", "Stage", "StageKind", "Thread"]
