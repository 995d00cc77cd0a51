"""Whole names of a list in the other words of the draft: masked with it by one press, and never sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from mingbai.disclosure.actions import decisions, drafts
from mingbai.disclosure.actions.files import add_file
from mingbai.disclosure.actions.tick import tick
from mingbai.disclosure.actions.veils import veil_lists
from mingbai.disclosure.models import Edition, EditionState, Veil
from mingbai.disclosure.tests.factories import NOW, World, begin_correction, draft, publish, signed_in, workbook
from mingbai.kit.errors import NotNow
from mingbai.orgs.models import Person

CODE = "CW23"
TITLE = "王小明等 2 户低保名单"
NOTES = "本月新增两户。\n王小明因病申请，李四由网格员代办。\n群众都很高兴。"


def block(edition: Edition, key: str) -> tuple[int, dict[str, Any]]:
    found = [(n, one) for n, one in enumerate(edition.content["blocks"]) if one.get("key") == key]
    return found[0]


def form(edition: Edition, *heads: str, title: str = TITLE, notes: str = NOTES, **more: Any) -> dict[str, Any]:
    """What the compose page posts: the list with these heads, a title, the paragraph of notes."""
    homes, text = block(edition, "homes")[0], block(edition, "notes")[0]
    sent: dict[str, Any] = {"seen": edition.lock, "title": title, f"b{text}-text": notes, f"b{homes}-count": len(heads)}
    for r, head in enumerate(heads):
        cells = {"head": head, "kind": "低保", "people": "2", "amount": f"{600 + r}.00"}
        sent |= {f"b{homes}-r{r}-{key}": value for key, value in cells.items()}
    return sent | more


def press(world: World, edition: Edition, do: str, *heads: str, **more: Any) -> Any:
    page = signed_in(world, "clerk").post(f"/desk/draft/{edition.pk}/", form(edition, *heads, do=do, **more))
    edition.refresh_from_db()
    return page


def said(edition: Edition) -> tuple[str, str, list[str]]:
    return (
        edition.content["title"],
        block(edition, "notes")[1]["text"],
        [row["head"] for row in block(edition, "homes")[1]["rows"]],
    )


@pytest.fixture
def edition(world: World) -> Edition:
    return draft(world, CODE, "2026-10")


@pytest.mark.django_db
def test_one_press_masks_the_names_wherever_they_stand_and_another_undoes_it(world: World, edition: Edition) -> None:
    press(world, edition, "save", "王小明", "李四")
    page = signed_in(world, "clerk").get(f"/desk/draft/{edition.pk}/").content.decode()
    for words in (
        "名单里有 2 格没有遮，别处有 2 处写着全名",
        "<del>王小明等 2 户低保名单</del>",
        "<ins>王某等 2 户低保名单</ins>",
    ):
        assert words in page
    masked = ("王某等 2 户低保名单", NOTES.replace("王小明", "王某").replace("李四", "李某"), ["王某", "李某"])
    assert press(world, edition, "veil", "王小明", "李四").status_code == 302
    assert said(edition) == masked
    assert edition.title == masked[0]
    client = signed_in(world, "clerk")
    client.post(f"/desk/draft/{edition.pk}/", {"do": "unveil", "seen": edition.lock})
    edition.refresh_from_db()
    assert said(edition) == (TITLE, NOTES, ["王小明", "李四"])
    assert edition.title == TITLE


@pytest.mark.django_db
def test_a_name_that_is_typed_again_is_neither_sent_nor_kept(world: World, edition: Edition) -> None:
    press(world, edition, "veil", "王小明", "李四")
    page = press(world, edition, "submit", "王某", "李某", title="低保名单", notes="第一段。\n王小明已经领取。")
    assert page.status_code == 409
    assert "“需要说明的”第 2 段里有名单上要遮的全名“王小明”。请点“按规定遮”" in page.content.decode()
    assert edition.state == EditionState.DRAFT
    press(world, edition, "veil", "王某", "李某", title="低保名单", notes="第一段。\n王小明已经领取。")
    assert said(edition) == ("低保名单", "第一段。\n王某已经领取。", ["王某", "李某"])
    decisions.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    assert edition.state == EditionState.MOVING
    assert "王小明" not in str(edition.content)
    assert not Veil.objects.exists()


@pytest.mark.django_db
def test_text_that_was_written_anew_after_the_masking_stays_when_it_is_undone(world: World, edition: Edition) -> None:
    press(world, edition, "veil", "王小明", "李四")
    press(world, edition, "save", "王某", "李某", title="王某等 2 户低保名单", notes="另外的话。")
    signed_in(world, "clerk").post(f"/desk/draft/{edition.pk}/", {"do": "unveil", "seen": edition.lock})
    edition.refresh_from_db()
    assert said(edition) == (TITLE, "另外的话。", ["王小明", "李四"])


@pytest.mark.django_db
def test_the_masked_text_does_not_overwrite_the_full_one(world: World, edition: Edition) -> None:
    press(world, edition, "save", "王小明", "李四")
    masked = {"title": "王某等 2 户低保名单", "notes": NOTES}
    page = press(world, edition, "save", "王小明", "李四", **masked)
    assert page.status_code == 409
    assert "标题存的比送来的“王某等 2 户低保名单”全，没有盖掉" in page.content.decode()
    assert said(edition) == (TITLE, NOTES, ["王小明", "李四"])
    assert press(world, edition, "veil", "王某", "李某", **masked).status_code == 302
    signed_in(world, "clerk").post(f"/desk/draft/{edition.pk}/", {"do": "unveil", "seen": edition.lock})
    edition.refresh_from_db()
    assert said(edition) == (TITLE, NOTES, ["王小明", "李四"]), "the full name was not lost on the way"


@pytest.mark.django_db
def test_the_name_of_a_file_is_masked_too(world: World, edition: Edition) -> None:
    by = world.by("clerk")
    file = add_file(edition_id=edition.pk, name="王小明等2户.xlsx", data=workbook("电话13996001234"), now=NOW, by=by)
    edition.refresh_from_db()
    press(world, edition, "veil", "王小明", "李四", title="低保名单", notes="")
    now = edition.notice.attachments.get(removed_at__isnull=True)
    assert now.name == "王某等2户.xlsx"
    assert now.findings[0]["place"].startswith("附件“王某等2户.xlsx”")
    assert now.findings[0]["fingerprint"] == file.findings[0]["fingerprint"], "the reviewer's word on it holds"
    assert [item["name"] for item in block(edition, "files")[1]["items"]] == ["王某等2户.xlsx"]
    signed_in(world, "clerk").post(f"/desk/draft/{edition.pk}/", {"do": "unveil", "seen": edition.lock})
    assert edition.notice.attachments.get(removed_at__isnull=True) == file
    edition.refresh_from_db()
    assert [item["name"] for item in block(edition, "files")[1]["items"]] == ["王小明等2户.xlsx"]


@pytest.mark.django_db
def test_a_signed_file_keeps_its_name_where_it_was_signed(world: World) -> None:
    notice = publish(world, CODE, "2026-09", files=[("王小明等2户.xlsx", workbook())])
    edition = begin_correction(world, notice, "漏了一户。", NOW + timedelta(days=5))
    press(world, edition, "veil", "王小明", title="低保名单", notes="")
    assert [file.name for file in notice.attachments.filter(removed_at__isnull=True)] == ["王某等2户.xlsx"]
    assert notice.live is not None
    assert block(notice.live, "files")[1]["items"][0]["name"] == "王小明等2户.xlsx"
    drafts.discard(edition_id=edition.pk, now=NOW, by=world.by("clerk"))


@pytest.mark.django_db
def test_an_official_is_named_beside_the_post_and_masked_in_the_list(world: World, edition: Edition) -> None:
    Person.objects.filter(name="李某").update(name="李国华")
    notes = "主任李国华入户核实。\n李国华等两户本月新增。"
    press(world, edition, "veil", "李国华", title="低保名单", notes=notes)
    assert said(edition) == ("低保名单", "主任李国华入户核实。\n李某等两户本月新增。", ["李某"])
    decisions.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))


@pytest.mark.django_db
def test_a_word_that_is_also_a_name_is_left_and_told(world: World, edition: Edition) -> None:
    page = press(world, edition, "veil", "高兴", title="低保名单")
    assert said(edition)[1] == NOTES, "nobody there is on the list but a word"
    page = signed_in(world, "clerk").get(f"/desk/draft/{edition.pk}/")
    assert "“需要说明的”第 3 段里的“高兴”也是常用词，没有动" in page.content.decode()
    decisions.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))


@pytest.mark.django_db
def test_when_the_names_are_forgotten_some_of_the_list_are_still_known_by_how_they_are_named(
    world: World, edition: Edition
) -> None:
    press(world, edition, "veil", "王小明", "李四", title="低保名单", notes="")
    tick(timezone.now() + timedelta(days=8))
    assert not Veil.objects.exists()
    press(world, edition, "save", "王某", "李某", title="王小明、李四等 2 户低保名单", notes="")
    with pytest.raises(NotNow, match="标题里有名单上要遮的全名“王小明”、“李四”"):
        decisions.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))
    veil_lists(edition_id=edition.pk, now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    assert edition.title == "王某、李某等 2 户低保名单"


@pytest.mark.django_db
def test_a_row_below_a_blank_one_is_named_by_its_place(world: World, edition: Edition) -> None:
    text = block(edition, "notes")[0]
    homes = block(edition, "homes")[0]
    blank = {f"b{homes}-r0-{key}": "" for key in ("head", "kind", "people", "amount")}
    more = {**blank, f"b{homes}-r1-kind": "低保，与王小明同户", f"b{text}-text": "", "title": "低保名单"}
    signed_in(world, "clerk").post(
        f"/desk/draft/{edition.pk}/", form(edition, "", "王小明", notes="") | more | {"do": "save"}
    )
    page = signed_in(world, "clerk").get(f"/desk/draft/{edition.pk}/")
    assert page.status_code == 200
    assert "在保名单第 2 行“户主”<br><del>王小明</del>" in page.content.decode()
    assert "在保名单第 2 行“类别”<br><del>低保，与王小明同户</del>" in page.content.decode()


@pytest.mark.django_db
def test_a_notice_that_is_no_list_about_residents_is_not_asked(world: World) -> None:
    edition = draft(world, "CA03", "2026-Q3", words="王小明等 3 户交来水费。")
    decisions.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    assert "王小明" in str(edition.content)
