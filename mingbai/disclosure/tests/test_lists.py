"""Lists about residents: which columns, how masked, undone while a draft, and never back from the mask to the name."""

from __future__ import annotations

import copy
from datetime import timedelta
from io import BytesIO
from typing import Any

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from mingbai.catalog.actions import add_local
from mingbai.catalog.models import Item
from mingbai.catalog.rules.versions import spec_of, version_for
from mingbai.catalog.schema.edition import load_edition
from mingbai.catalog.schema.errors import SpecError
from mingbai.catalog.schema.item import ItemSpec
from mingbai.catalog.schema.lists import fields_of, national_fields, never, why_no_column
from mingbai.catalog.schema.local import LooseningRefused, Override, effective
from mingbai.catalog.schema.templates import template_for
from mingbai.disclosure.actions import decisions, drafts
from mingbai.disclosure.actions.files import add_file
from mingbai.disclosure.actions.tick import tick
from mingbai.disclosure.actions.veils import unveil_lists, veil_lists
from mingbai.disclosure.models import Edition, Veil
from mingbai.disclosure.rules.gate.names import DOUBLE, PLAIN
from mingbai.disclosure.rules.lists import MASKED, not_whole, refused_columns, unveiled, veiled_group, veiled_name
from mingbai.disclosure.tests.factories import NOW, World, correct, draft, publish, signed_in, workbook
from mingbai.kit.errors import NotNow

CODE = "CW23"
P2 = [item for item in load_edition().values() if item.privacy == "P2"]


def homes(edition: Edition) -> dict[str, Any]:
    found: dict[str, Any] = next(block for block in edition.content["blocks"] if block.get("key") == "homes")
    return found


def place(edition: Edition) -> int:
    return int(edition.content["blocks"].index(homes(edition)))


def written(world: World, edition: Edition, *heads: str) -> Edition:
    """The draft with these heads of households, each with an amount of its own."""
    content = copy.deepcopy(edition.content)
    content["blocks"][place(edition)]["rows"] = [
        {"head": head, "kind": "低保", "people": "2", "amount": f"{600 + n}.00"} for n, head in enumerate(heads)
    ]
    saved = drafts.save_draft(edition_id=edition.pk, content=content, seen=edition.lock, now=NOW, by=world.by("clerk"))
    saved.refresh_from_db()
    return saved


def heads(edition: Edition) -> list[str]:
    edition.refresh_from_db()
    return [row["head"] for row in homes(edition)["rows"]]


# --- the columns ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", P2, ids=lambda item: item.code)
def test_every_list_has_its_columns_and_its_form_keeps_to_them(item: ItemSpec) -> None:
    assert fields_of(item)
    assert not [name for name in fields_of(item) if never(name)]
    assert refused_columns({"blocks": template_for(item)["blocks"]}, item) == []


@pytest.mark.parametrize(
    "name",
    [
        "身份证号",
        "银行卡号",
        "开户行",
        "联系电话",
        "家庭住址",
        "门牌号",
        "所患疾病",
        "残疾类别",
        "子女姓名",
        "家庭变故",
        "出生年月",
    ],
)
def test_no_list_holds_what_the_law_forbids(name: str) -> None:
    for item in P2:
        assert "任何名单都不能公开" in why_no_column(item, name)
        with pytest.raises(SpecError, match="任何名单都不能有"):
            ItemSpec.from_json(item.to_json() | {"fields": [name]})


def test_other_rows_are_not_asked() -> None:
    assert fields_of(load_edition()["CA03"]) == {}


def test_a_local_rule_leaves_columns_out_and_adds_none() -> None:
    floor = load_edition()[CODE]
    less = effective(floor, [Override(CODE, "荣昌区方案", fields=("户主", "类别", "金额"))])
    assert list(fields_of(less)) == ["户主", "类别", "金额"]
    assert "本地规定不公开" in why_no_column(less, "保障人数")
    for name, said in (("年龄", "只能比国家目录少"), ("身份证号", "任何名单都不能有"), ("电话", "任何名单都不能有")):
        with pytest.raises(LooseningRefused, match=said):
            effective(floor, [Override(CODE, "荣昌区方案", fields=("户主", name))])
    with pytest.raises(LooseningRefused, match="不能再加回来"):
        effective(less, [Override(CODE, "社区方案", fields=("户主", "保障人数"))])


@pytest.mark.django_db
def test_the_form_has_no_column_that_the_local_rule_leaves_out(world: World) -> None:
    rule = Override(CODE, "荣昌区方案", fields=("户主", "类别", "金额"))
    add_local(scope=world.district, overrides=[rule], valid_from=NOW.date(), now=NOW)
    version = version_for(Item.objects.get(code=CODE), world.community, NOW.date())
    assert "保障人数" not in [column["name"] for column in homes(draft(world, CODE, "2026-10"))["columns"]]
    assert spec_of(version).fields == ("户主", "类别", "金额")


@pytest.mark.django_db
def test_a_column_too_many_is_refused_when_it_is_saved_and_when_it_is_sent(world: World) -> None:
    edition = draft(world, CODE, "2026-10")
    content = copy.deepcopy(edition.content)
    table = content["blocks"][place(edition)]
    table["columns"].append({"key": "id", "name": "身份证号", "kind": "text"})
    with pytest.raises(NotNow, match="“身份证号”是证件号码，任何名单都不能公开。请把这一列整列删掉"):
        drafts.save_draft(edition_id=edition.pk, content=content, seen=edition.lock, now=NOW, by=world.by("clerk"))
    table["columns"][-1]["name"] = "年龄"
    Edition.objects.filter(pk=edition.pk).update(content=content)  # as if it had come in by another way
    with pytest.raises(NotNow, match="“年龄”这一列不在这个事项能公开的范围里，能有的是：户主"):
        decisions.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))


@pytest.mark.django_db
def test_a_pasted_head_with_a_forbidden_column_brings_nothing_in(world: World) -> None:
    edition = written(world, draft(world, CODE, "2026-10"), "王某")
    n = place(edition)
    sent = {"do": f"paste-{n}", "seen": edition.lock, f"b{n}-paste": "户主\t身份证号\t金额\n李四\t1\t600"}
    page = signed_in(world, "clerk").post(f"/desk/draft/{edition.pk}/", sent)
    assert page.status_code == 409
    assert "身份证号”是证件号码，任何名单都不能公开" in page.content.decode()
    assert heads(edition) == ["王某"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((("户主", "身份证号"), ("王某", "")), ""),
        ((("户主", "身份证号"), ("王某", "1")), "身份证号”是证件号码"),
        ((("户主", "年龄"), ("王某", "70")), "“年龄”这一列不在"),
        ((("姓名", "金额"), ("王小明", "600.00")), "“王小明”没有遮"),
        ((("序号", "姓名", "金额"), ("1", "王某", "600.00")), ""),
        ((("日期", "名称", "金额"), ("10月", "水费", "600.00")), ""),
    ],
)
def test_a_list_in_a_file_is_held_to_the_same(world: World, rows: tuple[tuple[str, ...], ...], said: str) -> None:
    edition = draft(world, CODE, "2026-10")
    send: dict[str, Any] = {
        "edition_id": edition.pk,
        "name": "名单.xlsx",
        "data": book(rows),
        "now": NOW,
        "by": world.by("clerk"),
    }
    if said:
        with pytest.raises(NotNow, match=said):
            add_file(**send)
        assert not edition.notice.attachments.exists()
    else:
        assert add_file(**send).name == "名单.xlsx"


def book(rows: tuple[tuple[str, ...], ...]) -> bytes:
    made, out = load_workbook(BytesIO(workbook(""))), BytesIO()
    for r, row in enumerate(rows, 1):
        for c, text in enumerate(row, 1):
            made.worksheets[0].cell(r, c, text)
    made.save(out)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("head", "name", "said"), [("身份证号", "王某", "证件号码"), ("金额", "王小明", "“王小明”没有遮")]
)
def test_a_list_in_a_written_document_is_held_to_the_same(world: World, head: str, name: str, said: str) -> None:
    document, file = docx.Document(), BytesIO()
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip((*table.rows[0].cells, *table.rows[1].cells), ("户主", head, name, "600.00"), strict=True):
        cell.text = text
    document.save(file)
    edition = draft(world, CODE, "2026-10")
    with pytest.raises(NotNow, match=said):
        add_file(edition_id=edition.pk, name="名单.docx", data=file.getvalue(), now=NOW, by=world.by("clerk"))


# --- the masks --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("王小明", "王某"),
        ("欧阳小明", "欧阳某"),
        ("王*", "王*"),
        ("王某", "王某"),
        ("王某、李四等 3 户", "王某、李某等 3 户"),
        ("张三（二组）", "张某（二组）"),
        ("张某（张小三）", "张某（张某）"),
        ("阿依古丽·买买提", "阿某"),
        ("一组12户", "一组12户"),
        ("本村农户承包", "本村农户承包"),
        ("王小明和李四的儿子", ""),
        ("Wang Xiaoming", ""),
    ],
)
def test_a_name_is_masked(text: str, masked: str) -> None:
    assert veiled_name(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("三组12号", "三组"),
        ("桂花路１２号3栋", "桂花路"),
        ("三组", "三组"),
        ("第二居民小组", "第二居民小组"),
        ("3-2-1", ""),
    ],
)
def test_a_home_is_its_group(text: str, masked: str) -> None:
    assert veiled_group(text) == masked


@given(st.sampled_from([*PLAIN, *DOUBLE.split("|")]), st.text(alphabet="明华国建英秀兰芳", min_size=1, max_size=2))
def test_of_any_name_only_the_surname_is_left(surname: str, given_name: str) -> None:
    once = veiled_name(surname + given_name)
    assert MASKED.fullmatch(once)
    assert veiled_name(once) == once, "masking twice changes nothing"
    assert not set(given_name) & set(once.removeprefix(surname)[1:])


@pytest.mark.django_db
def test_what_is_not_masked_is_shown_and_not_sent(world: World) -> None:
    edition = written(world, draft(world, CODE, "2026-10"), "王小明", "李某")
    with pytest.raises(NotNow, match="第 1 行“户主”：“王小明”要遮成“王某”。请点“按规定遮”"):
        decisions.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))
    page = signed_in(world, "clerk").get(f"/desk/draft/{edition.pk}/").content.decode()
    for words in ("名单里有 1 格没有遮", "<del>王小明</del>", "<ins>王某</ins>", 'value="veil"'):
        assert words in page
    assert 'id="send" name="do" value="submit" disabled' in page


@pytest.mark.django_db
def test_one_click_masks_all_and_another_undoes_it(world: World) -> None:
    edition = written(world, draft(world, CODE, "2026-10"), "王小明", "李某", "欧阳国华")
    client = signed_in(world, "clerk")
    client.post(f"/desk/draft/{edition.pk}/", {"do": "veil", "seen": edition.lock})
    assert heads(edition) == ["王某", "李某", "欧阳某"]
    edition.refresh_from_db()
    again = client.post(f"/desk/draft/{edition.pk}/", {"do": "veil", "seen": edition.lock})
    assert again.status_code == 302, "pressed twice"
    client.post(f"/desk/draft/{edition.pk}/", {"do": "unveil", "seen": edition.lock})
    assert heads(edition) == ["王小明", "李某", "欧阳国华"]
    assert not Veil.objects.exists()


@pytest.mark.django_db
def test_what_one_click_could_not_mask_is_said(world: World) -> None:
    edition = written(world, draft(world, CODE, "2026-10"), "王小明", "李")
    sent = {"do": "veil", "seen": edition.lock}
    page = signed_in(world, "clerk").post(f"/desk/draft/{edition.pk}/", sent, follow=True).content.decode()
    assert heads(edition) == ["王某", "李"]
    assert "还有 1 格认不出怎么遮，请自己改" in page
    assert "按规定遮好了" not in page


@pytest.mark.django_db
def test_undoing_gives_nobody_the_name_of_another(world: World) -> None:
    edition = written(world, draft(world, CODE, "2026-10"), "王小明", "王小红")
    veil_lists(edition_id=edition.pk, now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    content = copy.deepcopy(edition.content)
    del content["blocks"][place(edition)]["rows"][0]  # 王小明 is no longer on the list
    drafts.save_draft(edition_id=edition.pk, content=content, seen=edition.lock, now=NOW, by=world.by("clerk"))
    assert unveil_lists(edition_id=edition.pk, now=NOW, by=world.by("clerk")) == 1
    assert heads(edition) == ["王小红"]


@pytest.mark.django_db
def test_nothing_fuller_is_left_after_the_signature_or_a_week(world: World) -> None:
    by = world.by("clerk")
    edition = written(world, draft(world, CODE, "2026-10"), "王小明")
    veil_lists(edition_id=edition.pk, now=NOW, by=by)
    edition.refresh_from_db()
    decisions.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=by)
    edition.refresh_from_db()
    assert "王小明" not in str(edition.content)
    assert not Veil.objects.exists()
    for days in (6, 7):
        other = written(world, draft(world, CODE, f"2026-1{days - 5}"), "王小明")
        veil_lists(edition_id=other.pk, now=NOW, by=by)
        tick(NOW + timedelta(days=days))
        assert Veil.objects.filter(edition=other).exists() == (days < 7)


# --- never back from the mask -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_masked_value_does_not_overwrite_the_full_one(world: World) -> None:
    edition = written(world, draft(world, CODE, "2026-10"), "王小明", "李四")
    content = copy.deepcopy(edition.content)
    content["blocks"][place(edition)]["rows"][0]["head"] = "王某"
    with pytest.raises(NotNow, match="存的比送来的“王某”全，没有盖掉"):
        drafts.save_draft(edition_id=edition.pk, content=content, seen=edition.lock, now=NOW, by=world.by("clerk"))
    assert heads(edition) == ["王小明", "李四"]
    n = place(edition)
    form = {"seen": edition.lock, f"b{n}-count": 2}
    for r, (head, row) in enumerate(zip(("王某", "李四"), homes(edition)["rows"], strict=True)):
        form |= {f"b{n}-r{r}-{key}": value for key, value in (row | {"head": head}).items()}
    client = signed_in(world, "clerk")
    assert client.post(f"/desk/draft/{edition.pk}/", {**form, "do": "save"}).status_code == 409
    assert client.post(f"/desk/draft/{edition.pk}/", {**form, "do": "veil"}).status_code == 302
    assert heads(edition) == ["王某", "李某"]
    client.post(f"/desk/draft/{edition.pk}/", {"do": "unveil", "seen": edition.lock})
    assert heads(edition) == ["王小明", "李四"], "the full name was not lost on the way"


@pytest.mark.django_db
def test_the_masked_list_of_last_time_does_not_cover_the_full_one(world: World) -> None:
    publish(world, CODE, "2026-09")
    edition = written(world, draft(world, CODE, "2026-10"), "王小明")
    for masked in (False, True):
        if masked:
            veil_lists(edition_id=edition.pk, now=NOW, by=world.by("clerk"))
        with pytest.raises(NotNow, match="抄来会盖掉全的"):
            drafts.copy_last(edition_id=edition.pk, now=NOW, by=world.by("clerk"))
    other = written(world, draft(world, CODE, "2026-11"), "")
    drafts.copy_last(edition_id=other.pk, now=NOW, by=world.by("clerk"))
    assert heads(other) == ["王某"]
    with pytest.raises(NotNow, match="没有可以撤销的遮盖"):
        unveil_lists(edition_id=other.pk, now=NOW, by=world.by("clerk"))


@pytest.mark.django_db
def test_a_correction_begins_and_ends_masked(world: World) -> None:
    notice = correct(world, publish(world, CODE, "2026-09"))
    assert notice.live is not None
    assert notice.live.number == 2
    assert heads(notice.live) == ["王某"]
    assert not Veil.objects.exists()


def test_where_the_law_wants_whole_names_a_masked_one_is_none() -> None:
    item = load_edition()["CW08"]
    assert national_fields("CW08")["姓名"] == "whole"
    table = next(block for block in template_for(item)["blocks"] if block["type"] == "table")
    keys = [column["key"] for column in table["columns"]]
    table["rows"] = [
        dict(zip(keys, ("王某", "二组"), strict=True)),
        dict(zip(keys, ("李国华", "三组5号"), strict=True)),
    ]
    content = {"blocks": [table]}
    assert [said.partition("：")[2] for said in not_whole(content, item)] == ["“王某”是遮过的，这里依法要写全名。"]
    assert [one.masked for one in unveiled(content, item)] == ["三组"]
