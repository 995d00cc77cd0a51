"""The gate over files: every corner of each kind, names, broken and hostile files."""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdf
import pytest
import typst
from docx.oxml import OxmlElement
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from mingbai.disclosure.rules.gate import Allow, Unreadable, screen_file
from mingbai.disclosure.rules.gate.files import container

ID = "500153190001010013"
MOBILE = "19900001234"
NOTHING = Allow()


def found(data: bytes, name: str, allow: Allow = NOTHING) -> list[tuple[str, str, str]]:
    return [(finding.kind, finding.place, finding.text) for finding in screen_file(data, name, allow)]


def refused(data: bytes, name: str) -> str:
    with pytest.raises(Unreadable) as caught:
        screen_file(data, name)
    assert name in caught.value.sentence
    return caught.value.sentence


# --- text -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_the_encodings_of_notepad(encoding: str):
    text = f"补贴名单\r\n陈某 {ID}\r\n合计 117,666.67 元\r\n"
    assert found(text.encode(encoding), "名单.txt") == [("resident_id", "第 2 行", ID)]


def test_a_number_broken_over_two_lines_is_one_number():
    assert found(b"5001531900\n01010013", "a.txt") == [("resident_id", "第 1 行", "5001531900\n01010013")]


def test_csv_cells_stand_under_their_columns():
    text = f"姓名,联系电话,金额\n陈某,46730000,22280100\n李某,{MOBILE},46730000\n"
    assert found(text.encode(), "a.csv") == [
        ("phone", "第 2 行“联系电话”", "46730000"),
        ("mobile", "第 3 行“联系电话”", MOBILE),
    ]
    assert screen_file(text.encode(), "a.csv")[0].path == "/files/a.csv/rows/B2"


def test_csv_with_other_separators_and_quotes():
    assert found(f'姓名;备注\n陈某;"欠 90 元\n{ID}"\n'.encode(), "a.csv")[0][0] == "resident_id"
    assert found(f"姓名\t备注\n陈某\t{ID}\n".encode("gb18030"), "a.csv")[0][1] == "第 2 行“备注”"


def test_the_name_of_a_file_is_published_too():
    assert found(b"ok", f"陈某{ID}.txt") == [("resident_id", "文件名", ID)]
    assert found(b"", f"{MOBILE}.csv") == [("mobile", "文件名", MOBILE)]


def test_a_path_is_read_and_named_by_its_last_part(tmp_path: Path):
    path = tmp_path / "名单.txt"
    path.write_text(MOBILE, encoding="utf-8")
    assert [f.path for f in screen_file(path)] == ["/files/名单.txt/text"]
    assert found(path.read_bytes(), "a.txt", Allow(phones=frozenset({MOBILE}))) == []
    with pytest.raises(Unreadable, match="找不到"):
        screen_file(tmp_path / "没有.txt")


def test_notice_content_as_json():
    content = {"title": "三季度", "blocks": [{"type": "table", "columns": [], "rows": [{"备注": ID}]}]}
    data = json.dumps(content).encode()
    assert found(data, "n.json") == [("resident_id", "明细表第 1 行“备注”", ID)]
    contacts = {"title": "", "blocks": [{"type": "contacts", "items": [{"name": "值班", "phone": "023-0000 1234"}]}]}
    assert found(json.dumps(contacts).encode(), "n.json") == []
    assert "打不开" in refused(b"{", "n.json")
    assert "打不开" in refused(b"[" * 100_000, "n.json")


# --- xlsx -----------------------------------------------------------------------------------------------------


def workbook(fill: Callable[[Any], None]) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rezipped(data: bytes, changes: dict[str, bytes]) -> bytes:
    """The same package with parts changed or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, body in changes.items():
            new.writestr(name, body)
    return out.getvalue()


def everywhere(book: Any) -> None:
    sheet = book.active
    sheet.title = "补贴"
    sheet.append(["序号", "姓名", "身份证号", "电话", "金额"])
    sheet.append([1, "陈某", ID, 19900001234, 117666.67])
    sheet.append([2, "李某", "5001**********0013", "199****1234", 222801])
    sheet["F2"] = "见批注"
    sheet["F2"].comment = Comment(f"家里电话 {MOBILE}", "经办人")
    sheet["G2"] = f'=CONCATENATE("{MOBILE}","")'
    sheet.oddFooter.center.text = f"联系 {MOBILE}"
    hint = DataValidation(type="list", formula1='"是,否"', promptTitle="填写", prompt=f"问 {MOBILE}")
    sheet.add_data_validation(hint)
    hint.add("H2")
    hidden = book.create_sheet("底稿")
    hidden.sheet_state = "veryHidden"
    hidden["B7"] = f"王某{ID}"
    book.create_sheet(f"陈某{MOBILE}")
    book.properties.keywords = MOBILE


def test_every_corner_of_a_workbook_is_looked_at():
    places = found(workbook(everywhere), "补贴.xlsx")
    assert ("resident_id", "工作表“补贴”第 2 行“身份证号”", ID) in places
    assert ("mobile", "工作表“补贴”第 2 行“电话”", MOBILE) in places
    assert ("resident_id", "隐藏的工作表“底稿”B7", ID) in places
    assert ("mobile", "单元格 F2 的批注", MOBILE) in places
    assert ("mobile", "工作表名称", MOBILE) in places
    assert ("mobile", "文件属性“关键词”", MOBILE) in places
    assert ("mobile", "工作表“补贴”第 2 行 G 列", MOBILE) in places
    assert [place for _kind, place, _text in places].count("工作表“补贴”的页眉、页脚或提示") == 2
    assert len(places) == 9


def test_a_finance_table_is_clean():
    def fill(book: Any) -> None:
        book.active.append(["日期", "摘要", "凭证", "金额", "备注"])
        for month in range(1, 10):
            row = [f"2026-{month:02d}-10", "4 栋楼道灯维修", 2026070000 + month, 22280100 + month, "500153001003"]
            book.active.append(row)

    assert found(workbook(fill), "收支.xlsx") == []


def test_text_that_a_cell_no_longer_shows_is_still_in_the_file():
    sheet = "<worksheet><sheetData><row r='4'><c r='B4' t='s'><v>1</v></c></row></sheetData></worksheet>"
    strings = f"<sst><si><t>陈某{ID}</t></si><si><r><t>李某1990000</t></r><r><t>1234</t></r></si></sst>"
    changes = {"xl/worksheets/sheet1.xml": sheet.encode(), "xl/sharedStrings.xml": strings.encode()}
    assert found(rezipped(workbook(lambda book: None), changes), "a.xlsx") == [
        ("mobile", "工作表“Sheet”第 4 行 B 列", MOBILE),
        ("resident_id", "表里已经不显示的旧内容", ID),
    ]


def test_a_pivot_cache_keeps_the_rows_it_was_made_from():
    cache = f'<pivotCacheDefinition><sharedItems><s v="陈某{ID}"/></sharedItems></pivotCacheDefinition>'
    data = rezipped(workbook(lambda book: None), {"xl/pivotCache/pivotCacheDefinition1.xml": cache.encode()})
    assert found(data, "a.xlsx") == [("resident_id", "透视表缓存", ID)]


def test_a_sheet_with_a_cell_at_the_far_corner_costs_nothing():
    def fill(book: Any) -> None:
        book.active["A1"] = "起"
        book.active["XFD1048576"] = MOBILE

    assert found(workbook(fill), "a.xlsx") == [("mobile", "工作表“Sheet”第 1048576 行 XFD 列", MOBILE)]


# --- docx -----------------------------------------------------------------------------------------------------


def document(fill: Callable[[Any], None]) -> bytes:
    paper = docx.Document()
    fill(paper)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def test_every_corner_of_a_document_is_looked_at():
    def fill(paper: Any) -> None:
        paper.core_properties.title = MOBILE
        paragraph = paper.add_paragraph("陈某 5001531900")
        paragraph.add_run("01010013").bold = True
        table = paper.add_table(2, 2)
        for cell, text in zip(table._cells, ["姓名", "家庭住址", "李某", "12号"], strict=True):
            cell.text = text
        paper.sections[0].header.paragraphs[0].text = f"页眉 {MOBILE}"
        paper.sections[0].footer.paragraphs[0].text = f"页脚 {MOBILE}"
        run = paper.add_paragraph("已删除：").add_run()
        gone = OxmlElement("w:delText")
        gone.text = MOBILE
        run._r.append(gone)
        paper.add_comment(run, text=f"问 {MOBILE}", author="孙某", initials="孙")

    places = found(document(fill), "公示.docx")
    assert ("resident_id", "第 1 段", ID) in places
    assert ("address", "表 1 第 2 行“家庭住址”", "12号") in places
    assert ("mobile", "第 2 段删去的字（修订记录）", MOBILE) in places
    for place in ("页眉", "页脚", "批注", "文件属性“标题”"):
        assert ("mobile", place, MOBILE) in places
    assert len(places) == 7


def test_a_document_with_another_file_inside_it_blocks():
    data = rezipped(document(lambda paper: None), {"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"})
    [finding] = screen_file(data, "a.docx")
    assert (finding.kind, finding.text) == ("unreadable_part", "")
    assert "嵌着另一个文件" in finding.hint


def test_pictures_in_a_document_are_named_as_not_read():
    data = rezipped(document(lambda paper: None), {"word/media/image1.png": png(b"")})
    result = screen_file(data, "a.docx")
    assert result == []
    assert "1 张图片" in result.notes[0]


# --- pdf ------------------------------------------------------------------------------------------------------


def pdf(*pages: str, image_on: int = 0) -> bytes:
    """A small PDF; `image_on` gives that page a picture."""
    kids = " ".join(f"{10 + 2 * n} 0 R" for n in range(len(pages)))
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode(),
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        4: b"<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>"
        b"stream\n\0\nendstream",
    }
    for number, text in enumerate(pages):
        shown = "".join(f"({line})' " for line in text.split("\n")) if text else ""
        body = f"BT /F 12 Tf 14 TL 20 200 Td {shown}ET".encode() if text else b"q Q"
        picture = "/XObject<</I 4 0 R>>" if number + 1 == image_on else ""
        objects[10 + 2 * number] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents {11 + 2 * number} 0 R"
            f"/Resources<</Font<</F 3 0 R>>{picture}>>>>"
        ).encode()
        objects[11 + 2 * number] = b"<</Length %d>>stream\n%s\nendstream" % (len(body), body)
    out, offsets = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, at in offsets.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, at)
    out += b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (max(objects) + 1, start)
    return bytes(out)


def rewritten(data: bytes, change: Callable[[pypdf.PdfWriter], None]) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_pages_of_a_pdf():
    assert found(pdf("117,666.67 222801", f"Chen {ID}\nTel {MOBILE}"), "a.pdf") == [
        ("resident_id", "第 2 页", ID),
        ("mobile", "第 2 页", MOBILE),
    ]
    assert found(pdf("117,666.67 20261010 500153001003/2026-00012", ""), "a.pdf") == []


def test_a_page_that_is_a_picture_blocks_because_nobody_can_check_it():
    [finding] = screen_file(pdf("117,666.67", "", image_on=2), "a.pdf")
    assert (finding.kind, finding.place, finding.masked) == ("unreadable_page", "第 2 页", "")
    assert "没法检查" in finding.hint
    result = screen_file(pdf("117,666.67", image_on=1), "a.pdf")
    assert result == []
    assert "图片里的内容没有检查" in result.notes[0]


def test_what_a_pdf_carries_beside_its_pages():
    def change(writer: pypdf.PdfWriter) -> None:
        writer.add_metadata({"/Subject": f"Chen {MOBILE}"})
        writer.add_outline_item(title=f"Chen {ID}", page_number=0)
        writer.add_attachment(filename="list.csv", data=f"a\n{ID}\n".encode())
        writer.add_attachment(filename="raw.bin", data=b"\0\1")

    places = [(kind, place) for kind, place, _text in found(rewritten(pdf("ok"), change), "a.pdf")]
    assert ("mobile", "文件属性“主题”") in places
    assert ("resident_id", "书签") in places
    assert ("resident_id", "PDF 里的附件第 2 行 A 列") in places
    assert ("unreadable_part", "PDF 里的附件") in places


def test_tight_columns_of_a_printed_table_do_not_hide_each_other():
    """Drawn close together, the columns come out of the page as one long number."""
    table = f"#set page(width: 14cm)\n#table(columns: (3cm, 1.6cm, 3cm), [{ID}], [{MOBILE}], [6222020000000000000])"
    places = found(typst.compile(table.encode()), "a.pdf")
    assert sorted((kind, text) for kind, _place, text in places) == [
        ("bank_card", "6222020000000000000"),
        ("mobile", MOBILE),
        ("resident_id", ID),
    ]
    assert {place for _kind, place, _text in places} == {"第 1 页"}


def test_a_locked_pdf_can_not_be_checked_but_one_that_opens_freely_can():
    locked = rewritten(pdf(ID), lambda writer: writer.encrypt("secret", algorithm="AES-256"))
    assert "密码" in refused(locked, "a.pdf")
    printable = rewritten(pdf(ID), lambda writer: writer.encrypt("", "owner", algorithm="AES-256"))
    assert found(printable, "a.pdf") == [("resident_id", "第 1 页", ID)]


# --- pictures -------------------------------------------------------------------------------------------------


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(chunks) + body + chunk(b"IEND", b"")


def jpg(*segments: tuple[int, bytes]) -> bytes:
    parts = b"".join(struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body for marker, body in segments)
    return b"\xff\xd8" + parts + b"\xff\xda\x00\x02" + MOBILE.encode() + b"\xff\xd9"


def test_words_in_a_picture_s_metadata_are_read_and_the_picture_itself_is_named_as_not_read():
    told = f"陈某 {MOBILE}".encode()
    for data, name in (
        (png(chunk(b"tEXt", b"Comment\0" + told)), "a.png"),
        (png(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(told))), "a.png"),
        (png(chunk(b"iTXt", b"Comment\0\1\0zh\0\0" + zlib.compress(told))), "a.png"),
        (png(chunk(b"eXIf", b"MM\0*" + told)), "a.png"),
        (jpg((0xE0, b"JFIF\0"), (0xE1, b"Exif\0\0" + MOBILE.encode("utf-16-le"))), "a.jpg"),
        (jpg((0xFE, told)), "a.jpeg"),
    ):
        result = screen_file(data, name)
        assert [(f.kind, f.text) for f in result] == [("mobile", MOBILE)], name
        assert result[0].place.startswith("图片信息"), name
        assert "图片里的内容没有检查" in result.notes[0]
    assert screen_file(png(), "门前.png") == []
    assert screen_file(jpg((0xE0, b"JFIF\0")), "门前.jpg") == []
    assert found(png(), f"{ID}.png") == [("resident_id", "文件名", ID)]


# --- hostile and broken ---------------------------------------------------------------------------------------


def test_a_file_that_is_not_what_its_name_says_is_refused():
    for data, name in (
        (pdf("ok"), "a.docx"),
        (png(), "a.jpg"),
        (b"plain", "a.xlsx"),
        (b"plain", "a.pdf"),
        (document(lambda paper: None), "a.xlsx"),
        (workbook(lambda book: None), "a.txt"),
        (b"PK\x03\x04broken", "a.docx"),
    ):
        assert refused(data, name)
    assert "不是能检查的文件" in refused(b"x", "a.exe")
    assert "不是能检查的文件" in refused(b"x", "没有后缀")
    assert "不是文字" in refused(b"\0\1\2\3" * 20, "a.txt")


def test_locked_and_old_office_files_are_refused():
    assert "密码" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xlsx")


def test_macros_are_refused_by_name_and_by_content():
    assert "宏" in refused(document(lambda paper: None), "a.docm")
    assert "宏" in refused(rezipped(workbook(lambda book: None), {"xl/vbaProject.bin": b"x"}), "a.xlsx")
    types = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    assert "宏" in refused(rezipped(document(lambda paper: None), {"[Content_Types].xml": types}), "a.docx")


def test_a_zip_bomb_is_refused_before_it_goes_off(monkeypatch: pytest.MonkeyPatch):
    bomb = rezipped(document(lambda paper: None), {"word/big.xml": b"0" * (20 * 1024 * 1024)})
    assert len(bomb) < 200_000
    assert "太大" in refused(bomb, "a.docx")
    monkeypatch.setattr(container, "MOST_ENTRIES", 5)
    assert "太大" in refused(document(lambda paper: None), "a.docx")


def test_a_zip_that_lies_about_its_size_is_broken():
    data = bytearray(rezipped(document(lambda paper: None), {"word/big.xml": b"0" * 100_000}))
    entry = data.rindex(b"word/big.xml") - 46
    data[entry + 24 : entry + 28] = struct.pack("<I", 10)
    assert "打不开" in refused(bytes(data), "a.docx")


def test_entities_are_refused():
    body = b'<!DOCTYPE d [<!ENTITY a "x">]><d>&a;</d>'
    assert "打不开" in refused(rezipped(document(lambda paper: None), {"word/document.xml": body}), "a.docx")


def test_a_truncated_file_is_refused_with_a_sentence():
    for data, name in ((workbook(everywhere), "a.xlsx"), (document(lambda paper: None), "a.docx")):
        assert "打不开" in refused(data[: len(data) // 2], name)
    assert refused(b"%PDF-1.7\ngarbage", "a.pdf")


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr("mingbai.disclosure.rules.gate.files.MOST_BYTES", 1024)
    assert "超过" in refused(b"x" * 1025, "a.txt")
    (tmp_path / "b.txt").write_bytes(b"x" * 1025)
    with pytest.raises(Unreadable, match="超过"):
        screen_file(tmp_path / "b.txt")
