"""A docx or xlsx without comments, tracked changes, hidden text, sheets, rows, columns and properties."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

from docx.oxml.parser import parse_xml

from mingbai.disclosure.rules.gate.files.container import Package, local
from mingbai.disclosure.rules.gate.files.runs import run_text, vanishes
from mingbai.disclosure.rules.gate.files.sheets import Hiding, number_of, rows_of, sheets_of
from mingbai.disclosure.rules.gate.files.word import BODY, hiding_styles

Cleaner = Callable[[bytes], bytes]
DROPPED = re.compile(
    r"(?:comments?|commentsExtended|commentsIds|commentsExtensible|people|threadedComment|persons?|custom)[0-9]*\.xml$"
    r"|threadedComments/|persons/|(?:vml|comments|legacy)Drawing[0-9]*\.vml$|thumbnail|calcChain\.xml$"
)
EMPTIED = frozenset(
    ("creator", "lastModifiedBy", "description", "keywords", "subject", "category", "title", "Company", "Manager")
)
REMOVED = re.compile(
    "del|moveFrom|commentRange(?:Start|End)|move(?:From|To)Range(?:Start|End)"
    "|(?:rPr|pPr|sectPr|tblPr|trPr|tcPr|tblGrid)Change"
)
UNWRAPPED = frozenset(("ins", "moveTo"))
MARKS = frozenset(("rPr", "trPr", "tcPr"))  # there an `ins` is a mark and wraps nothing
SHOWN_ONLY = frozenset(("deleted", "hidden"))


def rewritten(package: Package, changed: dict[str, bytes], dropped: set[str]) -> bytes:
    """The package with parts changed or left out, and nothing that still points to what was left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in package.parts.items():
            if name in dropped:
                continue
            body = changed.get(name, body)
            if name.endswith(".rels"):
                body = without_links(body, dropped)
            elif name == "[Content_Types].xml":
                body = without_types(body, dropped)
            archive.writestr(name, body)
    return out.getvalue()


def written(root: Any) -> bytes:
    out = io.BytesIO()
    root.getroottree().write(out, xml_declaration=True, encoding="UTF-8", standalone=True)
    return out.getvalue()


def without_links(body: bytes, dropped: set[str]) -> bytes:
    root = parse_xml(body)
    names = {name.rsplit("/", 1)[-1] for name in dropped}
    for link in list(root):
        if link.get("TargetMode") != "External" and link.get("Target", "").rsplit("/", 1)[-1] in names:
            root.remove(link)
    return written(root)


def without_types(body: bytes, dropped: set[str]) -> bytes:
    root = parse_xml(body)
    for entry in list(root):
        if entry.get("PartName", "").lstrip("/") in dropped:
            root.remove(entry)
    return written(root)


def common(package: Package, clean_picture: Cleaner) -> tuple[dict[str, bytes], set[str]]:
    """What both kinds of file have: parts that go, properties that are emptied, photos that are cleaned."""
    changed, dropped = dict[str, bytes](), {name for name in package.parts if DROPPED.search(name)}
    for name, body in package.parts.items():
        if name.startswith("docProps/") and name.endswith(".xml") and name not in dropped:
            root = parse_xml(body)
            for element in root:
                if local(element.tag) in EMPTIED:
                    element.text = ""
            changed[name] = written(root)
        elif name.lower().endswith((".png", ".jpg", ".jpeg")):
            changed[name] = clean_picture(body)
    return changed, dropped


# --- docx -----------------------------------------------------------------------------------------------------


def clean_docx(data: bytes, clean_picture: Cleaner) -> bytes:
    """All tracked changes are accepted; hidden runs and comments go."""
    package = Package(data, "a.docx")
    changed, dropped = common(package, clean_picture)
    styles = hiding_styles(package)
    for name, body in package.parts.items():
        if name.startswith("word/") and name.endswith(".xml") and name not in dropped:
            root = parse_xml(body)
            accept(root, styles)
            changed[name] = written(root)
    return rewritten(package, changed, dropped)


def accept(root: Any, styles: frozenset[str]) -> None:
    """Take every change as it is: what was deleted goes, what was inserted stays without its mark."""
    for element in list(root.iter()):
        parent, kind = element.getparent(), local(element.tag)
        if parent is None:
            continue
        if goes(element, parent, kind, styles):
            parent.remove(element)
        elif kind in UNWRAPPED:
            at = parent.index(element)
            for inner in list(element):
                parent.insert(at, inner)
                at += 1
            parent.remove(element)


def goes(element: Any, parent: Any, kind: str, styles: frozenset[str]) -> bool:
    """Whether an element is a change, a comment, or hidden, or a row that was deleted."""
    if kind == "tr":
        return any(local(m.tag) == "del" for mark in element if local(mark.tag) == "trPr" for m in mark)
    if kind == "r":
        return vanishes(element, styles) or any(local(e.tag) == "commentReference" for e in element)
    return bool(REMOVED.fullmatch(kind)) or (kind in UNWRAPPED and local(parent.tag) in MARKS)


def shown_docx(data: bytes) -> list[str]:
    package = Package(data, "a.docx")
    styles = hiding_styles(package)
    texts = (run_text(p, SHOWN_ONLY, styles) for p in package.xml(BODY).iter() if local(p.tag) == "p")
    return [text for text in texts if text.strip()]


# --- xlsx -----------------------------------------------------------------------------------------------------


def clean_xlsx(data: bytes, clean_picture: Cleaner) -> bytes:
    """Values stay, formulas go: they may name a sheet that went. What is hidden is emptied or left out."""
    package = Package(data, "a.xlsx")
    changed, dropped = common(package, clean_picture)
    gone: set[str] = set()
    used: set[int] = set()
    for name, part, state in sheets_of(package):
        if state in ("hidden", "veryHidden"):
            gone.add(name)
            dropped |= {part, f"{part.rpartition('/')[0]}/_rels/{part.rpartition('/')[2]}.rels"}
            continue
        root = parse_xml(package.parts[part])
        bare_sheet(root, Hiding.of(name, state, package.xml(part)), used)
        changed[part] = written(root)
    if "xl/sharedStrings.xml" in package.parts:
        strings = parse_xml(package.parts["xl/sharedStrings.xml"])
        for at, item in enumerate(list(strings)):
            if at not in used:
                for inner in list(item):
                    item.remove(inner)
        changed["xl/sharedStrings.xml"] = written(strings)
    changed["xl/workbook.xml"] = bare_book(package.parts["xl/workbook.xml"], gone)
    return rewritten(package, changed, dropped & package.parts.keys())


def bare_sheet(root: Any, hiding: Hiding, used: set[int]) -> None:
    """Cells of hidden rows and columns go, and formulas from the others; `used` gets the shared texts still shown."""
    number = 0
    for row in [e for e in root.iter() if local(e.tag) == "row"]:
        number = int(row.get("r", "0")) if row.get("r", "").isdigit() else number + 1
        for at, cell in enumerate(list(row)):
            letters = re.match("[A-Z]+", cell.get("r", ""))
            column = number_of(letters.group()) if letters else at + 1
            if number in hiding.rows or any(a <= column <= b for a, b in hiding.columns):
                row.remove(cell)
                continue
            computed = any(local(part.tag) == "v" for part in cell)
            for part in list(cell):
                if local(part.tag) == "f" and computed:
                    cell.remove(part)
                elif local(part.tag) == "v" and cell.get("t") == "s" and (part.text or "").isdigit():
                    used.add(int(part.text))
    for child in list(root):
        if local(child.tag) in ("legacyDrawing", "legacyDrawingHF"):
            root.remove(child)


def bare_book(body: bytes, gone: set[str]) -> bytes:
    """Without the sheets that went, and without names: a name may hold a text, or point where nothing is."""
    root = parse_xml(body)
    for element in list(root.iter()):
        kind, parent = local(element.tag), element.getparent()
        if parent is None:
            continue
        if kind in ("definedNames", "calcPr") or (kind == "sheet" and element.get("name") in gone):
            parent.remove(element)
        elif kind == "workbookView":
            for key in ("activeTab", "firstSheet"):
                element.attrib.pop(key, None)
    return written(root)


def shown_xlsx(data: bytes) -> list[tuple[str, int, str, str]]:
    """(sheet, row, column, text) of every cell that can be seen; of a formula its value."""
    package = Package(data, "a.xlsx")
    strings = (
        [run_text(item) for item in package.xml("xl/sharedStrings.xml")]
        if "xl/sharedStrings.xml" in package.parts
        else []
    )
    found = []
    for name, part, state in sheets_of(package):
        root = package.xml(part)
        hiding = Hiding.of(name, state, root)
        for cell in [e for e in root.iter() if local(e.tag) == "c"]:
            for formula in [part for part in cell if local(part.tag) == "f"]:
                cell.remove(formula)
        for row, cells in rows_of(root, strings, set()):
            for column, text in cells.items():
                if not hiding.where(row, column):
                    found.append((name, row, column, text))
    return found
