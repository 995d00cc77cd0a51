"""The gate over one piece of text: every detector in turn, each blind to what an earlier one has taken."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mingbai.disclosure.rules.gate.findings import Allow, Finding, fingerprint
from mingbai.disclosure.rules.gate.homes import addresses
from mingbai.disclosure.rules.gate.masks import masked
from mingbai.disclosure.rules.gate.numbers import Hit, bank_cards, passports, resident_ids
from mingbai.disclosure.rules.gate.papers import plates, social_cards
from mingbai.disclosure.rules.gate.people import health, minors, signs
from mingbai.disclosure.rules.gate.phones import mobiles, phones
from mingbai.disclosure.rules.gate.plain import DASHES, Plain

NOTHING = Allow()
NUMERALS = frozenset("〇零○一二三四五六七八九十百壹贰叁肆伍陆柒捌玖幺")
DOOR_MARK = re.compile(rf"[号室栋幢座元#\-{DASHES}\u2010-\u2015－﹣]")
# Each reads what the ones before it have left: a card number is no telephone.
Detector = Callable[[Plain, str, Allow, str], list[Hit]]
BY_NUMBER: tuple[Detector, ...] = (
    lambda plain, label, allow, beside: resident_ids(plain, label, allow.rules),
    lambda plain, label, allow, beside: bank_cards(plain, label, allow.rules),
    lambda plain, label, allow, beside: social_cards(plain, label, allow),
    lambda plain, label, allow, beside: mobiles(plain, label, allow),
    lambda plain, label, allow, beside: phones(plain, label, allow),
    lambda plain, label, allow, beside: passports(plain, label, allow.rules),
    lambda plain, label, allow, beside: addresses(plain, label, allow),
)
BY_WORD: tuple[Detector, ...] = (
    lambda plain, label, allow, beside: plates(plain, label, allow),
    health,
    minors,
)


@dataclass(frozen=True)
class Spot:
    """One text of a notice or file: where it stands for people and for machines, what stands over it, and in a row
    about somebody what stands beside it (`heading=value`, a tab between them)."""

    text: str
    place: str
    path: str
    label: str = ""
    beside: str = ""


def screen_spots(spots: Iterable[Spot], allow: Allow = NOTHING) -> list[Finding]:
    return [
        found
        for spot in spots
        for found in screen_text(spot.text, spot.place, allow, path=spot.path, label=spot.label, beside=spot.beside)
    ]


def screen_text(
    text: str, place: str = "", allow: Allow = NOTHING, *, path: str = "", label: str = "", beside: str = ""
) -> list[Finding]:
    """What is private in a text, in reading order. `label` is what stands over it: the column, the field's name;
    `beside` the rest of its row, where the row is about somebody."""
    detectors = (BY_NUMBER if worth_reading(text) else ()) + (() if says_nothing(text, beside, allow) else BY_WORD)
    if not detectors:
        return []
    original = Plain.of(text)
    plain, hits = original, list[Hit]()
    for detect in detectors:
        new = [hit for hit in detect(plain, label, allow, beside) if hit.kind in allow.rules.kinds]
        hits.extend(new)
        plain = plain.without([(hit.start, hit.end) for hit in new])
    return [finding(text, original, hit, place, path) for hit in sorted(hits, key=lambda hit: hit.start)]


def says_nothing(text: str, beside: str, allow: Allow) -> bool:
    """Whether a text can't speak of an illness, a child or a car: it has none of their characters, and no row."""
    return not beside and signs(allow.rules).isdisjoint(text)


def worth_reading(text: str) -> bool:
    """Most cells of a table hold no number of ours: too few digits, and no sign of a door."""
    digits = sum(char in NUMERALS or char.isdigit() for char in text)
    return digits >= 7 or (digits > 0 and bool(DOOR_MARK.search(text)))


def finding(text: str, plain: Plain, hit: Hit, place: str, path: str) -> Finding:
    start, end = plain.span(hit.start, hit.end)
    found = text[start:end]
    return Finding(
        hit.kind, place, path, start, end, found, masked(plain, hit), hit.hint, fingerprint(hit.kind, found, path)
    )
