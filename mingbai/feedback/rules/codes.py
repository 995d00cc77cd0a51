"""The tracking code: sixteen digits that can be read out, given once, and kept by nobody but the person."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata

from django.utils.crypto import salted_hmac

DIGITS = 16
# Slow on purpose: whoever gets hold of the table must not be able to try all codes.
ROUNDS = 20_000
SALT = "mingbai.feedback.code"


def fresh_form() -> str:
    """A name for one opened form; sent twice, it gives the same code, so a second press loses nobody their code."""
    return secrets.token_hex(16)


def code_of(form: str) -> str:
    """The code that an opinion sent by this form gets; without our secret nobody can work it out."""
    number = int(salted_hmac(SALT, form, algorithm="sha256").hexdigest(), 16)
    return f"{number % 10**DIGITS:0{DIGITS}}"


def mark_of(code: str) -> str:
    """What is stored instead of the code."""
    return hashlib.pbkdf2_hmac("sha256", code.encode(), SALT.encode(), ROUNDS).hex()


def spoken(code: str) -> str:
    """In fours, as people read out the number of a card."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def read_code(text: str) -> str:
    """The code as typed: full-width digits, blanks and dashes do not matter; empty where it can be none."""
    plain = re.sub(r"[\s\-—–·.]", "", unicodedata.normalize("NFKC", text[:80]))
    return plain if re.fullmatch(rf"[0-9]{{{DIGITS}}}", plain) else ""
