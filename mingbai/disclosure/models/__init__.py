"""Tables of the room disclosure, one file a noun."""

from mingbai.disclosure.models.assessments import Assessment
from mingbai.disclosure.models.decisions import Decision, Ruling, Verdict
from mingbai.disclosure.models.editions import OPEN_STATES, Edition, EditionState
from mingbai.disclosure.models.files import Attachment
from mingbai.disclosure.models.notices import CLOSED, Audience, Concern, Notice, NoticeKind, Reach, Serial
from mingbai.disclosure.models.readings import PictureReading, ReadingStage, ReadWords
from mingbai.disclosure.models.redactions import Redaction
from mingbai.disclosure.models.releases import Release
from mingbai.disclosure.models.veils import Veil
from mingbai.disclosure.models.withdrawals import REASONS_OF, Withdrawal, WithdrawalKind, WithdrawalReason

__all__ = [
    "CLOSED",
    "OPEN_STATES",
    "REASONS_OF",
    "Assessment",
    "Attachment",
    "Audience",
    "Concern",
    "Decision",
    "Edition",
    "EditionState",
    "Notice",
    "NoticeKind",
    "PictureReading",
    "Reach",
    "ReadWords",
    "ReadingStage",
    "Redaction",
    "Release",
    "Ruling",
    "Serial",
    "Veil",
    "Verdict",
    "Withdrawal",
    "WithdrawalKind",
    "WithdrawalReason",
]
