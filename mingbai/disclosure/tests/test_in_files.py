"""Lists about residents in files without tables to read: a column that no list may have, a name that the list masks."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
import typst
from django.conf import settings

from mingbai.catalog.schema.edition import load_edition
from mingbai.disclosure.actions import ocr, pictures
from mingbai.disclosure.actions.files import add_file, remove_file
from mingbai.disclosure.models import Edition, EditionState, ReadWords
from mingbai.disclosure.rules.columns import column_findings
from mingbai.disclosure.rules.findings import all_findings
from mingbai.disclosure.rules.gate.text import Spot
from mingbai.disclosure.tests.factories import NOW, World, draft, signed_in
from mingbai.disclosure.tests.small_files import pdf, png
from mingbai.disclosure.tests.test_told import press

CODE = "CW23"
SPEC = load_edition()[CODE]
TABLE = "#table(columns: 4, [序号], [户主], [{head}], [金额], [1], [王某], [略], [600], [2], [李某], [略], [600])"


@pytest.fixture
def edition(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Edition:
    monkeypatch.setattr(settings, "FILES_DIR", tmp_path)
    return draft(world, CODE, "2026-10")


def document(*paragraphs: str) -> bytes:
    made, out = docx.Document(), BytesIO()
    for text in paragraphs:
        made.add_paragraph(text)
    made.save(out)
    return out.getvalue()


def add(world: World, edition: Edition, name: str, data: bytes) -> Any:
    file = add_file(edition_id=edition.pk, name=name, data=data, now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    return file


def found(edition: Edition) -> list[tuple[str, str]]:
    return [(one.kind, one.masked) for one in all_findings(edition) if one.kind.startswith("listed")]


# --- columns ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("序号 户主 身份证号 金额\n1 王某 略 600", ["身份证号"]),
        ("序号户主身份证号银行账号金额\n1王某略略600", ["身份证号", "银行账号"]),
        ("姓名\n性别\n家庭住址\n王某\n男", ["性别", "家庭住址"]),
        ("| 户 主 | 年 龄 | 金 额（元/月） |\n王某 70 600", ["年龄"]),
        ("序号 户主 类别 保障人数 金额（元/月） 备注\n1 王某 低保 2 600", []),
        ("姓名 身份证号 金额", []),  # a form that nobody has filled in
        ("姓名 职务 联系电话\n陈某 民政岗 023-0000 1200", []),
        ("单位 地址 电话\n便民中心 桂花路12号 023-0000 1200", []),
        ("申请人要交的材料：身份证、户口簿、银行卡。\n1 份", []),
        ("申请低保，请带户主身份证、银行卡到 3 号窗口\n1 份", []),
    ],
)
def test_a_line_of_headings_is_told_from_prose(text: str, columns: list[str]) -> None:
    assert [one.text for one in column_findings([Spot(text, "第 1 页", "/pages/1")], SPEC)] == columns
    assert column_findings([Spot(text, "第 1 页", "/pages/1")], load_edition()["CA03"]) == [], "no list about residents"


@pytest.mark.django_db
@pytest.mark.parametrize("head", ["身份证号", "银行账号", "家庭住址", "年龄"])
def test_a_table_in_a_pdf_stops_the_draft(world: World, edition: Edition, head: str) -> None:
    add(world, edition, "名单.pdf", pdf(f"{SPEC.title}\n\n{TABLE.format(head=head)}"))
    assert found(edition) == [("listed_column", head)]
    page = signed_in(world, "clerk").get(f"/desk/draft/{edition.pk}/").content.decode()
    assert "附件“名单.pdf”第 1 页有<b>名单不能有的一列</b>" in page
    assert "请把这一列整列删掉" in page
    assert "在图上涂掉" in page
    assert press(world, edition, "submit", "王某").status_code == 409
    assert edition.state == EditionState.DRAFT


@pytest.mark.django_db
def test_a_table_in_a_pdf_with_the_columns_of_the_item_is_taken(world: World, edition: Edition) -> None:
    add(world, edition, "名单.pdf", pdf(TABLE.format(head="类别")))
    assert found(edition) == []


@pytest.mark.django_db
def test_a_list_in_paragraphs_stops_the_draft(world: World, edition: Edition) -> None:
    add(world, edition, "名单.docx", document("公示名单", "户主\t身份证号\t金额", "王某\t略\t600"))
    assert found(edition) == [("listed_column", "身份证号")]


# --- names ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("说明.pdf", pdf("本月新增：王小明等两户。")),
        ("说明.docx", document("本月新增：王小明等两户。")),
    ],
)
def test_a_file_that_tells_a_name_of_the_list_stops_the_draft(
    world: World, edition: Edition, name: str, data: bytes
) -> None:
    add(world, edition, name, data)
    press(world, edition, "veil", "王小明", title="低保名单", notes="")
    assert found(edition) == [("listed_name", "王某")]
    assert press(world, edition, "submit", "王某", title="低保名单", notes="").status_code == 409
    page = signed_in(world, "clerk").get(f"/desk/draft/{edition.pk}/").content.decode()
    assert f"附件“{name}”第 1 " in page
    assert "这是名单上要遮的全名。请在原文件里改成“王某”再传，或者涂掉" in page
    file = edition.notice.attachments.get()
    remove_file(edition_id=edition.pk, attachment_id=file.pk, now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    assert press(world, edition, "submit", "王某", title="低保名单", notes="").status_code == 302
    assert edition.state == EditionState.MOVING


@pytest.mark.django_db
def test_a_file_about_others_is_taken(world: World, edition: Edition) -> None:
    add(world, edition, "说明.pdf", pdf("本月新增：王某等两户。王小明亮等三户由镇街审核。"))
    press(world, edition, "veil", "王小红", title="低保名单", notes="")
    assert found(edition) == []


@pytest.mark.django_db
def test_what_the_machine_read_is_held_against_the_list(
    world: World, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "READ_PICTURES", True)
    monkeypatch.setattr(ocr, "engine", lambda: "/usr/bin/tesseract")
    monkeypatch.setattr(ocr, "words_in", lambda _picture: "户主身份证号金额\n王小明略600")
    file = add(world, edition, "照片.png", png("OK"))
    pictures.read_pictures.call(file.reading.pk)
    assert found(edition) == [("listed_column", "身份证号")]
    press(world, edition, "veil", "王小明", title="低保名单", notes="")
    assert sorted(found(edition)) == [("listed_column", "身份证号"), ("listed_name", "王某")]
    remove_file(edition_id=edition.pk, attachment_id=file.pk, now=NOW, by=world.by("clerk"))
    pictures.forget_words()
    assert not ReadWords.objects.exists()


@pytest.mark.skipif(not ocr.engine(), reason="没有 tesseract-ocr-chi-sim，不测读图 left out: no Tesseract here")
@pytest.mark.django_db
def test_a_photographed_list_is_read_and_stopped(
    world: World, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "READ_PICTURES", True)
    sheet = "#set page(width: 16cm, height: 8cm)\n#set text(16pt)\n#set table(inset: 10pt, stroke: none)\n名单\n\n"
    picture = typst.compile(f"{sheet}{TABLE.format(head='身份证号')}".encode(), format="png", ppi=200)
    assert isinstance(picture, bytes)
    file = add(world, edition, "照片.png", picture)
    pictures.read_pictures.call(file.reading.pk)
    assert ("listed_column", "身份证号") in found(edition)
