"""Reading a pdf page by page, with its forms, notes, properties and attachments; a page nobody can read blocks."""

import io
import logging
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pypdf
from django.utils.translation import gettext as _
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from mingbai.disclosure.rules.gate.files.container import Reading, broken_sentence
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
Nested = Callable[[bytes, str], Reading]


def read_pdf(data: bytes, name: str, reading: Reading, nested: Nested) -> None:
    """`nested` reads an attached file; what it cannot read blocks."""
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
        for number, page in enumerate(reader.pages, 1):
            read_page(page, number, reading)
        read_about(reader, reading)
        attached = [(title, body) for title, bodies in reader.attachments.items() for body in bodies]
    except BROKEN:
        raise Unreadable(broken_sentence(name)) from None
    for title, body in attached:
        read_attached(title, body, reading, nested)


def read_page(page: pypdf.PageObject, number: int, reading: Reading) -> None:
    place, path = _("第 %(n)s 页") % {"n": number}, f"/pages/{number}"
    text, parted = page_texts(page)
    reading.add(text, place, path)
    if parted != text:
        reading.add(parted, place, path)
    pictures = has_pictures(page)
    if readable(text):
        if pictures:
            reading.note(_("文件里有图片，图片里的内容没有检查，请人工看一遍有没有证件、门牌、名单。"))
    elif text.strip() or pictures or drawn(page) > DRAWN:
        hint = _("这一页是图片或读不出文字，没法检查；请换成能选中文字的 PDF，或由审查人看过后放行")
        reading.block("unreadable_page", place, path, hint)
    for at, note in enumerate(annotation_texts(page)):
        reading.add(note, _("%(place)s的批注或表单") % {"place": place}, f"{path}/notes/{at}")


def page_texts(page: pypdf.PageObject) -> tuple[str, str]:
    """The page's text, and the same with a bar between digits that were drawn separately and only look joined:
    the columns of a tight table come out as one long number, a number drawn in two strokes as two."""
    pieces: list[str] = []

    def see(text: str, *_matrices: object) -> None:
        if text:
            pieces.append(text)

    whole = page.extract_text(visitor_text=see)
    parted = pieces[:1]
    for before, after in pairwise(pieces):
        parted.append(f"|{after}" if before[-1].isdigit() and after[0].isdigit() else after)
    return whole, "".join(parted) if "|" in "".join(parted) else whole


def readable(text: str) -> bool:
    """Whether text came out as words, not as the numbers of glyphs in a font without names."""
    shown = [char for char in text if not char.isspace()]
    strange = sum(not char.isprintable() or char == "\ufffd" or "\ue000" <= char <= "\uf8ff" for char in shown)
    return bool(shown) and strange * 5 < len(shown)


def drawn(page: pypdf.PageObject) -> int:
    contents = page.get_contents()
    return len(contents.get_data()) if contents is not None else 0


def has_pictures(page: pypdf.PageObject) -> bool:
    """Pictures on the page, also inside forms drawn on it and written straight into its drawing."""
    contents = page.get_contents()
    if contents is not None and b" ID " in contents.get_data():
        return True
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
                    return True
                waiting.append(drawing.get("/Resources"))
    return False


def resolved(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def annotation_texts(page: pypdf.PageObject) -> Iterator[str]:
    notes = resolved(page.get("/Annots"))
    for raw in notes if isinstance(notes, ArrayObject) else ():
        note = resolved(raw)
        if not isinstance(note, DictionaryObject):
            continue
        for key in ("/Contents", "/V", "/TU", "/T"):
            value = resolved(note.get(key))
            if isinstance(value, str):
                yield value
        action = resolved(note.get("/A"))
        link = resolved(action.get("/URI")) if isinstance(action, DictionaryObject) else None
        if isinstance(link, (str, bytes)):
            yield link if isinstance(link, str) else link.decode("utf-8", "ignore")


def read_about(reader: pypdf.PdfReader, reading: Reading) -> None:
    """Title, author, keywords, bookmarks and the names of form fields' values."""
    for key, value in (reader.metadata or {}).items():
        if isinstance(value, str) and not key.endswith("Date"):
            reading.add(value, _("文件属性"), f"/metadata/{key.lstrip('/')}")
    waiting: list[Any] = list(reader.outline)
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, list):
            waiting.extend(entry)
        elif getattr(entry, "title", None):
            reading.add(str(entry.title), _("书签"), f"/outline/{entry.title}")


def read_attached(title: str, body: bytes, reading: Reading, nested: Nested) -> None:
    place, path = _("PDF 里的附件"), f"/attachments/{title}"
    reading.add(title, place, path)
    try:
        inner = nested(body, title)
    except Unreadable as error:
        reading.block("unreadable_part", place, path, error.sentence)
        return
    for spot in inner.spots:
        reading.add(spot.text, f"{place}{spot.place}", path + spot.path, spot.label)
    for kind, where, inside, hint in inner.blocks:
        reading.block(kind, f"{place}{where}", path + inside, hint)
    for note in inner.notes:
        reading.note(note)
