"""The gate's rules as data: which kinds it looks for, the words and prefixes it goes by, its thresholds, its version.

A rule file is JSON: `version`, `since` (ISO date), `note`, `kinds`, `thresholds` (name → integer), `prefixes` and
`words` (name → list of texts). With `base` it names an earlier shipped version and gives only what is different; a list
in it takes the place of the base's list of that name.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

FOLDER = Path(__file__).with_name("editions")
MOST_BYTES = 1024 * 1024
PARTS = ("thresholds", "prefixes", "words")
KEYS = frozenset(("version", "since", "note", "base", "kinds", *PARTS))


class BadRules(ValueError):
    """A rule file that can't be used; the sentence says why."""


@dataclass(frozen=True, eq=False)
class GateRules:
    """One edition of the rules. `version` is what an edition of a notice records: that of the file, and for a file
    that was not shipped the beginning of its SHA-256 behind a plus sign, for two files may call themselves the same."""

    version: str
    since: str
    note: str
    kinds: frozenset[str]
    thresholds: dict[str, int]
    prefixes: dict[str, tuple[str, ...]]
    words: dict[str, tuple[str, ...]]
    _patterns: dict[str, re.Pattern[str]] = field(default_factory=dict, repr=False)

    def any_of(self, name: str) -> str:
        """A pattern for any of the words of a list, the longest first; one that never matches for an empty list."""
        words = sorted(self.words[name], key=len, reverse=True)
        return f"(?:{'|'.join(re.escape(word) for word in words)})" if words else r"(?:\b\B)"

    def pattern(self, name: str, shape: str = "{}") -> re.Pattern[str]:
        """The words of a list inside a shape, compiled once; `{}` is their place. Shapes may name further lists."""
        key = f"{name} {shape}"
        if key not in self._patterns:
            self._patterns[key] = re.compile(shape.replace("{}", self.any_of(name)), re.I)
        return self._patterns[key]

    def says(self, name: str) -> re.Pattern[str]:
        return self.pattern(name)


def shipped() -> list[str]:
    """The versions that come with the program, oldest first."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def named(name: str) -> GateRules:
    """The rules of a shipped version, or of a file by its path. BadRules with a sentence when there are none."""
    if name in shipped():
        return _shipped(name)
    path = Path(name)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadRules(_("规则文件“%(name)s”太大了，不像规则文件。") % {"name": name})
        data = path.read_bytes()
    except OSError:
        words = {"name": name, "known": _("、").join(shipped())}
        raise BadRules(
            _("没有“%(name)s”这套规则；随软件带的有 %(known)s，也可以写一个 JSON 文件的路径。") % words
        ) from None
    return _file(data, name)


@lru_cache(maxsize=8)
def _file(data: bytes, name: str) -> GateRules:
    return parsed(data, name, mark=f"+{hashlib.sha256(data).hexdigest()[:8]}")


@lru_cache(maxsize=16)
def _shipped(version: str) -> GateRules:
    return parsed((FOLDER / f"{version}.json").read_bytes(), version)


def current() -> GateRules:
    """The rules in force: those that the operator has named, else the newest that came with the program."""
    return _in_force(settings.GATE_RULES)


@lru_cache(maxsize=4)
def _in_force(name: str) -> GateRules:
    return named(name or shipped()[-1])


def parsed(data: bytes, name: str, mark: str = "") -> GateRules:
    try:
        whole = merged(json.loads(data))
        return GateRules(
            version=f"{whole['version']}{mark}",
            since=whole["since"],
            note=whole.get("note", ""),
            kinds=frozenset(whole["kinds"]),
            thresholds={key: int(value) for key, value in whole["thresholds"].items()},
            prefixes={key: tuple(texts(value)) for key, value in whole["prefixes"].items()},
            words={key: tuple(texts(value)) for key, value in whole["words"].items()},
        )
    except BadRules:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        words = {"name": name, "why": str(error)[:80]}
        raise BadRules(_("规则文件“%(name)s”读不懂（%(why)s）；请照随软件带的那几套来写。") % words) from None


def merged(raw: dict[str, Any]) -> dict[str, Any]:
    """The file with what it takes from its base; names that nobody reads are refused, for they are slips."""
    if strange := set(raw) - KEYS:
        raise BadRules(_("规则文件里有不认识的项：%(names)s。") % {"names": _("、").join(sorted(strange))})
    if not re.fullmatch(r"[0-9A-Za-z.\-]{1,16}", raw["version"]):
        raise BadRules(_("规则的版本只能用数字、字母、点和短横，最多 16 个字符。"))
    base = json.loads((FOLDER / f"{raw['base']}.json").read_bytes()) if raw.get("base") in shipped() else None
    if base is None and raw.get("base"):
        raise BadRules(_("规则文件里的 base 要写随软件带的一套。"))
    known = merged(base) if base else {}
    whole = {**known, **raw}
    for part in PARTS:
        whole[part] = {**known.get(part, {}), **raw.get(part, {})}
    return whole


def texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) and 0 < len(one) <= 40 for one in value):
        raise TypeError("list of words")
    return value
