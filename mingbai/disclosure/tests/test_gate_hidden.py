"""What a file hides: each corner that nobody sees on opening it is read, named in words, and counted."""

import io
import struct
from typing import Any

import openpyxl
import pypdf
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from openpyxl.workbook.defined_name import DefinedName
from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, StreamObject, TextStringObject

from mingbai.disclosure.rules.gate import Unreadable, screen_file
from mingbai.disclosure.tests.test_gate_files import chunk, document, jpg, pdf, png, rewritten, rezipped, workbook

ID = "500153190001010013"
MOBILE = "19900001234"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def found(data: bytes, name: str) -> list[tuple[str, str, str]]:
    return [(finding.kind, finding.place, finding.text) for finding in screen_file(data, name)]


def notes(data: bytes, name: str) -> str:
    return "\n".join(screen_file(data, name).notes)


# --- docx -----------------------------------------------------------------------------------------------------


def paragraph(inside: str) -> bytes:
    def fill(paper: Any) -> None:
        paper.element.body.insert(0, parse_xml(f"<w:p {W}>{inside}</w:p>"))

    return document(fill)


def run(text: str, mark: str = "", kind: str = "t") -> str:
    return f'<w:r>{mark}<w:{kind} xml:space="preserve">{text}</w:{kind}></w:r>'


VANISH = "<w:rPr><w:vanish/></w:rPr>"


@pytest.mark.parametrize(
    ("inside", "place"),
    [
        (run("电话") + f"<w:del>{run(MOBILE, kind='delText')}</w:del>", "第 1 段删去的字（修订记录）"),
        (f"<w:moveFrom>{run(MOBILE)}</w:moveFrom>", "第 1 段删去的字（修订记录）"),
        (run("电话") + run(MOBILE, VANISH), "第 1 段隐藏的字"),
        (run(f'HYPERLINK "tel:{MOBILE}"', kind="instrText") + run("陈某"), "第 1 段隐藏的字"),
        (f"<w:ins>{run(MOBILE)}</w:ins>", "第 1 段"),
        (run(MOBILE, '<w:rPr><w:vanish w:val="0"/></w:rPr>'), "第 1 段"),
    ],
)
def test_what_a_paragraph_hides_is_named_so(inside: str, place: str):
    assert found(paragraph(inside), "a.docx") == [("mobile", place, MOBILE)]


def test_a_number_half_of_which_was_deleted_is_found_as_it_was_and_as_it_is():
    changed = f"<w:del>{run('1234', kind='delText')}</w:del><w:ins>{run('5678')}</w:ins>"
    assert found(paragraph(run("1990000") + changed), "a.docx") == [
        ("mobile", "第 1 段", "19900005678"),
        ("mobile", "第 1 段删去的字（修订记录）", MOBILE),
    ]
    only_added = run("199000") + f"<w:del>{run('77', kind='delText')}</w:del>" + run("01234")
    assert [one[1:] for one in found(paragraph(only_added), "a.docx")] == [("第 1 段", MOBILE)]


def test_hidden_and_deleted_words_of_a_table_are_named_by_their_row():
    cells = "".join(f"<w:tc><w:p>{inside}</w:p></w:tc>" for inside in (run("陈某"), run("46730000", VANISH)))
    head = "".join(f"<w:tc><w:p>{run(name)}</w:p></w:tc>" for name in ("姓名", "联系电话"))

    def fill(paper: Any) -> None:
        paper.element.body.insert(0, parse_xml(f"<w:tbl {W}><w:tr>{head}</w:tr><w:tr>{cells}</w:tr></w:tbl>"))

    assert found(document(fill), "a.docx") == [("phone", "表 1 隐藏的字，第 2 行“联系电话”", "46730000")]


def test_a_style_that_hides_its_text_is_known():
    def fill(paper: Any) -> None:
        style = paper.styles.add_style("暗", WD_STYLE_TYPE.CHARACTER)
        style.font.hidden = True
        paper.add_paragraph().add_run(MOBILE, style="暗")

    assert found(document(fill), "a.docx") == [("mobile", "第 1 段隐藏的字", MOBILE)]


def test_all_that_is_hidden_is_counted_for_the_writer_even_where_nothing_private_is_in_it():
    def fill(paper: Any) -> None:
        paper.core_properties.author = "陈某"
        paper.core_properties.last_modified_by = "孙某"
        inside = run("看", VANISH) + f"<w:del>{run('旧', kind='delText')}</w:del>"
        paper.element.body.insert(0, parse_xml(f"<w:p {W}>{inside}</w:p>"))
        paper.add_comment(paper.add_paragraph("好").runs[0], text="再改改", author="孙某")

    data = document(fill)
    assert found(data, "a.docx") == []
    said = notes(data, "a.docx")
    assert "删去的字（修订记录） 1 处、隐藏的字 1 处、批注 1 处" in said
    assert "作者“陈某”" in said
    assert "最后修改人“孙某”" in said
    plain = document(lambda paper: paper.add_paragraph("公示"))
    assert notes(plain, "a.docx") == "", "a file that hides nothing says nothing"


def test_properties_of_every_kind_are_read_by_name():
    custom = (
        '<Properties xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        f'<property name="经办人"><vt:lpwstr>陈某 {MOBILE}</vt:lpwstr></property></Properties>'
    )
    app = f"<Properties><Company>桂花社区 {ID}</Company></Properties>"
    changes = {"docProps/custom.xml": custom.encode(), "docProps/app.xml": app.encode()}
    assert found(rezipped(document(lambda paper: None), changes), "a.docx") == [
        ("resident_id", "文件属性“单位”", ID),
        ("mobile", "文件属性“经办人”", MOBILE),
    ]


def test_a_workbook_inside_a_document_is_read_like_any_other():
    inner = workbook(lambda book: book.active.append(["陈某", MOBILE]))
    data = rezipped(document(lambda paper: None), {"word/embeddings/Microsoft_Excel_Sheet1.xlsx": inner})
    assert found(data, "a.docx") == [("mobile", "嵌入的文件里，工作表“Sheet”第 1 行 B 列", MOBILE)]
    clean = workbook(lambda book: book.active.append(["一季度", 12]))
    data = rezipped(document(lambda paper: None), {"word/embeddings/Microsoft_Excel_Sheet1.xlsx": clean})
    assert found(data, "a.docx") == [], "the table behind a chart stops nothing"
    for _depth in range(4):
        clean = rezipped(workbook(lambda book: None), {"xl/embeddings/a.xlsx": clean})
    assert [(f.kind, "太深" in f.hint) for f in screen_file(clean, "a.xlsx")] == [("unreadable_part", True)]


# --- xlsx -----------------------------------------------------------------------------------------------------


def test_hidden_sheets_rows_and_columns_are_named_by_their_cell():
    def fill(book: Any) -> None:
        sheet = book.active
        sheet.title = "补贴"
        for row in (["姓名", "电话", "备注"], ["陈某", MOBILE, ""], ["李某", "", ID], ["王某", 12, ""]):
            sheet.append(row)
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet.column_dimensions.group("J", "XFD", hidden=True)
        secret = book.create_sheet("名单")
        secret.sheet_state = "hidden"
        secret["B3"] = MOBILE

    data = workbook(fill)
    assert found(data, "a.xlsx") == [
        ("mobile", "工作表“补贴”隐藏的行 B2“电话”", MOBILE),
        ("resident_id", "工作表“补贴”隐藏的列 C3“备注”", ID),
        ("mobile", "隐藏的工作表“名单”B3", MOBILE),
    ]
    assert "隐藏的行 1 处、隐藏的列 1 处、隐藏的工作表 1 处" in notes(data, "a.xlsx")


def test_empty_columns_that_a_program_hides_for_looks_are_not_held_against_it():
    def fill(book: Any) -> None:
        book.active.append(["一季度", 12])
        book.active.column_dimensions.group("J", "XFD", hidden=True)

    assert notes(workbook(fill), "a.xlsx") == ""


def test_names_that_a_workbook_defines_are_read():
    def fill(book: Any) -> None:
        book.defined_names["联系人"] = DefinedName("联系人", attr_text=f'"{MOBILE}"', hidden=True)
        book.defined_names["范围"] = DefinedName("范围", attr_text="Sheet!$A$1")

    assert found(workbook(fill), "a.xlsx") == [("mobile", "隐藏的名称", MOBILE)]


def test_who_wrote_a_comment_is_read_too():
    def fill(book: Any) -> None:
        book.active["B2"] = 1
        book.active["B2"].comment = openpyxl.comments.Comment("好", f"陈某{MOBILE}")

    assert ("mobile", "批注的作者", MOBILE) in found(workbook(fill), "a.xlsx")


# --- pdf ------------------------------------------------------------------------------------------------------


def drawn(body: str) -> bytes:
    """A page of 300 by 300 points with this drawing; its text has 12 points."""
    return pdf("x").replace(b"BT /F 12 Tf 14 TL 20 200 Td (x)' ET", body.encode())


def fixed(data: bytes) -> bytes:
    return rewritten(data, lambda writer: None)


TEXT = f"BT /F 12 Tf 20 200 Td (Tel {MOBILE} ok) Tj ET "


def test_words_under_a_black_box_are_found_and_the_box_blocks_by_itself():
    data = fixed(drawn(TEXT + "0 g 40 195 100 16 re f"))
    assert found(data, "a.pdf") == [
        ("mobile", "第 1 页黑块下面", MOBILE),
        ("covered_text", "第 1 页黑块下面", ""),
    ]
    name = fixed(drawn("BT /F 12 Tf 20 200 Td (Chen Mou) Tj ET 0 0 0 rg 18 195 100 16 re f"))
    assert [kind for kind, _place, _text in found(name, "a.pdf")] == ["covered_text"], "a name alone too"


@pytest.mark.parametrize(
    "body",
    [
        "0 g 10 195 200 16 re f 1 g " + TEXT,  # a dark head of a table, its words drawn on top
        TEXT + "0 g 10 100 200 16 re f",  # a box elsewhere
        TEXT + "0 g 10 198 200 0.8 re f",  # a line
        TEXT + "0 g 10 195 200 16 re S",  # a frame
    ],
)
def test_a_box_that_covers_nothing_is_only_a_box(body: str):
    assert found(fixed(drawn(body)), "a.pdf") == [("mobile", "第 1 页", MOBILE)]


def test_white_boxes_and_invisible_words_hide_as_well():
    white = fixed(drawn(TEXT + "1 1 1 rg 40 195 100 16 re f"))
    assert found(white, "a.pdf") == [("mobile", "第 1 页图片或色块下面", MOBILE)]
    unseen = fixed(drawn(TEXT.replace("BT", "BT 3 Tr")))
    assert found(unseen, "a.pdf") == [("mobile", "第 1 页看不见的字", MOBILE)]


def annotated(**entries: Any) -> bytes:
    def change(writer: pypdf.PdfWriter) -> None:
        area = ArrayObject([FloatObject(n) for n in (40, 195, 160, 211)])
        note = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/Rect"): area})
        note.update({NameObject(f"/{key}"): value for key, value in entries.items()})
        writer.add_annotation(0, note)

    return rewritten(drawn(TEXT), change)


def test_a_box_laid_over_the_page_as_a_comment_can_be_dragged_away():
    black = ArrayObject([FloatObject(0)] * 3)
    data = annotated(Subtype=NameObject("/Square"), IC=black)
    assert ("covered_text", "第 1 页黑块下面", "") in found(data, "a.pdf")
    frame = annotated(Subtype=NameObject("/Square"))
    assert found(frame, "a.pdf") == [("mobile", "第 1 页", MOBILE)]


def test_comments_forms_and_properties_in_both_spellings_are_read():
    remark = annotated(Subtype=NameObject("/Text"), Contents=TextStringObject(f"问 {ID}"))
    assert ("resident_id", "第 1 页的批注或表单", ID) in found(remark, "a.pdf")
    assert "批注 1 处" in notes(remark, "a.pdf")

    def change(writer: pypdf.PdfWriter) -> None:
        xml = StreamObject()
        xml.set_data(f"<x:xmpmeta><dc:creator><rdf:li>陈某 {MOBILE}</rdf:li></dc:creator></x:xmpmeta>".encode())
        writer.root_object[NameObject("/Metadata")] = writer._add_object(xml)
        writer.add_metadata({"/Author": "陈某"})

    data = rewritten(pdf("ok"), change)
    assert found(data, "a.pdf") == [("mobile", "文件属性（XMP）或表单", MOBILE)]
    assert "作者“陈某”" in notes(data, "a.pdf")


def test_a_file_pinned_to_a_page_is_an_attachment():
    def change(writer: pypdf.PdfWriter) -> None:
        body = StreamObject()
        body.set_data(f"姓名,电话\n陈某,{MOBILE}\n".encode())
        streams = DictionaryObject({NameObject("/F"): writer._add_object(body)})
        file = DictionaryObject({NameObject("/EF"): streams, NameObject("/F"): TextStringObject("a.csv")})
        area = ArrayObject([FloatObject(n) for n in (0, 0, 9, 9)])
        note = {"/Subtype": NameObject("/FileAttachment"), "/FS": file, "/Rect": area}
        writer.add_annotation(0, DictionaryObject({NameObject(k): v for k, v in note.items()}))

    data = rewritten(pdf("ok"), change)
    assert found(data, "a.pdf") == [("mobile", "PDF 里的附件第 2 行“电话”", MOBILE)]
    assert "PDF 里的附件 1 处" in notes(data, "a.pdf")


def test_a_pdf_that_runs_something_is_refused():
    script = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")}
    action = DictionaryObject({NameObject(key): value for key, value in script.items()})
    data = rewritten(pdf("ok"), lambda writer: writer.root_object.update({NameObject("/OpenAction"): action}))
    with pytest.raises(Unreadable, match="脚本"):
        screen_file(data, "a.pdf")


# --- pictures -------------------------------------------------------------------------------------------------


def photo(exif: dict[int, Any] | None = None, gps: dict[int, Any] | None = None, form: str = "JPEG") -> bytes:
    picture, out = Image.new("RGB", (8, 8), "white"), io.BytesIO()
    told = Image.Exif()
    for tag, value in (exif or {}).items():
        told[tag] = value
    if gps:
        told.get_ifd(0x8825).update(gps)
    picture.save(out, form, exif=told)
    return out.getvalue()


HERE = {1: "N", 2: (29.0, 24.0, 16.4), 3: "E", 4: (105.0, 35.0, 40.2)}


@pytest.mark.parametrize(("form", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png")])
def test_a_photo_says_where_it_was_taken_and_who_owns_the_camera(form: str, name: str):
    data = photo({0x013B: f"Chen {MOBILE}", 0x010F: "Phone"}, HERE, form)
    assert [one[:2] for one in found(data, name)] == [
        ("mobile", "图片信息“作者”"),
        ("location", "图片信息“拍摄地点”"),
    ]
    [place] = [f for f in screen_file(data, name) if f.kind == "location"]
    assert "29.4046°N 105.5945°E" in place.hint
    assert found(photo({0x010F: "Phone"}, None, form), name) == []
    assert found(photo({}, {**HERE, 2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)}, form), name) == [], "no signal"


def test_words_of_windows_and_of_the_press_are_read():
    wide = photo({0x9C9C: f"陈某 {MOBILE}".encode("utf-16-le")})
    assert ("mobile", "图片信息“备注”", MOBILE) in found(wide, "a.jpg")
    caption = f"陈某家 {MOBILE}".encode()
    record = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x40\x1c\x02\x78" + struct.pack(">H", len(caption)) + caption
    assert found(jpg((0xED, record)), "a.jpg") == [("mobile", "图片信息“说明”（IPTC）", MOBILE)]


def test_properties_in_xml_are_read_and_tell_the_place():
    xml = (
        b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><rdf:Description exif:GPSLatitude='29,24.27N' "
        b"exif:GPSLongitude='105,35.67E'><dc:creator>Chen " + MOBILE.encode() + b"</dc:creator></rdf:Description>"
    )
    assert [one[:2] for one in found(jpg((0xE1, xml)), "a.jpg")] == [
        ("mobile", "图片信息（XMP）"),
        ("location", "图片信息“拍摄地点”"),
    ]
    text = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xml.partition(b"\0")[2])
    assert {kind for kind, _place, _text in found(png(text), "a.png")} == {"mobile", "location"}


def test_a_copy_inside_a_photo_and_data_behind_it_are_told():
    exif = b"Exif\0\0II*\0\x08\0\0\0\0\0\x0e\0\0\0\x01\0\x01\x02\x04\0\x01\0\0\0\x20\0\0\0\0\0\0\0"
    assert "缩略图" in notes(jpg((0xE1, exif)), "a.jpg")
    assert "图片后面附带的数据 1 处" in notes(photo() + b"PK\x03\x04" + b"0" * 100, "a.jpg")
    assert "附带" not in notes(photo(), "a.jpg")


def test_photos_inside_documents_keep_what_the_camera_wrote():
    data = rezipped(document(lambda paper: None), {"word/media/image1.jpeg": photo({}, HERE)})
    assert found(data, "a.docx") == [("location", "图片信息“拍摄地点”", "")]

    def change(writer: pypdf.PdfWriter) -> None:
        picture = StreamObject()
        picture._data = photo({}, HERE)
        names = ("/Type", "/XObject"), ("/Subtype", "/Image"), ("/Filter", "/DCTDecode"), ("/ColorSpace", "/DeviceRGB")
        picture.update({NameObject(k): NameObject(v) for k, v in names})
        objects = DictionaryObject({NameObject("/P"): writer._add_object(picture)})
        writer.pages[0]["/Resources"][NameObject("/XObject")] = objects  # type: ignore[index]

    assert found(rewritten(pdf("ok"), change), "a.pdf") == [("location", "图片信息“拍摄地点”", "")]


@pytest.mark.parametrize("cut", range(8, 200, 7))
def test_a_picture_broken_anywhere_is_read_without_harm(cut: int):
    data = photo({0x013B: "Chen"}, HERE)
    assert screen_file(data[:cut] + b"\xff" * 9 + data[cut + 9 :], "a.jpg") is not None
