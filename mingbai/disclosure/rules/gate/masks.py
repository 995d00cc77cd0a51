"""The masked form that one click puts in the place of a finding."""

import re

from mingbai.disclosure.rules.gate.numbers import Hit
from mingbai.disclosure.rules.gate.plain import Plain


def masked(plain: Plain, hit: Hit) -> str:
    """As the boards write it: 5001**********0013, 199****1234, 6222 **** **** 1234, 023-****1234, 桂花路***."""
    text = plain.text[hit.start : hit.end]
    digits = re.sub(r"[^0-9Xx]", "", text).upper()
    if hit.kind == "resident_id":
        return digits[:4] + "*" * (len(digits) - 8) + digits[-4:]
    if hit.kind == "mobile":
        return digits[-11:-8] + "****" + digits[-4:]
    if hit.kind == "bank_card":
        return digits[:4] + " **** **** " + digits[-4:]
    if hit.kind == "phone":
        area = re.match(r"\+?(?:86)?[ \-]?[( ]?0?(?:10|2[0-9]|[3-9][0-9]{2})", text) if len(digits) > 8 else None
        return (area.group().lstrip("(") + "-" if area else "") + "****" + digits[-4:]
    if hit.kind == "passport":
        letters = re.sub(r"[^0-9A-Za-z]", "", text).upper()
        return letters[:2] + "****" + letters[-3:]
    return hit.mask
