"""Words in pictures: read in the background by a child process under limits, held against the gate, shown."""

from __future__ import annotations

import io
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import typst
from django.conf import settings
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from mingbai.disclosure.actions import decisions as act
from mingbai.disclosure.actions import ocr, pictures
from mingbai.disclosure.actions.files import add_file
from mingbai.disclosure.actions.pictures import MOST_PICTURES, MOST_RUNS, found_in, read_pictures, remind
from mingbai.disclosure.models import Attachment, Edition, PictureReading, ReadingStage
from mingbai.disclosure.models.readings import PATIENCE
from mingbai.disclosure.rules.findings import all_findings, open_findings
from mingbai.disclosure.rules.gate import Allow
from mingbai.disclosure.tests.factories import NOW, World, draft
from mingbai.disclosure.tests.small_files import PNG, word
from mingbai.disclosure.tests.test_gate_files import document, rezipped
from mingbai.kit.errors import NotNow

ID = "500153190001010013"
NAMES = f"#set page(width: 12cm, height: 6cm)\n临时救助名单\n\n陈某，身份证号 {ID}\n\n金额 1200 元"
READS = pytest.mark.skipif(not ocr.engine(), reason="没有 tesseract-ocr-chi-sim，不测读图 left out: no Tesseract here")


def picture(text: str = NAMES) -> bytes:
    made = typst.compile(text.encode(), format="png", ppi=150)
    assert isinstance(made, bytes)
    return made


def scan(*pages: str) -> bytes:
    """A PDF of nothing but pictures."""
    drawn = [Image.open(io.BytesIO(picture(text))).convert("L") for text in pages]
    out = io.BytesIO()
    drawn[0].save(out, "PDF", resolution=150, save_all=True, append_images=drawn[1:])
    return out.getvalue()


@pytest.fixture
def world(lasting: World, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(settings, "FILES_DIR", tmp_path)
    return lasting


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are read, when somebody calls for it; the engine is there or taken to be."""
    monkeypatch.setattr(settings, "READ_PICTURES", True)
    monkeypatch.setattr(ocr, "engine", lambda: "/usr/bin/tesseract")


def add(world: World, edition: Edition, name: str, data: bytes) -> Attachment:
    return add_file(edition_id=edition.pk, name=name, data=data, now=NOW, by=world.by("clerk"))


def page(world: World, edition: Edition, login: str = "clerk", name: str = "compose", part: str = "") -> str:
    client = Client()
    client.force_login(world.user(login))
    return client.get(reverse(f"disclosure:{name}", args=[edition.pk]), {"part": part} if part else {}).content.decode()


def send(world: World, edition: Edition, now: Any = NOW) -> Edition:
    edition.refresh_from_db()
    return act.submit(edition_id=edition.pk, seen=edition.lock, now=now, by=world.by("clerk"))


# --- without the engine ---------------------------------------------------------------------------------------


def test_without_an_engine_everything_works_and_the_page_says_that_nobody_has_read(world: World):
    edition = draft(world)
    file = add(world, edition, "凭证.png", PNG)
    assert file.reading.stage == ReadingStage.OFF
    said = "图片里的内容没有检查（没有打开或没有装认字的软件）"
    assert said in page(world, edition)
    send(world, edition)
    assert said in page(world, edition, "director", "review")


def test_an_engine_without_chinese_is_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "which", lambda *_names, **_where: None)
    assert ocr.engine.__wrapped__() == ""
    monkeypatch.setattr(shutil, "which", lambda *_names, **_where: "/bin/true")
    assert ocr.engine.__wrapped__() == ""


# --- the way of a reading -------------------------------------------------------------------------------------


def test_a_submission_waits_for_the_machine_and_not_for_ever(world: World, reads: None):
    edition = draft(world)
    reading = add(world, edition, "凭证.png", PNG).reading
    assert (reading.stage, reading.total) == (ReadingStage.WAITING, 1)
    with pytest.raises(NotNow, match="正在读附件图里的字 0/1，读完才能送审"):
        send(world, edition)
    send(world, edition, NOW + PATIENCE)
    assert "正在读图里的字 0/1" in page(world, edition, "director", "review"), "who signs is told that it was not read"


def test_the_page_shows_how_far_it_is_and_asks_again_until_it_is_done(
    world: World, reads: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("mingbai.disclosure.models.readings.PATIENCE", timedelta(days=9999))
    edition = draft(world)
    reading = add(world, edition, "凭证.png", PNG).reading
    PictureReading.objects.filter(pk=reading.pk).update(done=0, pictures=reading.pictures * 5)
    whole = page(world, edition)
    assert "正在读图里的字 0/5" in whole
    assert 'hx-trigger="every 3s"' in whole
    assert "等一下再送审" in whole
    part = page(world, edition, part="reading")
    assert "<html" not in part
    assert "every 3s" in part
    PictureReading.objects.filter(pk=reading.pk).update(stage=ReadingStage.DONE, done=5)
    part = page(world, edition, part="reading")
    assert "图里的字机器读过了（5 处）" in part
    assert "every 3s" not in part
    assert 'id="found"' in part, "what was found is brought along"


def texts(monkeypatch: pytest.MonkeyPatch, *said: str | None) -> None:
    """What the engine makes of the pictures, one after the other; None for one that it can't read."""
    left = list(said)

    def words_in(_picture: bytes) -> str:
        text = left.pop(0)
        if text is None:
            raise ocr.NoWords("broken")
        return text

    monkeypatch.setattr(ocr, "words_in", words_in)
    monkeypatch.setattr(ocr, "page_of", lambda _pdf, number: b"page %d" % number)


def test_what_is_read_is_held_against_the_gate_and_blocks(world: World, reads: None, monkeypatch: pytest.MonkeyPatch):
    texts(monkeypatch, f"名单\n陈某 {ID}", None)
    edition = draft(world)
    data = rezipped(document(lambda paper: None), {"word/media/image1.png": PNG, "word/media/image2.jpeg": PNG})
    file = add(world, edition, "名单.docx", data)
    assert read_pictures.func(file.reading.pk) == 2
    file.reading.refresh_from_db()
    assert (file.reading.stage, file.reading.done) == (ReadingStage.DONE, 2)
    assert file.reading.unread == ["第 2 张图片里的字"]
    assert ID not in str(file.reading.findings)
    [finding] = open_findings(edition)
    assert (finding.kind, finding.place) == ("resident_id", "附件“名单.docx”第 1 张图片里的字")
    assert "第 1 张图片里的字" in page(world, edition)
    assert "有 1 处没有读出来" in page(world, edition)
    with pytest.raises(NotNow, match="处理完才能送审"):
        send(world, edition)
    assert read_pictures.func(file.reading.pk) == 0, "once is enough"


def test_a_scanned_page_that_was_read_no_longer_blocks(world: World, reads: None, monkeypatch: pytest.MonkeyPatch):
    texts(monkeypatch, "三季度收支公示，合计一千二百元整。", "")
    edition = draft(world)
    file = add(world, edition, "扫描.pdf", scan("一", "二"))
    assert [one.place for one in all_findings(edition)] == ["附件“扫描.pdf”第 1 页", "附件“扫描.pdf”第 2 页"]
    read_pictures.func(file.reading.pk)
    assert [one.place for one in open_findings(edition)] == ["附件“扫描.pdf”第 2 页"], "nothing was read there"


def test_a_worker_that_dies_is_overtaken_and_its_late_word_is_not_kept(
    world: World, reads: None, monkeypatch: pytest.MonkeyPatch
):
    edition = draft(world)
    reading = add(world, edition, "凭证.png", PNG).reading
    first = pictures.begin(reading.pk)
    second = pictures.begin(reading.pk)
    picture = reading.pictures[0]
    assert not pictures.keep(reading.pk, first, 0, picture, ID, Allow())
    assert pictures.keep(reading.pk, second, 0, picture, "好", Allow())
    assert not pictures.keep(reading.pk, second, 0, picture, ID, Allow()), "a picture counts once"
    assert not pictures.finish(reading.pk, first)
    assert pictures.finish(reading.pk, second)
    reading.refresh_from_db()
    assert reading.findings == []


def test_the_clock_rings_again_and_gives_up_in_the_end(world: World, reads: None):
    edition = draft(world)
    reading = add(world, edition, "凭证.png", PNG).reading
    now = NOW
    assert remind(now) == 0
    for _ring in range(MOST_RUNS):
        now += pictures.AGAIN
        assert remind(now) == 1
        assert remind(now) == 0
    assert remind(now + pictures.AGAIN) == 0
    reading.refresh_from_db()
    assert (reading.stage, reading.unread) == (ReadingStage.DONE, ["图片里的字"])
    send(world, edition)


def test_the_worker_is_told_when_the_file_is_kept(
    world: World, reads: None, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
):
    texts(monkeypatch, "收据")
    edition = draft(world)
    with django_capture_on_commit_callbacks(execute=True):
        file = add(world, edition, "凭证.png", PNG)
    file.reading.refresh_from_db()
    assert file.reading.stage == ReadingStage.DONE


def test_what_was_read_stays_as_it_was_read(world: World, reads: None, monkeypatch: pytest.MonkeyPatch):
    texts(monkeypatch, "收据")
    reading = add(world, draft(world), "凭证.png", PNG).reading
    read_pictures.func(reading.pk)
    changes: tuple[dict[str, Any], ...] = ({"findings": []}, {"stage": ReadingStage.WAITING})
    for change in changes:
        with pytest.raises(DatabaseError, match="stays as it was read"), transaction.atomic():
            PictureReading.objects.filter(pk=reading.pk).update(**change)
    with pytest.raises(DatabaseError, match="kept"), transaction.atomic():
        reading.delete()


def test_only_so_many_pictures_are_read_and_the_rest_is_named(world: World, reads: None):
    parts = {f"word/media/image{n:03d}.png": PNG for n in range(MOST_PICTURES + 2)}
    reading = add(world, draft(world), "相册.docx", rezipped(document(lambda paper: None), parts)).reading
    assert (reading.total, len(reading.unread)) == (MOST_PICTURES, 2)


def test_a_file_without_pictures_has_nothing_to_read(world: World, reads: None):
    file = add(world, draft(world), "文.docx", word("好"))
    assert not PictureReading.objects.filter(attachment=file).exists()
    assert file.remarks == []


@pytest.mark.parametrize("read", ["5OO153l9000l0l00l3", "50015319000101O013", "500153190001010013"])
def test_letters_that_the_machine_takes_for_digits_hide_no_number(read: str):
    assert [f.kind for f in found_in(f"证号 {read}", "图", "/words", Allow())] == ["resident_id"]


# --- the engine itself ----------------------------------------------------------------------------------------


@READS
def test_the_words_of_a_picture_and_of_a_scanned_page_are_read(tmp_path: Path):
    text = ocr.words_in(picture())
    assert ID in text
    assert "身份证" in text
    path = tmp_path / "scan.pdf"
    path.write_bytes(scan("一页", NAMES))
    assert ID in ocr.words_in(ocr.page_of(path, 2))


@READS
def test_a_list_that_was_photographed_is_stopped(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(settings, "READ_PICTURES", True)
    edition = draft(world)
    file = add(world, edition, "名单.png", picture())
    read_pictures.func(file.reading.pk)
    assert ("resident_id", "附件“名单.png”图片里的字") in {(f.kind, f.place) for f in open_findings(edition)}


@READS
def test_hostile_pictures_end_in_a_refusal_and_in_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (60_000).to_bytes(4) * 2 + b"\x08\0\0\0\0"
    for data in (bomb, b"", b"no picture", picture()[:300]):
        with pytest.raises(ocr.NoWords):
            ocr.words_in(data)
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(ocr.NoWords):
        ocr.page_of(path, 1)
    monkeypatch.setattr(ocr, "LONGEST", 0.05)
    with pytest.raises(ocr.NoWords, match="too long"):
        ocr.words_in(picture())


def test_a_child_has_little_of_everything():
    with pytest.raises(ocr.NoWords):
        ocr.run(["/bin/sh", "-c", "head -c 40000000 /dev/zero"], b"")
    said = (
        ocr.run(["/bin/sh", "-c", "ulimit -t; ulimit -v; ulimit -c; nice; pwd; env | sort"], b"").decode().split("\n")
    )
    assert said[:3] == [str(ocr.SECONDS), str(ocr.MEMORY // 1024), "0"]
    assert int(said[3]) >= 10
    assert "mingbai-read-" in said[4]
    assert not [line for line in said if "SECRET" in line or "MINGBAI" in line]
