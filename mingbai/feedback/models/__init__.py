"""Tables of the room feedback, one file a noun."""

from mingbai.feedback.models.demands import Demand, DemandKind, Signer, Verification
from mingbai.feedback.models.opinions import Answer, Opinion, OpinionKind, Outcome, Sayer
from mingbai.feedback.models.reports import Report
from mingbai.feedback.models.stages import Stage, StageKind, Thread

__all__ = [
    "Answer",
    "Demand",
    "DemandKind",
    "Opinion",
    "OpinionKind",
    "Outcome",
    "Report",
    "Sayer",
    "Signer",
    "Stage",
    "StageKind",
    "Thread",
    "Verification",
]
