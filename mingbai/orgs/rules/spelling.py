"""Finding units by what people type when no name, initials or code begins so: full pinyin, or the way down to them."""

from __future__ import annotations

from functools import cache
from unicodedata import normalize

from django.db.models import Q
from pypinyin.pinyin_dict import pinyin_dict

from mingbai.orgs.models import Unit
from mingbai.orgs.models.units import UnitQuerySet, beginning

LONGEST_SYLLABLE = 6
LONGEST_NAME = 24  # letters; the reading of a longer text is not looked for
MOST_WAYS = 48  # of parting letters into syllables: xianxianxian… doubles them with every xian
MOST_ABOVE = 20  # units of the same name under which is looked
MOST_READ = 400  # names whose reading is compared; initials narrow them down before
# What people leave out of the name of the unit above: 昌元桂花.
ENDINGS = ("", "街道", "镇", "乡", "区", "县", "市")


def meant_by(text: str) -> UnitQuerySet:
    """Units that `text` means (no blanks in it) where no name, initials or code fits it: asked only then."""
    if text.isascii():
        return _read_as(text.lower()) if text.isalpha() else Unit.objects.none()
    return _down(text, Unit.objects.all())


def _down(text: str, units: UnitQuerySet) -> UnitQuerySet:
    """昌元街道桂花: what fits 桂花 below the unit that 昌元街道 names."""
    rests = {text[:end] + ending: text[end:] for end in range(2, len(text)) for ending in ENDINGS}
    named = units.filter(Q(short_name__in=rests) | Q(name__in=rests)).order_by("path")
    for above in named[:MOST_ABOVE]:
        rest = rests.get(above.name) or rests[above.short_name]
        below = Unit.objects.subtree_of(above)
        found = below.matching(rest)
        found = found if found.exists() else _down(rest, below)
        if found.exists():
            return found
    return units.none()


def _read_as(letters: str) -> UnitQuerySet:
    """Units whose name, read aloud, begins with `letters`: guihua finds 桂花社区."""
    wanted = Q(pk__in=[])
    for initials in initials_of_syllables(letters[:LONGEST_NAME]):
        wanted |= beginning("initials", initials)
    names = Unit.objects.filter(wanted).values_list("pk", "short_name")[:MOST_READ]
    fits = [pk for pk, name in names if "".join(map(_reading, name)).startswith(letters)]
    return Unit.objects.filter(pk__in=fits).order_by("code")


def initials_of_syllables(letters: str) -> set[str]:
    """First letters of every way to part the letters into syllables; the last one may be unfinished. None where
    there are more than MOST_WAYS."""
    ways: list[set[str]] = [{""}]
    for end in range(1, len(letters) + 1):
        starts = range(max(0, end - LONGEST_SYLLABLE), end)
        said = [at for at in starts if ways[at] and _is_syllable(letters[at:end], last=end == len(letters))]
        ways.append({way + letters[at] for at in said for way in ways[at]})
        if len(ways[-1]) > MOST_WAYS:
            return set()
    return ways[-1]


def _is_syllable(letters: str, *, last: bool) -> bool:
    whole, begun = _syllables()
    return letters in (begun if last else whole)


@cache
def _syllables() -> tuple[frozenset[str], frozenset[str]]:
    """All syllables, and all that one of them begins with."""
    whole = frozenset(_plain(reading) for readings in pinyin_dict.values() for reading in readings.split(","))
    return whole, frozenset(one[:end] for one in whole for end in range(1, len(one) + 1))


@cache
def _reading(char: str) -> str:
    """The usual reading of a character without its tone; ASCII stands for itself."""
    return char.lower() if char.isascii() else _plain(pinyin_dict.get(ord(char), "").partition(",")[0])


def _plain(reading: str) -> str:
    """lǜ as it is typed: lv."""
    return "".join(filter(str.isalpha, normalize("NFD", reading).replace("u\u0308", "v")))
