"""The board of a unit: what hangs there, what is late, what did not happen, in six queries whatever the number."""

from datetime import date, datetime, timedelta
from html import unescape

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mingbai.channels.rules.board import board_of, domains_of, equation
from mingbai.channels.rules.units import full_name, unit_of
from mingbai.channels.tests.hands import correct
from mingbai.disclosure.models import Notice
from mingbai.disclosure.tests.factories import NOW, World, day, declare_nil, make_world, owe, publish, today
from mingbai.duties.models import Duty
from mingbai.duties.rules.tallies import quarter_tally

BOARD = "/u/500153001003/"


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_an_empty_board_says_who_where_and_how_to_ask(world: World, client: Client) -> None:
    response = client.get(BOARD)
    page = unescape(response.content.decode())
    for words in (
        "荣昌区 · 昌元街道",
        "桂花社区公开栏",
        "023-0000 1200",
        "tel:02300001200",
        "023-0000 1205",
        "书记 王某",
        "主任 李某",
        "桂花路12号社区便民服务中心",
        "公开栏右侧，每周五开箱",
        "现在没有正在公示的",
        "12345",
        'class="qr"',
    ):
        assert words in page, words
    assert not response.cookies
    assert "本季度应公开" not in page


def test_six_queries_at_most_whatever_hangs_there(world: World, client: Client) -> None:
    empty = queries_of(client, BOARD)
    owe(world)
    now = today()
    for number in range(30):
        publish(world, words=f"第 {number} 次", period=f"2026-{number % 12 + 1:02}", now=now - timedelta(hours=number))
    assert Notice.objects.count() == 30
    assert queries_of(client, BOARD) <= 6
    assert queries_of(client, f"{BOARD}?page=2") <= 6
    assert empty <= 6
    for code in ("500153001000", "500153000000"):
        assert queries_of(client, f"/u/{code}/") <= 6


def test_a_row_set_before_is_set_anew_when_what_it_shows_changes(world: World, client: Client) -> None:
    now = today()
    notice = publish(world, title="第 1 次公开", now=now)
    chinese = client.get(BOARD).content.decode()
    assert "第 1 次公开" in chinese
    assert "还剩" in chinese
    assert client.get(BOARD).content.decode() == chinese
    reader = Client()
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "还剩" not in reader.get(BOARD).content.decode()
    assert client.get(BOARD).content.decode() == chinese
    correct(world, notice, "改过的字")
    assert "第 2 版，有更正" in client.get(BOARD).content.decode()
    Notice.objects.filter(pk=notice.pk).update(reach="local")
    assert "只在社区公开栏张贴" in client.get(BOARD).content.decode()


def test_pages_of_a_long_board(world: World, client: Client) -> None:
    now = today()
    for number in range(21):
        publish(world, title=f"第{number:02}号公开", now=now - timedelta(hours=number))
    first, second = (client.get(BOARD, {"page": page}).content.decode() for page in (1, 2))
    assert "第00号公开" in first
    assert first.index("第00号公开") < first.index("第19号公开")
    assert "第20号公开" not in first
    assert "第20号公开" in second
    assert "21 份" in second
    assert client.get(BOARD, {"page": "99999"}).content.decode().count("第20号公开") == 1
    assert client.get(BOARD, {"page": "x"}).status_code == 200


def test_only_what_is_still_on_display_hangs_there(world: World) -> None:
    old = publish(world, title="旧的", now=day(9, 1))
    new = publish(world, title="新的", period="2026-H2", now=day(10, 1))
    standing = publish(world, "FW05", "2026", title="长期的", now=day(3, 1))
    last = old.live.display_until  # type: ignore[union-attr]
    assert last is not None
    assert [row.notice.pk for row in board_of(world.community, last).posted] == [old.pk, standing.pk]
    assert [row.notice.pk for row in board_of(world.community, date(2026, 10, 2)).posted] == [new.pk, standing.pk]
    row = board_of(world.community, new.live.display_until).posted[0]  # type: ignore[union-attr,arg-type]
    assert (row.left, row.gone, row.total, row.soon) == (0, 15, 15, True)


def test_the_equation_adds_up_and_leads_into_the_ledger(world: World, client: Client) -> None:
    owe(world)
    unit, on = unit_of("500153001003"), date(2026, 10, 9)
    board = board_of(unit, on)
    assert board.tally == quarter_tally(unit, on)
    total, *parts = equation(board, "/u/500153001003/duties/")
    assert total["num"] == sum(part["num"] for part in parts) > 0
    assert parts[2]["href"] == "/u/500153001003/duties/?year=2026&quarter=4&state=late#lines"
    rows = domains_of(board.tally.cells)
    assert sum(len(row["cells"]) for row in rows) == total["num"]
    page = unescape(client.get(BOARD).content.decode())
    for address in (f"{BOARD}archive/?domain=community", f"{BOARD}duties/?year="):
        assert address in page, address


def test_what_is_overdue_stands_there_until_it_is_published(world: World) -> None:
    owe(world)
    duty = Duty.objects.get(item__code="JW11", period="2026-H1")
    on = duty.due + timedelta(days=9)
    lines = {line.duty.pk: line for line in board_of(world.community, on).late}
    assert (lines[duty.pk].days_late, lines[duty.pk].answers) == (9, "经办人 陈某")
    assert vars(lines[duty.pk].duty)["drafter"] == duty.version.spec["drafter"]
    assert duty.pk not in {line.duty.pk for line in board_of(world.community, duty.due).late}
    now = timezone.make_aware(datetime.combine(on, datetime.min.time())) + timedelta(hours=9)
    publish(world, duties=[duty], now=now)
    assert duty.pk not in {line.duty.pk for line in board_of(world.community, on).late}


def test_a_declaration_of_nil_is_listed_by_its_matters(world: World, client: Client) -> None:
    owe(world)
    duties = list(Duty.objects.filter(item__code="JW04", period="2026-Q3"))
    notice = declare_nil(world, duties, now=today())
    board = board_of(world.community, timezone.localdate())
    assert [duty.pk for duty in board.nils] == [duty.pk for duty in duties]
    assert not board.posted.object_list
    assert f'href="/n/{notice.number}/"' in client.get(BOARD).content.decode()


def test_offices_show_the_units_below(world: World, client: Client) -> None:
    street = client.get("/u/500153001000/").content.decode()
    assert f'href="{BOARD}"' in street
    assert "桂花社区" in street
    district = client.get("/u/500153000000/").content.decode()
    assert 'href="/u/500153001000/"' in district
    assert "下面的单位" not in client.get(BOARD).content.decode()
    assert client.get("/u/nowhere/").status_code == 404


def test_the_name_in_full_reads_from_the_district_down(world: World) -> None:
    assert full_name(unit_of("500153001003")) == "荣昌区昌元街道桂花社区居民委员会"


def test_local_notices_carry_the_mark(world: World, client: Client) -> None:
    publish(world, "CW23", "2026-Q3", now=today())
    publish(world, "DW05", "2026-Q3", now=today())
    page = client.get(BOARD).content.decode()
    assert ("只在社区公开栏张贴" in page, "只给党员看" in page) == (True, True)


def test_a_world_of_all_rows_can_be_made(db: None) -> None:
    assert owe(make_world(NOW, codes=None)) > 100


def test_what_is_overdue_of_earlier_quarters_is_said_and_found(world: World, client: Client) -> None:
    owe(world)
    on = timezone.localdate()
    board = board_of(world.community, on)
    duty = Duty.objects.filter(unit=world.community).order_by("due").first()
    assert duty is not None
    Duty.objects.filter(pk=duty.pk).update(due=board.quarter.start - timedelta(days=400))
    board = board_of(world.community, on)
    assert board.late_before >= 1
    assert board.late_before + board.tally.overdue == board.late_count
    page = unescape(client.get(BOARD).content.decode())
    assert f"其中本季度 {board.tally.overdue} 项，往季 {board.late_before} 项" in page
    address = f"{BOARD}duties/?quarter=5&state=late"
    assert f'href="{address}#lines"' in page
    ledger = client.get(address)
    assert ledger.context["page"].paginator.count == board.late_count
    assert "全部时间" in ledger.content.decode()
    rows = client.get(f"{BOARD}duties/ledger.csv?quarter=5&state=late").content.decode().strip().splitlines()
    assert len(rows) == 1 + board.late_count
