"""Numbers that name a person by themselves: resident identity, bank card, passport."""

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from django.utils.translation import gettext as _
from stdnum import luhn, numdb
from stdnum.cn import ric, uscc

from mingbai.disclosure.rules.gate.plain import Group, Plain
from mingbai.disclosure.rules.gate.ruleset import GateRules

BETWEEN = frozenset(" -._/\\,，、'\n\t:;：；~")  # what people put between the digits of one number
SAYS_CREDIT_CODE = re.compile(r"信用代码|税号|纳税人")
PASSPORT = re.compile(r"护照|passport|证件|通行证", re.I)
PASSPORT = re.compile(r"(?<![A-Za-z0-9])(?:[EGDSPHCMTLegdsphcmtl][A-HJ-NP-Z]?)[ \-]{0,2}[0-9]{7,8}(?![A-Za-z0-9])")
ORDINARY_PASSPORT = re.compile(r"[EG][0-9]{8}|E[A-HJ-NP-Z][0-9]{7}")
LABELLED_PASSPORT = re.compile(r"[EGDSPHCMTL][0-9]{8}|[EDSPC][A-Z][0-9]{7}", re.I)
DATE8 = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]")
CHECK_X = re.compile(r"[ \-._/,]{0,3}[Xx](?![A-Za-z0-9])")
FIGURE_LEFT = re.compile(r"[0-9.] $")
FIGURE_RIGHT = re.compile(r" [0-9]")
OWNED = ("号合同", "合同", "号资产")
CLAUSE_END = re.compile(r"[，。；\n！？]")


@dataclass(frozen=True)
class Hit:
    """A detector's find in the plain text."""

    kind: str
    start: int
    end: int
    hint: str
    mask: str = ""


def before(plain: Plain, at: int, width: int = 16) -> str:
    """The words of the same clause that stand before a place: its label, if it has one."""
    return CLAUSE_END.split(plain.text[max(0, at - width) : at])[-1]


def labelled(pattern: re.Pattern[str], plain: Plain, at: int, label: str, width: int = 16) -> bool:
    return bool(pattern.search(label) or pattern.search(before(plain, at, width)))


def joinable(gap: str) -> bool:
    return 1 <= len(gap) <= 3 and all(char in BETWEEN for char in gap)


@dataclass(frozen=True)
class Window:
    """Neighbouring digit groups read as one number."""

    plain: Plain
    first: int
    last: int
    digits: str
    alone: bool

    @property
    def start(self) -> int:
        return self.plain.groups[self.first].start

    @property
    def end(self) -> int:
        return self.plain.groups[self.last].end

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(len(group.digits) for group in self.plain.groups[self.first : self.last + 1])

    @property
    def sep(self) -> str | None:
        """What stands between the groups when it is always the same, "" for one group."""
        groups = self.plain.groups[self.first : self.last + 1]
        gaps = {self.plain.text[a.end : b.start] for a, b in pairwise(groups)}
        return gaps.pop() if len(gaps) == 1 else (None if gaps else "")


def windows(plain: Plain, lengths: range) -> Iterator[Window]:
    """Every reading of that many digits that begins and ends at a group: at most len(lengths) for each group."""
    groups = plain.groups
    joins = [joinable(plain.text[a.end : b.start]) for a, b in pairwise(groups)]
    digits = "".join(group.digits for group in groups)
    at = 0
    for first in range(len(groups)):
        count, last = len(groups[first].digits), first
        while count < lengths.stop:
            if count in lengths:
                alone = not (first > 0 and joins[first - 1]) and not (last < len(joins) and joins[last])
                yield Window(plain, first, last, digits[at : at + count], alone)
            if last == len(joins) or not joins[last]:
                break
            last += 1
            count += len(groups[last].digits)
        at += len(groups[first].digits)


# --- resident identity number ---------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def region(prefix: str) -> tuple[bool, bool]:
    """(a province, a county that is or once was) for the first six digits."""
    found = [set(props) for _part, props in numdb.get("cn/loc").info(prefix)]
    province = any("province" in props for props in found) or prefix[:2] in ("71", "81", "82", "83")
    county = any("county" in props for props in found)
    if prefix[4:] == "01" and not county:  # numbers given out by a city itself: no county of that name is listed
        county = any(region(prefix[:4] + nearby)[1] for nearby in ("02", "03", "04"))
    return province, county


def is_date(year: str, month: str, day: str) -> bool:
    try:
        datetime.date(int(year), int(month), int(day))
    except ValueError:
        return False
    return 1880 <= int(year) <= 2049


def is_resident_id(number: str, strict: bool) -> bool:
    """18 characters with date, check digit and region right; strict asks for a county that is known by name.

    Permits of foreigners (9…) are built the same way. The year a county was founded is not asked for:
    people keep a number, and clerks invent test numbers.
    """
    if number[6:8] not in ("18", "19", "20") or not is_date(number[6:10], number[10:12], number[12:14]):
        return False
    if ric.calc_check_digit(number) != number[-1]:
        return False
    province, county = region(number[:6])
    if number[0] == "9":
        return not strict and region(number[1:3] + "0000")[0] and not uscc.is_valid(number)
    return county if strict else province


def is_old_resident_id(number: str) -> bool:
    return is_date("19" + number[6:8], number[8:10], number[10:12]) and region(number[:6])[1]


def id_readings(plain: Plain) -> Iterator[tuple[Window, str, int]]:
    """Windows with the number they spell and where it ends, a check digit X included."""
    for window in windows(plain, range(15, 19)):
        size = len(window.digits)
        if size in (15, 18):
            yield window, window.digits, window.end
        if size == 17:
            tail = CHECK_X.match(plain.text, window.end)
            if tail:
                yield window, window.digits + "X", tail.end()


def glued_ids(plain: Plain, group: Group) -> Iterator[Hit]:
    """Identity numbers that run on into other digits, such as a row number or a phone without a space."""
    digits = group.digits
    tail = CHECK_X.match(plain.text, group.end)
    at = 0
    while at + 17 <= len(digits):
        number, end = digits[at : at + 18], group.start + at + 18
        if len(number) == 17:
            number, end = number + "X", tail.end() if tail else 0
        if end and is_resident_id(number, strict=True):
            yield Hit("resident_id", group.start + at, end, _("和别的数字连在一起，其中 18 位的校验位对得上"))
            at += 18
        else:
            at += 1


def resident_ids(plain: Plain, label: str, rules: GateRules) -> list[Hit]:
    """18-digit numbers by check digit, 15-digit ones by region and date, and anything of that length labelled so."""
    hits: list[Hit] = []
    taken = 0
    says = rules.says("id")
    named = bool(says.search(label) or says.search(plain.text))
    for window, number, end in id_readings(plain) if plain.digits >= 15 else ():
        longer = bool(hits) and hits[-1].start == window.start  # 15 digits and 3 more after a dot are one number of 18
        if window.start < taken and not longer:
            continue
        hint = id_hint(plain, label, window, number, named, rules)
        if hint:
            if longer:
                hits.pop()
            hits.append(Hit("resident_id", window.start, end, hint))
            taken = end
    for group in plain.groups:
        if len(group.digits) >= 18 and not any(h.start < group.end and group.start < h.end for h in hits):
            hits.extend(glued_ids(plain, group))
    return hits


def id_hint(plain: Plain, label: str, window: Window, number: str, named: bool, rules: GateRules) -> str:
    """Why this reading is an identity number, or "" when it is none."""
    says_id = named and labelled(rules.says("id"), plain, window.start, label)
    if len(number) == 18 and is_resident_id(number, strict=False):
        sure = is_resident_id(number, strict=window.sep != "" and not says_id)
        if sure:
            credit = labelled(SAYS_CREDIT_CODE, plain, window.start, label) and uscc.is_valid(number)
            return "" if credit else _("18 位，校验位对得上，不会是别的编号")
    if says_id and (window.alone or window.sep == ""):
        if len(number) == 18:
            return _("写着“身份证”，18 位，校验位对不上，多半抄错了一位")
        return _("写着“身份证”，15 位")
    if len(number) != 15 or not is_old_resident_id(number):
        return ""
    whole = window.sep == "" or (window.sep is not None and window.sizes in ((6, 6, 3), (1,) * 15))
    # Contract numbers are often region + yymmdd + serial: a birth before 1927 needs a label.
    born = int(number[6:8]) >= rules.thresholds["old_id_born_since"]
    if whole and born and not labelled(rules.says("business"), plain, window.start, label):
        return _("15 位老身份证，地区和出生日期对得上")
    return ""


# --- bank card ------------------------------------------------------------------------------------------------


def is_card(number: str, rules: GateRules) -> bool:
    """16–19 digits with the check digit right and a beginning that banks use; 4… and 5… may be region codes."""
    least, most = rules.thresholds["card_shortest"], rules.thresholds["card_longest"]
    if not least <= len(number) <= most or not number.startswith(rules.prefixes["card"]) or not luhn.is_valid(number):
        return False
    return number.startswith(rules.prefixes["card_sure"]) or not region(number[:6])[1]


def card_shaped(window: Window) -> bool:
    """One block, equal separators in a grouping that people write, or a separated run of its own."""
    sizes = window.sizes
    if window.sep is None or "\n" in window.sep:
        return False
    fours = all(size == 4 for size in sizes[:-1]) and sizes[-1] <= 4
    if not fours and not window.digits.startswith("62") and window.sep in (",", "  ", "\t"):
        return False  # amounts and columns of a table
    usual = len(sizes) == 1 or fours or sizes[0] in (6, 8) or all(size == 1 for size in sizes)
    return usual or window.alone


def bank_cards(plain: Plain, label: str, rules: GateRules) -> list[Hit]:
    """Of the readings that begin at the same group the longest that holds is the card."""
    hits: list[Hit] = []
    says = rules.says("card")
    named = bool(says.search(label) or says.search(plain.text))
    for window in windows(plain, range(14, 22) if named else range(16, 20)) if plain.digits >= 14 else ():
        hint = card_hint(plain, window, label, named, rules)
        if not hint or (hits and hits[-1].start < window.start < hits[-1].end):
            continue
        if hits and hits[-1].start == window.start:
            hits.pop()
        hits.append(Hit("bank_card", window.start, window.end, hint))
    return hits


def card_hint(plain: Plain, window: Window, label: str, named: bool, rules: GateRules) -> str:
    sure = is_card(window.digits, rules) and card_shaped(window) and not continues(plain, window)
    certain = window.digits.startswith("62") or not window.sep
    if sure and (certain or not among_figures(plain.text, window.start, window.end)):
        return _("%(n)s 位，卡号校验位对得上") % {"n": len(window.digits)}
    if named and card_shaped(window) and says_account(plain, window, label, rules):
        return _("写着账号或卡号，%(n)s 位") % {"n": len(window.digits)}
    return ""


def among_figures(text: str, start: int, end: int) -> bool:
    """Whether a spaced number stands in a row of bare figures: 139 8000 1234 56 is a table row, not a phone."""
    left_edge, right_edge = start == 0 or text[start - 1] == "\n", end == len(text) or text[end] == "\n"
    left = left_edge or bool(FIGURE_LEFT.search(text[max(0, start - 2) : start]))
    right = right_edge or bool(FIGURE_RIGHT.match(text, end))
    return left and right and not (left_edge and right_edge)


def continues(plain: Plain, window: Window) -> bool:
    """Groups of four that go on in fours are a longer number (an invoice) or a row of figures, not a card."""
    if window.sizes[-1] != 4 or not window.sep:
        return False
    four = re.escape(window.sep) + "[0-9]{4}"
    left, right = plain.text[max(0, window.start - 13) : window.start], plain.text[window.end : window.end + 9]
    return bool(re.match(four + "(?![0-9])", right) or re.search(f"[0-9]{{4}}{four}{re.escape(window.sep)}$", left))


def says_account(plain: Plain, window: Window, label: str, rules: GateRules) -> bool:
    if not (window.alone or window.sep == "") or not labelled(rules.says("card"), plain, window.start, label, 10):
        return False
    return not labelled(rules.says("public_account"), plain, window.start, label, 20)


# --- passport -------------------------------------------------------------------------------------------------


def passports(plain: Plain, label: str, rules: GateRules) -> list[Hit]:
    """Ordinary passports by shape; diplomatic ones and travel permits only where the text calls them so."""
    return [
        Hit("passport", start, end, hint)
        for start, end, hint in each(PASSPORT, plain, lambda m: passport_hint(plain, m, label, rules))
    ]


def each(pattern: re.Pattern[str], plain: Plain, why: Callable[[re.Match[str]], str]) -> Iterator[tuple[int, int, str]]:
    for match in pattern.finditer(plain.text):
        hint = why(match)
        if hint:
            yield match.start(), match.end(), hint


def passport_hint(plain: Plain, match: re.Match[str], label: str, rules: GateRules) -> str:
    number = re.sub(r"[ \-]", "", match.group())
    if labelled(rules.says("passport"), plain, match.start(), label, 10) and LABELLED_PASSPORT.fullmatch(number):
        return _("写着护照或证件，字母加数字共 9 位")
    after = plain.text[match.end() : match.end() + 4].lstrip(" ")
    business = labelled(rules.says("business"), plain, match.start(), label) or after.startswith(OWNED)
    if ORDINARY_PASSPORT.fullmatch(number) and not DATE8.fullmatch(number[1:]) and not business:
        return _("字母加数字共 9 位，和护照号一样")
    return ""
