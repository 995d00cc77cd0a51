"""Reading a pdf page by page, with its forms, notes, properties and attachments; a page nobody can read blocks."""

import io
import logging
from collections.abc import Iterator
from itertools import pairwise

import pypdf
from django.utils.translation import gettext as _
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, StreamObject

from mingbai.disclosure.rules.gate.files.container import Nested, Picture, Reading, broken_sentence
from mingbai.disclosure.rules.gate.files.covered import Page
from mingbai.disclosure.rules.gate.files.pdf_beside import beside_pages, boxes_of_notes, has_script, notes_of, resolved
from mingbai.disclosure.rules.gate.files.pictures import read_metadata
from mingbai.disclosure.rules.gate.findings import Unreadable

MOST_PAGES = 1000
DRAWN = 4000  # bytes of drawing on a page without text: lines of a form take less, outlined letters far more
BROKEN = (
    PyPdfError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
    NotImplementedError,
    OSError,
    ZeroDivisionError,
)
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong with a file is said once, in our sentence


def read_pdf(data: bytes, name: str, reading: Reading, nested: Nested) -> None:
    """Scripts are refused; `nested` reads an attached file, and what it cannot read blocks."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        locked = reader.is_encrypted and not reader.decrypt("")
    except BROKEN:
        raise Unreadable(broken_sentence(name)) from None
    if locked:
        raise Unreadable(_("“%(name)s”加了密码，没法检查；请去掉密码再传。") % {"name": name})
    try:
        if len(reader.pages) > MOST_PAGES:
            raise Unreadable(
                _("“%(name)s”超过 %(n)s 页，一次检查不完；请拆成几份再传。") % {"name": name, "n": MOST_PAGES}
            )
        if has_script(reader):
            raise Unreadable(_("“%(name)s”里带着会自己运行的脚本，不能公开；请重新打印成 PDF 再传。") % {"name": name})
        for number, page in enumerate(reader.pages, 1):
            read_page(page, number, reading)
        beside_pages(reader, reading, nested)
    except BROKEN:
        raise Unreadable(broken_sentence(name)) from None


def read_page(page: pypdf.PageObject, number: int, reading: Reading) -> None:
    place, path = _("第 %(n)s 页") % {"n": number}, f"/pages/{number}"
    text, parted, drawing = page_texts(page)
    read_covered(drawing, place, path, reading)
    reading.add(text, place, path)
    if parted != text:
        reading.add(parted, place, path)
    pictures = list(pictures_of(page))
    words = Picture(_("%(place)s图片里的字") % {"place": place}, f"{path}/words", page=number)
    if readable(text):
        if pictures:
            reading.picture(_("文件里有图片，图片里的内容没有检查，请人工看一遍有没有证件、门牌、名单。"), words)
    elif text.strip() or pictures or drawn(page) > DRAWN:
        hint = _("这一页是图片或读不出文字，没法检查；请换成能选中文字的 PDF，或由审查人看过后放行")
        reading.block("unreadable_page", place, path, hint)
        reading.picture(_("文件里有图片，图片里的内容没有检查，请人工看一遍有没有证件、门牌、名单。"), words)
    for at, note in enumerate(notes_of(page)):
        reading.add(note, _("%(place)s的批注或表单") % {"place": place}, f"{path}/notes/{at}")
    for at, picture in enumerate(pictures):
        read_metadata(picture, reading, f"{path}/pictures/{at}")


def read_covered(drawing: Page, place: str, path: str, reading: Reading) -> None:
    """What a box, a picture or a trick hides on this page. A dark box over words blocks by itself: somebody meant to
    hide them, and a name says nothing to the detectors."""
    dark = drawing.covered(dark=True)
    reading.add(dark, _("%(place)s黑块下面") % {"place": place}, path)
    reading.add(drawing.covered(dark=False), _("%(place)s图片或色块下面") % {"place": place}, path)
    reading.add(drawing.invisible(), _("%(place)s看不见的字") % {"place": place}, path)
    if dark:
        hint = _(
            "黑块只是盖在上面，下面的字还在文件里，一复制就出来；请点“涂实黑块”，或者回到原文件里把字删掉，再导出 PDF"
        )
        reading.block("covered_text", _("%(place)s黑块下面") % {"place": place}, f"{path}/covered", hint)


def page_texts(page: pypdf.PageObject) -> tuple[str, str, Page]:
    """The page's text, the same with a bar between digits that were drawn separately and only look joined (the columns
    of a tight table come out as one long number, a number drawn in two strokes as two), and how it was drawn."""
    pieces: list[str] = []
    drawing = Page(page)

    def see(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if text:
            pieces.append(text)
            drawing.text(text, cm, tm, font, size)

    whole = page.extract_text(visitor_text=see, visitor_operand_before=drawing.operand)
    for area in boxes_of_notes(page):
        drawing.cover(area, dark=True)
    parted = pieces[:1]
    for before, after in pairwise(pieces):
        parted.append(f"|{after}" if before[-1].isdigit() and after[0].isdigit() else after)
    return whole, "".join(parted) if "|" in "".join(parted) else whole, drawing


def readable(text: str) -> bool:
    """Whether text came out as words, not as the numbers of glyphs in a font without names."""
    shown = [char for char in text if not char.isspace()]
    strange = sum(not char.isprintable() or char == "\ufffd" or "\ue000" <= char <= "\uf8ff" for char in shown)
    return bool(shown) and strange * 5 < len(shown)


def drawn(page: pypdf.PageObject) -> int:
    contents = page.get_contents()
    return len(contents.get_data()) if contents is not None else 0


def pictures_of(page: pypdf.PageObject) -> Iterator[bytes]:
    """The raw bytes of the pictures on the page, also inside forms drawn on it; a photo keeps what the camera wrote
    into it. One written straight into the drawing has nothing but its points."""
    contents = page.get_contents()
    if contents is not None and b" ID " in contents.get_data():
        yield b""
    waiting, seen = [page.get("/Resources")], set[int]()
    while waiting:
        resources = resolved(waiting.pop())
        if not isinstance(resources, DictionaryObject) or id(resources) in seen:
            continue
        seen.add(id(resources))
        objects = resolved(resources.get("/XObject"))
        for key in objects if isinstance(objects, DictionaryObject) else ():
            drawing = resolved(objects.raw_get(key))
            if isinstance(drawing, StreamObject):
                if drawing.get("/Subtype") == "/Image":
                    photo = drawing.get("/Filter") in ("/DCTDecode", ["/DCTDecode"])
                    yield bytes(drawing._data) if photo else b""
                else:
                    waiting.append(drawing.get("/Resources"))
