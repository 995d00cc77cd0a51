"""公开报告单: when one is due, what stands in it, that nobody changes it, and the pages of the clerk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from pypdf import PdfReader

from mingbai.channels.actions import add_wall, hang
from mingbai.disclosure.actions import withdrawals
from mingbai.disclosure.models import Notice
from mingbai.disclosure.tests.factories import World, correct, publish, signed_in, today
from mingbai.feedback.actions import answer, file_report, file_reports
from mingbai.feedback.models import Opinion, Report
from mingbai.feedback.rules.desk import tasks_for
from mingbai.feedback.rules.reports import NOTHING_SAID, default_summary, due_of, why_not_report
from mingbai.feedback.tests.factories import speak
from mingbai.kit.digests import digest
from mingbai.kit.errors import NotFound, NotNow
from mingbai.orgs.models import Entry

NOW = today()
THEN = NOW - timedelta(days=30)  # what was published then has been shown its days
PAGE = "/desk/reports/"
WORDS = {"summary": "半年的履职情况。", "result": "没有收到意见，照此执行。"}


@pytest.fixture
def world(lasting: World, db: None) -> World:
    return lasting


def put_on_file(world: World, notice: Notice, **more: Any) -> Report:
    return file_report(notice_id=notice.pk, **{"now": NOW, "by": world.by("clerk"), **WORDS, **more})


def refresh(notice: Notice) -> Notice:
    return Notice.objects.select_related("unit", "item", "live__version").get(pk=notice.pk)


def test_the_day_after_the_display_it_is_due(world: World) -> None:
    notice = publish(world, now=THEN)
    assert notice.live is not None
    last = notice.live.display_until
    assert last is not None
    assert due_of(notice.unit, last) == []
    assert "期满的第二天起" in why_not_report(refresh(notice), last)
    (due,) = due_of(notice.unit, last + timedelta(days=1))
    assert (due.notice, due.opinions, due.by, due.result) == (notice, 0, last + timedelta(days=10), NOTHING_SAID)
    assert [task.title for task in tasks_for(world.by("clerk"), NOW)] == ["填公开报告单：1 份公示期满"]
    assert list(tasks_for(world.by("director"), NOW)) == []
    put_on_file(world, notice)
    assert due_of(notice.unit, last + timedelta(days=1)) == []
    assert list(tasks_for(world.by("clerk"), NOW)) == []
    with pytest.raises(NotNow, match="已经归档"):
        put_on_file(world, notice)


def test_it_says_all_that_the_system_knows(world: World) -> None:
    notice = publish(world, now=THEN)
    assert notice.live is not None
    wall = add_wall(name="主栏", spot="门口", main=True, now=NOW, by=world.by("clerk"))
    days: dict[str, Any] = {"day": timezone.localdate(THEN) + timedelta(days=1), "now": NOW, "by": world.by("clerk")}
    hang(edition_id=notice.live.pk, wall_ids=[wall.pk], **days)
    speak(world, notice, words="请说清楚", now=THEN + timedelta(days=2))
    with pytest.raises(NotNow, match="还有 1 条意见没有答复"):
        put_on_file(world, notice)
    told = {"outcome": "adopted", "reason": "已经补上"}
    answer(opinion_id=Opinion.objects.get().pk, now=NOW, by=world.by("clerk"), **told)
    report = put_on_file(world, notice)
    said = report.content
    assert (said["number"], said["edition"], said["title"]) == (notice.number, 1, notice.live.title)
    assert said["item"] == {"code": "JW11", "title": notice.live.version.title}
    assert said["edition_digest"] == notice.live.digest
    assert [way["way"] for way in said["ways"]] == ["网上公开栏", "公示栏：主栏"]
    assert said["opinions"] == {"all": 1, "answered": 1, "adopted": 1, "partly": 0, "refused": 0, "signatures": 0}
    assert len(said["signatures"]) == len(notice.live.steps)
    assert all("某" in signed["who"] for signed in said["signatures"] if signed["on"] and "系统" not in signed["who"])
    assert said["by"] == "经办人 陈某"
    assert report.digest == digest(said)
    assert Entry.objects.get(act="report:file").after == report.digest


def test_nobody_changes_it(world: World) -> None:
    report = put_on_file(world, publish(world, now=THEN))
    for change in (
        lambda: Report.objects.filter(pk=report.pk).update(content={}),
        lambda: Report.objects.filter(pk=report.pk).delete(),
    ):
        with transaction.atomic(), pytest.raises(DatabaseError):
            change()


def test_a_corrected_edition_gets_a_report_of_its_own(world: World) -> None:
    notice = publish(world, now=THEN - timedelta(days=30))
    put_on_file(world, notice)
    corrected = correct(world, notice, now=THEN)
    assert [due.notice for due in due_of(notice.unit, timezone.localdate(NOW))] == [corrected]
    assert put_on_file(world, corrected).content["edition"] == 2
    assert Report.objects.filter(notice=notice).count() == 2


def test_what_was_taken_back_has_none_and_shows_none(world: World) -> None:
    notice = publish(world, now=THEN, title="张某某一家的救助")
    report = put_on_file(world, notice)
    assert notice.live is not None
    words = {"reason": "private", "words": "没有遮住。"}
    withdrawals.remove(edition_id=notice.live.pk, now=NOW, by=world.by("clerk"), **words)
    client = signed_in(world, "clerk")
    assert client.get(f"/desk/report/{report.pk}.pdf").status_code == 404
    for address in (PAGE, f"{PAGE}?q=张某某", f"{PAGE}reports.csv", "/n/500153001003/2026-00001/opinions/"):
        assert "救助" not in client.get(address).content.decode("utf-8-sig"), address
    assert "已经撤回" in why_not_report(refresh(notice), timezone.localdate(NOW))


@pytest.mark.parametrize("field", ["summary", "result"])
def test_its_words_pass_the_gate(world: World, field: str) -> None:
    notice = publish(world, now=THEN)
    with pytest.raises(NotNow, match="手机号"):
        put_on_file(world, notice, **{field: "请打 13912345678"})
    with pytest.raises(NotNow, match="请写"):
        put_on_file(world, notice, **{field: " \0 "})
    assert not Report.objects.exists()


def test_several_at_once_or_none(world: World) -> None:
    notices = [publish(world, now=THEN, title=f"第{number}号") for number in range(3)]
    late = publish(world, now=NOW)
    ids = [notice.pk for notice in notices]
    common: dict[str, Any] = {"result": NOTHING_SAID, "now": NOW, "by": world.by("clerk")}
    with pytest.raises(NotNow, match="期满的第二天"):
        file_reports(notice_ids=[*ids, late.pk], **common)
    assert not Report.objects.exists()
    made = file_reports(notice_ids=[*ids, ids[0]], **common)
    assert [report.content["title"] for report in made] == ["第0号", "第1号", "第2号"]
    assert made[0].content["summary"] == default_summary(refresh(notices[0]))
    with pytest.raises(NotFound):
        file_reports(notice_ids=ids, **{**common, "by": world.by("other")})


def test_the_clerk_files_and_prints_on_the_page(world: World) -> None:
    notice, other = publish(world, now=THEN), publish(world, now=THEN, title="第二份")
    client = signed_in(world, "clerk")
    assert "公示期满，等归档 2 份" in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"result": "照此执行"}).status_code == 422
    page = client.post(PAGE, {"notices": [notice.pk], "result": "照此执行"}, follow=True).content.decode()
    assert "归档了 1 份报告单" in page
    assert client.post(PAGE, {"notices": [notice.pk], "result": "照此执行"}).status_code == 422  # pressed twice
    alone = f"/desk/report/{other.pk}/"
    assert default_summary(refresh(other)) in client.get(alone).content.decode()
    assert client.post(alone, {"summary": "", "result": "好"}).status_code == 422
    assert client.post(alone, {"summary": "手机 13912345678", "result": "好"}).status_code == 409
    assert client.post(alone, {"summary": "一页", "result": "办成了"}).status_code == 302
    assert "已经归档了" in client.get(alone).content.decode()
    assert "办成了" in client.get(f"{PAGE}?q=第二份&domain=community").content.decode()
    assert "办成了" not in client.get(f"{PAGE}?q=第二份&domain=party").content.decode()
    assert "照此执行" in client.get(f"{PAGE}reports.csv?year={timezone.localdate(THEN).year}").content.decode(
        "utf-8-sig"
    )
    assert "结果" in client.get("/n/500153001003/2026-00002/opinions/").content.decode()
    assert "办成了" in client.get("/n/500153001003/2026-00002/opinions/").content.decode()


def test_the_sheet_is_one_page_however_much_is_said(world: World, tmp_path: Any) -> None:
    notice = publish(world, now=THEN)
    report = put_on_file(world, notice, summary="公开的内容很多，" * 37, result="结果也写得很长。" * 37)
    answer = signed_in(world, "director").get(f"/desk/report/{report.pk}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    path = tmp_path / "report.pdf"
    path.write_bytes(answer.content)
    pages = PdfReader(path).pages
    assert len(pages) == 1
    text = pages[0].extract_text().replace("\n", "")
    assert "公开报告单" in text
    assert notice.number in text
    assert "结果也写得很长" in text
