"""Attachments: known by their bytes, screened, kept whole outside the web root, served only after the check."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mingbai.disclosure.actions import decisions as act
from mingbai.disclosure.actions.files import MAX_FILES, add_file, remove_file
from mingbai.disclosure.models import Attachment, Edition
from mingbai.disclosure.rules.findings import open_findings
from mingbai.disclosure.rules.kinds import MAX_BYTES, clean_name, sniff
from mingbai.disclosure.tests.factories import NOW, World, draft, signed_in, walk
from mingbai.disclosure.tests.small_files import PNG, excel, pdf, word
from mingbai.kit.errors import NotNow

ID = "500153190001010013"
MOBILE = "19900001234"


@pytest.fixture
def world(lasting: World, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(settings, "FILES_DIR", tmp_path)
    return lasting


def add(world: World, edition: Edition, name: str, data: bytes) -> Attachment:
    return add_file(edition_id=edition.pk, name=name, data=data, now=NOW, by=world.by("clerk"))


def stored(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_kinds_are_told_by_their_bytes() -> None:
    good = {
        "凭证.png": PNG,
        "合同.pdf": pdf(),
        "表.xlsx": excel(("a", "b")),
        "文.docx": word("好"),
        "照.JPEG": b"\xff\xd8\xff\xe0",
    }
    for name, data in good.items():
        assert "/" in sniff(name, data)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("a.txt", "a")
    bad = {
        "空.pdf": (b"", "是空的"),
        "大.pdf": (b"%PDF-" + b"0" * MAX_BYTES, "最多 10 MB"),
        "病毒.pdf": (b"MZ\x90\x00", "不是能收的文件"),
        "网页.png": (b"<html><script>", "不是能收的文件"),
        "图.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'>", "不是能收的文件"),
        "合同.png": (pdf(), "其实是 pdf 文件"),
        "表.docx": (excel(("a",)), "其实是 xlsx 文件"),
        "包.zip": (archive.getvalue(), "不是能收的文件"),
        "包.docx": (archive.getvalue(), "不是能收的文件"),
        "断.docx": (b"PK\x03\x04half", "不是能收的文件"),
        "没有后缀": (PNG, "其实是 png 文件"),
        "旧.doc": (b"\xd0\xcf\x11\xe0", "不是能收的文件"),
    }
    for name, (data, why) in bad.items():
        with pytest.raises(NotNow, match=why):
            sniff(name, data)


def test_a_zip_of_a_kind_that_nobody_reads_is_refused_and_breaks_nothing() -> None:
    made = bytearray(excel(("a", "b")))
    at = made.find(b"PK\x01\x02") + 6
    made[at : at + 2] = b"\x63\x00"  # "needs version 9.9 to unpack"
    with pytest.raises(NotNow, match="不是能收的文件"):
        sniff("表.xlsx", bytes(made))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\桌面\\合同.pdf", "合同.pdf"),
        ('a"b<c>.pdf', "abc.pdf"),
        ("gpj\u202e.exe.pdf", "gpj.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        (" . 合同.pdf. ", "合同.pdf"),
        ("长" * 200 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_names_are_made_harmless(given: str, kept: str) -> None:
    assert clean_name(given) == kept
    assert len(kept) <= 120


def test_a_name_of_nothing_is_refused() -> None:
    for name in ("", "///", "...", "\u200b"):
        with pytest.raises(NotNow, match="没有名字"):
            clean_name(name)


def test_a_file_is_stored_once_under_its_digest_and_listed_in_what_is_signed(world: World, tmp_path: Path) -> None:
    edition = draft(world)
    first = add(world, edition, "凭证.png", PNG)
    add(world, edition, "同一张.png", PNG)
    digest = hashlib.sha256(PNG).hexdigest()
    assert stored(tmp_path) == [digest]
    assert first.path.read_bytes() == PNG
    assert first.path.stat().st_mode & 0o777 == 0o440
    edition.refresh_from_db()
    listed = edition.content["blocks"][-1]
    assert [item["name"] for item in listed["items"]] == ["凭证.png", "同一张.png"]
    assert {item["digest"] for item in listed["items"]} == {f"sha256:{digest}"}
    remove_file(edition_id=edition.pk, attachment_id=first.pk, now=NOW, by=world.by("clerk"))
    with pytest.raises(NotNow, match="已经拿掉了"):
        remove_file(edition_id=edition.pk, attachment_id=first.pk, now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    assert [item["name"] for item in edition.content["blocks"][-1]["items"]] == ["同一张.png"]
    assert stored(tmp_path) == [digest], "an earlier attempt may have been signed with it"
    edition = walk(world, edition)
    assert edition.content["blocks"][-1]["type"] == "files"
    with pytest.raises(NotNow, match="不能再保存"):
        add(world, edition, "晚了.png", PNG)


def test_what_is_refused_leaves_nothing(world: World, tmp_path: Path) -> None:
    edition = draft(world)
    for name, data, why in (
        ("合同.png", pdf(), "其实是 pdf"),
        ("带宏.docx", word("好", macro=True), "没有收下"),
        ("坏.pdf", b"%PDF-1.7 nothing", "没有收下"),
    ):
        with pytest.raises(NotNow, match=why):
            add(world, edition, name, data)
    assert not Attachment.objects.exists()
    assert stored(tmp_path) == []


def test_too_many_files_are_refused(world: World) -> None:
    edition = draft(world)
    file = add(world, edition, "凭证.png", PNG)
    rest = [
        Attachment(
            notice=file.notice, name=f"{n}.png", sha256=file.sha256, size=1, added_by=file.added_by, added_at=NOW
        )
        for n in range(MAX_FILES - 1)
    ]
    Attachment.objects.bulk_create(rest)
    with pytest.raises(NotNow, match="最多 20 个附件"):
        add(world, edition, "再来.png", PNG)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("名单.xlsx", excel(("姓名", "身份证号"), ("陈某", ID)), "resident_id"),
        ("通知.docx", word(f"联系人手机 {MOBILE}"), "mobile"),
        (f"陈某{MOBILE}.png", PNG, "mobile"),
    ],
)
def test_personal_data_in_files_and_their_names_block(world: World, name: str, data: bytes, kind: str) -> None:
    edition = draft(world)
    file = add(world, edition, name, data)
    assert kind in {row["kind"] for row in file.findings}
    assert ID not in str([row["masked"] for row in file.findings])
    edition.refresh_from_db()
    assert kind in {finding.kind for finding in open_findings(edition)}
    with pytest.raises(NotNow, match="处理完才能送审"):
        act.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))
    remove_file(edition_id=edition.pk, attachment_id=file.pk, now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    act.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))


def test_files_are_served_after_the_check_only(world: World) -> None:
    edition = draft(world, files=[("凭证 第1张.png", PNG)])
    other = draft(world, period="2026-H2")
    file = Attachment.objects.get()
    url = reverse("disclosure:file", args=[edition.pk, file.pk])
    response = signed_in(world, "director").get(url)
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == PNG  # type: ignore[attr-defined]
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert signed_in(world, "other").get(url).status_code == 404, "a foreign file is as if it did not exist"
    assert signed_in(world, "operator").get(url).status_code == 404
    assert Client().get(url).status_code == 302
    clerk = signed_in(world, "clerk")
    assert clerk.get(reverse("disclosure:file", args=[other.pk, file.pk])).status_code == 404, "of another notice"
    assert clerk.get(reverse("disclosure:file", args=[edition.pk, 10**6])).status_code == 404
    file.path.unlink()
    assert clerk.get(url).status_code == 404


def test_what_the_gate_could_not_see_is_said_to_those_who_can_look(world: World) -> None:
    plain, edition = draft(world, period="2026-H2"), draft(world, files=[("凭证.png", PNG)])
    note = "图片里的内容没有检查"
    clerk = signed_in(world, "clerk")
    assert note in clerk.get(reverse("disclosure:compose", args=[edition.pk])).content.decode()
    page = signed_in(world, "director").get(reverse("disclosure:review", args=[edition.pk])).content.decode()
    assert f"附件“凭证.png”：{note}" in page
    assert (
        "请您自己看"
        not in signed_in(world, "director").get(reverse("disclosure:review", args=[plain.pk])).content.decode()
    )


def test_an_upload_by_the_form(world: World) -> None:
    edition = draft(world)
    clerk, url = signed_in(world, "clerk"), reverse("disclosure:compose", args=[edition.pk])
    sound = SimpleUploadedFile("凭证.png", PNG, "image/png")
    response = clerk.post(url, {"do": "upload", "seen": edition.lock, "file": sound})
    assert response.status_code == 302
    assert response["Location"].endswith("#files")
    assert "凭证.png" in clerk.get(url).content.decode()
    edition.refresh_from_db()
    wrong = SimpleUploadedFile("凭证.png", b"MZ\x90", "image/png")
    posted = {"do": "upload", "seen": edition.lock, "title": "写了一半的标题", "file": wrong}
    response = clerk.post(url, posted)
    assert response.status_code == 409
    page = response.content.decode()
    assert "不是能收的文件" in page
    assert "写了一半的标题" in page
    assert clerk.post(url, {"do": "unfile-x", "seen": 0}).status_code == 409
    kept = Attachment.objects.get()
    assert clerk.post(url, {"do": f"unfile-{kept.pk}", "seen": 0}).status_code == 302
    kept.refresh_from_db()
    assert kept.removed_at is not None
