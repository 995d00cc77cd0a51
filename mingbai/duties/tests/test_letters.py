"""Responsibility letters: drawn up from the duties, signed by two sides, frozen, followed from the records."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from mingbai.disclosure.rules.desk import tasks_for
from mingbai.disclosure.tests.conftest import lasting
from mingbai.disclosure.tests.factories import World, day, owe, publish, signed_in
from mingbai.duties.actions import (
    draw_letter,
    drop_letter,
    report_task,
    save_letter,
    settle_report,
    sign_letter,
    take_back_report,
)
from mingbai.duties.models import Duty, Letter, LetterReport
from mingbai.duties.rules.letters.follow import Followed, percent, rows_of
from mingbai.duties.rules.letters.text import digest_of
from mingbai.kit.errors import NotFound, NotNow, NotYours
from mingbai.orgs.models import Entry
from mingbai.orgs.rules.may import Viewer

__all__ = ["lasting"]

DUE = date(2026, 10, 20)


@pytest.fixture
def world(lasting: World, db: None) -> World:
    owe(lasting)
    return lasting


def tenure(world: World, login: str) -> int:
    found = world.by(login).tenure
    assert found is not None
    return found.pk


def draw(world: World, login: str = "street", year: int = 2026) -> Letter:
    return draw_letter(unit=world.community, year=year, now=world.now, by=world.by(login))


def write(world: World, letter: Letter, login: str = "clerk", **more: Any) -> Letter:
    """With one task of the unit's own, the director's."""
    told: dict[str, Any] = {
        "aims": "每一期都按时公开。",
        "handlers": {},
        "own": [("", "换一块公示栏", DUE, tenure(world, "director"))],
        "seen": letter.lock,
    }
    return save_letter(letter_id=letter.pk, now=world.now, by=world.by(login), **{**told, **more})


def sign(world: World, letter: Letter, login: str) -> None:
    letter.refresh_from_db()
    sign_letter(letter_id=letter.pk, digest=digest_of(letter.content), now=world.now, by=world.by(login))


def in_force(world: World) -> Letter:
    letter = write(world, draw(world))
    sign(world, letter, "secretary")
    sign(world, letter, "street")
    return letter


def report(world: World, letter: Letter, login: str = "director", words: str = "换好了，有照片") -> LetterReport:
    return report_task(letter_id=letter.pk, key="o1", words=words, now=world.now, by=world.by(login))


def test_it_names_a_person_for_every_row_that_the_unit_owes(world: World) -> None:
    letter = draw(world)
    codes = set(Duty.objects.filter(unit=world.community).values_list("item__code", flat=True))
    tasks = letter.content["tasks"]
    assert {task["code"] for task in tasks} == codes
    assert all(task["name"] for task in tasks)
    assert letter.content["first"] == {"tenure": tenure(world, "secretary"), "post": "书记", "name": "王某"}


def test_one_draft_at_a_time_by_those_who_may(world: World) -> None:
    draw(world, "clerk")
    with pytest.raises(NotNow, match="已经有一份在起草"):
        draw(world)
    with pytest.raises(NotYours):
        draw(world, "member")
    with pytest.raises(NotYours):
        draw(world, "other")
    with pytest.raises(NotNow, match="去年、今年和明年"):
        draw(world, year=2029)
    with pytest.raises(NotNow, match="没有上级"):
        draw_letter(unit=world.district, year=2026, now=world.now, by=world.by("district"))


def test_a_draft_is_changed_by_who_saw_its_newest_state(world: World) -> None:
    letter = write(world, draw(world))
    with pytest.raises(NotNow, match="从别处保存过"):
        write(world, letter, "street", seen=0)
    with pytest.raises(NotNow, match="不在 2026 年里"):
        write(world, letter, own=[("", "换公示栏", date(2027, 1, 5), tenure(world, "clerk"))])
    other = write(world, letter, handlers={"JW11": tenure(world, "director")}, own=[])
    assert next(task for task in other.content["tasks"] if task["key"] == "JW11")["name"] == "李某"
    assert [task["kind"] for task in other.content["tasks"] if task["kind"] == "own"] == []
    drop_letter(letter_id=letter.pk, now=world.now, by=world.by("clerk"))
    assert not Letter.objects.exists()


def test_somebody_without_a_post_in_the_unit_can_not_be_named(world: World) -> None:
    letter = write(world, draw(world), handlers={"JW11": tenure(world, "other")})
    assert next(task for task in letter.content["tasks"] if task["key"] == "JW11")["name"] == ""
    with pytest.raises(NotNow, match="没有写由谁办"):
        sign(world, letter, "secretary")


def test_the_unit_signs_first_and_then_the_level_above(world: World) -> None:
    letter = write(world, draw(world))
    for login, why in (("street", "先由本单位"), ("director", "本人和"), ("district", "本人和")):
        with pytest.raises(NotNow, match=why):
            sign(world, letter, login)
    with pytest.raises(NotYours):
        sign(world, letter, "clerk")
    with pytest.raises(NotFound):
        sign(world, letter, "other")
    with pytest.raises(NotNow, match="又改了"):
        sign_letter(letter_id=letter.pk, digest="sha256:0", now=world.now, by=world.by("secretary"))
    sign(world, letter, "secretary")
    with pytest.raises(NotNow, match="已经签了"):
        sign(world, letter, "secretary")
    with pytest.raises(NotNow, match="一个字也不能改"):
        write(world, letter)
    with pytest.raises(NotNow, match="一个字也不能改"):
        drop_letter(letter_id=letter.pk, now=world.now, by=world.by("clerk"))
    sign(world, letter, "street")
    assert list(Entry.objects.filter(act="letter:sign").values_list("note__side", flat=True)) == ["unit", "above"]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE duties_letter SET year = 2027",
        "DELETE FROM duties_letter",
        "UPDATE duties_lettersignature SET digest = ''",
        "DELETE FROM duties_lettersignature",
        "UPDATE duties_letterreport SET words = ''",
        "UPDATE duties_letterreport SET confirmed_at = NULL, confirmed_by_id = NULL",
        "DELETE FROM duties_letterreport",
    ],
)
def test_the_database_keeps_what_was_signed_and_reported(world: World, sql: str) -> None:
    letter = in_force(world)
    report(world, letter)
    settle_report(letter_id=letter.pk, key="o1", agreed=True, now=world.now, by=world.by("street"))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_only_a_new_version_changes_it_and_keeps_what_was_reported(world: World) -> None:
    letter = in_force(world)
    report(world, letter)
    again = draw(world, "clerk")
    assert (again.number, again.content["aims"]) == (2, "每一期都按时公开。")
    assert [task["key"] for task in again.content["tasks"] if task["kind"] == "own"] == ["o1"]
    own = [("o1", "换一块公示栏", DUE, tenure(world, "director")), ("", "再开一次会", DUE, tenure(world, "clerk"))]
    again = write(world, again, own=own)
    assert [task["key"] for task in again.content["tasks"] if task["kind"] == "own"] == ["o1", "o2"]
    assert rows_of(world.by("street"), 2026, world.now.date())[0].letter == letter  # in force until both have signed
    sign(world, again, "secretary")
    sign(world, again, "street")
    row = next(row for row in rows_of(world.by("street"), 2026, world.now.date()) if row.unit == world.community)
    assert row.letter == again


def test_what_only_the_unit_has_signed_gives_way_to_a_newer_version(world: World) -> None:
    letter = write(world, draw(world))
    sign(world, letter, "secretary")
    draw(world, "clerk")
    with pytest.raises(NotNow, match="已经有新的一版"):
        sign(world, letter, "street")


def test_an_own_task_is_reported_by_its_person_and_confirmed_above(world: World) -> None:
    letter = in_force(world)
    with pytest.raises(NotNow, match="李某本人来报"):
        report(world, letter, "clerk")
    with pytest.raises(NotNow, match="请写办成了什么"):
        report(world, letter, words=" ")
    with pytest.raises(NotNow, match="没有这一项"):
        report_task(letter_id=letter.pk, key="JW11", words="好了", now=world.now, by=world.by("director"))
    report(world, letter)
    with pytest.raises(NotNow, match="已经报过"):
        report(world, letter)
    take_back_report(letter_id=letter.pk, key="o1", now=world.now, by=world.by("director"))
    report(world, letter)
    told: dict[str, Any] = {"letter_id": letter.pk, "key": "o1", "now": world.now}
    with pytest.raises(NotNow, match="为什么还不算办好"):
        settle_report(agreed=False, by=world.by("street"), **told)
    settle_report(agreed=False, why="栏是旧的", by=world.by("street"), **told)
    report(world, letter)
    with pytest.raises(NotNow, match="来确认"):
        settle_report(agreed=True, by=world.by("secretary"), **told)
    settle_report(agreed=True, by=world.by("street"), **told)
    with pytest.raises(NotNow, match="已经确认"):
        settle_report(agreed=True, by=world.by("street"), **told)
    with pytest.raises(NotNow, match="不能收回"):
        take_back_report(letter_id=letter.pk, key="o1", now=world.now, by=world.by("director"))
    assert LetterReport.objects.count() == 3


def test_whoever_stands_in_neither_signs_nor_reports(world: World) -> None:
    letter, by = write(world, draw(world)), world.by("secretary")
    deputy = Viewer(user=world.by("clerk").user, person=world.by("clerk").person, tenure=by.tenure)
    with pytest.raises(NotNow, match="本人"):
        sign_letter(letter_id=letter.pk, digest=digest_of(letter.content), now=world.now, by=deputy)


def test_the_street_sees_whose_task_is_late(world: World) -> None:
    in_force(world)
    on = date(2026, 10, 21)
    row = next(row for row in rows_of(world.by("street"), 2026, on) if row.unit == world.community)
    who = dict(row.who)
    assert who["李某"] == 1  # the board
    late = Duty.objects.filter(unit=world.community, settlement="", due__lt=on).values("item").distinct().count()
    assert sum(who.values()) == late + 1
    publish(world, "JW11", "2026-H1", duties=[Duty.objects.get(item__code="JW11", period="2026-H1")])
    after = next(row for row in rows_of(world.by("street"), 2026, on) if row.unit == world.community)
    assert after.late == row.late - 1
    assert after.percent >= row.percent


def test_the_list_asks_the_same_however_many_units(world: World) -> None:
    in_force(world)
    with CaptureQueriesContext(connection) as few:
        rows_of(world.by("street"), 2026, DUE)
    draw_letter(unit=world.neighbour, year=2026, now=world.now, by=world.by("street"))
    with CaptureQueriesContext(connection) as more:
        rows_of(world.by("street"), 2026, DUE)
    assert len(more) == len(few)


def test_the_desks_say_what_to_sign_to_report_and_to_confirm(world: World) -> None:
    letter = write(world, draw(world))

    def told(login: str) -> list[str]:
        return [task.act for task in tasks_for(world.by(login), world.now) if task.kind == "letter"]

    assert (told("secretary"), told("street")) == (["看了签字"], [])
    sign(world, letter, "secretary")
    assert (told("secretary"), told("street")) == ([], ["看了签字"])
    sign(world, letter, "street")
    assert (told("director"), told("street")) == (["去报"], [])
    report(world, letter)
    assert (told("director"), told("street")) == ([], ["去确认"])
    settle_report(letter_id=letter.pk, key="o1", agreed=True, now=world.now, by=world.by("street"))
    assert (told("director"), told("street")) == ([], [])


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 12)), max_size=20))
def test_percent_never_rounds_up_to_all(rows: list[tuple[int, int]]) -> None:
    tasks = [Followed({}, "going", total, min(total, done), 0, None) for total, done in rows]
    whole = percent(tasks)
    assert 0 <= whole <= 100
    assert (whole == 100) == (bool(tasks) and all(one.settled == one.total for one in tasks))


def test_by_the_pages_from_drawing_up_to_confirming(world: World) -> None:
    street, clerk = signed_in(world, "street"), signed_in(world, "clerk")
    year = day(10, 9).year
    assert "起草" in street.get(f"/desk/letters/?year={year}").content.decode()
    went = street.post("/desk/letters/", {"unit": world.community.code, "year": year})
    letter = Letter.objects.get()
    assert went["Location"] == f"/desk/letter/{letter.pk}/edit/"
    page = clerk.get(went["Location"]).content.decode()
    assert "由谁办" in page
    form = {"seen": "0", "aims": "按时", "title_0": "换公示栏", "due_0": f"{year}-12-20", "own_0": ""}
    sent = {**form, **{f"who_{task['key']}": str(task["tenure"]) for task in letter.content["tasks"]}}
    wrong = clerk.post(went["Location"], sent)
    assert wrong.status_code == 422
    assert "请选由谁办" in wrong.content.decode()
    sent["own_0"] = str(tenure(world, "director"))
    assert clerk.post(went["Location"], sent).status_code == 302
    assert clerk.post(went["Location"], sent).status_code == 409  # the same form twice
    where = f"/desk/letter/{letter.pk}/"
    letter.refresh_from_db()
    secretary = signed_in(world, "secretary")
    assert "换公示栏" in secretary.get(where).content.decode()
    assert secretary.post(where, {"do": "sign", "digest": digest_of(letter.content)}).status_code == 302
    assert street.post(where, {"do": "sign", "digest": digest_of(letter.content)}).status_code == 302
    director = signed_in(world, "director")
    assert director.post(where, {"do": "report", "key": "o1", "words": ""}).status_code == 409
    assert director.post(where, {"do": "report", "key": "o1", "words": "换好了"}).status_code == 302
    assert "退回去" in street.get(where).content.decode()
    assert street.post(where, {"do": "confirm", "key": "o1"}).status_code == 302
    shown = director.get(where).content.decode()
    assert "上级确认" in shown
    assert "要改，起草新的一版" in shown
    assert "没有查到" in street.get("/desk/letters/?q=zzz").content.decode()
    assert street.get("/desk/letters/letters.xlsx").content[:2] == b"PK"
    table = street.get(f"/desk/letters/letters.csv?year={year}&state=force").content.decode("utf-8-sig")
    assert table.count(world.community.name) == 1


def test_an_own_task_that_is_late_is_late_from_the_next_day(world: World) -> None:
    in_force(world)
    for on, late in ((DUE, 0), (DUE + timedelta(days=1), 1)):
        row = next(row for row in rows_of(world.by("street"), 2026, on) if row.unit == world.community)
        assert dict(row.who).get("李某", 0) == late
