"""Names of a list about residents in the files of the same draft: in their texts, and in what the machine read in their
pictures. Asked while it is a draft: nobody knows the names afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from mingbai.disclosure.models import Attachment, Edition, EditionState, ReadWords
from mingbai.disclosure.rules.gate.files import read
from mingbai.disclosure.rules.gate.findings import Finding, Unreadable, fingerprint
from mingbai.disclosure.rules.listed import Names, masked
from mingbai.disclosure.rules.told import listed_in

KIND = "listed_name"
Words = tuple[tuple[str, str, str], ...]  # place, path, text


def named_in_files(edition: Edition, files: Sequence[Attachment]) -> Iterator[tuple[Attachment, Finding]]:
    """Every whole name of the draft's list that a file tells, once for each place."""
    names = listed_in(edition).names if files and edition.state == EditionState.DRAFT else Names()
    if not names:
        return
    for file in files:
        seen: set[str] = set()
        for place, path, text in (*words_of(file.path, file.name), *_read_in(file)):
            for _start, _end, name in names.found(text):
                mark = fingerprint(KIND, name, path)
                if mark not in seen:
                    seen.add(mark)
                    yield file, _finding(place, path, name, mark)


def _finding(place: str, path: str, name: str, mark: str) -> Finding:
    hint = _("这是名单上要遮的全名。请在原文件里改成“%(masked)s”再传，或者涂掉；说的不是这个人，请审查员裁定。")
    return Finding(KIND, place, path, 0, 0, name, masked(name), hint % {"masked": masked(name)}, mark)


@lru_cache(maxsize=32)
def words_of(path: Path, name: str) -> Words:
    """The texts of a stored file, which never changes; nothing where it can't be read: that the gate has said."""
    try:
        spots = read(path.read_bytes(), name)[0].spots
    except (Unreadable, OSError):
        return ()
    return tuple((spot.place, spot.path, spot.text) for spot in spots)


def _read_in(file: Attachment) -> Words:
    return tuple(ReadWords.objects.filter(reading__attachment=file).order_by("pk").values_list("place", "path", "text"))
