"""The pages of the room as a browser sees them, without JavaScript."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from mingbai.orgs.actions.accounts import note
from mingbai.orgs.actions.invitations import invite
from mingbai.orgs.models import Entry, PostKind, Unit
from mingbai.orgs.render.tables import csv_bytes
from mingbai.orgs.rules.spelling import MOST_WAYS, initials_of_syllables
from mingbai.orgs.tests.test_units import DISTRICT


@pytest.fixture
def district(db: None) -> None:
    call_command("load_units", DISTRICT, stdout=io.StringIO())


def text_of(response) -> str:
    return str(response.content.decode())


def test_a_unit_is_found_by_name_initials_and_code(client, district) -> None:
    for asked in ("桂花", "ghsq", "500153001003"):
        page = text_of(client.get("/", {"q": asked}))
        assert "桂花社区" in page, asked
        assert "荣昌区 昌元街道" in page, asked


def test_nothing_found_says_what_to_do(client, district) -> None:
    page = text_of(client.get("/", {"q": "没有这个村"}))
    assert "没有找到“没有这个村”" in page
    assert "少打一两个字再试" in page


def test_an_empty_site_says_so(client, db) -> None:
    assert "这里还没有单位" in text_of(client.get("/"))


def test_the_tree_is_walked_down_and_up(client, district) -> None:
    page = text_of(client.get("/"))
    assert 'href="/u/500153001000/below/"' in page
    page = text_of(client.get("/u/500153001000/below/"))
    assert "桂花社区" in page
    assert 'href="/u/500153000000/below/"' in page
    assert client.get("/u/999/below/").status_code == 404


def test_finding_asks_the_database_little(
    client, district, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(5):
        client.get("/", {"q": "社区"})
    with django_assert_max_num_queries(4):
        client.get("/u/500153001000/below/")


def test_a_page_of_hits_ends_at_fifty_and_says_so(client, district) -> None:
    page = text_of(client.get("/", {"q": "村"}))
    assert "先列 50 个" in page
    assert page.count('class="row-title"') == 50


def test_somebody_with_two_posts_chooses_and_keeps_it(client, world) -> None:
    first = world.holder("111", PostKind.CLERK, "陈某", "chen")
    second = world.seat(world.body("121", "office"), first.person, PostKind.CLERK)
    client.force_login(first.person.user)
    page = text_of(client.get("/capacity/"))
    assert "丁社区" in page
    assert "戊村" in page
    response = client.post("/capacity/", {"tenure": second.pk, "next": "/help/"})
    assert response["Location"] == "/help/"
    assert client.session["capacity"] == second.pk
    assert "戊村" in text_of(client.get("/capacity/")).split('aria-current="true"')[1].split("</li>")[0]
    assert Entry.objects.get(act="account:capacity").unit == world.unit("121")


def test_nobody_takes_a_post_of_another_nor_is_sent_away(client, world) -> None:
    mine = world.holder("111", PostKind.CLERK, "陈某", "chen")
    other = world.holder("121", PostKind.CLERK, "周某", "zhou")
    client.force_login(mine.person.user)
    assert client.post("/capacity/", {"tenure": other.pk}).status_code == 409
    assert "capacity" not in client.session
    sent = client.post("/capacity/", {"tenure": mine.pk, "next": "https://elsewhere.example/"})
    assert sent["Location"] == "/desk/"


def test_capacity_wants_a_login(client, db) -> None:
    assert client.get("/capacity/")["Location"] == "/accounts/login/?next=/capacity/"


def test_a_link_sets_the_password_once(client, world) -> None:
    person = world.holder("111", PostKind.CLERK, "陈某", "chen").person
    address = f"/invitation/{invite(person=person, now=timezone.now())}/"
    assert "chen" in text_of(client.get(address))
    weak = client.post(address, {"password": "12345", "again": "12345"})
    assert weak.status_code == 200
    assert "还有几处要改" in text_of(weak)
    unlike = client.post(address, {"password": "a-fine-password", "again": "a-fine-passw0rd"})
    assert "两遍不一样" in text_of(unlike)
    assert (
        client.post(address, {"password": "a-fine-password", "again": "a-fine-password"})["Location"]
        == "/accounts/login/"
    )
    person.user.refresh_from_db()
    assert person.user.check_password("a-fine-password")
    assert client.get(address).status_code == 409
    assert client.get("/invitation/made-up/").status_code == 404


@pytest.fixture
def auditor(client, world):
    tenure = world.holder("1", PostKind.AUDITOR, "孙某", "sun")
    client.force_login(tenure.person.user)
    return tenure


def test_the_journal_is_for_the_auditor(client, world, auditor) -> None:
    assert "开账号" in text_of(client.get("/journal/"))
    clerk = world.holder("111", PostKind.CLERK, "陈某", "chen")
    client.force_login(clerk.person.user)
    assert client.get("/journal/").status_code == 403


def test_an_auditor_reads_only_below_the_own_unit(client, world) -> None:
    local = world.holder("11", PostKind.AUDITOR, "孙某", "sun")
    here = world.holder("111", PostKind.CLERK, "陈某", "chen")
    far = world.holder("121", PostKind.CLERK, "周某", "zhou")
    for tenure in (here, far):
        note(act="account:login", user=tenure.person.user, now=world.now, address="10.1.2.3")
    client.force_login(local.person.user)
    page = text_of(client.get("/journal/"))
    assert "陈某" in page
    assert "周某" not in page


def test_the_journal_is_narrowed_by_each_filter(client, world, auditor) -> None:
    here = world.holder("111", PostKind.CLERK, "陈某", "chen")
    note(act="account:login", user=here.person.user, now=world.now, address="10.1.2.3")
    note(act="account:logout", user=here.person.user, now=world.now - timedelta(days=3), address="10.1.2.4")

    def found(**asked: str) -> int:
        return text_of(client.get("/journal/", asked)).count('class="row-title"')

    assert found(q="10.1.2.3") == 1
    assert found(q="chen") == found(q="陈某", unit="111") == 2
    assert found(act="account:logout") == 1
    assert found(act="account:logout", since="2026-10-11") == 0
    assert found(act="account:login", until="2026-10-11") == 1
    assert found(unit="丁社区", act="account:login") == 1
    assert found(unit="戊村", act="account:login") == 0
    assert "早于开始的日子" in text_of(client.get("/journal/", {"since": "2026-10-02", "until": "2026-10-01"}))


def test_the_journal_turns_pages(client, world, auditor) -> None:
    for _number in range(60):
        note(act="account:login", user=auditor.person.user, now=world.now, address="10.1.2.3")
    assert text_of(client.get("/journal/")).count('class="row-title"') == 50
    assert text_of(client.get("/journal/", {"page": 2})).count('class="row-title"') >= 10


def test_the_journal_is_exported_and_that_is_journalled(client, auditor) -> None:
    table = client.get("/journal/", {"as": "csv"}).content
    assert table.startswith(b"\xef\xbb\xbf")
    assert "装入单位名册" in table.decode()
    sheet = load_workbook(io.BytesIO(client.get("/journal/", {"as": "xlsx", "act": "units:load"}).content)).active
    assert [cell.value for cell in sheet[1]][:3] == ["时间", "行为", "单位"]
    assert sheet.max_row == 2
    assert Entry.objects.filter(act="journal:export").count() == 2


def test_an_export_holds_no_formulas() -> None:
    assert b"'=1+1" in csv_bytes(["a"], [["=1+1"]])


@pytest.mark.parametrize("sql", ["UPDATE orgs_entry SET act = 'x'", "DELETE FROM orgs_entry"])
def test_the_journal_refuses_change_whoever_asks(world, sql: str) -> None:
    before = list(Entry.objects.order_by("pk").values())
    assert before
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert list(Entry.objects.order_by("pk").values()) == before


def test_the_number_of_a_notice_leads_to_the_notice(client, world) -> None:
    for text in ("500153001003/2026-00101", " 500153001003／2026 - 101 "):
        answer = client.get("/", {"q": text})
        assert (answer.status_code, answer["Location"]) == (302, "/n/500153001003/2026-00101/")


@pytest.mark.parametrize("text", ["guihua", "GuiHuaShe", "gui hua", " 桂 花 ", "昌元街道桂花", "昌元 桂花社区"])
def test_units_are_found_as_people_type_them(client, db, text) -> None:
    street = Unit.objects.create(
        code="9", name="昌元街道", short_name="昌元街道", initials="cyjd", kind="street", path="0001"
    )
    for code, name, initials in (("91", "桂花社区", "ghsq"), ("92", "光荣社区", "grsq"), ("93", "观花社区", "ghsq")):
        Unit.objects.create(
            code=code,
            name=name,
            short_name=name,
            initials=initials,
            kind="community",
            parent=street,
            path=f"0001{code:>04}",
        )
    found = client.get("/", {"q": text}).context["hits"]
    assert [place.name for place in found] == ["桂花社区"]
    assert client.get("/", {"q": "xyzzy"}).context["hits"] == []


@pytest.mark.parametrize("text", ["xian" * 10, "liangang" * 5, "z" * 40, "昌元街道" * 10, "荣昌区昌元街道" * 5])
def test_odd_words_are_looked_up_in_a_bounded_number_of_ways(
    client, district, django_assert_max_num_queries: DjangoAssertNumQueries, text
) -> None:
    """Letters that part into syllables in a thousand ways once kept the server busy for minutes."""
    if text.isascii():
        assert max(len(initials_of_syllables(text[:end])) for end in range(1, len(text))) <= MOST_WAYS
    with django_assert_max_num_queries(40):
        assert client.get("/", {"q": text}).status_code == 200
