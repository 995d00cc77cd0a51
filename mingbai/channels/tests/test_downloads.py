"""What can be taken away: the sheet, the Excel file, attachments; and `mingbai print`."""

import io
from pathlib import Path
from urllib.parse import unquote

import pypdf
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from openpyxl import load_workbook

from mingbai.channels.actions.sheets import folder, sheet_file, sheet_path
from mingbai.channels.render.sheet import SheetError
from mingbai.channels.rules.notices import shown
from mingbai.channels.rules.sheet import sheet_view
from mingbai.disclosure.actions.files import add_file, remove_file
from mingbai.disclosure.models import Attachment, Notice
from mingbai.disclosure.tests.factories import World, draft, publish, walk, workbook

BASE = "/n/500153001003/2026-00001"


@pytest.fixture
def data_dir(settings: object, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    settings.FILES_DIR = tmp_path / "files"  # type: ignore[attr-defined]
    return tmp_path


@pytest.fixture
def notice(world: World, data_dir: Path) -> Notice:
    return publish(world, "CA03", "2026-Q3", title="2026年第三季度/财务收支公开", files=[("凭证.xlsx", workbook())])


def test_the_sheet_is_set_once_and_then_handed_out(notice: Notice, client: Client) -> None:
    first = client.get(f"{BASE}.pdf")
    body = first.content
    assert first["Content-Type"] == "application/pdf"
    assert first["X-Content-Type-Options"] == "nosniff"
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)
    assert "500153001003/2026-00001" in text.replace(" ", "").replace("　", "")
    [kept] = folder().rglob("*.pdf")
    stamp = kept.stat().st_mtime_ns
    again = client.get(f"{BASE}.pdf")
    assert again.content == body
    assert kept.stat().st_mtime_ns == stamp
    assert client.get(f"{BASE}.pdf", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    assert not list(folder().rglob("tmp*"))
    assert "KB" in client.get(f"{BASE}/").content.decode()


def test_names_are_chinese_and_safe(notice: Notice, client: Client) -> None:
    for ending in ("pdf", "xlsx"):
        header = client.get(f"{BASE}.{ending}")["Content-Disposition"]
        name = unquote(header.partition("filename*=")[2].partition("''")[2])
        assert name == f"桂花社区2026-00001第1版 2026年第三季度／财务收支公开.{ending}"
        assert "/" not in name


def test_the_tables_as_excel(notice: Notice, client: Client) -> None:
    book = load_workbook(io.BytesIO(client.get(f"{BASE}.xlsx").content))
    cells = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert "500153001003/2026-00001" in cells
    assert len(book.worksheets) > 1


def test_attachments_come_as_downloads_and_only_listed_ones(world: World, notice: Notice, client: Client) -> None:
    file = Attachment.objects.get(notice=notice)
    response = client.get(f"{BASE}/files/{file.pk}/")
    assert response.getvalue() == file.path.read_bytes()
    assert response["Content-Disposition"].startswith("attachment")
    assert f"{BASE}/files/{file.pk}/" in client.get(f"{BASE}/").content.decode()
    hidden = draft(world, "JW04", "2026-Q3", files=[("草稿.xlsx", workbook("草稿"))])
    unlisted = Attachment.objects.get(notice=hidden.notice)
    assert client.get(f"{BASE}/files/{unlisted.pk}/").status_code == 404
    file.path.unlink()
    assert client.get(f"{BASE}/files/{file.pk}/").status_code == 404


def test_bytes_that_once_had_a_telling_name_are_not_served_under_it(
    world: World, data_dir: Path, client: Client
) -> None:
    edition = draft(world, files=[("张某 19900001234.xlsx", data := workbook())])
    telling = edition.notice.attachments.get()
    remove_file(edition_id=edition.pk, attachment_id=telling.pk, now=world.now, by=world.by("clerk"))
    kept = add_file(edition_id=edition.pk, name="明细.xlsx", data=data, now=world.now, by=world.by("clerk"))
    edition.refresh_from_db()
    walk(world, edition)
    page = client.get(f"{BASE}/").content.decode()
    assert f"{BASE}/files/{kept.pk}/" in page
    assert f"{BASE}/files/{telling.pk}/" not in page
    assert client.get(f"{BASE}/files/{kept.pk}/").getvalue() == data
    assert client.get(f"{BASE}/files/{telling.pk}/").status_code == 404


def test_a_sheet_that_fails_leaves_no_half_file(notice: Notice, client: Client) -> None:
    one = shown(notice, full=True)
    view = sheet_view(one)

    def broken(_view: object) -> bytes:
        raise SheetError("字库里没有这个字。")

    with pytest.raises(SheetError):
        sheet_file(view=view, edition=one.edition, render=broken)
    assert not sheet_path(one.edition, view).exists()
    assert not list(folder().rglob("*")) if folder().exists() else True


def test_a_new_telephone_makes_a_new_sheet(notice: Notice) -> None:
    one = shown(notice, full=True)
    old = sheet_path(one.edition, sheet_view(one))
    one.notice.unit.profile.phone = "023-0000 9999"
    assert sheet_path(one.edition, sheet_view(one)) != old


def test_print_writes_the_sheet(notice: Notice, tmp_path: Path) -> None:
    target = tmp_path / "sheet.pdf"
    call_command("print", number="500153001003/2026-1", form="notice", output=target)
    assert target.read_bytes().startswith(b"%PDF-")


def test_print_says_what_it_cannot_do(notice: Notice, tmp_path: Path) -> None:
    target = tmp_path / "sheet.pdf"
    for number, form, words in [
        ("500153001003/2026-00001", "poster", "现在有的是：notice"),
        ("500153001003/2026-00007", "notice", "没有编号是“500153001003/2026-00007”"),
        ("七号", "notice", "看不明白"),
    ]:
        with pytest.raises(CommandError, match=words):
            call_command("print", number=number, form=form, output=target)
    with pytest.raises(CommandError, match="写不进"):
        call_command("print", number="500153001003/2026-00001", form="notice", output=tmp_path / "no" / "such.pdf")
    assert not target.exists()
