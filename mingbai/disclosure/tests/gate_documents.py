"""Documents with and without something private, in every kind of file and every corner of it; built, not stored.

`documents()` gives at least 200 with a fixed seed, half of them clean; `measure()` says what the gate makes of them.
"""

import io
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import docx
import openpyxl
import pypdf
import typst
from docx.oxml import parse_xml
from openpyxl.comments import Comment
from PIL import Image, PngImagePlugin

from mingbai.catalog.schema.edition import load_edition
from mingbai.disclosure.rules.columns import column_findings
from mingbai.disclosure.rules.gate import screen_file
from mingbai.disclosure.rules.lists import texts_of
from mingbai.disclosure.tests import gate_corpus, gate_people

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HERE = {1: "N", 2: (29.0, 24.0, 16.4), 3: "E", 4: (105.0, 35.0, 40.2)}


@dataclass(frozen=True)
class Document:
    """A file, the kinds of findings that it must give (none for a clean one), and the corner that they stand in."""

    name: str
    data: bytes
    expect: frozenset[str]
    corner: str


def private(rng: random.Random) -> tuple[str, str]:
    """(kind, text) of something that says by itself what it is."""
    makers: tuple[tuple[str, Callable[[random.Random], str]], ...] = (
        ("resident_id", gate_corpus.resident_id),
        ("bank_card", gate_corpus.card),
        ("mobile", gate_corpus.mobile),
        ("plate", gate_people.plate),
        ("address", lambda r: "桂花路" + str(r.randint(1, 99)) + "号3栋2单元501室"),
        ("health", lambda r: f"{gate_people.person(r)}患{r.choice(gate_people.ILLNESSES)}"),
    )
    kind, make = rng.choice(makers)
    return kind, make(rng)


def rows(rng: random.Random) -> list[list[str]]:
    """A harmless table of spending."""
    head = ["序号", "日期", "摘要", "凭证", "金额"]
    body = [
        [str(n), f"2026-{rng.randint(1, 9):02d}-{rng.randint(1, 28):02d}", rng.choice(gate_corpus.SPENDING),
         f"记-{rng.randint(1, 999):04d}", gate_people.money(rng)]
        for n in range(1, rng.randint(4, 9))
    ]  # fmt: skip
    return [head, *body]


def saved(thing: Any) -> bytes:
    out = io.BytesIO()
    thing.save(out)
    return out.getvalue()


# --- each kind of file: how to make one with a text in a corner, or clean ---------------------------------------


def word(rng: random.Random, corner: str, text: str) -> bytes:
    paper = docx.Document()
    paper.core_properties.author = ""
    paper.add_paragraph("2026 年三季度收支公示")
    table = paper.add_table(0, 5)
    for row in rows(rng):
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = value
    if corner == "paragraph":
        paper.add_paragraph(f"联系：{text}")
    elif corner == "cell":
        table.add_row().cells[2].text = text
    elif corner == "header":
        paper.sections[0].header.paragraphs[0].text = text
    elif corner == "comment":
        paper.add_comment(paper.paragraphs[0].runs[0], text=text, author="经办人")
    elif corner == "property":
        paper.core_properties.comments = text
    elif corner in ("deleted", "hidden"):
        run = f'<w:r><w:{{t}} xml:space="preserve">{text}</w:{{t}}></w:r>'
        inside = f"<w:del>{run.format(t='delText')}</w:del>"
        if corner == "hidden":
            inside = run.format(t="t").replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")
        paper.element.body.insert(0, parse_xml(f"<w:p {W}>{inside}</w:p>"))
    return saved(paper)


def excel(rng: random.Random, corner: str, text: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows(rng):
        sheet.append(row)
    last = sheet.max_row
    if corner in ("cell", "row"):
        sheet.append(["", "", text])
        sheet.row_dimensions[last + 1].hidden = corner == "row"
    elif corner == "column":
        sheet["G3"] = text
        sheet.column_dimensions["G"].hidden = True
    elif corner == "sheet":
        book.create_sheet("底稿")["B2"] = text
        book.worksheets[1].sheet_state = rng.choice(("hidden", "veryHidden"))
    elif corner == "comment":
        sheet["C2"].comment = Comment(text, "经办人")
    elif corner == "property":
        book.properties.description = text
    elif corner == "footer":
        sheet.oddFooter.center.text = text.replace("&", "")
    return saved(book)


def quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("#", "\\#").replace("*", "\\*")


def portable(rng: random.Random, corner: str, text: str) -> bytes:
    cells = "".join(f"[{quoted(value)}]," for row in rows(rng) for value in row)
    body = f"#set page(width: 16cm, height: 18cm)\n三季度收支\n#table(columns: 5, {cells})\n"
    if corner == "page":
        body += f"\n{quoted(text)}\n"
    elif corner == "box":
        body += f"\n#box[{quoted(text)}#place(top + left, rect(width: 12cm, height: 14pt, fill: black), dy: -2pt)]\n"
    data = typst.compile(body.encode())
    assert isinstance(data, bytes)
    if corner not in ("property", "attachment", "note"):
        return data
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    if corner == "property":
        writer.add_metadata({"/Subject": text})
    elif corner == "attachment":
        writer.add_attachment(filename="底稿.csv", data=f"摘要,说明\n一季度,{text}\n".encode())
    else:
        writer.add_outline_item(title=text, page_number=0)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def photo(rng: random.Random, corner: str, text: str) -> bytes:
    picture, out = Image.new("RGB", (16, 16), (rng.randint(0, 255), 200, 180)), io.BytesIO()
    told = Image.Exif()
    told[0x010F] = "Phone"
    if corner == "place":
        told.get_ifd(0x8825).update(HERE)
    elif corner == "remark":
        told[0x9C9C] = text.encode("utf-16-le")
    picture.save(out, "JPEG", exif=told)
    return out.getvalue()


def drawing(rng: random.Random, corner: str, text: str) -> bytes:
    picture, out, info = Image.new("RGB", (16, 16), "white"), io.BytesIO(), PngImagePlugin.PngInfo()
    if corner == "remark":
        info.add_itxt("Comment", text, zip=rng.random() < 0.5)
    picture.save(out, "PNG", pnginfo=info)
    return out.getvalue()


def plain(rng: random.Random, corner: str, text: str) -> bytes:
    lines = ["\t".join(row) for row in rows(rng)] + ([f"附：{text}"] if corner else [])
    return "\r\n".join(lines).encode(rng.choice(("utf-8", "gb18030", "utf-16")))


def comma(rng: random.Random, corner: str, text: str) -> bytes:
    body = rows(rng) + ([["", "", text, "", ""]] if corner else [])
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in body).encode(rng.choice(("utf-8", "gb18030")))


MAKERS: tuple[tuple[str, Callable[[random.Random, str, str], bytes], tuple[str, ...], int], ...] = (
    ("docx", word, ("paragraph", "cell", "header", "comment", "property", "deleted", "hidden"), 3),
    ("xlsx", excel, ("cell", "row", "column", "sheet", "comment", "property", "footer"), 4),
    ("pdf", portable, ("page", "box", "property", "attachment", "note"), 3),
    ("jpg", photo, ("place", "remark"), 6),
    ("png", drawing, ("remark",), 8),
    ("txt", plain, ("line",), 10),
    ("csv", comma, ("cell",), 10),
)


def documents(seed: int = 20261010, every: int = 1) -> Iterator[Document]:
    """Private and clean ones in turn, as many of either; only every nth is built, and always the same."""
    wanted = (
        (ending, make, corner, number)
        for ending, make, corners, times in MAKERS
        for number in range(times)
        for one in corners
        for corner in (one, "")
    )
    for at, (ending, make, corner, number) in enumerate(wanted):
        if at % every:
            continue
        rng = random.Random(f"{seed} {at}")
        kind, text = private(rng) if corner else ("", "")
        kind = "location" if corner == "place" else kind
        yield Document(f"公示{number}.{ending}", make(rng, corner, text), frozenset({kind} - {""}), corner)


def measure(seed: int = 20261010, every: int = 1) -> dict[str, Any]:
    """Recall and false alarms over the documents (or every nth of them), by kind of file, and seconds for each."""
    hit: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    seconds: dict[str, float] = defaultdict(float)
    count: Counter[str] = Counter()
    clean = alarmed = listed = 0
    lists = [item for item in load_edition().values() if item.privacy == "P2"]
    wrong = []
    for one in documents(seed, every):
        ending = one.name.rpartition(".")[2]
        started = time.perf_counter()
        kinds = {finding.kind for finding in screen_file(one.data, one.name)}
        seconds[ending] += time.perf_counter() - started
        count[ending] += 1
        found = one.expect <= kinds
        texts = texts_of(one.data, one.name)
        listed += any(column_findings(texts, item) for item in lists)
        if one.expect:
            (hit if found else missed)[ending] += 1
        else:
            clean += 1
            alarmed += bool(kinds)
        if not found or (not one.expect and kinds):
            wrong.append(f"{one.name} {one.corner}: wanted {sorted(one.expect)}, found {sorted(kinds)}")
    by_file = {
        ending: {
            "recall": gate_corpus.ratio(hit[ending], missed[ending]),
            "documents": count[ending],
            "each_s": round(seconds[ending] / count[ending], 4),
        }
        for ending in sorted(count)
    }
    return {
        "documents": count.total(),
        "clean": clean,
        "recall": gate_corpus.ratio(hit.total(), missed.total()),
        "false_per_200_clean": round(200 * alarmed / max(1, clean), 2),
        "taken_for_lists": listed,  # none of them is a list about residents with a column too many
        "by_file": by_file,
        "wrong": wrong,
    }
