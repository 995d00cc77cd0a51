"""Small files for tests that attach some."""

from __future__ import annotations

import io
import zipfile

import docx
import openpyxl
import typst

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c63f8ffff3f0005fe02fea73581840000000049454e44ae426082"
)


def pdf(text: str = "OK") -> bytes:
    made = typst.compile(text.encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


def png(text: str = "OK") -> bytes:
    """A picture that any program draws; PNG above is only told by its first bytes."""
    made = typst.compile(text.encode(), format="png", ppi=30)
    assert isinstance(made, bytes)
    return made


def word(text: str, *, macro: bool = False) -> bytes:
    document, file = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(file)
    if macro:
        with zipfile.ZipFile(file, "a") as archive:
            archive.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0macro")
    return file.getvalue()


def excel(*rows: tuple[str, ...]) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()
