"""Every change of the room feedback."""

from mingbai.feedback.actions.answer import answer
from mingbai.feedback.actions.forget import tick
from mingbai.feedback.actions.hear import begin, go_on
from mingbai.feedback.actions.say import say

__all__ = ["answer", "begin", "go_on", "say", "tick"]
