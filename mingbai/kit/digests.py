"""One language and one form of bytes (RFC 8785) for one content, and the digest that proves it."""

import hashlib
import re
from typing import Any, cast

import rfc8785
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

MOST = 2**53 - 1  # beyond it a JSON reader may round the number


def record_language() -> override:
    """`with record_language():` what is kept is worded in Chinese, whichever language its writer reads the pages in."""
    return override(settings.LANGUAGE_CODE)


def canonical(content: object) -> bytes:
    """The canonical JSON bytes of content made of objects, lists, text, whole numbers, true, false, null.

    Floats are refused: money is whole fen or text, for a rounded figure would still carry a valid digest.
    ValueError says where the thing that cannot be kept stands.
    """
    _check(content, "$")
    return rfc8785.dumps(cast(Any, content))


def digest(content: object) -> str:
    """sha256: and the hex digest of the canonical bytes."""
    return f"sha256:{hashlib.sha256(canonical(content)).hexdigest()}"


def short(digest: str) -> str:
    """The first sixteen hex digits as printed on paper: 3F7A 91C2 8E04 5B6D."""
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", digest):
        raise ValueError(_("校验值应当是 sha256: 加 64 位十六进制数字，读到的是“%(digest)s”。") % {"digest": digest})
    first = digest.removeprefix("sha256:")[:16].upper()
    return " ".join(first[at : at + 4] for at in range(0, 16, 4))


def _check(value: object, place: str) -> None:
    """Walk the content and refuse, by place, what has no single canonical form."""
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        _check_text(value, place)
    elif isinstance(value, int):
        if abs(value) > MOST:
            raise ValueError(_("%(place)s 的整数超出 JSON 能准确表示的范围。") % {"place": place})
    elif isinstance(value, float):
        raise ValueError(_("%(place)s 是小数；金额请用整数分或文字，不用浮点数。") % {"place": place})
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _check(item, f"{place}[{index}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise ValueError(_("%(place)s 的键 %(key)r 不是文字。") % {"place": place, "key": key})
            _check_text(key, place)
            _check(item, f"{place}.{key}")
    else:
        raise ValueError(
            _("%(place)s 的内容类型 %(type)s 不能存成 JSON。") % {"place": place, "type": type(value).__name__}
        )


def _check_text(text: str, place: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError(_("%(place)s 的文字里有不完整的字符。") % {"place": place}) from None
