"""What a PDF carries beside its pages: notes and form fields, properties, bookmarks, attachments, scripts."""

import re
from collections.abc import Iterator
from typing import Any

import pypdf
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from mingbai.disclosure.rules.gate.files.container import Nested, Reading
from mingbai.disclosure.rules.gate.files.covered import Box
from mingbai.disclosure.rules.gate.findings import Unreadable

NOTE_TEXTS = ("/Contents", "/V", "/DV", "/TU", "/T", "/RC", "/Subj", "/Alt")
COVERS = ("/Redact", "/Square", "/Polygon")  # what people draw over words when they mean to black them out
REMARKS = ("/Text", "/FreeText", "/Popup", "/Highlight", "/StrikeOut", "/Redact")
PROPERTIES = {
    "/Title": _("标题"),
    "/Author": _("作者"),
    "/Subject": _("主题"),
    "/Keywords": _("关键词"),
    "/Creator": _("软件"),
    "/Producer": _("软件"),
    "/Company": _("单位"),
    "/Manager": _("主管"),
}
SCRIPTS = ("/JavaScript", "/Launch")
MARKUP = re.compile(r"<[^<>]{0,2000}>")
MOST_FIELDS = 5000


def resolved(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def annotations(page: pypdf.PageObject) -> Iterator[DictionaryObject]:
    notes = resolved(page.get("/Annots"))
    for raw in notes if isinstance(notes, ArrayObject) else ():
        note = resolved(raw)
        if isinstance(note, DictionaryObject):
            yield note


def notes_of(page: pypdf.PageObject) -> Iterator[str]:
    """What comments, form fields and links say."""
    for note in annotations(page):
        for key in NOTE_TEXTS:
            value = resolved(note.get(key))
            if isinstance(value, str):
                yield MARKUP.sub("", value) if key == "/RC" else value
        action = resolved(note.get("/A"))
        link = resolved(action.get("/URI")) if isinstance(action, DictionaryObject) else None
        if isinstance(link, (str, bytes)):
            yield link if isinstance(link, str) else link.decode("utf-8", "ignore")


def boxes_of_notes(page: pypdf.PageObject) -> Iterator[Box]:
    """Filled boxes that were laid over the page as a comment; whoever opens the file can drag them away."""
    for note in annotations(page):
        kind, area = note.get("/Subtype"), resolved(note.get("/Rect"))
        inside = resolved(note.get("/IC"))
        filled = kind == "/Redact" or (kind in COVERS and isinstance(inside, ArrayObject) and len(inside) > 0)
        if filled and isinstance(area, ArrayObject) and len(area) == 4:
            left, bottom, right, top = (float(resolved(side)) for side in area)
            yield min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def has_script(reader: pypdf.PdfReader) -> bool:
    """Whether opening the file, or a page of it, runs something: the macros of a PDF."""
    root = resolved(reader.trailer["/Root"])
    names = resolved(root.get("/Names"))
    if isinstance(names, DictionaryObject) and "/JavaScript" in names:
        return True
    places = [root, *reader.pages, *(note for page in reader.pages for note in annotations(page))]
    return any(runs(action) for place in places for action in actions(place))


def actions(place: DictionaryObject) -> Iterator[Any]:
    yield resolved(place.get("/OpenAction"))
    yield resolved(place.get("/A"))
    more = resolved(place.get("/AA"))
    if isinstance(more, DictionaryObject):
        yield from (resolved(value) for value in more.values())


def runs(action: Any) -> bool:
    return isinstance(action, DictionaryObject) and action.get("/S") in SCRIPTS


def beside_pages(reader: pypdf.PdfReader, reading: Reading, nested: Nested) -> None:
    """Properties in both of their spellings, bookmarks, forms in XML, attached files; how many comments there are."""
    properties: dict[str, Any] = dict(reader.metadata or {})
    for key, value in properties.items():
        if isinstance(value, str) and not key.endswith("Date"):
            name = str(PROPERTIES.get(key, "")) or key.lstrip("/")
            reading.add(value, gettext("文件属性“%(name)s”") % {"name": name[:20]}, f"/metadata/{key.lstrip('/')}")
    author = properties.get("/Author")
    if isinstance(author, str) and author.strip() and not any(char.isdigit() for char in author):
        words = {"what": f"{PROPERTIES['/Author']}“{author[:20]}”"}
        reading.note(gettext("文件属性里写着%(what)s，跟着文件一起公开；不想公开就先去掉。") % words)
    root = resolved(reader.trailer["/Root"])
    for at, text in enumerate(markup_of(root)):
        reading.add(text, gettext("文件属性（XMP）或表单"), f"/xml/{at}")
    waiting: list[Any] = list(reader.outline)
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, list):
            waiting.extend(entry)
        elif getattr(entry, "title", None):
            reading.add(str(entry.title), gettext("书签"), f"/outline/{entry.title}")
    remarks = sum(note.get("/Subtype") in REMARKS for page in reader.pages for note in annotations(page))
    if remarks:
        reading.hidden[gettext("批注")] += remarks
    for title, body in attached(reader):
        read_attached(title, body, reading, nested)


def markup_of(root: DictionaryObject) -> Iterator[str]:
    """The texts of the properties in XML, and of forms that are kept in XML."""
    form = resolved(root.get("/AcroForm"))
    parts = [root.get("/Metadata")]
    if isinstance(form, DictionaryObject):
        inner = resolved(form.get("/XFA"))
        parts += list(inner) if isinstance(inner, ArrayObject) else [inner]
        yield from field_values(form)
    for part in parts:
        stream = resolved(part)
        if isinstance(stream, StreamObject):
            text = stream.get_data().decode("utf-8", "ignore")
            yield from (piece.strip() for piece in MARKUP.split(text) if any(char.isdigit() for char in piece))


def field_values(form: DictionaryObject) -> Iterator[str]:
    """Values of form fields, on whatever page they stand or on none."""
    fields = resolved(form.get("/Fields"))
    waiting, count = list(fields) if isinstance(fields, ArrayObject) else [], 0
    while waiting and count < MOST_FIELDS:
        count += 1
        one = resolved(waiting.pop())
        if not isinstance(one, DictionaryObject):
            continue
        for key in ("/V", "/DV", "/TU"):
            value = resolved(one.get(key))
            if isinstance(value, str):
                yield value
        kids = resolved(one.get("/Kids"))
        waiting.extend(kids if isinstance(kids, ArrayObject) else [])


def attached(reader: pypdf.PdfReader) -> Iterator[tuple[str, bytes]]:
    """Files in the list of attachments, and those that hang on a page as a paper clip."""
    for title, bodies in reader.attachments.items():
        for body in bodies:
            yield title, body
    for page in reader.pages:
        for note in annotations(page):
            file = resolved(note.get("/FS")) if note.get("/Subtype") == "/FileAttachment" else None
            if not isinstance(file, DictionaryObject):
                continue
            streams = resolved(file.get("/EF"))
            stream = resolved(streams.get("/F")) if isinstance(streams, DictionaryObject) else None
            if isinstance(stream, StreamObject):
                yield str(resolved(file.get("/UF") or file.get("/F") or "")), stream.get_data()


def read_attached(title: str, body: bytes, reading: Reading, nested: Nested) -> None:
    place, path = gettext("PDF 里的附件"), f"/attachments/{title}"
    reading.hidden[place] += 1
    reading.add(title, place, path)
    try:
        inner = nested(body, title)
    except Unreadable as error:
        reading.block("unreadable_part", place, path, error.sentence)
        return
    reading.take(inner, place, path)
