"""What an Office file carries beside its visible text: properties, comments, links, caches, embedded files."""

from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingbai.disclosure.rules.gate.files.container import Nested, Package, Picture, Reading, attribute, local
from mingbai.disclosure.rules.gate.files.pictures import read_metadata
from mingbai.disclosure.rules.gate.files.runs import run_text
from mingbai.disclosure.rules.gate.findings import Unreadable

PARAGRAPHS = frozenset(("p", "si", "comment", "threadedComment"))
SPEAKING = frozenset(
    (
        "v",
        "descr",
        "title",
        "tooltip",
        "prompt",
        "promptTitle",
        "error",
        "caption",
        "author",
        "formatCode",
        "displayName",
    )
)
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".tif", ".tiff", ".svg", ".webp")
HARMLESS = (".xml", ".rels", ".vml", ".odttf", ".ttf", ".fntdata")
READABLE = (".xlsx", ".docx", ".pdf", ".txt", ".csv")
PLACES = (
    ("docProps", _("文件属性")),
    ("omment", _("批注")),
    ("header", _("页眉")),
    ("footer", _("页脚")),
    ("footnotes", _("脚注")),
    ("endnotes", _("尾注")),
    ("drawing", _("图形里的文字")),
    ("diagram", _("图形里的文字")),
    ("chart", _("图表")),
    ("pivot", _("透视表缓存")),
    ("externalLink", _("外部链接缓存")),
    (".rels", _("链接")),
    ("workbook.xml", _("名称和设置")),
)
PROPERTIES = {
    "creator": _("作者"),
    "lastModifiedBy": _("最后修改人"),
    "Company": _("单位"),
    "Manager": _("主管"),
    "title": _("标题"),
    "subject": _("主题"),
    "keywords": _("关键词"),
    "description": _("备注"),
    "category": _("类别"),
}
NAMING = ("creator", "lastModifiedBy", "Company", "Manager")  # who made it: told to the writer, for it goes out too
NOBODY = frozenset(("", "python-docx", "openpyxl", "Administrator", "User", "user", "微软用户", "WPS Office"))


def read_leftovers(package: Package, reading: Reading, done: frozenset[str], nested: Nested) -> None:
    """Every part that the main reading has not taken; a part of a kind we cannot read blocks."""
    pictures: list[Picture] = []
    for part in sorted(package.parts.keys() - done):
        name = part.lower()
        if name.endswith((".xml", ".rels", ".vml")):
            read_part(package, part, reading)
        elif name.endswith(PICTURES):
            if "thumbnail" not in name:
                place = gettext("第 %(n)s 张图片里的字") % {"n": len(pictures) + 1}
                pictures.append(Picture(place, f"/parts/{part}/words", part))
            read_metadata(package.parts[part], reading, f"/parts/{part}")
        elif name.endswith(READABLE):
            read_embedded(package.parts[part], part, reading, nested)
        elif not name.endswith(HARMLESS) and not name.startswith("xl/printersettings/"):
            hint = gettext("文件里嵌着另一个文件，检查不了；请去掉它，或者单独作为附件上传")
            reading.block("unreadable_part", gettext("嵌入的文件"), f"/parts/{part}", hint)
    if pictures:
        words = {"n": len(pictures)}
        sentence = gettext("文件里有 %(n)s 张图片，图片里的内容没有检查，请人工看一遍有没有证件、门牌、名单。") % words
        reading.picture(sentence, *pictures)


def read_embedded(body: bytes, part: str, reading: Reading, nested: Nested) -> None:
    """A workbook behind a chart, a file dropped into the text: read like any file, for it goes out whole."""
    place, path = gettext("嵌入的文件里，"), f"/parts/{part}"
    try:
        inner = nested(body, part.rsplit("/", 1)[-1])
    except Unreadable as error:
        reading.block("unreadable_part", gettext("嵌入的文件"), path, error.sentence)
        return
    reading.hidden[gettext("嵌入的文件")] += 1
    reading.take(inner, place, path)


def read_part(package: Package, part: str, reading: Reading) -> None:
    place = next((str(words) for sign, words in PLACES if sign in part), gettext("文件里看不见的部分"))
    root = package.xml(part)
    if part.endswith(".rels"):
        for link in root:
            if attribute(link, "TargetMode") == "External":
                reading.add(attribute(link, "Target"), place, f"/parts/{part}")
    elif part.startswith("docProps/"):
        read_properties(root, reading)
    elif "omments" in part and not part.endswith(".vml"):
        read_comments(root, part, place, reading)
    else:
        if part.endswith("workbook.xml"):
            read_names(root, reading)
        for number, text in enumerate(texts_of(root)):
            reading.add(text, place, f"/parts/{part}/{number}")


def read_properties(root: ElementTree.Element, reading: Reading) -> None:
    """Author, company, last editor, and whatever a program has written beside them, each by its name."""
    made = []
    for number, element in enumerate(root):
        name = local(element.tag)
        word = str(PROPERTIES.get(name, "")) or element.get("name", "")
        place = gettext("文件属性“%(name)s”") % {"name": word[:20]} if word else gettext("文件属性")
        text = "\n".join(piece.strip() for piece in element.itertext() if piece.strip())
        reading.add(text, place, f"/properties/{name or number}")
        if name in NAMING and text not in NOBODY:
            made.append(f"{word}“{text[:20]}”")
    if made and not any(any(char.isdigit() for char in one) for one in made):  # a number would be told twice
        listed = gettext("、").join(made)
        reading.note(gettext("文件属性里写着%(what)s，跟着文件一起公开；不想公开就先去掉。") % {"what": listed})


def read_comments(root: ElementTree.Element, part: str, place: str, reading: Reading) -> None:
    """Each comment by the cell that it hangs on, where it hangs on one."""
    for number, element in enumerate(root.iter()):
        kind = local(element.tag)
        if kind not in ("comment", "threadedComment"):
            continue
        reading.hidden[gettext("批注")] += 1
        cell = attribute(element, "ref")
        where = gettext("单元格 %(cell)s 的批注") % {"cell": cell} if cell else place
        for at, text in enumerate((*texts_of(element), attribute(element, "author"))):
            reading.add(text, where, f"/parts/{part}/{cell or number}" + (f"/{at}" if at else ""))
    for number, element in enumerate(e for e in root.iter() if local(e.tag) in ("author", "person")):
        text = element.text or attribute(element, "displayName")
        reading.add(text, gettext("批注的作者"), f"/parts/{part}/authors/{number}")


def read_names(root: ElementTree.Element, reading: Reading) -> None:
    """Names that a workbook defines; the text itself may be the name of a range, a formula or a constant."""
    for element in root.iter():
        if local(element.tag) == "definedName":
            name = element.get("name", "")
            hidden = element.get("hidden") in ("1", "true") and not name.startswith("_xlnm")
            word = gettext("隐藏的名称") if hidden else gettext("定义的名称")
            reading.hidden[word] += hidden
            reading.add(f"{name}\n{element.text or ''}", word, f"/names/{name}")
    reading.hidden += Counter()  # without the zeros


def texts_of(element: ElementTree.Element) -> Iterator[str]:
    """Paragraph by paragraph, so that a number cut into several runs is read whole; also what attributes say."""
    for key, value in element.attrib.items():
        if local(key) in SPEAKING and value:
            yield value
    if local(element.tag) in PARAGRAPHS:
        whole = run_text(element)
        if whole:
            yield whole
        for inner in element.iter():
            if inner is not element:
                yield from (value for key, value in inner.attrib.items() if local(key) in SPEAKING and value)
        return
    if element.text and element.text.strip() and local(element.tag) != "definedName":
        yield element.text
    for child in element:
        yield from texts_of(child)


def nearest(element: ElementTree.Element, kind: str) -> Iterator[ElementTree.Element]:
    """Descendants of a kind, but none inside another of them."""
    for child in element:
        if local(child.tag) == kind:
            yield child
        else:
            yield from nearest(child, kind)
