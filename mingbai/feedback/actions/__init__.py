"""Every change of the room feedback."""

from mingbai.feedback.actions.answer import answer
from mingbai.feedback.actions.demand import demand, sign, verify
from mingbai.feedback.actions.forget import tick
from mingbai.feedback.actions.hear import begin, go_on
from mingbai.feedback.actions.report import file_report, file_reports
from mingbai.feedback.actions.say import say

__all__ = ["answer", "begin", "demand", "file_report", "file_reports", "go_on", "say", "sign", "tick", "verify"]
