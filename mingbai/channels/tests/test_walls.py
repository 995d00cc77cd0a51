"""Paper on the walls: what is owed, what hangs wrong after a correction or a withdrawal, what may be said about it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from mingbai.channels.actions import add_wall, close_postings, end_wall, hang, take_down
from mingbai.channels.models import Posting, Wall
from mingbai.channels.rules.desk import tasks_for
from mingbai.channels.rules.walls import missing_on
from mingbai.disclosure.actions import withdrawals
from mingbai.disclosure.models import Notice
from mingbai.disclosure.tests.factories import World, correct, declare_nil, owe, publish, signed_in, today
from mingbai.duties.models import Duty
from mingbai.kit.errors import NotFound, NotNow, NotYours
from mingbai.orgs.models import Entry

NOW = today()
ON = timezone.localdate(NOW)
PAGE = "/desk/walls/"


def wall(world: World, name: str = "主栏", *, main: bool = True, now: datetime = NOW) -> Wall:
    return add_wall(name=name, spot="居委会门口", main=main, now=now, by=world.by("clerk"))


def put(world: World, notice: Notice, *walls: Wall, day: date = ON) -> list[Posting]:
    assert notice.live is not None
    ids = [one.pk for one in walls]
    return hang(edition_id=notice.live.pk, wall_ids=ids, day=day, now=NOW, by=world.by("clerk"))


def told(world: World, login: str = "clerk") -> list[tuple[str, str]]:
    """Kind and title of what waits at the walls."""
    return [(task.kind, task.title) for task in tasks_for(world.by(login), NOW)]


def test_what_is_published_is_owed_on_the_main_board(world: World) -> None:
    before = publish(world, now=NOW)
    assert told(world) == []  # without a board nothing is asked
    wall(world)
    side = wall(world, "三号楼橱窗", main=False)
    assert before.live is not None
    missing = missing_on(before.unit, ON)
    assert [(one.notice, [found.name for found in one.walls], one.due) for one in missing] == [
        (before, ["主栏"], ON + timedelta(days=1))
    ]
    assert told(world) == [("hang", f"打印上墙：{before.live.title}")]
    assert told(world, "director") == []
    put(world, before, side)
    assert told(world) == [("hang", f"打印上墙：{before.live.title}")]  # not on the main board yet
    put(world, before, Wall.objects.get(main=True))
    assert told(world) == []
    assert Entry.objects.filter(act="posting:hang").count() == 2


def test_nothing_is_owed_of_a_nil_declaration_or_of_what_came_before_the_board(world: World) -> None:
    owe(world)
    duty = Duty.objects.filter(period="2026-Q3").order_by("pk").first()
    assert duty is not None
    declare_nil(world, [duty], now=NOW)
    publish(world, now=NOW - timedelta(days=3))
    wall(world)
    assert told(world) == []


def test_a_correction_lists_every_paper_to_replace(world: World) -> None:
    main, side = wall(world), wall(world, "三号楼橱窗", main=False)
    notice = publish(world, now=NOW)
    put(world, notice, main, side)
    corrected = correct(world, notice, now=NOW)
    assert corrected.live is not None
    assert told(world) == [("wrong", f"换贴：{corrected.live.title}")]
    page = signed_in(world, "clerk").get(PAGE).content.decode()
    assert "2 张纸要换下来" in page
    assert page.count("墙上是第 1 版，现在是第 2 版") == 2
    put(world, corrected, main)
    old = Posting.objects.get(edition__number=1, wall=main)
    assert (old.until is not None, old.wrong) == (True, False)
    assert told(world)[0][0] == "wrong"  # the other board still shows the old one
    put(world, corrected, side)
    assert told(world) == []


def test_the_clock_leaves_paper_alone(world: World) -> None:
    """It can't take paper off a wall: only somebody who did can say so."""
    main = wall(world)
    notice = publish(world, now=NOW)
    put(world, notice, main)
    correct(world, notice, now=NOW)
    close_postings(now=NOW + timedelta(days=40))
    assert Posting.objects.get(wall=main).until is None


def test_what_was_taken_back_is_torn_down_without_its_title(world: World) -> None:
    main = wall(world)
    notice = publish(world, now=NOW, title="张某某一家的救助情况")
    put(world, notice, main)
    assert notice.live is not None
    words = {"reason": "private", "words": "名单没有遮住，先撤下来。"}
    withdrawals.remove(edition_id=notice.live.pk, now=NOW + timedelta(hours=9), by=world.by("clerk"), **words)
    assert "张某某" not in told(world)[0][1]
    assert told(world)[0][0] == "wrong"
    page = signed_in(world, "clerk").get(f"{PAGE}?state=").content.decode()
    assert "请马上撕下来" in page
    assert "张某某" not in page
    for form in ("csv", "xlsx"):
        assert "张某某".encode() not in signed_in(world, "clerk").get(f"{PAGE}walls.{form}?state=").content
    assert signed_in(world, "clerk").get(f"{PAGE}?state=&q=张某某").content.decode().count('class="row-title"') == 2
    take_down(posting_id=Posting.objects.get(wall=main).pk, day=ON, reason="", now=NOW, by=world.by("clerk"))
    assert told(world) == []


def test_early_down_wants_a_reason_and_keeps_it(world: World) -> None:
    main = wall(world)
    notice = publish(world, now=NOW)
    (posting,) = put(world, notice, main)
    say: dict[str, Any] = {"posting_id": posting.pk, "day": ON, "now": NOW, "by": world.by("clerk")}
    with pytest.raises(NotNow, match="提前撤下请写明原因"):
        take_down(reason=" ", **say)
    with pytest.raises(NotNow, match="手机号"):
        take_down(reason="找 13912345678 重贴", **say)
    take_down(reason="被风吹落，等天晴再贴", **say)
    with pytest.raises(NotNow, match="已经登记撤下"):
        take_down(reason="再撤一次", **say)
    put(world, notice, main)  # may be hung up again
    assert Posting.objects.filter(wall=main).count() == 2


@pytest.mark.parametrize(
    ("days", "sentence"), [(1, "写到了今天以后"), (-1, "不能更早")], ids=["tomorrow", "before it was published"]
)
def test_days_that_can_not_be(world: World, days: int, sentence: str) -> None:
    notice, main = publish(world, now=NOW), wall(world)
    with pytest.raises(NotNow, match=sentence):
        put(world, notice, main, day=ON + timedelta(days=days))
    assert not Posting.objects.filter(wall=main).exists()


def test_all_boards_or_none(world: World) -> None:
    notice, main, side = publish(world, now=NOW), wall(world), wall(world, "橱窗")
    put(world, notice, side)
    with pytest.raises(NotNow, match="已经登记贴在“橱窗”"):
        put(world, notice, main, side)
    assert not Posting.objects.filter(wall=main).exists()
    with transaction.atomic(), pytest.raises(IntegrityError):
        Posting.objects.create(edition_id=notice.live_id or 0, channel="wall", place="橱窗", wall=side, since=NOW)


def test_a_board_with_paper_on_it_is_not_given_up(world: World) -> None:
    notice, main = publish(world, now=NOW), wall(world)
    put(world, notice, main)
    clerk = world.by("clerk")
    with pytest.raises(NotNow, match="先把纸撤下"):
        end_wall(wall_id=main.pk, now=NOW, by=clerk)
    with pytest.raises(NotNow, match="已经有一处叫"):
        wall(world)
    take_down(posting_id=Posting.objects.get(wall=main).pk, day=ON, reason="换新栏", now=NOW, by=clerk)
    end_wall(wall_id=main.pk, now=NOW, by=clerk)
    wall(world)  # the name is free again
    with pytest.raises(NotNow, match="停用了"):
        put(world, notice, main)


def test_only_the_units_own_clerk_says_so(world: World) -> None:
    notice, main = publish(world, now=NOW), wall(world)
    assert notice.live is not None
    say: dict[str, Any] = {"edition_id": notice.live.pk, "wall_ids": [main.pk], "day": ON, "now": NOW}
    for login in ("director", "member", "street", "other"):
        with pytest.raises(NotFound):
            hang(by=world.by(login), **say)
    with pytest.raises(NotYours):
        add_wall(name="栏", spot="门口", main=False, now=NOW, by=world.by("director"))
    theirs = add_wall(name="栏", spot="门口", main=False, now=NOW, by=world.by("other"))
    with pytest.raises(NotFound):
        put(world, notice, theirs)


def test_the_clerk_does_it_on_the_page(world: World) -> None:
    notice = publish(world, now=NOW)
    assert notice.live is not None
    client = signed_in(world, "clerk")
    assert "还没有登记公示栏" in client.get(PAGE).content.decode()
    bad = client.post(PAGE, {"do": "add", "name": "", "spot": "门口"})
    assert (bad.status_code, "请写公示栏叫什么" in bad.content.decode()) == (422, True)
    done(client, {"do": "add", "name": "主栏", "spot": "居委会门口", "main": "on"}, "登记了公示栏“主栏”")
    main = Wall.objects.get()
    page = client.get(PAGE).content.decode()
    assert "1 份还没有贴上主栏" in page
    sent: dict[str, Any] = {"do": "hang", "edition": notice.live.pk, "walls": [main.pk], "day": ON.isoformat()}
    assert client.post(PAGE, {**sent, "day": "昨天"}).status_code == 422
    assert "请选贴在哪一处" in client.post(PAGE, {**sent, "walls": []}).content.decode()
    done(client, sent, f"“{notice.live.title}”贴在主栏")
    assert client.post(PAGE, sent).status_code == 409  # pressed twice
    assert notice.live.title in client.get(f"{PAGE}?q=主栏&wall={main.pk}").content.decode()
    posting = Posting.objects.get(wall=main)
    down: dict[str, Any] = {"do": "down", "posting": posting.pk, "day": ON.isoformat(), "reason": "换玻璃"}
    done(client, down, "撤下了")
    assert "换玻璃" in client.get(f"{PAGE}?state=down").content.decode()
    assert "换玻璃" in client.get(f"{PAGE}walls.csv?state=").content.decode("utf-8-sig")
    done(client, {"do": "end", "wall": main.pk}, "停用了")
    assert client.post(PAGE, {"do": "fly"}).status_code == 409


def done(client: Client, sent: dict[str, Any], sentence: str) -> None:
    answer = client.post(PAGE, sent, follow=True)
    assert (answer.status_code, sentence in answer.content.decode()) == (200, True)


def test_a_fixed_number_of_queries(world: World, django_assert_max_num_queries: object) -> None:
    main = wall(world)
    for number in range(3):
        put(world, publish(world, title=f"第{number}号", now=NOW), main)
        publish(world, title=f"没贴的第{number}号", now=NOW)
    client = signed_in(world, "clerk")
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        client.get(PAGE)


def test_what_is_for_party_members_hangs_nowhere(world: World) -> None:
    wall(world)
    notice = publish(world, now=NOW)
    assert len(told(world)) == 1
    Notice.objects.filter(pk=notice.pk).update(audience="party_members")
    assert told(world) == []
    assert signed_in(world, "clerk").get(PAGE).context["hang_form"] is None
