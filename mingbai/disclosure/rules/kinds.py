"""Which files may be attached: told by their bytes, not by their names."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile

from django.utils.translation import gettext as _

from mingbai.kit.errors import NotNow

MAX_BYTES = 10 * 1024 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument."
ALLOWED = {
    "pdf": "application/pdf",
    "docx": OFFICE + "wordprocessingml.document",
    "xlsx": OFFICE + "spreadsheetml.sheet",
    "png": "image/png",
    "jpg": "image/jpeg",
}


def clean_name(name: str) -> str:
    """The last part of a path, without signs that file systems or headers could misread; at most 120 characters."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    name = re.sub(r'[\x00-\x1f\x7f<>:"|?*\u200b-\u200f\u202a-\u202e]', "", name).strip(". ")
    if not name:
        raise NotNow(_("文件没有名字，请改个名字再传。"))
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: 119 - len(ending)]}{dot}{ending}" if dot else name[:120]


def demand_size(name: str, size: int) -> None:
    """NotNow when the file is too large; asked before its bytes are read into memory, too."""
    if size > MAX_BYTES:
        words = {"name": name, "size": f"{size / 1024 / 1024:.1f}"}
        raise NotNow(_("“%(name)s”有 %(size)s MB，最多 10 MB。照片可以先压缩，文件可以分成几个。") % words)


def sniff(name: str, data: bytes) -> str:
    """The MIME type by content; NotNow with a sentence when it is empty, too large, not allowed or wrongly named."""
    if not data:
        raise NotNow(_("“%(name)s”是空的，请重新选文件。") % {"name": name})
    demand_size(name, len(data))
    kind = _kind(data)
    ending = name.rpartition(".")[2].lower().replace("jpeg", "jpg")
    if kind is None:
        raise NotNow(_("“%(name)s”不是能收的文件。能收 pdf、docx、xlsx、png、jpg。") % {"name": name})
    if ending != kind:
        words = {"name": name, "kind": kind}
        raise NotNow(_("“%(name)s”里面其实是 %(kind)s 文件，名字对不上。请改成正确的后缀再传。") % words)
    return ALLOWED[kind]


def _kind(data: bytes) -> str | None:
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    return None


def _office(data: bytes) -> str | None:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        return None
    if "word/document.xml" in names:
        return "docx"
    return "xlsx" if "xl/workbook.xml" in names else None
