"""What an Office file carries beside its visible text: properties, comments, links, caches, embedded files."""

from collections.abc import Iterator
from xml.etree import ElementTree

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingbai.disclosure.rules.gate.files.container import Package, Reading, attribute, local
from mingbai.disclosure.rules.gate.files.pictures import picture_texts

PARAGRAPHS = frozenset(("p", "si", "comment", "threadedComment"))
TEXTS = frozenset(("t", "delText", "instrText", "text"))
BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
SPEAKING = frozenset(("v", "descr", "title", "tooltip", "prompt", "promptTitle", "error", "caption"))
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".tif", ".tiff", ".svg", ".webp")
HARMLESS = (".xml", ".rels", ".vml", ".odttf", ".ttf", ".fntdata")
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


def read_leftovers(package: Package, reading: Reading, done: frozenset[str]) -> None:
    """Every part that the main reading has not taken; a part of a kind we cannot read blocks."""
    pictures = 0
    for part in sorted(package.parts.keys() - done):
        name = part.lower()
        if name.endswith((".xml", ".rels", ".vml")):
            read_part(package, part, reading)
        elif name.endswith(PICTURES):
            pictures += "thumbnail" not in name
            for text in picture_texts(package.parts[part]):
                reading.add(text, gettext("图片信息"), f"/parts/{part}")
        elif not name.endswith(HARMLESS) and not name.startswith("xl/printersettings/"):
            hint = gettext("文件里嵌着另一个文件，检查不了；请去掉它，或者单独作为附件上传")
            reading.block("unreadable_part", gettext("嵌入的文件"), f"/parts/{part}", hint)
    if pictures:
        reading.note(
            gettext("文件里有 %(n)s 张图片，图片里的内容没有检查，请人工看一遍有没有证件、门牌、名单。")
            % {"n": pictures}
        )


def read_part(package: Package, part: str, reading: Reading) -> None:
    place = next((str(words) for sign, words in PLACES if sign in part), gettext("文件里看不见的部分"))
    root = package.xml(part)
    if part.endswith(".rels"):
        for link in root:
            if attribute(link, "TargetMode") == "External":
                reading.add(attribute(link, "Target"), place, f"/parts/{part}")
        return
    for number, text in enumerate(texts_of(root)):
        reading.add(text, place, f"/parts/{part}/{number}")


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
    if element.text and element.text.strip():
        yield element.text
    for child in element:
        yield from texts_of(child)


def run_text(element: ElementTree.Element) -> str:
    """The text of a paragraph, its runs put together; a paragraph inside it (a text box) stands on its own lines."""
    pieces: list[str] = []
    for inner in element:
        kind = local(inner.tag)
        if kind in TEXTS and inner.text:
            pieces.append(inner.text)
        if kind in BREAKS:
            pieces.append(BREAKS[kind])
        elif kind == "p":
            pieces.append(f"\n{run_text(inner)}\n")
        else:
            pieces.append(run_text(inner))
    return "".join(pieces)


def nearest(element: ElementTree.Element, kind: str) -> Iterator[ElementTree.Element]:
    """Descendants of a kind, but none inside another of them."""
    for child in element:
        if local(child.tag) == kind:
            yield child
        else:
            yield from nearest(child, kind)
