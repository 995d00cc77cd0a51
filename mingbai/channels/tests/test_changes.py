"""What a corrected edition changed, told to a reader: words, cells, values, files."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from mingbai.channels.rules.changes import changes, pieces
from mingbai.disclosure.actions import decisions, drafts
from mingbai.disclosure.models import Notice
from mingbai.disclosure.tests.factories import NOW, World, make_world, publish, walk

LATER = NOW + timedelta(days=3)
text = st.text(alphabet="明白1200元 ,。\nab", max_size=60)


def content(*blocks: dict[str, Any], title: str = "收支公开") -> dict[str, Any]:
    return {"item": "CA03", "title": title, "blocks": list(blocks)}


def table(*rows: tuple[str, str]) -> dict[str, Any]:
    columns = [{"key": "what", "name": "项目", "kind": "text"}, {"key": "sum", "name": "金额", "kind": "money"}]
    return {
        "type": "table",
        "key": "lines",
        "title": "明细",
        "columns": columns,
        "rows": [{"what": what, "sum": amount} for what, amount in rows],
    }


@given(text, text)
def test_the_pieces_hold_both_texts(old: str, new: str) -> None:
    found = pieces(old, new)
    assert "".join(piece.text for piece in found if piece.kind != "new") == old
    assert "".join(piece.text for piece in found if piece.kind != "gone") == new


def test_an_amount_is_one_word() -> None:
    assert [(piece.kind, piece.text) for piece in pieces("花了120.00元。", "花了1200.00元。")] == [
        ("same", "花了"),
        ("gone", "120.00"),
        ("new", "1200.00"),
        ("same", "元。"),
    ]


def test_of_a_long_text_only_the_sentence_that_changed_is_marked() -> None:
    long = "".join(f"第{n}户已经发放。" for n in range(250))
    changed = long.replace("第7户已经发放。", "第7户没有发放。")
    assert [(piece.kind, piece.text) for piece in pieces(long, changed) if piece.kind != "same"] == [
        ("gone", "已经"),
        ("new", "没有"),
    ]


@pytest.mark.parametrize("sign", ["", "。"])
def test_a_text_in_another_order_is_not_compared_for_minutes(sign: str) -> None:
    """What would take longest: many signs, none of them in its place."""
    old = "".join(f"{one}{sign}" for one in "一二三四五六七八九十" * 1500)
    assert [piece.kind for piece in pieces(old, old[::-1])] == ["gone", "new"]


def test_rows_that_changed_came_and_went() -> None:
    old = content(table(("水费", "100.00"), ("电费", "120.00"), ("杂费", "1.00")))
    new = content(table(("水费", "100.00"), ("电费", "1200.00")))
    (change,) = changes(old, new)
    assert (change.title, change.columns, change.same) == ("明细", ("项目", "金额"), 1)
    assert [row.kind for row in change.rows] == ["changed", "gone"]
    assert [piece.kind for piece in change.rows[0].cells[1]] == ["gone", "new"]
    (back,) = changes(new, old)
    assert [row.kind for row in back.rows] == ["changed", "new"]


def test_cells_are_told_as_the_notice_shows_them() -> None:
    """Dates and amounts as people read them; where that hides what changed, as they are kept."""
    kinds = {"day": "date", "sum": "money"}
    columns = [{"key": key, "name": key, "kind": kind} for key, kind in kinds.items()]

    def one(*rows: tuple[str, str]) -> dict[str, Any]:
        cells = [{"day": day, "sum": amount} for day, amount in rows]
        return content({"type": "table", "key": "t", "title": "明细", "columns": columns, "rows": cells})

    old = one(("2026-08-13", "21120.00"), ("2025-08-13", "1.00"), ("2026-01-02", "2.00"))
    (change,) = changes(old, one(("2026-08-13", "31120.00"), ("2026-08-13", "1.00")))
    said = [["".join(piece.text for piece in cell) for cell in row.cells] for row in change.rows]
    assert said[0] == ["8月13日", "21,120.0031,120.00"]
    assert said[1] == ["2025-08-132026-08-13", "1.00"], "the same day of another year"
    assert said[2] == ["1月2日", "2.00"]
    assert [name for name, _cell in change.named[0][1]] == ["day", "sum"]


def test_values_files_and_the_title() -> None:
    facts = {"type": "facts", "key": "f", "title": "地点", "items": [{"label": "几点", "value": "9 点"}]}
    late = {**facts, "items": [{"label": "几点", "value": "10 点"}, {"label": "在哪", "value": "活动室"}]}
    one = {"type": "files", "key": "files", "title": "附件", "items": [{"name": "凭证.pdf", "digest": "sha256:1"}]}
    two = {**one, "items": [{"name": "凭证.pdf", "digest": "sha256:2"}, {"name": "合同.pdf", "digest": "sha256:3"}]}
    found = changes(content(facts, one), content(late, two, title="收支公开（更正）"))
    assert [change.title for change in found] == ["标题", "地点", "附件"]
    assert [(label, [piece.text for piece in told]) for label, told in found[1].lines] == [
        ("几点", ["9", "10", " 点"]),
        ("", ["在哪 活动室"]),
    ]
    assert [(label, [piece.text for piece in told]) for label, told in found[2].lines] == [
        ("凭证.pdf", ["换了文件"]),
        ("", ["合同.pdf"]),
    ]


def test_a_block_that_went_is_told() -> None:
    say = {"type": "text", "key": "say", "heading": "说明", "text": "已经办完。"}
    (change,) = changes(content(table(), say), content(table()))
    assert change.title == "说明"
    assert [piece.kind for piece in change.lines[0][1]] == ["gone"]


@pytest.fixture
def corrected(db: None) -> Notice:
    world: World = make_world()
    notice = publish(world)
    assert notice.live is not None
    draft = decisions.correct(edition_id=notice.live.pk, now=LATER, by=world.by("clerk"))
    blocks = [
        {
            **block,
            "text": "把地点写错了。" if block.get("key") == "correction" else block["text"].replace("属实", "不符"),
        }
        if block["type"] == "text"
        else block
        for block in draft.content["blocks"]
    ]
    draft = drafts.save_draft(
        edition_id=draft.pk,
        content={**draft.content, "blocks": blocks},
        seen=draft.lock,
        now=LATER,
        by=world.by("clerk"),
    )
    walk(world, draft, now=LATER)
    return Notice.objects.select_related("unit", "live").get(pk=notice.pk)


def test_a_reader_goes_from_the_notice_to_what_changed(corrected: Notice, client: Client) -> None:
    notice = client.get(f"/n/{corrected.number}/").content.decode()
    address = f"/n/{corrected.number}/changes/"
    assert f'href="{address}?to=2"' in notice
    page = client.get(address, {"to": 2}).content.decode()
    assert "第 2 版改了什么" in page
    assert "把地点写错了。" in page
    assert "<del>" in page
    assert "属实" in page
    assert client.get(address).content.decode().count("<ins>") == page.count("<ins>"), "the newest without asking"


def test_nothing_to_compare_is_not_found(corrected: Notice, client: Client) -> None:
    address = f"/n/{corrected.number}/changes/"
    for query in ("to=1", "to=9", "to=x", "to=2&from=2", "to=2&from=7"):
        assert client.get(f"{address}?{query}").status_code == 404, query
