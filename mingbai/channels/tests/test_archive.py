"""Every notice of a unit can be found again, taken away as a list, and followed by a feed."""

import csv
import io
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from mingbai.channels.render.listing import as_csv
from mingbai.channels.rules.archive import read_wanted
from mingbai.disclosure.tests.factories import NOW, World, day, declare_nil, owe, publish
from mingbai.duties.models import Duty
from mingbai.duties.rules.choice import read_choice

ARCHIVE = "/u/500153001003/archive/"
ATOM = "{http://www.w3.org/2005/Atom}"


def titles(client: Client, **query: str) -> list[str]:
    response = client.get(ARCHIVE, query)
    return [notice.live.title for notice in response.context["page"]]


def test_found_by_word_number_domain_year_and_period(world: World, client: Client) -> None:
    publish(world, title="监督工作情况", now=day(7, 1))
    publish(world, "CA03", "2026-Q3", title="第三季度账目", now=day(10, 8))
    publish(world, "JW04", "2026-Q3", title="协商加装路灯", now=day(10, 9))
    assert titles(client) == ["协商加装路灯", "第三季度账目", "监督工作情况"]
    assert titles(client, q="路灯") == ["协商加装路灯"]
    assert titles(client, q="ca03") == ["第三季度账目"]
    assert titles(client, q="500153001003/2026-00002") == ["第三季度账目"]
    assert titles(client, domain="finance") == ["第三季度账目"]
    assert titles(client, domain="nonsense", year="20x6") == titles(client)
    assert titles(client, period="2026-Q3") == ["协商加装路灯", "第三季度账目"]
    assert titles(client, year="2026", period="2026-H1") == ["监督工作情况"]
    assert titles(client, year="2025") == []
    assert "没有查到" in client.get(ARCHIVE, {"q": "没有这样的"}).content.decode()


def test_three_queries_and_a_page_that_ends(world: World, client: Client) -> None:
    for number in range(31):
        publish(world, title=f"第{number:02}号", now=NOW + timedelta(hours=number))
    with CaptureQueriesContext(connection) as seen:
        client.get(ARCHIVE)
    assert len(seen) == 3
    assert len(titles(client)) == 30
    assert titles(client, page="2") == ["第00号"]
    assert titles(client, page="3") == ["第00号"]


def test_the_list_as_a_file(world: World, client: Client) -> None:
    publish(world, title="=1+1", now=day(7, 1))
    publish(world, "CA03", "2026-Q3", title="第三季度账目", now=day(10, 8))
    response = client.get(f"{ARCHIVE}archive.csv", {"domain": "finance"})
    assert response["Content-Disposition"].startswith("attachment")
    assert "filename*=UTF-8''%E6%A1%82%E8%8A%B1" in response["Content-Disposition"]
    head, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert [dict(zip(head, row, strict=True))["公开编号"] for row in rows] == ["500153001003/2026-00002"]
    book = load_workbook(io.BytesIO(client.get(f"{ARCHIVE}archive.xlsx").content))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert next(cell for cell in cells if cell.value == "=1+1").data_type == "s"


def test_a_cell_is_never_a_formula() -> None:
    text = as_csv([["=1+1", "-2", "@x", "平常", 3, None]]).decode("utf-8-sig")
    assert "'=1+1,'-2,'@x,平常,3," in text


def test_the_feed_is_atom(world: World, client: Client) -> None:
    publish(world, title="监督工作情况", now=day(7, 1))
    publish(world, "CA03", "2026-Q3", title="第三季度账目", now=day(10, 8))
    response = client.get("/u/500153001003/feed.atom")
    assert response["Content-Type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(response.content)
    entries = root.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["第三季度账目", "监督工作情况"]
    link = entries[0].find(f"{ATOM}link")
    assert link is not None
    assert link.get("href", "").endswith("/n/500153001003/2026-00002/")
    assert entries[0].findtext(f"{ATOM}summary")


def test_a_nul_in_an_address_is_left_out() -> None:
    wanted = read_wanted({"q": "收支\0", "period": "\0"})
    assert (wanted.words, wanted.period) == ("收支", "")
    assert read_choice({"q": "\0收支"}, date(2026, 10, 9)).words == "收支"


def test_the_files_of_a_demo_say_so(world: World, client: Client, settings: Any) -> None:
    publish(world)
    note = "演示数据，数字是编的"
    assert note not in client.get(f"{ARCHIVE}archive.csv").content.decode()
    settings.DEMO = True
    rows = list(csv.reader(io.StringIO(client.get(f"{ARCHIVE}archive.csv").content.decode("utf-8-sig"))))
    assert rows[-1][:2] == ["说明", note]
    assert {len(row) for row in rows} == {12}
    book = load_workbook(io.BytesIO(client.get(f"{ARCHIVE}archive.xlsx").content))
    assert note in str(book.worksheets[0]["A1"].value)


def test_a_page_past_the_end_is_the_last_one_and_an_empty_search_leads_back(world: World, client: Client) -> None:
    publish(world, title="只有这一份")
    assert titles(client, page="99999") == ["只有这一份"]
    assert f'href="{ARCHIVE}"' in client.get(ARCHIVE, {"q": "没有这样的"}).content.decode()


def test_a_declaration_of_nil_is_found_under_each_of_its_domains(world: World, client: Client) -> None:
    owe(world)
    found = [Duty.objects.filter(item__domain=domain, period="2026-Q3").first() for domain in ("finance", "community")]
    duties = [duty for duty in found if duty is not None]
    assert len(duties) == 2
    declare_nil(world, duties)
    assert [len(titles(client, domain=domain)) for domain in ("finance", "community", "party")] == [1, 1, 0]
