"""Phones: mobiles and landlines that are not declared as the office's."""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext as _

from mingbai.disclosure.rules.gate.findings import Allow
from mingbai.disclosure.rules.gate.numbers import Hit, among_figures, before, labelled, windows
from mingbai.disclosure.rules.gate.plain import Plain
from mingbai.disclosure.rules.gate.ruleset import GateRules

AMOUNT_AFTER = re.compile(r" {0,2}(?:\.[0-9]{1,2}(?![0-9.])|[万亿]?元|吨|度|千瓦)")
COUNTRY = r"(?:\(?\+[ ]?86\)?[ \-]{0,2}|\(?0086\)?[ \-]{0,2}|86[ \-]{0,2}|0)?"
SHAPES = (
    r"1[3-9][0-9]{9}",
    r"1[3-9][0-9][ \-._/]{1,2}[0-9]{4}[ \-._/]{1,2}[0-9]{4}",
    r"1[3-9][0-9]{2}(?P<a>[\-._/])[0-9]{3}(?P=a)[0-9]{4}",
    r"1[3-9][0-9]{2}(?P<b>[ \-._/])[0-9]{4}(?P=b)[0-9]{3}",
    r"1[3-9][0-9](?P<c>[ \-._/])[0-9]{3}(?P=c)[0-9]{5}",
    r"1[3-9][0-9][ \-][0-9]{8}",
    r"1(?P<d>[ \-._/])[3-9](?:(?P=d)[0-9]){9}",
    r"1(?P<e>[ \-._/])[3-9][0-9](?:(?P=e)[0-9]{2}){4}",
)
MOBILE = re.compile(rf"(?<![0-9]){COUNTRY}(?P<number>{'|'.join(SHAPES)})(?![0-9])")
MOBILE_DIALLED = re.compile(r"1[3-9][0-9]{9}")
MOBILE_THEN_DATE = re.compile(r"[0-9]{3} (?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]")
AREA = r"(?:10|2[0-9]|[3-9][0-9]{2})"
SUBSCRIBER = r"(?:[0-9]{7,8}|[0-9]{3,4}[ \-][0-9]{4})"
EXTENSION = r"(?: {0,1}(?:转|-)[0-9]{1,4}(?![0-9\-/.年月]))?"
LANDLINE = re.compile(
    rf"(?<![0-9])(?<![0-9][\-./])(?:\+86[ \-]?0?{AREA}|\(0{AREA}\)|0{AREA})[ \-]{{0,3}}{SUBSCRIBER}(?![0-9]){EXTENSION}"
)
NOT_DATE8 = "(?!(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9])"
LOCAL_NUMBER = rf"{NOT_DATE8}[2-8][0-9]{{6,7}}|[2-8][0-9]{{2,3}}[ \-][0-9]{{4}}"
LOCAL = re.compile(
    rf"(?:电话|座机|固话|宅电|传真|tel)(?:号码|号)?[ :：为是(.]{{0,3}}(?P<number>{LOCAL_NUMBER})(?![0-9\-])", re.I
)
LOCAL_CELL = re.compile(LOCAL_NUMBER)
VOUCHER_WORD = re.compile(r"[记收付转银现凭字第#][ \-]?$")
THEN_PHONE = "(?:的|办|所)?(?:联系|固定|座机)?(?:电话|座机|号码|传真)?[ :：为是(]{0,3}$"
CODE_LEFT = re.compile("[0-9A-Za-z]-$")  # HT-2026-192 28150261 is a contract and an amount
FRACTION = re.compile(r"(?:^|[^0-9])0\.$")


@lru_cache(maxsize=16)
def says_phone(rules: GateRules) -> re.Pattern[str]:
    return rules.pattern("phone", f"{{}}(?!{rules.any_of('not_phone_then')})")


@lru_cache(maxsize=16)
def says_meter(rules: GateRules) -> re.Pattern[str]:
    return rules.pattern("meter", "{}码?[ :：为是第]{0,3}$")


@lru_cache(maxsize=16)
def office_before(rules: GateRules) -> re.Pattern[str]:
    return rules.pattern("office_line", "{}" + THEN_PHONE)


def mobiles(plain: Plain, label: str, allow: Allow) -> list[Hit]:
    """Eleven digits from 13… to 19…, whole or in the groupings people write; any grouping where the text says phone."""
    if plain.digits < 11:
        return []
    hits = [
        Hit("mobile", m.start(), m.end(), _("11 位，和手机号一样"))
        for m in MOBILE.finditer(plain.text)
        if is_mobile(plain, m, label, allow) and not allow.phone(m.group())
    ]
    rest = plain.without([(h.start, h.end) for h in hits])
    hits.extend(hit for hit in oddly_broken(rest, label, allow) if not allow.phone(rest.text[hit.start : hit.end]))
    return hits


def is_mobile(plain: Plain, match: re.Match[str], label: str, allow: Allow) -> bool:
    phone, meter = says_phone(allow.rules), says_meter(allow.rules)
    if phone.search(label) or phone.search(before(plain, match.start(), 8)):
        return True
    text, start, end = plain.text, match.start(), match.end()
    if AMOUNT_AFTER.match(text, end) or meter.search(before(plain, start)) or meter.search(label):
        return False
    if FRACTION.search(text[max(0, start - 3) : start]):
        return False
    if in_long_token(text, start, end) or MOBILE_THEN_DATE.fullmatch(match["number"]):
        return False
    if " " in match["number"] and CODE_LEFT.search(text[max(0, start - 2) : start]):
        return False
    return " " not in match["number"] or not among_figures(text, start, end)


def in_long_token(text: str, start: int, end: int) -> bool:
    """Whether the digits are a stretch of a digest or another long token of letters and digits."""
    left, right = start, end
    while left > 0 and start - left < 20 and text[left - 1].isascii() and text[left - 1].isalnum():
        left -= 1
    while right < len(text) and right - end < 20 and text[right].isascii() and text[right].isalnum():
        right += 1
    return right - left >= end - start + 9


def oddly_broken(plain: Plain, label: str, allow: Allow) -> Iterator[Hit]:
    """Eleven digits broken anyhow (a narrow PDF column, an evasion), where the text says it is a phone."""
    if not says_phone(allow.rules).search(label) and not says_phone(allow.rules).search(plain.text):
        return
    for window in windows(plain, range(11, 12)):
        number = window.digits
        likely = window.alone and number[0] == "1" and number[1] in "3456789"
        if likely and labelled(says_phone(allow.rules), plain, window.start, label, 10):
            yield Hit("mobile", window.start, window.end, _("写着电话，11 位，和手机号一样"))


def phones(plain: Plain, label: str, allow: Allow) -> list[Hit]:
    """Landlines with an area code, and local ones where the text says phone. Hotlines are too short to be either."""
    if plain.digits < 7:
        return []
    found = (m for m in LANDLINE.finditer(plain.text) if is_landline(plain, m, label, allow))
    hits = [Hit("phone", m.start(), m.end(), undeclared()) for m in found if not allow.phone(m.group())]
    rest = plain.without([(h.start, h.end) for h in hits])
    for match in LOCAL.finditer(rest.text):
        start, end = match.span("number")
        office = office_before(allow.rules).search(before(rest, match.start()))
        if not office and not AMOUNT_AFTER.match(rest.text, end) and not allow.phone(match["number"]):
            hits.append(Hit("phone", start, end, undeclared()))
    cell = LOCAL_CELL.fullmatch(plain.text.strip())
    private = says_phone(allow.rules).search(label) and not office_before(allow.rules).search(label)
    if cell and private and not allow.phone(cell.group()):
        start = plain.text.index(cell.group())
        hits.append(Hit("phone", start, start + len(cell.group()), undeclared()))
    return hits


def undeclared() -> str:
    return _("座机号，没有登记为办公电话；是办公电话就先登记，再检查一遍")


def is_landline(plain: Plain, match: re.Match[str], label: str, allow: Allow) -> bool:
    """A landline, unless the words right before it call it an office's: only a private one is nobody's business."""
    if office_before(allow.rules).search(label) or office_before(allow.rules).search(before(plain, match.start())):
        return False
    if says_phone(allow.rules).search(label) or says_phone(allow.rules).search(before(plain, match.start(), 8)):
        return True
    text, start = plain.text, match.start()
    if AMOUNT_AFTER.match(text, match.end()) or VOUCHER_WORD.search(text[max(0, start - 2) : start]):
        return False
    return not says_meter(allow.rules).search(before(plain, start)) and not in_long_token(text, start, match.end())
