"""Numbers of a person's papers that have no check digit: licence plates, social-security and insurance cards."""

import re
from functools import lru_cache

from django.utils.translation import gettext as _

from mingbai.disclosure.rules.gate.findings import Allow
from mingbai.disclosure.rules.gate.numbers import Hit, before
from mingbai.disclosure.rules.gate.plain import Plain
from mingbai.disclosure.rules.gate.ruleset import GateRules

LETTER = "[A-HJ-NP-Z]"
SIGN = "[A-HJ-NP-Z0-9]"
CARD_NUMBER = re.compile(r"(?<![A-Za-z0-9*])[A-Z]{0,2}[0-9][0-9 \-]{5,18}[0-9A-Z](?![A-Za-z0-9*])", re.I)
THEN_NUMBER = r"(?:卡|证)?(?:号码|编号|号|账号)?[ :：为是(]{0,3}$"


@lru_cache(maxsize=16)
def plate(rules: GateRules) -> re.Pattern[str]:
    """Province, letter, five signs of which at least one is a digit; six for cars without petrol."""
    provinces = f"[{''.join(rules.words['plate_provinces'])}]"
    electric = f"(?:[DF]{SIGN}[0-9]{{4}}|[0-9]{{5}}[DF])"
    usual = f"(?=[A-Z]{{0,4}}[0-9]){SIGN}{{4}}(?:{SIGN}|[挂学])"
    return re.compile(rf"{provinces} ?{LETTER} ?[.\-]? ?(?:{electric}|{usual})(?![A-Za-z0-9〔\[])")


def plates(plain: Plain, label: str, allow: Allow) -> list[Hit]:
    """Plates of people's cars; a car that the words before it call the office's is nobody's."""
    rules = allow.rules
    if frozenset(rules.words["plate_provinces"]).isdisjoint(plain.text):
        return []
    office = rules.says("office_cars")
    hits = []
    for match in plate(rules).finditer(plain.text):
        if office.search(label) or office.search(before(plain, match.start(), 12)):
            continue
        hint = _("车牌号，找得到是谁的车；公车请写明“公务用车”")
        hits.append(Hit("plate", match.start(), match.end(), hint, match.group()[:2] + "·***" + match.group()[-2:]))
    return hits


@lru_cache(maxsize=16)
def says_social(rules: GateRules) -> re.Pattern[str]:
    return rules.pattern("social_card", "{}" + THEN_NUMBER)


def social_cards(plain: Plain, label: str, allow: Allow) -> list[Hit]:
    """Social-security and insurance numbers, by what stands before or over them."""
    if plain.digits < 7:
        return []
    over = allow.rules.says("social_card").search(label)
    hits = []
    for match in CARD_NUMBER.finditer(plain.text):
        number = re.sub(r"[ \-]", "", match.group())
        if not 8 <= len(number) <= 20 or sum(char.isdigit() for char in number) < 7:
            continue
        if over or says_social(allow.rules).search(before(plain, match.start(), 16)):
            mask = number[:2] + "*" * (len(number) - 5) + number[-3:]
            hits.append(Hit("social_card", match.start(), match.end(), _("写着社保卡或医保的号码"), mask))
    return hits
