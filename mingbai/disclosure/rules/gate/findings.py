"""What the gate says: findings, what a unit has declared as its own, and the file that nobody could check."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from mingbai.disclosure.rules.gate.plain import Plain
from mingbai.disclosure.rules.gate.ruleset import GateRules, current

KINDS = (
    "resident_id",
    "mobile",
    "phone",
    "bank_card",
    "passport",
    "address",
    "social_card",
    "plate",
    "health",
    "minor",
    "location",
    "covered_text",
    "unreadable_page",
    "unreadable_part",
)


@dataclass(frozen=True)
class Finding:
    """One private thing in one place; it blocks until it is masked or a reviewer overrules it with a reason.

    `path` is a JSON pointer (for files: /sheets/…, /pages/3 …), `start`–`end` the characters in the text there.
    `fingerprint` names kind, place and number without giving the number away, so an overrule can be kept.
    """

    kind: str
    place: str
    path: str
    start: int
    end: int
    text: str
    masked: str
    hint: str
    fingerprint: str


class Findings(list[Finding]):
    """A list of findings, with notes on what the gate did not look at, and the pictures whose words could be read."""

    def __init__(
        self,
        items: Iterable[Finding] = (),
        notes: Iterable[str] = (),
        pictures: Iterable[Any] = (),
        unlooked: Iterable[str] = (),
        hidden: int = 0,
    ) -> None:
        super().__init__(items)
        self.notes: tuple[str, ...] = tuple(notes)
        self.pictures: tuple[Any, ...] = tuple(pictures)  # files.container.Picture
        self.hidden = hidden  # how much in the file nobody sees on opening it
        self.unlooked: tuple[str, ...] = tuple(unlooked)  # the notes that fall away when somebody reads the pictures


class Unreadable(Exception):
    """A file that can't be checked, and so can't be published; the sentence says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Allow:
    """What the gate goes by for one unit: the edition of its rules, and the office phones and addresses that the unit
    or the item declares; any usual spelling of them is allowed."""

    phones: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    chosen: GateRules | None = field(default=None, compare=False)
    _phones: frozenset[str] = field(init=False, repr=False, compare=False)
    _addresses: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_phones", frozenset(dial(phone) for phone in self.phones) - {""})
        object.__setattr__(self, "_addresses", tuple(compact(address) for address in self.addresses))

    @property
    def rules(self) -> GateRules:
        """Those in force, unless others were chosen to try them."""
        return self.chosen or current()

    def phone(self, text: str) -> bool:
        """Whether this number is declared; a local number may leave out the area code."""
        number = dial(text)
        return number in self._phones or (7 <= len(number) <= 8 and any(p.endswith(number) for p in self._phones))

    def address(self, text: str) -> bool:
        """Whether this address is, or is part of, a declared one; a flat in the same house is not."""
        wanted = compact(text)
        return bool(wanted) and any(wanted in declared for declared in self._addresses)

    def and_also(self, phones: Iterable[str] = (), addresses: Iterable[str] = ()) -> "Allow":
        return Allow(self.phones | frozenset(phones), self.addresses | frozenset(addresses), self.chosen)


def dial(text: str) -> str:
    """The digits one dials inside the country, without 0: +86 23 4673 0000 and 023-46730000 are one number."""
    plain = Plain.of(text).text
    plain = re.split(r"转|#", plain)[0]
    digits = re.sub(r"[^0-9]", "", plain)
    if digits.startswith("0086"):
        digits = digits[4:]
    elif digits.startswith("86") and len(digits) > 11:
        digits = digits[2:]
    return digits.lstrip("0")


def compact(text: str) -> str:
    return re.sub(r"[\s,，、]", "", Plain.of(text).text)


def fingerprint(kind: str, text: str, path: str) -> str:
    """Place in 16 hex digits, number in only 6: enough to see that it changed, too few to guess it back."""
    place = hashlib.sha256(f"{kind}\n{path}".encode()).hexdigest()[:16]
    number = re.sub(r"[\W_]", "", Plain.of(text).text).upper()
    return place + hashlib.sha256(f"{kind}\n{path}\n{number}".encode()).hexdigest()[:6]
