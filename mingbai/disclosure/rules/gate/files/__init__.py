"""The gate over files: what kind a file really is, its texts, its name; and what could not be looked at."""

import io
import json
import re
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _

from mingbai.disclosure.rules.gate.content import declared_in, escape
from mingbai.disclosure.rules.gate.content import spots as content_spots
from mingbai.disclosure.rules.gate.files.container import BROKEN, Package, Reading, broken_sentence, macro_sentence
from mingbai.disclosure.rules.gate.files.pdf import read_pdf
from mingbai.disclosure.rules.gate.files.pictures import JPG, PNG, read_picture
from mingbai.disclosure.rules.gate.files.sheets import read_csv, read_xlsx
from mingbai.disclosure.rules.gate.files.word import read_docx
from mingbai.disclosure.rules.gate.findings import Allow, Finding, Findings, Unreadable, fingerprint
from mingbai.disclosure.rules.gate.text import NOTHING, Spot, screen_spots, screen_text

KINDS = {
    ".txt": "text", ".csv": "csv", ".json": "json", ".xlsx": "xlsx", ".docx": "docx",
    ".pdf": "pdf", ".png": "png", ".jpg": "jpg", ".jpeg": "jpg",
}  # fmt: skip
MOST_BYTES = 64 * 1024 * 1024
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def screen_file(source: bytes | str | Path, name: str = "", allow: Allow = NOTHING) -> Findings:
    """Everything private in a file and in its name. `source` is its bytes or its path; `name` what readers will see.

    Unreadable(sentence) when the file can't be opened, is locked, carries macros or is not what its name says.
    The result's `notes` say what was not looked at (pictures).
    """
    data, name = loaded(source, name)
    root = f"/files/{escape(name)}"
    reading, allow = read(data, name, allow, root)
    found = screen_text(name, _("文件名"), allow, path=f"{root}/name")
    found.extend(in_lines(reading.spots, allow))
    found.extend(blocked(*block) for block in reading.blocks if block[0] in allow.rules.kinds)
    once = {finding.fingerprint: finding for finding in reversed(found)}  # one number in one place counts once
    return Findings(
        reversed(once.values()), reading.all_notes(), reading.pictures, reading.unlooked, reading.hidden.total()
    )


def blocked(kind: str, place: str, path: str, hint: str) -> Finding:
    """A page or part that can't be checked: it blocks like any finding, and a reviewer may overrule it."""
    return Finding(kind, place, path, 0, 0, "", "", hint, fingerprint(kind, "", path))


def loaded(source: bytes | str | Path, name: str) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        data = source
    else:
        path = Path(source)
        name = name or path.name
        try:
            if path.stat().st_size > MOST_BYTES:
                raise Unreadable(too_big(name))
            data = path.read_bytes()
        except OSError:
            raise Unreadable(_("“%(name)s”找不到或读不了；请看看路径和权限。") % {"name": name}) from None
    if len(data) > MOST_BYTES:
        raise Unreadable(too_big(name))
    return data, name


def too_big(name: str) -> str:
    return _("“%(name)s”超过 %(n)s MB，没有检查；请拆成几份再传。") % {"name": name, "n": MOST_BYTES // 1024 // 1024}


def read(data: bytes, name: str, allow: Allow = NOTHING, root: str = "", depth: int = 0) -> tuple[Reading, Allow]:
    """The texts of a file; for a notice's content also what it declares."""
    kind = kind_of(data, name)
    reading = Reading(root)

    def nested(body: bytes, title: str) -> Reading:
        return read_nested(body, title, depth)

    if kind == "json":
        return read_json(data, name, reading, allow)
    if kind == "pdf":
        read_pdf(data, name, reading, nested)
    elif kind in ("png", "jpg"):
        read_picture(data, reading)
    elif kind == "xlsx":
        read_xlsx(Package(data, name), reading, nested)
    elif kind == "docx":
        read_docx(Package(data, name), reading, nested)
    elif kind == "csv":
        read_csv(decoded(data, name), reading)
    else:
        reading.add(decoded(data, name), "", "/text")
    return reading, allow


def read_nested(data: bytes, name: str, depth: int) -> Reading:
    if depth >= 2:
        raise Unreadable(_("“%(name)s”套得太深，没有检查；请单独作为附件上传。") % {"name": name})
    return read(data, name, depth=depth + 1)[0]


def kind_of(data: bytes, name: str) -> str:
    """What the file is by its first bytes, held against what its name says."""
    ending = Path(name).suffix.lower()
    if ending in (".docm", ".xlsm", ".xltm", ".dotm", ".xlam"):
        raise Unreadable(macro_sentence(name))
    wanted = KINDS.get(ending)
    if wanted is None:
        raise Unreadable(
            _("“%(name)s”不是能检查的文件；请换成 txt、csv、xlsx、docx、pdf、png、jpg 或 json。") % {"name": name}
        )
    if data.startswith(OLD_OFFICE):
        raise Unreadable(
            _("“%(name)s”加了密码或是老格式，没法检查；请去掉密码，另存为 docx 或 xlsx 再传。") % {"name": name}
        )
    real = real_kind(data, name)
    if real != (wanted if wanted not in ("csv", "json") else "text"):
        raise Unreadable(_("“%(name)s”的内容和后缀对不上，没有检查；请用原来的软件重新另存一份再传。") % {"name": name})
    return wanted


def real_kind(data: bytes, name: str) -> str:
    if data.startswith(PNG):
        return "png"
    if data.startswith(JPG):
        return "jpg"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "text"
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except BROKEN:
        raise Unreadable(broken_sentence(name)) from None
    return "xlsx" if "xl/workbook.xml" in parts else "docx" if "word/document.xml" in parts else "zip"


def decoded(data: bytes, name: str) -> str:
    """Text in UTF-8, UTF-16 with its mark, or GB 18030 (what Excel and Notepad save in China)."""
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise Unreadable(_("“%(name)s”不是文字文件，读不出来；请用记事本另存为 UTF-8 再传。") % {"name": name})


def read_json(data: bytes, name: str, reading: Reading, allow: Allow) -> tuple[Reading, Allow]:
    try:
        content = json.loads(decoded(data, name))
        reading.spots.extend(content_spots(content, reading.root))
    except (ValueError, RecursionError):
        raise Unreadable(broken_sentence(name)) from None
    return reading, declared_in(content, allow)


def in_lines(spots: Iterable[Spot], allow: Allow) -> list[Finding]:
    """Findings of a plain text get the number of their line."""
    found: list[Finding] = []
    for spot in spots:
        for finding in screen_spots((spot,), allow):
            if not finding.place:
                line = len(re.findall("\n", spot.text[: finding.start])) + 1
                finding = replace(finding, place=_("第 %(n)s 行") % {"n": line})
            found.append(finding)
    return found
