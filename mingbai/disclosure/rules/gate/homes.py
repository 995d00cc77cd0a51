"""Home addresses down to the door, told apart from buildings, public places and declared offices."""

import re

from django.utils.translation import gettext as _

from mingbai.disclosure.rules.gate.findings import Allow
from mingbai.disclosure.rules.gate.numbers import Hit, before
from mingbai.disclosure.rules.gate.plain import Plain, either

NUM = r"(?:[0-9]{1,4}|[一二三四五六七八九十百零〇]{1,5})"
S = r" {0,2}"
NOT_COUNT = r"(?![0-9%:+\-])(?![.,][0-9])(?! {0,2}[元万户人具米个台盏年月日度吨件次套份岁楼层至到名])"
BUILDING = rf"{NUM}{S}(?:栋|幢|座|号楼|号院)"
UNIT = rf"{NUM}{S}单元"
FLOOR = rf"{NUM}{S}[楼层]"
ROOM_IN_WORDS = "[一二三四五六七八九][零〇一二三四五六七八九]{2,3}"
ROOM_NUMBER = (
    rf"[0-9]{{1,2}}-[0-9]{{1,4}}(?:-[0-9]{{1,4}})?{NOT_COUNT}|[0-9]{{3,4}}{NOT_COUNT}|{ROOM_IN_WORDS}{NOT_COUNT}"
)
ROOM = rf"(?:{NUM}(?:-[0-9]{{1,4}})?{S}(?:室|号房|号)|{ROOM_NUMBER})"
SURE_ROOM = rf"{NUM}(?:-[0-9]{{1,4}})?{S}(?:室|号房|号)"
ESTATE = "(?:(?<=苑)|(?<=区)|(?<=园)|(?<=寓)|(?<=村)|(?<=城)|(?<=院)|(?<=舍))"
DOOR = (
    rf"{BUILDING}{S}(?:{UNIT}{S}(?:{FLOOR}{S})?{ROOM}|(?:{FLOOR}{S})?{SURE_ROOM})"
    rf"|{BUILDING}{ROOM}|{UNIT}{S}(?:{FLOOR}{S})?{ROOM}"
    rf"|{ESTATE}{S}[0-9]{{1,2}}-[0-9]{{1,2}}-[0-9]{{3,4}}(?![0-9\-])"
)
ANNEX = rf"(?:{S}附{S}{NUM}{S}号?)?"
STREET = (
    r"(?<=[一-龥])(?<![线电道管水油气铁公马网支轨思回销])(?:路|街|巷|弄|大道|胡同|[东南西北中]段)"
    rf"(?:[一二三四五六七八九十东南西北中上下前后]{{1,2}}段|[0-9]段)?{S}{NUM}(?:-[0-9]{{1,3}})?{S}号{ANNEX}"
    rf"(?:[ ,，]{{0,2}}(?:{DOOR}|{FLOOR}{S}{SURE_ROOM}|[0-9]{{1,2}}-[0-9]{{1,4}}{NOT_COUNT}))?"
)
VILLAGE = (
    rf"{NUM}{S}(?:村民小组|居民小组|组|社|队){S}(?:附{S})?{NUM}(?:-[0-9]{{1,3}})?{S}号{ANNEX}"
    rf"|(?<=[一-龥])(?:村|庄|屯|寨|湾|塆|坝|院子|屋基){S}{NUM}{S}号{ANNEX}"
)
ADDRESS = re.compile(rf"(?P<street>{STREET})|(?P<door>{DOOR})|(?P<village>{VILLAGE})")
DOOR_PART = rf"{NUM}(?:-[0-9]{{1,4}}){{0,3}}{S}(?:号|室|栋|幢|单元)|[0-9]{{1,2}}-[0-9]{{1,2}}-[0-9]{{1,4}}"
HOUSE_NUMBER = re.compile(rf"(?P<door>(?:{DOOR_PART})(?:{S}(?:{DOOR_PART}|[0-9]{{2,4}}(?![0-9]))){{0,4}})")
LIVES_AT = re.compile(
    rf"(?:家住|现住|住址|住在|居住地|居住在|居住于|户籍地)[^，。；\n0-9]{{0,16}}{HOUSE_NUMBER.pattern}"
)
DOOR_SIGN = re.compile("[号室栋幢座元#-]")
ANY_NUMBER = re.compile("[0-9一二三四五六七八九十]")
FIRST_NUMBER = re.compile(rf"{S}{NUM}")

AFTER_DATE = re.compile(" {0,2}" + either("上午 下午 晚 早 停 起 之?前 之?后 至 到 开始 召开 开会 检修 公布 截止"))
THEN_PLACE = "(?:[ :：(]|在|设在|的|地址|地点|是|为){0,4}[一-龥]{0,12}$"
THEN_ADDRESS = "(?:地址|地点|住所|场所)?(?:[ :：(]|在|设在|的|是|为){1,3}[一-龥]{0,12}$"
NAME_BEFORE = re.compile(r"[一-龥]{1,6}$")
NOT_A_NAME = re.compile(r".*[住在于到至址为是的]")


def addresses(plain: Plain, label: str, allow: Allow) -> list[Hit]:
    """House numbers down to the door. A building without a room is none, nor is a village group (村组 may be shown)."""
    if not DOOR_SIGN.search(plain.text) or not ANY_NUMBER.search(plain.text):
        return []
    hits = [hit for match in ADDRESS.finditer(plain.text) for hit in judge(plain, match, label, allow)]
    if hits:
        return hits
    match = LIVES_AT.search(plain.text)
    if not match and allow.rules.says("home").search(label) and "数" not in label:
        match = HOUSE_NUMBER.search(plain.text)
    if not match or allow.address(plain.text):
        return []
    if AFTER_DATE.match(plain.text, match.end()) or public_after(allow).match(plain.text, match.end()):
        return []
    return [Hit("address", match.start("door"), match.end(), _("写着住址，有门牌号"), "***")]


def public_after(allow: Allow) -> re.Pattern[str]:
    return allow.rules.pattern("public_things", " {0,2}的?[(]?{}")


def public_before(allow: Allow) -> re.Pattern[str]:
    return allow.rules.pattern("public_places", "{}" + THEN_PLACE)


def office_before(allow: Allow) -> re.Pattern[str]:
    return allow.rules.pattern("office_before", "{}" + THEN_ADDRESS)


def judge(plain: Plain, match: re.Match[str], label: str, allow: Allow) -> list[Hit]:
    text, start, end = plain.text, match.start(), match.end()
    lead = before(plain, start, 24)
    home = bool(allow.rules.says("home").search(label) or allow.rules.says("home").search(lead))
    to_the_door = bool(match["door"]) or (end - start > 8 and bool(re.search(DOOR, match.group())))
    if not home and (AFTER_DATE.match(text, end) if match.group().endswith("号") else False):
        return []
    if not home and (allow.rules.says("office_place").search(label) or office_before(allow).search(lead)):
        return []
    if not home and not to_the_door and (public_after(allow).match(text, end) or public_before(allow).search(lead)):
        return []
    named = NAME_BEFORE.search(text[max(0, start - 6) : start])
    name = NOT_A_NAME.sub("", named.group()) if named else ""
    whole = name + match.group()
    if any(allow.address(whole[cut:]) for cut in range(max(1, len(name) - 1))):
        return []
    number = FIRST_NUMBER.search(match.group())
    kept = name + match.group()[: number.start() if number and not match["village"] else kept_of_village(match.group())]
    return [Hit("address", start - len(name), end, _("有门牌号，找得到是哪一户"), kept.rstrip() + "***")]


def kept_of_village(text: str) -> int:
    """Village and group may be shown; the house number after them may not."""
    place = re.match(rf"{NUM}{S}(?:村民小组|居民小组|组|社|队)|[一-龥]{{1,2}}", text)
    return place.end() if place else 0
