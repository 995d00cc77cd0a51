"""Painted over in the browser, gone from the file: the points, the words, the drawing, the notes under it."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
import typst
from django.test import Client
from PIL import Image, ImageDraw

from mingbai.disclosure.actions import ocr, redacting
from mingbai.disclosure.actions.files import add_file
from mingbai.disclosure.actions.redacting import redact, redact_covered, undo_redaction
from mingbai.disclosure.models import Attachment, Edition, Redaction
from mingbai.disclosure.render.raster import Raster
from mingbai.disclosure.rules.boxes import Box
from mingbai.disclosure.rules.findings import open_findings
from mingbai.disclosure.rules.gate import Allow, screen_file
from mingbai.disclosure.rules.redacting import covered_boxes, places_on
from mingbai.disclosure.tests.factories import NOW, World, draft, signed_in, submitted_draft, workbook
from mingbai.kit.errors import NotNow
from mingbai.orgs.models import Entry

ID, NAME = "500153190001010013", "Zhang Xiaoming"
PAGE = f"""#set page(width: 210mm, height: 297mm, margin: 20mm)
#set text(size: 12pt)
Receiver {NAME}, number {ID}

The second line stays.
#pagebreak()
Nothing private here, only words."""
COVERED = f"""#set page(width: 210mm, height: 297mm, margin: 0mm)
#set text(size: 12pt)
#place(dx: 30mm, dy: 40mm)[{NAME} {ID}]
#place(dx: 28mm, dy: 38mm, rect(width: 110mm, height: 8mm, fill: black))
#place(dx: 30mm, dy: 80mm)[The other line stays.]
#pagebreak()
Second page."""


def pdf(source: str = PAGE) -> bytes:
    made = typst.compile(source.encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


def photo(kind: str = "PNG", **more: object) -> bytes:
    """White, with a red square in the upper left quarter."""
    picture, out = Image.new("RGB", (400, 300), "white"), io.BytesIO()
    ImageDraw.Draw(picture).rectangle((0, 0, 199, 149), fill="red")
    picture.save(out, kind, **more)
    return out.getvalue()


def points_of(file: Attachment) -> tuple[tuple[int, int], Callable[[int, int], bytes]]:
    """The size of a picture, and the colour of each of its points."""
    picture = Image.open(file.path).convert("RGB")
    data, across = picture.tobytes(), picture.width
    return picture.size, lambda x, y: data[(y * across + x) * 3 : (y * across + x) * 3 + 3]


def add(world: World, edition: Edition, name: str, data: bytes) -> Attachment:
    return add_file(edition_id=edition.pk, name=name, data=data, now=NOW, by=world.by("clerk"))


def unpacked(data: bytes) -> bytes:
    """The file with every packed stream of it laid open: where a word may still be found."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.S)
    opened = []
    for stream in streams:
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            opened.append(stream)
    return data + b"".join(opened)


def texts(data: bytes) -> list[str]:
    return [page.extract_text().strip() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def whole(box: tuple[float, float, float, float]) -> Box:
    return Box(*(round(part * 10) for part in box))


@pytest.fixture
def edition(world: World) -> Edition:
    return draft(world)


# --- what is left ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_nothing_is_left_under_a_box_of_a_pdf(world: World, edition: Edition) -> None:
    data = pdf()
    old = add(world, edition, "收据.pdf", data)
    assert ID in texts(data)[0]
    place = places_on(data, "pdf", 1, Allow())[0]
    assert "身份证号" in place.label
    assert ID not in place.label
    copy = redact(edition_id=edition.pk, attachment_id=old.pk, boxes={1: [place.box]}, now=NOW, by=world.by("clerk"))
    left = copy.path.read_bytes()
    assert texts(left) == ["", texts(data)[1]]
    assert ID.encode() not in unpacked(left)
    assert len(pypdf.PdfReader(io.BytesIO(left)).pages) == 2
    shown = ocr.run(["/usr/bin/pdftoppm", "-f", "1", "-l", "1", "-r", "60", str(copy.path)], b"")
    raster = Raster.read(shown)
    assert raster.darkest(place.box)
    assert not raster.darkest(Box(0, 900, 1000, 90)), "the rest of the page is as it was"
    assert [f.kind for f in open_findings(edition)] == ["unreadable_page"], "until its picture is read"


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "kind"), [("照片.png", "PNG"), ("照片.jpg", "JPEG")])
def test_nothing_is_left_under_a_box_of_a_picture(world: World, edition: Edition, name: str, kind: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "described"
    old = add(world, edition, name, photo(kind, exif=exif))
    box = Box(0, 0, 500, 500)
    copy = redact(edition_id=edition.pk, attachment_id=old.pk, boxes={1: [box]}, now=NOW, by=world.by("clerk"))
    size, at = points_of(copy)
    assert size == (400, 300)
    assert max(max(at(x, y)) for x in range(0, 196, 7) for y in range(0, 146, 7)) < 40
    assert min(at(300, 250)) > 240
    assert b"described" not in copy.path.read_bytes()
    assert copy.mime == old.mime


@pytest.mark.django_db
def test_a_photo_that_lies_on_its_side_is_painted_as_it_is_shown(world: World, edition: Edition) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it to the right: the red square is shown in the upper right
    old = add(world, edition, "竖拍.jpg", photo("JPEG", exif=exif))
    box = Box(500, 0, 500, 500)
    copy = redact(edition_id=edition.pk, attachment_id=old.pk, boxes={1: [box]}, now=NOW, by=world.by("clerk"))
    size, at = points_of(copy)
    assert size == (300, 400)
    red = [1 for x in range(0, 300, 5) for y in range(0, 400, 5) if at(x, y)[0] - at(x, y)[1] > 90]
    assert not red


@pytest.mark.django_db
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_pages_that_are_turned_are_found_and_painted_as_they_are_shown(
    world: World, edition: Edition, turned: int
) -> None:
    writer, out = pypdf.PdfWriter(clone_from=io.BytesIO(pdf())), io.BytesIO()
    writer.pages[0].rotate(turned)
    writer.write(out)
    old = add(world, edition, "斜页.pdf", out.getvalue())
    box = places_on(out.getvalue(), "pdf", 1, Allow())[0].box
    before = Raster.read(ocr.run(["/usr/bin/pdftoppm", "-f", "1", "-l", "1", "-r", "60", str(old.path)], b""))
    inked = [n for n in range(0, len(before.points), 3) if before.points[n] < 128]
    inside = sum(_within(before, box, n // 3) for n in inked)
    assert inside > 20, "letters stand in the box that the machine offers"
    copy = redact(edition_id=edition.pk, attachment_id=old.pk, boxes={1: [box]}, now=NOW, by=world.by("clerk"))
    assert texts(copy.path.read_bytes())[0] == ""


def _within(raster: Raster, box: Box, point: int) -> bool:
    left, right, top, bottom = raster.area(box)
    row, column = divmod(point, raster.width)
    return left <= column < right and top <= row < bottom


@pytest.mark.django_db
def test_black_boxes_on_words_are_made_real_with_one_click(world: World, edition: Edition) -> None:
    data = pdf(COVERED)
    assert {"covered_text", "resident_id"} <= {f.kind for f in screen_file(data, "a.pdf")}
    assert list(covered_boxes(data)) == [1]
    old = add(world, edition, "领款单.pdf", data)
    page = signed_in(world, "clerk").get(f"/desk/draft/{edition.pk}/").content.decode()
    assert f'value="ink-{old.pk}"' in page
    edition.refresh_from_db()
    signed_in(world, "clerk").post(f"/desk/draft/{edition.pk}/", {"do": f"ink-{old.pk}", "seen": edition.lock})
    copy = Attachment.objects.get(notice=edition.notice, removed_at__isnull=True)
    left = copy.path.read_bytes()
    assert texts(left)[0] == ""
    assert ID.encode() not in unpacked(left)
    assert NAME.encode() not in unpacked(left)
    assert not {"covered_text", "resident_id"} & {f.kind for f in screen_file(left, copy.name)}
    with pytest.raises(NotNow, match="没有黑块盖着字"):
        redact_covered(edition_id=edition.pk, attachment_id=copy.pk, now=NOW, by=world.by("clerk"))


# --- sealed, undone, refused ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_original_is_sealed_and_comes_back_only_while_it_is_a_draft(world: World, edition: Edition) -> None:
    by = world.by("clerk")
    old = add(world, edition, "照片.png", photo())
    copy = redact(edition_id=edition.pk, attachment_id=old.pk, boxes={1: [Box(0, 0, 500, 500)]}, now=NOW, by=by)
    client = signed_in(world, "clerk")
    assert client.get(f"/desk/review/{edition.pk}/file/{old.pk}/").status_code == 404
    assert client.get(f"/desk/draft/{edition.pk}/file/{old.pk}/page/1/").status_code == 404
    edition.refresh_from_db()
    named = [
        item["digest"] for block in edition.content["blocks"] if block["type"] == "files" for item in block["items"]
    ]
    assert named == [copy.digest]
    client.post(f"/desk/draft/{edition.pk}/", {"do": f"unpaint-{copy.pk}", "seen": edition.lock})
    old.refresh_from_db()
    assert old.removed_at is None
    assert Redaction.objects.get().undone_at is not None
    assert Entry.objects.filter(act="file:unredact").count() == 1
    again = redact(edition_id=edition.pk, attachment_id=old.pk, boxes={1: [Box(0, 0, 500, 500)]}, now=NOW, by=by)
    edition.refresh_from_db()
    submitted_draft(world, edition)
    with pytest.raises(NotNow, match="已经送审"):
        undo_redaction(edition_id=edition.pk, attachment_id=again.pk, now=NOW, by=by)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("boxes", "said"),
    [
        ({1: []}, "还没有画框"),
        ({1: [Box(0, 0, 1001, 10)]}, "画到了页外"),
        ({1: [Box(0, 0, 0, 10)]}, "没有大小"),
        ({3: [Box(0, 0, 10, 10)]}, "只有 2 页"),
        ({1: [Box(0, 0, 10, 10)] * 61}, "最多涂 60 处"),
    ],
)
def test_a_box_that_is_none_is_refused(world: World, edition: Edition, boxes: dict[int, list[Box]], said: str) -> None:
    old = add(world, edition, "收据.pdf", pdf())
    with pytest.raises(NotNow, match=said):
        redact(edition_id=edition.pk, attachment_id=old.pk, boxes=boxes, now=NOW, by=world.by("clerk"))
    old.refresh_from_db()
    assert old.removed_at is None
    assert not Redaction.objects.exists()


@pytest.mark.django_db
def test_what_is_not_proved_does_not_take_its_place(
    world: World, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = pdf()
    old = add(world, edition, "收据.pdf", data)
    monkeypatch.setattr(redacting, "redacted", lambda data, _name, _boxes: data)  # a painter that paints nothing
    with pytest.raises(NotNow, match="没有通过检查，没有换上"):
        redact(
            edition_id=edition.pk, attachment_id=old.pk, boxes={1: [Box(0, 0, 500, 100)]}, now=NOW, by=world.by("clerk")
        )
    old.refresh_from_db()
    assert old.removed_at is None


@pytest.mark.django_db
def test_sheets_and_texts_are_not_painted(world: World, edition: Edition) -> None:
    old = add(world, edition, "表.xlsx", workbook())
    with pytest.raises(NotNow, match="不能在这里涂"):
        redact(edition_id=edition.pk, attachment_id=old.pk, boxes={1: [Box(0, 0, 9, 9)]}, now=NOW, by=world.by("clerk"))
    assert signed_in(world, "clerk").get(f"/desk/draft/{edition.pk}/file/{old.pk}/redact/").status_code == 404


# --- the page -------------------------------------------------------------------------------------------------


def sent(**more: object) -> dict[str, object]:
    return {"page": 1, "do": "done", **more}


@pytest.mark.django_db
def test_without_a_pointer_boxes_are_written_or_ticked(world: World, edition: Edition) -> None:
    old = add(world, edition, "收据.pdf", pdf())
    client, address = signed_in(world, "clerk"), f"/desk/draft/{edition.pk}/file/{old.pk}/redact/"
    page = client.get(address).content.decode()
    place = places_on(old.path.read_bytes(), "pdf", 1, Allow())[0]
    assert f'name="place" value="{place.value}" checked' in page
    assert f"/desk/draft/{edition.pk}/file/{old.pk}/page/1/" in page
    picture = client.get(f"/desk/draft/{edition.pk}/file/{old.pk}/page/1/")
    assert picture.headers["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(picture.content)).height == 1100
    refused = client.post(address, sent(**{"left-0": "10", "top-0": "x", "width-0": "5", "height-0": "5"}))
    assert refused.status_code == 409
    assert "第 1 个框的四个数没有填全" in refused.content.decode()
    assert client.post(address, sent()).status_code == 409
    written = {"left-1": "10", "top-1": "5.5", "width-1": "60", "height-1": "8"}
    assert client.post(address, sent(place=place.value, **written)).status_code == 302
    assert Redaction.objects.get().boxes == [
        [1, place.box.left, place.box.top, place.box.width, place.box.height],
        [1, 100, 55, 600, 80],
    ]
    again = client.post(address, sent(place=place.value, **written))
    assert again.headers["Location"] == f"/desk/draft/{edition.pk}/#files", "pressed twice"
    assert Redaction.objects.count() == 1
    for wrong in ("?page=3", "?page=0", "?page=x"):
        copy = Attachment.objects.get(notice=edition.notice, removed_at__isnull=True)
        assert client.get(f"/desk/draft/{edition.pk}/file/{copy.pk}/redact/{wrong}").status_code == 404


@pytest.mark.django_db
def test_only_who_writes_the_draft_sees_its_pages(world: World, edition: Edition) -> None:
    old = add(world, edition, "照片.png", photo())
    for address in (
        f"/desk/draft/{edition.pk}/file/{old.pk}/redact/",
        f"/desk/draft/{edition.pk}/file/{old.pk}/page/1/",
    ):
        for login, status in (("clerk", 200), ("director", 404), ("privacy", 404), ("other", 404), ("operator", 404)):
            assert signed_in(world, login).get(address).status_code == status, (login, address)
        assert Client().get(address).status_code == 302
    edition.refresh_from_db()
    submitted_draft(world, edition)
    assert signed_in(world, "clerk").get(f"/desk/draft/{edition.pk}/file/{old.pk}/redact/").status_code == 404


def test_the_points_that_a_box_touches_belong_to_it(tmp_path: Path) -> None:
    raster = Raster(10, 10, bytes([255]) * 300)
    painted = raster.painted([Box(50, 50, 100, 100)])
    black = [n for n in range(100) if painted.points[n * 3] == 0]
    assert black == [0, 1, 10, 11]
    for wrong in (b"P5\n1 1\n255\n0", b"P6\n10 10\n255\nshort", b""):
        with pytest.raises(ValueError, match="picture"):
            Raster.read(wrong)
