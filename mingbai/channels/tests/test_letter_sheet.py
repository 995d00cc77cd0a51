"""A responsibility letter on A4: every task, both signatures, and a head and a number on each page."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from mingbai.channels.render.letter import Side, render_letter
from mingbai.disclosure.tests.factories import World, make_world, owe, signed_in
from mingbai.duties.actions import draw_letter, save_letter, sign_letter
from mingbai.duties.models import Letter
from mingbai.duties.rules.letters.text import digest_of


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    owe(made)
    return made


def drawn(world: World, own: int = 0) -> Letter:
    letter = draw_letter(unit=world.community, year=2026, now=world.now, by=world.by("street"))
    doer = world.by("director").tenure
    assert doer is not None
    tasks = [("", f"第 {nth} 块公示栏换新", date(2026, 10, 20), doer.pk) for nth in range(1, own + 1)]
    told: dict[str, Any] = {"aims": "每一期都按时公开。", "handlers": {}, "own": tasks, "seen": letter.lock}
    return save_letter(letter_id=letter.pk, now=world.now, by=world.by("street"), **told)


def signed(world: World, letter: Letter) -> Letter:
    for login in ("secretary", "street"):
        letter.refresh_from_db()
        sign_letter(letter_id=letter.pk, digest=digest_of(letter.content), now=world.now, by=world.by(login))
    letter.refresh_from_db()
    return letter


def pages_of(body: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(body)).pages]


def sheet(world: World, letter: Letter, login: str = "clerk") -> list[str]:
    answer = signed_in(world, login).get(f"/desk/letter/{letter.pk}.pdf")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"].startswith("max-age=0")
    return pages_of(answer.content)


def test_the_signed_letter_names_both_who_signed_and_the_digest(world: World) -> None:
    letter = signed(world, drawn(world, 2))
    whole = "".join(sheet(world, letter))
    for words in ("责任单位", "书记王某", "上级单位", "总的目标", "每一期都按时公开", "第2块公示栏换新"):
        assert words in whole
    assert letter.digest.removeprefix("sha256:") in whole
    assert "2026年10月9日09:00" in whole
    assert "草稿" not in whole
    assert "签字（盖章）" not in whole
    page = signed_in(world, "clerk").get(f"/desk/letter/{letter.pk}/").content.decode()
    assert f"/desk/letter/{letter.pk}.pdf" in page


def test_a_draft_says_so_and_leaves_lines_to_sign_on(world: World) -> None:
    letter = drawn(world)
    whole = "".join(sheet(world, letter))
    assert "草稿，还没有签字" in whole
    assert whole.count("签字（盖章）") == 2
    sign_letter(letter_id=letter.pk, digest=digest_of(letter.content), now=world.now, by=world.by("secretary"))
    half = "".join(sheet(world, letter))
    assert "还没有签齐" in half
    assert half.count("签字（盖章）") == 1


def test_every_page_of_many_tasks_has_the_head_of_the_table_and_its_number(world: World) -> None:
    letter = signed(world, drawn(world, 40))
    content = {**letter.content, "tasks": letter.content["tasks"] + letter.content["tasks"][-40:]}
    sides = [
        Side("责任单位", "桂花社区", "书记 王某", world.now),
        Side("上级单位", "昌元街道", "审核员 刘某", world.now),
    ]
    pages = pages_of(render_letter(content, letter.digest, sides, made=date(2026, 10, 9), demo=True))
    assert len(pages) >= 3
    with_rows = [page for page in pages if "照台账" in page or "块公示栏" in page]
    assert all("由谁办" in page for page in with_rows)
    for nth, page in enumerate(pages, 1):
        assert f"—{nth}—" in page
        assert f"共{len(pages)}页" in page
    last = f"{len(content['tasks'])}第40块公示栏换新"
    assert sum(last in page for page in pages) == 1
    assert "书记王某" in pages[-1]
    assert "校验码" in pages[-1]
    assert "演示数据" in pages[0]


def test_the_same_letter_gives_the_same_bytes(world: World) -> None:
    letter = signed(world, drawn(world))
    client = signed_in(world, "street")
    first, again = (client.get(f"/desk/letter/{letter.pk}.pdf").content for _time in range(2))
    assert first == again


def test_who_may_not_read_a_letter_has_no_paper_of_it(world: World) -> None:
    letter = drawn(world)
    assert signed_in(world, "other").get(f"/desk/letter/{letter.pk}.pdf").status_code == 404
    assert signed_in(world, "clerk").get("/desk/letter/999999.pdf").status_code == 404
