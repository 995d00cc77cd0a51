"""Short names and pinyin initials of units; fast enough for the 665 000 of the nation."""

from functools import cache
from unicodedata import normalize

from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

# What stands after the place in the full name of a committee, longest first.
COMMITTEES = ("居民委员会", "村民委员会", "居委会", "村委会")
# A place that already says what it is needs no further word.
SAYS_ITSELF = ("社区", "村", "嘎查", "小区", "新区", "居")
LONGEST_PHRASE = 4


def short_name_of(name: str) -> str:
    """玉屏社区居民委员会 → 玉屏社区; 李家村村民委员会, 李家村民委员会 → 李家村; 银闸居民委员会 → 银闸居委会."""
    for ending in COMMITTEES:
        place = name.removesuffix(ending)
        if place == name or not place:
            continue
        if place.endswith(SAYS_ITSELF):
            return place
        return f"{place}村" if ending.startswith("村") else f"{place}居委会"
    return name


def initials_of(name: str) -> str:
    """First letters of the readings, as people type them: 桂花社区 → ghsq, 重庆市 → cqs; other signs are left out."""
    phrases, starts = _irregular_phrases()
    found: list[str] = []
    at = 0
    while at < len(name):
        step = 1
        letters = _letter(name[at])
        if name[at] in starts:
            for length in range(LONGEST_PHRASE, 1, -1):
                irregular = phrases.get(name[at : at + length])
                if irregular:
                    letters, step = irregular, length
                    break
        found.append(letters)
        at += step
    return "".join(found)


@cache
def _letter(char: str) -> str:
    """The first letter of a character's usual reading; ASCII letters and digits stand for themselves."""
    if char.isascii():
        return char.lower() if char.isalnum() else ""
    reading = pinyin_dict.get(ord(char), "")
    return normalize("NFD", reading)[:1]


@cache
def _irregular_phrases() -> tuple[dict[str, str], frozenset[str]]:
    """Phrases in which a character is read with another letter than by itself, and the characters they begin with."""
    found = {}
    for phrase, readings in phrases_dict.items():
        if len(phrase) > LONGEST_PHRASE or len(phrase) != len(readings):
            continue
        letters = "".join(normalize("NFD", reading[0])[:1] for reading in readings)
        if letters != "".join(map(_letter, phrase)):
            found[phrase] = letters
    return found, frozenset(phrase[0] for phrase in found)
