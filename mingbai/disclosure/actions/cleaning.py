"""A copy of an attachment without what it hides, proved before it takes the original's place.

Proved means: it opens, it shows exactly what the original shows (the same pages, paragraphs, cells, points), it hides
nothing any more, and the gate finds nothing in it that it had not found before.
"""

from __future__ import annotations

import zipfile

from django.utils.translation import gettext as _
from pypdf.errors import PyPdfError

from mingbai.disclosure.render.cleaned import NoCopy, cleaned, shown
from mingbai.disclosure.rules.gate import Allow, Findings, Unreadable, screen_file
from mingbai.kit.errors import NotNow

BROKEN = (
    NoCopy,
    Unreadable,
    PyPdfError,
    zipfile.BadZipFile,
    SyntaxError,  # of XML
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
)


def proven_copy(data: bytes, name: str, allow: Allow) -> tuple[bytes, Findings]:
    """The cleaned bytes and what the gate still finds in them. NotNow with a sentence where there is nothing to clean,
    or where the copy can't be proved."""
    before = screen_file(data, name, allow)
    if any(finding.kind == "covered_text" for finding in before):
        raise NotNow(_("黑块下面还有字。请先点“涂实黑块”，再清别的。"))
    ending = name.rpartition(".")[2].lower()
    try:
        copy = cleaned(data, ending)
        same = shown(data, ending) == shown(copy, ending)
        after = screen_file(copy, name, allow)
    except BROKEN as error:
        raise NotNow(_("“%(name)s”清不了，请用原来的软件自己清掉再传。") % {"name": name}) from error
    known = {finding.fingerprint for finding in before}
    if not same or after.hidden or any(finding.fingerprint not in known for finding in after):
        raise NotNow(_("“%(name)s”清过以后和原来看到的不一样，没有换上。请用原来的软件自己清掉再传。") % {"name": name})
    if len(after) == len(before) and after.notes == before.notes:
        raise NotNow(_("“%(name)s”里没有藏着的内容可以清，拦下的是看得见的，请换一份遮好的文件。") % {"name": name})
    return copy, after


def vanishing(data: bytes, name: str, found: Findings, allow: Allow) -> set[str]:
    """The fingerprints that a cleaned copy would be without; none where it can't be made."""
    if not found:
        return set()
    try:
        _copy, after = proven_copy(data, name, allow)
    except NotNow:
        return set()
    return {finding.fingerprint for finding in found} - {finding.fingerprint for finding in after}
