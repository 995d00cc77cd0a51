"""Is the paper in hand the edition that holds? A number and the first digits of a digest are enough to say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mingbai.disclosure.models import Edition, EditionState

DIGITS = 16  # as printed beside the code on the sheet
NUMBER = re.compile(r"([0-9A-Za-z]{2,32})/([0-9]{4})-0*([0-9]{1,9})(?![0-9])")


@dataclass(frozen=True)
class Answer:
    """`kind` is current, older, over, withdrawn, unknown or unclear; `edition` is the one that the paper shows."""

    kind: str
    sentence: str
    edition: Edition | None = None

    @property
    def box(self) -> str:
        return {"current": "done", "older": "due", "over": "due", "unclear": "due"}.get(self.kind, "late")

    @property
    def title(self) -> str:
        return {
            "current": _("是现在有效的版本"),
            "older": _("是旧版，已经换了新版"),
            "over": _("是真的，公示期已经满了"),
            "withdrawn": _("这份公开已经撤回"),
            "unknown": _("对不上，不是我们公布的内容"),
            "unclear": _("校验码没有填全"),
        }[self.kind]


def read_number(text: str) -> tuple[str, int, int] | None:
    """Code, year and serial out of what people type or paste: full-width signs, spaces, a whole address."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    found = NUMBER.search(plain)
    return (found[1], int(found[2]), int(found[3])) if found else None


def read_digits(text: str) -> str:
    """The hex digits of a digest in lower case, without spaces, dashes and the word sha256."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("sha256:", "")
    return re.sub(r"[\s\-·.]", "", plain)[:64]


def compare(
    text: str, editions: Iterable[Edition], *, online: bool = True, held: bool = False, over: bool = False
) -> Answer:
    """Hold the digits of a paper against every published edition of the notice. `online` is false where the content
    hangs on the unit's own board only, so that no page shows what the paper says; `held` is true where it was taken
    down at once and nobody has decided yet, `over` where it is a list about residents whose display has ended."""
    digits = read_digits(text)
    if len(digits) < DIGITS or not re.fullmatch(r"[0-9a-f]+", digits):
        return Answer("unclear", _("要填纸上二维码旁边的 16 位字符，由数字和 A 到 F 组成。"))
    for edition in sorted(editions, key=lambda one: -(one.number or 0)):
        if edition.digest.removeprefix("sha256:").startswith(digits):
            known = _held(edition) if held else _known(edition, online=online)
            return _over(edition) if over and known.kind in ("current", "older") else known
    return Answer("unknown", _("这份公开的每一版都不是这个校验码。请以网上为准，并请告诉发布单位。"))


def _held(edition: Edition) -> Answer:
    words = {"n": edition.number}
    return Answer("withdrawn", _("纸上是第 %(n)s 版，已经先撤下，正在核实。请把纸取下，不要传看。") % words, edition)


def _over(edition: Edition) -> Answer:
    words = {"n": edition.number}
    return Answer(
        "over", _("纸上是第 %(n)s 版，校验码对得上。名单的公示期满了，请把纸取下，不要传看。") % words, edition
    )


def _known(edition: Edition, *, online: bool) -> Answer:
    words = {"n": edition.number}
    if edition.state == EditionState.WITHDRAWN:
        return Answer("withdrawn", _("纸上是第 %(n)s 版，已经撤回，不再有效。") % words, edition)
    if edition.state == EditionState.SUPERSEDED:
        newer = _("请看网页上的新版，旧纸应当换下。") if online else _("请看公开栏上的新版，旧纸应当换下。")
        return Answer("older", _("纸上是第 %(n)s 版，后来更正过。") % words + newer, edition)
    return Answer("current", _("纸上是第 %(n)s 版，校验码对得上。") % words, edition)
