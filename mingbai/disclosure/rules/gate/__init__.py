"""The privacy gate: finds what must never be published in text, notice content and files, and masks it."""

from mingbai.disclosure.rules.gate.content import screen_content
from mingbai.disclosure.rules.gate.files import screen_file
from mingbai.disclosure.rules.gate.findings import KINDS, Allow, Finding, Findings, Unreadable
from mingbai.disclosure.rules.gate.masking import mask_content
from mingbai.disclosure.rules.gate.ruleset import BadRules, GateRules, current, named
from mingbai.disclosure.rules.gate.text import screen_text

__all__ = [
    "KINDS",
    "Allow",
    "BadRules",
    "Finding",
    "Findings",
    "GateRules",
    "Unreadable",
    "current",
    "mask_content",
    "named",
    "screen_content",
    "screen_file",
    "screen_text",
]
