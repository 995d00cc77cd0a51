"""The ledger, the page of one deadline, the overview and the event form, over HTTP."""

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from mingbai.catalog.tests.district import NOW, signed_in, unit
from mingbai.duties.actions import generate, settle
from mingbai.duties.models import Duty, Settlement
from mingbai.orgs.models import Unit

pytestmark = pytest.mark.usefixtures("year")


@pytest.fixture
def year(place: None) -> None:
    """The duties of this year for everyone; three of 丁社区 have come to an end."""
    generate(units=Unit.objects.all(), year=timezone.localdate().year, now=NOW)
    for number, duty in enumerate(Duty.objects.filter(unit__code="111").order_by("due", "pk")[:3], start=1):
        settled = f"111/{timezone.localdate().year}-{number:05}"
        settle(duty=duty, nil=number == 2, number=settled, now=NOW, by=None)


def whole_year() -> str:
    return f"?year={timezone.localdate().year}&quarter=0"


def first_open(code: str = "111") -> Duty:
    found = Duty.objects.open().filter(unit__code=code).order_by("due", "pk").first()
    assert found is not None
    return found


def test_anyone_reads_the_ledger_without_a_session(client: Client) -> None:
    answer = client.get(f"/u/111/duties/{whole_year()}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not answer.cookies
    assert "经办人 陈某" in page
    done = client.get(f"/u/111/duties/{whole_year()}&state=done").content.decode()
    assert f'href="/n/111/{timezone.localdate().year}-00001/"' in done
    assert "开始写" not in page
    assert "csrfmiddlewaretoken" not in page


def numbers(page: str) -> list[int]:
    found = re.findall(r'<span class="state-num[^"]*">([\d,]+)', page)
    return [int(number.replace(",", "")) for number in found]


def test_the_equation_adds_up_and_counts_every_duty(client: Client) -> None:
    total, met, nil, overdue, todo = numbers(client.get(f"/u/111/duties/{whole_year()}").content.decode())
    this_year = Duty.objects.filter(unit__code="111", due__year=timezone.localdate().year)
    assert total == met + nil + overdue + todo == this_year.count()
    assert (met, nil) == (2, 1)
    assert overdue == this_year.overdue(timezone.localdate()).count()


def test_the_number_of_queries_is_fixed(client: Client) -> None:
    counts = []
    for path in (f"/u/111/duties/{whole_year()}", "/u/111/duties/", "/u/2/duties/"):
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts[0] <= 7
    assert max(counts) == counts[0]


def test_pages_hold_sixty_lines(client: Client) -> None:
    first = client.get(f"/u/111/duties/{whole_year()}").content.decode()
    assert first.count('class="what"') == 60
    assert "第 1 页" in first
    assert client.get(f"/u/111/duties/{whole_year()}&page=999").status_code == 200


def test_overdue_lines_stand_first(client: Client) -> None:
    today = timezone.localdate()
    party = Duty.objects.filter(unit__code="111", item__domain="party").order_by("due", "pk")
    party.open().update(due=today + timedelta(days=1))
    late = party.last()
    assert late is not None
    Duty.objects.filter(pk=late.pk).update(due=today - timedelta(days=1), title="晚了的这一项")
    page = client.get(f"/u/111/duties/{whole_year()}&domain=party").content.decode()
    assert page.index("逾期未公开") < page.index("晚了的这一项") < page.index("月到期")
    assert "逾期 1 天" in page


@pytest.mark.parametrize("state", ["done", "met_late", "nil", "late", "delinquent", "todo", "due"])
def test_a_state_shows_its_lines_only(client: Client, state: str) -> None:
    rows = ledger_rows(client, f"{whole_year()}&state={state}")
    labels = {
        "done": {"已公开", "逾期后公开"},
        "met_late": {"逾期后公开"},
        "nil": {"声明未发生"},
        "late": {"逾期", "严重逾期"},
        "delinquent": {"严重逾期"},
        "todo": {"还没到期", "快到期"},
        "due": {"快到期"},
    }[state]
    assert {row["状态"] for row in rows} <= labels


def ledger_rows(client: Client, query: str) -> list[dict[str, str]]:
    body = client.get(f"/u/111/duties/ledger.csv{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body)))


def test_the_files_hold_what_the_page_shows(client: Client) -> None:
    rows = ledger_rows(client, whole_year())
    assert len(rows) == Duty.objects.filter(unit__code="111", due__year=timezone.localdate().year).count()
    settled = [row for row in rows if row["公开编号"]]
    assert [row["状态"] for row in settled].count("声明未发生") == 1
    book = load_workbook(io.BytesIO(client.get(f"/u/111/duties/ledger.xlsx{whole_year()}").content))
    assert book["台账"].max_row == len(rows) + 2


def test_words_domain_and_nonsense(client: Client) -> None:
    assert {row["编码"] for row in ledger_rows(client, f"{whole_year()}&q=dw09")} == {"DW09"}
    assert {row["领域"] for row in ledger_rows(client, f"{whole_year()}&domain=finance")} == {"财务"}
    assert client.get("/u/111/duties/?year=x&quarter=9&state=%00&domain=zz&page=-1").status_code == 200
    assert "没有符合的事项" in client.get("/u/111/duties/?q=飞机").content.decode()
    assert client.get("/u/999/duties/").status_code == 404


def test_a_formula_in_a_title_stays_text(client: Client) -> None:
    duty = first_open()
    duty.title = "=HYPERLINK(1)"
    duty.save(update_fields=["title"])
    assert "'=HYPERLINK(1)" in {row["事项"] for row in ledger_rows(client, whole_year())}
    book = load_workbook(io.BytesIO(client.get(f"/u/111/duties/ledger.xlsx{whole_year()}").content))
    cells = [cell for row in book["台账"].iter_rows() for cell in row if cell.value == "=HYPERLINK(1)"]
    assert [cell.data_type for cell in cells] == ["s"]


def test_clerks_of_the_unit_find_their_two_acts() -> None:
    page = signed_in("clerk").get(f"/u/111/duties/{whole_year()}").content.decode()
    assert f'formaction="/desk/start/{first_open().pk}/"' in page
    assert 'action="/desk/nil/"' in page
    assert "开始写" not in signed_in("neighbour").get(f"/u/111/duties/{whole_year()}").content.decode()


def test_every_day_to_the_deadline_is_explained_to_anyone(client: Client) -> None:
    duty = Duty.objects.get(unit__code="111", item__code="DW09", period=f"{timezone.localdate().year}-Q3")
    page = client.get(f"/u/111/duties/{duty.pk}/").content.decode()
    assert page.count('<tr><th scope="row"') + page.count('<tr class="total">') >= 10
    assert "党建工作经费使用" in page
    assert "国家底线" in page
    assert client.get(f"/u/112/duties/{duty.pk}/").status_code == 404
    assert client.get("/u/111/duties/999999/").status_code == 404


def test_the_history_of_a_duty_is_public(client: Client) -> None:
    settled = Duty.objects.filter(unit__code="111", settlement=Settlement.NIL).get()
    page = client.get(f"/u/111/duties/{settled.pk}/").content.decode()
    assert "签字声明没有发生" in page
    assert f"/n/{settled.settled_by}/" in page


@pytest.mark.parametrize(
    ("login", "code", "status"),
    [
        ("", "1", 302),
        ("clerk", "1", 403),
        ("clerk", "111", 403),
        ("street", "11", 200),
        ("street", "111", 200),
        ("street", "1", 404),
        ("street", "12", 404),
        ("district", "1", 200),
        ("district", "12", 200),
        ("district", "2", 404),
        ("district", "999", 404),
    ],
)
def test_who_may_see_an_overview(client: Client, login: str, code: str, status: int) -> None:
    browser = signed_in(login) if login else client
    assert browser.get(f"/overview/{code}/").status_code == status
    assert browser.get(f"/overview/{code}/overview.xlsx").status_code == status


def test_the_overview_counts_the_whole_subtree_in_a_fixed_number_of_queries() -> None:
    browser = signed_in("district")
    browser.get("/overview/1/")
    with CaptureQueriesContext(connection) as few:
        page = browser.get("/overview/1/").content.decode()
    total, *parts = numbers(page)
    quarter = (timezone.localdate().month - 1) // 3
    year_now = timezone.localdate().year
    first = date(year_now, quarter * 3 + 1, 1)
    last = (first + timedelta(days=95)).replace(day=1) - timedelta(days=1)
    assert total == sum(parts) == Duty.objects.due_within(first, last).exclude(unit__code="2").count()
    street = unit("11")
    fresh = [
        Unit(code=f"8{n:02}", name=f"第{n}社区", kind="community", parent=street, path=f"{street.path}8{n:03}")
        for n in range(30)
    ]
    generate(units=Unit.objects.bulk_create(fresh), year=year_now, now=NOW)
    with CaptureQueriesContext(connection) as many:
        browser.get("/overview/1/")
    assert len(many) == len(few)


def test_the_worst_stands_on_top_and_leads_down() -> None:
    today = timezone.localdate()
    Duty.objects.open().update(due=today - timedelta(days=1))
    met = {"settlement": "met", "settled_on": today - timedelta(days=2), "settled_by": "121/2026-00001"}
    Duty.objects.open().filter(unit__code__in=["12", "121"]).update(**met)
    page = signed_in("district").get("/overview/1/").content.decode()
    assert page.index('href="/overview/11/"') < page.index('href="/overview/12/"')
    assert 'href="/u/111/duties/"' in signed_in("street").get("/overview/11/").content.decode()


def test_an_event_shows_its_day_first_and_is_registered_when_confirmed() -> None:
    browser, today = signed_in("clerk"), timezone.localdate()
    given = {"item": "JW04", "on": today.isoformat(), "title": "加装路灯协商结果"}
    page = browser.get("/desk/event/", given).content.decode()
    assert "登记这件事" in page
    assert not Duty.objects.filter(title="加装路灯协商结果").exists()
    answer = browser.post("/desk/event/", given)
    duty = Duty.objects.get(title="加装路灯协商结果")
    assert answer["Location"] == f"/u/111/duties/{duty.pk}/"
    assert duty.due > today
    shown = browser.get(answer["Location"]).content.decode()
    assert "登记发生了这件事" in shown
    assert "开始写" in shown
    again = browser.post("/desk/event/", given)
    assert again.status_code == 422
    assert "已经登记过了" in again.content.decode()
    assert Duty.objects.filter(title="加装路灯协商结果").count() == 1


@pytest.mark.parametrize(
    ("item", "days", "sentence"),
    [
        ("JW04", 3, "事情的日期不能晚于今天"),
        ("JW04", -40000, "像是填错了年份"),
        ("CW01", 0, "目录里没有这一项"),
        ("", 0, "请选一项"),
    ],
)
def test_an_event_that_does_not_fit_is_refused_in_a_sentence(item: str, days: int, sentence: str) -> None:
    on = timezone.localdate() + timedelta(days=days)
    page = signed_in("clerk").get("/desk/event/", {"item": item, "on": on.isoformat()}).content.decode()
    assert sentence in page
    assert "登记这件事" not in page


def test_what_must_be_announced_beforehand_may_lie_ahead() -> None:
    on = timezone.localdate() + timedelta(days=40)
    given: dict[str, Any] = {"item": "CW08", "on": on.isoformat(), "title": "换届选举选民名单"}
    page = signed_in("clerk").get("/desk/event/", given).content.decode()
    assert "登记这件事" in page
    assert signed_in("clerk").post("/desk/event/", given).status_code == 302
    assert Duty.objects.get(title="换届选举选民名单").due < on


@pytest.mark.parametrize(("login", "status"), [("", 302), ("director", 403), ("district", 403), ("clerk", 200)])
def test_who_may_register_an_event(client: Client, login: str, status: int) -> None:
    browser = signed_in(login) if login else client
    assert browser.get("/desk/event/").status_code == status
    assert browser.post("/desk/event/", {}).status_code == (422 if status == 200 else status)


def test_the_files_of_a_demo_say_so_and_those_of_a_real_site_do_not(client: Client, settings: Any) -> None:
    note = "演示数据，数字是编的"
    assert note not in str(ledger_rows(client, whole_year()))
    settings.DEMO = True
    *_rows, last = csv.reader(
        io.StringIO(client.get(f"/u/111/duties/ledger.csv{whole_year()}").content.decode("utf-8-sig"))
    )
    assert last == ["说明", note, *[""] * 9]
    sheet = load_workbook(io.BytesIO(client.get(f"/u/111/duties/ledger.xlsx{whole_year()}").content))["台账"]
    assert note in str(sheet["A1"].value)
    assert sheet.oddFooter.left.text == note
