"""The cleaned copy: it hides nothing, shows the same, opens in other programs, and takes the original's place."""

from __future__ import annotations

import io
import random
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image

from mingbai.disclosure.actions.cleaning import proven_copy
from mingbai.disclosure.actions.files import add_file, clean_file
from mingbai.disclosure.models import Attachment
from mingbai.disclosure.render.cleaned import clean_picture, shown
from mingbai.disclosure.rules.findings import open_findings
from mingbai.disclosure.rules.gate import Allow, screen_file
from mingbai.disclosure.rules.gate.files.container import Package
from mingbai.disclosure.tests import gate_documents
from mingbai.disclosure.tests.factories import NOW, World, draft
from mingbai.disclosure.tests.small_files import word
from mingbai.disclosure.tests.test_gate_files import rezipped
from mingbai.disclosure.tests.test_gate_hidden import MOBILE, drawn, fixed, paragraph, run
from mingbai.disclosure.tests.test_gate_hidden import TEXT as LINE
from mingbai.kit.errors import NotNow
from mingbai.orgs.models import Entry

HIDDEN = {"header": False, "paragraph": False, "cell": False, "page": False, "footer": False, "line": False}
CORNERS = [
    (ending, corner)
    for ending, _make, corners, _times in gate_documents.MAKERS
    for corner in corners
    if HIDDEN.get(corner, True) and corner != "box"
]


def hiding(ending: str, corner: str) -> gate_documents.Document:
    """A file with a telephone number (or a place) in that corner of it."""
    make = next(make for kind, make, _corners, _times in gate_documents.MAKERS if kind == ending)
    return gate_documents.Document(f"公示.{ending}", make(random.Random(7), corner, MOBILE), frozenset(), corner)


@pytest.fixture
def world(lasting: World, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(settings, "FILES_DIR", tmp_path)
    return lasting


def opens(data: bytes, ending: str) -> int:
    """Opened by another reader than ours; how many pages, sheets, paragraphs or points it has."""
    file = io.BytesIO(data)
    if ending == "docx":
        return len(docx.Document(file).paragraphs)
    if ending == "xlsx":
        return len(openpyxl.load_workbook(file).worksheets)
    if ending == "pdf":
        return len(pypdf.PdfReader(file).pages)
    with Image.open(file) as picture:
        picture.load()
        return picture.width * picture.height


@pytest.mark.parametrize(("ending", "corner"), CORNERS)
def test_whatever_corner_it_hides_in_it_is_gone_and_the_rest_is_as_it_was(ending: str, corner: str) -> None:
    one = hiding(ending, corner)
    assert screen_file(one.data, one.name)
    copy, after = proven_copy(one.data, one.name, Allow())
    assert list(after) == list(screen_file(copy, one.name)) == []
    assert shown(copy, ending) == shown(one.data, ending)
    assert (
        opens(copy, ending) == opens(one.data, ending) - (corner in ("sheet",)) - (corner in ("deleted", "hidden")) * 0
    )


def test_tracked_changes_are_accepted() -> None:
    changed = f"<w:del>{run('1234', kind='delText')}</w:del><w:ins>{run('见附表')}</w:ins>"
    copy, _after = proven_copy(paragraph(run("1990000") + changed), "a.docx", Allow())
    assert docx.Document(io.BytesIO(copy)).paragraphs[0].text == "1990000见附表"


def test_what_is_seen_stays_and_still_blocks() -> None:
    data = paragraph(run(f"电话 {MOBILE}") + f"<w:del>{run('500153190001010013', kind='delText')}</w:del>")
    _copy, after = proven_copy(data, "a.docx", Allow())
    assert [finding.kind for finding in after] == ["mobile"]


def test_nothing_to_clean_and_what_can_t_be_cleaned_are_said() -> None:
    with pytest.raises(NotNow, match="没有藏着的内容"):
        proven_copy(word("好"), "a.docx", Allow())
    with pytest.raises(NotNow, match="黑块下面还有字"):
        proven_copy(fixed(drawn(LINE + "0 g 40 195 100 16 re f")), "a.pdf", Allow())
    with pytest.raises(NotNow, match="清不了"):
        proven_copy(f"a,{MOBILE}".encode(), "a.csv", Allow())


def test_a_photo_keeps_the_way_it_is_held() -> None:
    told = Image.Exif()
    told[0x0112] = 6
    told[0x013B] = MOBILE
    out = io.BytesIO()
    Image.new("RGB", (8, 4), "white").save(out, "JPEG", exif=told)
    copy = clean_picture(out.getvalue())
    with Image.open(io.BytesIO(copy)) as picture:
        assert dict(picture.getexif()) == {0x0112: 6}
    assert MOBILE.encode() not in copy
    assert clean_picture(copy + b"PK" * 99) == copy


def test_values_of_a_workbook_stay_where_their_formula_named_a_hidden_sheet() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = 7
    book.create_sheet("底稿")["A1"] = MOBILE
    book.worksheets[1].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    cell = b'<c r="B1"><f>\xe5\xba\x95\xe7\xa8\xbf!A1</f><v>12</v></c></row>'
    sheet = Package(out.getvalue(), "a.xlsx").parts["xl/worksheets/sheet1.xml"].replace(b"</row>", cell)
    copy, after = proven_copy(rezipped(out.getvalue(), {"xl/worksheets/sheet1.xml": sheet}), "a.xlsx", Allow())
    opened = openpyxl.load_workbook(io.BytesIO(copy))
    assert [sheet.title for sheet in opened.worksheets] == ["Sheet"]
    assert [cell.value for cell in opened.active[1]] == [7, 12]
    assert list(after) == []


def test_one_button_puts_the_clean_copy_in_place_and_seals_the_original(world: World) -> None:
    edition = draft(world)
    data = paragraph(run("公示") + f"<w:del>{run(MOBILE, kind='delText')}</w:del>")
    old = add_file(edition_id=edition.pk, name="公示.docx", data=data, now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    [finding] = open_findings(edition)
    assert finding.cleans
    clerk, url = Client(), reverse("disclosure:compose", args=[edition.pk])
    clerk.force_login(world.user("clerk"))
    button = f'value="clean-{old.pk}"'
    assert clerk.get(url).content.decode().count(button) == 2, "at the finding and at the file"
    answer = clerk.post(url, {"do": f"clean-{old.pk}", "seen": edition.lock}, follow=True)
    assert "里藏着的都清掉了" in answer.content.decode()
    assert button not in answer.content.decode()
    fresh = Attachment.objects.get(removed_at__isnull=True)
    assert (fresh.name, fresh.findings, fresh.unseen) == ("公示.docx", [], [])
    edition.refresh_from_db()
    assert edition.content["blocks"][-1]["items"][0]["digest"] == fresh.digest
    assert open_findings(edition) == []
    assert Entry.objects.filter(act="file:clean").latest("pk").note == {"file": fresh.sha256, "from": old.sha256}
    assert old.path.exists()
    assert clerk.get(reverse("disclosure:file", args=[edition.pk, old.pk])).status_code == 404, "sealed"
    given = clerk.get(reverse("disclosure:file", args=[edition.pk, fresh.pk]))
    assert MOBILE.encode() not in b"".join(given.streaming_content)  # type: ignore[attr-defined]


def test_a_refusal_is_said_beside_the_files_and_changes_nothing(world: World) -> None:
    edition = draft(world)
    file = add_file(edition_id=edition.pk, name="a.docx", data=word(f"电话 {MOBILE}"), now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    assert not open_findings(edition)[0].cleans
    clerk = Client()
    clerk.force_login(world.user("clerk"))
    posted = {"do": f"clean-{file.pk}", "seen": edition.lock}
    answer = clerk.post(reverse("disclosure:compose", args=[edition.pk]), posted)
    assert answer.status_code == 409
    assert "拦下的是看得见的" in answer.content.decode()
    file.refresh_from_db()
    assert file.removed_at is None
    with pytest.raises(NotNow, match="已经拿掉了"):
        clean_file(edition_id=edition.pk, attachment_id=10**6, now=NOW, by=world.by("clerk"))
