"""Reading a docx: paragraphs and tables in order, deleted and hidden text too, then headers, notes and the rest."""

from xml.etree import ElementTree

from django.utils.translation import gettext as _

from mingbai.disclosure.rules.gate.files.container import Package, Reading, local
from mingbai.disclosure.rules.gate.files.leftovers import nearest, read_leftovers, run_text
from mingbai.disclosure.rules.gate.files.sheets import letters, read_rows

BODY = "word/document.xml"


def read_docx(package: Package, reading: Reading) -> None:
    body = package.xml(BODY)
    counter = {"p": 0, "tbl": 0}
    for block in body:
        read_blocks(block, reading, counter)
    read_leftovers(package, reading, frozenset((BODY, "[Content_Types].xml")))
    for number, picture in enumerate(p for p in body.iter() if local(p.tag) in ("docPr", "cNvPr")):
        for key in ("descr", "title"):
            reading.add(picture.get(key, ""), _("图片的说明文字"), f"/pictures/{number}/{key}")


def read_blocks(element: ElementTree.Element, reading: Reading, counter: dict[str, int]) -> None:
    """Down to paragraphs and tables, through whatever wraps them (content controls, tracked changes, text boxes)."""
    for block in element:
        kind = local(block.tag)
        if kind == "p":
            counter["p"] += 1
            reading.add(run_text(block), _("第 %(n)s 段") % {"n": counter["p"]}, f"/paragraphs/{counter['p']}")
        elif kind == "tbl":
            counter["tbl"] += 1
            read_table(block, reading, counter["tbl"])
        else:
            read_blocks(block, reading, counter)


def read_table(table: ElementTree.Element, reading: Reading, number: int) -> None:
    rows = []
    for at, row in enumerate(nearest(table, "tr"), 1):
        texts = ("\n".join(run_text(p) for p in nearest(cell, "p")) for cell in nearest(row, "tc"))
        rows.append((at, {letters(column): text for column, text in enumerate(texts) if text.strip()}))
    read_rows(reading, _("表 %(n)s ") % {"n": number}, f"/tables/{number}", iter(rows))
