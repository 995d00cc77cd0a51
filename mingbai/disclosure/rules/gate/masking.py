"""The one-click mask: the content with one finding covered, refused when something else stands there by now."""

import copy
from typing import Any

from django.utils.translation import gettext

from mingbai.disclosure.rules.gate.content import figure_text, spots
from mingbai.disclosure.rules.gate.findings import Finding
from mingbai.disclosure.rules.gate.text import screen_spots


def mask_content(
    content: dict[str, Any], path: str, start: int, end: int, masked: str, expected: str | None = None
) -> dict[str, Any]:
    """A copy of the content with the text at a JSON pointer masked between start and end.

    ValueError when the place is gone, when the characters are no longer there, or (with `expected`,
    the finding's text) when something else stands there now: then the content is screened anew.
    """
    changed = copy.deepcopy(content)
    holder, key = holder_of(changed, path)
    value = holder[key]
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValueError(gettext("这一处不是文字，遮不了；请重新检查一遍。"))
    text = value if isinstance(value, str) else figure_text(value)
    there = text[start:end]
    if not 0 <= start < end <= len(text) or (expected is not None and there != expected):
        raise ValueError(moved())
    if expected is None and not any(
        f.start == start and f.end == end and f.masked == masked for f in screen_spot(content, path)
    ):
        raise ValueError(moved())
    holder[key] = text[:start] + masked + text[end:]
    return changed


def moved() -> str:
    return gettext("这一处已经改过了，和检查时不一样；请重新检查一遍。")


def screen_spot(content: dict[str, Any], path: str) -> list[Finding]:
    """What the gate says today about one place, with nothing declared (a mask may always hide more)."""
    return screen_spots(spot for spot in spots(content) if spot.path == path)


def holder_of(content: Any, path: str) -> tuple[Any, Any]:
    """The object or list that a JSON pointer leads into, and the last step."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in path.split("/")[1:]]
    if not path.startswith("/") or not steps:
        raise ValueError(moved())
    here: Any = content
    try:
        for step in steps[:-1]:
            here = here[int(step)] if isinstance(here, list) else here[step]
        last: Any = int(steps[-1]) if isinstance(here, list) else steps[-1]
        here[last]
    except (KeyError, IndexError, TypeError, ValueError):
        raise ValueError(moved()) from None
    if not isinstance(here, (dict, list)):
        raise ValueError(moved())
    return here, last
