"""Reading a docx: paragraphs and tables in order, deleted and hidden text too, then headers, notes and the rest."""

from xml.etree import ElementTree

from django.utils.translation import gettext as _

from mingbai.disclosure.rules.gate.files.container import Nested, Package, Reading, attribute, local
from mingbai.disclosure.rules.gate.files.leftovers import nearest, read_leftovers
from mingbai.disclosure.rules.gate.files.runs import NONE, Readings, vanishes
from mingbai.disclosure.rules.gate.files.sheets import letters, read_rows

BODY = "word/document.xml"
STYLES = "word/styles.xml"


def read_docx(package: Package, reading: Reading, nested: Nested) -> None:
    body = package.xml(BODY)
    styles = hiding_styles(package)
    counter = {"p": 0, "tbl": 0}
    for block in body:
        read_blocks(block, reading, counter, styles)
    count_hidden(body, styles, reading)
    read_leftovers(package, reading, frozenset((BODY, "[Content_Types].xml")), nested)
    for number, picture in enumerate(p for p in body.iter() if local(p.tag) in ("docPr", "cNvPr")):
        for key in ("descr", "title"):
            reading.add(picture.get(key, ""), _("图片的说明文字"), f"/pictures/{number}/{key}")


def hiding_styles(package: Package) -> frozenset[str]:
    """The styles whose text is not shown."""
    if b"anish" not in package.parts.get(STYLES, b""):
        return NONE
    styles = (style for style in package.xml(STYLES) if local(style.tag) == "style")
    return frozenset(attribute(style, "styleId") for style in styles if vanishes(style, NONE))


def count_hidden(body: ElementTree.Element, styles: frozenset[str], reading: Reading) -> None:
    """How much was deleted but is kept, and how much is hidden."""
    changes = sum(local(e.tag) in ("del", "moveFrom") and any(True for _run in e) for e in body.iter())
    hidden = sum(local(e.tag) == "r" and vanishes(e, styles) for e in body.iter())
    for what, n in ((_("删去的字（修订记录）"), changes), (_("隐藏的字"), hidden)):
        if n:
            reading.hidden[what] += n


def read_blocks(
    element: ElementTree.Element, reading: Reading, counter: dict[str, int], styles: frozenset[str]
) -> None:
    """Down to paragraphs and tables, through whatever wraps them (content controls, tracked changes, text boxes)."""
    for block in element:
        kind = local(block.tag)
        if kind == "p":
            counter["p"] += 1
            place = _("第 %(n)s 段") % {"n": counter["p"]}
            for text, where in Readings.of(block, styles).named(place):
                reading.add(text, where, f"/paragraphs/{counter['p']}")
        elif kind == "tbl":
            counter["tbl"] += 1
            read_table(block, reading, counter["tbl"], styles)
        else:
            read_blocks(block, reading, counter, styles)


def read_table(table: ElementTree.Element, reading: Reading, number: int, styles: frozenset[str]) -> None:
    """The rows as they are shown, and once more as they hide or were before, where that is not the same."""
    rows = [
        [[Readings.of(p, styles) for p in nearest(cell, "p")] for cell in nearest(row, "tc")]
        for row in nearest(table, "tr")
    ]
    place = _("表 %(n)s ") % {"n": number}
    readings = (
        ("shown", place),
        ("hidden", _("%(place)s隐藏的字，") % {"place": place}),
        ("before", _("%(place)s删去的字（修订记录），") % {"place": place}),
    )
    for which, where in readings:
        if which != "shown" and not any(getattr(p, which) for row in rows for cell in row for p in cell):
            continue
        texts = [
            (
                at,
                {
                    letters(column): text
                    for column, cell in enumerate(row)
                    if (text := "\n".join(getattr(p, which) or p.shown for p in cell)).strip()
                },
            )
            for at, row in enumerate(rows, 1)
        ]
        read_rows(reading, where, f"/tables/{number}", iter(texts))
