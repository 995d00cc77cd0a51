"""Who reads what by which way: every address that shows something of a notice, for every tier and every reader.

A notice says its own words and title, which nothing else says. By whatever way: only those whom it is meant for get the
words; a title that is for them alone reaches nobody else. An address that this file does not name fails the last test.
"""

from __future__ import annotations

import html
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client, override_settings
from django.urls import get_resolver, resolve
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingbai.catalog.actions import load_items
from mingbai.catalog.rules.routes import ready_routes
from mingbai.catalog.schema.edition import load_edition
from mingbai.catalog.schema.item import ItemSpec
from mingbai.disclosure.actions.concerned import name_concerned
from mingbai.disclosure.models import Attachment, Edition, Notice
from mingbai.disclosure.tests.any_route import lay_down
from mingbai.disclosure.tests.conftest import whole_world
from mingbai.disclosure.tests.factories import (
    World,
    correct,
    draft,
    owe,
    publish,
    submitted_draft,
    workbook,
)
from mingbai.disclosure.tests.test_party_first import reviewed, signed
from mingbai.duties.models import Duty
from mingbai.feedback.tests.factories import speak
from mingbai.kit.tests.lasting import lasting_database
from mingbai.orgs.actions.roll import enrol
from mingbai.orgs.models import Membership, User
from mingbai.web.cache import FrontCache, key_of
from tests.test_permissions import patterns

pytestmark = pytest.mark.django_db

NOW = timezone.localtime().replace(hour=8, minute=0, second=0, microsecond=0)  # a board shows what is on display
SINCE = date(2026, 1, 5)
# Who is on which roll. `elsewhere` is a party member of the neighbouring community, `ended` one whose time is over.
MEMBERS = {
    "resident": "residents",
    "collective": "collective",
    "party": "party_members",
    "concerned": "residents",
    "elsewhere": "party_members",
    "ended": "party_members",
}
OFFICIALS = ("clerk", "director", "member", "privacy", "street", "district", "auditor")
STRANGERS = ("anonymous", "operator", "other")
READERS = (*STRANGERS, *MEMBERS, *OFFICIALS)
# Notice → who reads its words, beside the officials; whose title is for all.
TIERS: dict[str, set[str]] = {
    "public": {*STRANGERS, *MEMBERS},
    "residents": {"resident", "concerned"},
    "collective": {"collective"},
    "party": {"party"},
    "parties": {"concerned"},
    "first": {"party"},
}
TITLED = {"public", "residents", "collective"}
WORDS = {name: f"只有{name}的人看的话" for name in TIERS}
TITLES = {name: f"{name}这一份的标题" for name in TIERS}
N, U = "/n/{unit}/{number}", "/u/{unit}"
# Addresses of one notice. `words`: who may reads the words there; `file`: gets an answer, and nobody else any;
# `quote`: the paragraphs of what is for all, for all.
OF_ONE: dict[str, str] = {
    f"{N}/": "words",
    f"{N}/?edition=1": "words",
    f"{N}/?d={{digits}}": "words",
    f"{N}.json": "words",
    f"{N}.xlsx": "file",
    f"{N}.pdf": "file",
    f"{N}/files/{{file}}/": "file",
    f"{N}/changes/": "file",
    f"{N}/opinions/": "",
    "/verify/?number={unit}/{number}&d={digits}": "",
    "/say/{unit}/?notice={number}": "quote",
    "/?q={unit}/{number}": "",
}
# Of an edition that members read first; on the desk, of any.
OF_EDITION: dict[str, str] = {
    "/members/{edition}/": "words",
    "/members/{edition}/files/{file}/": "file",
    "/desk/review/{edition}/": "desk",
    "/desk/review/{edition}/file/{file}/": "desk",
    "/desk/draft/{edition}/": "",
    "/desk/review/{edition}/assessment/": "",
    "/desk/draft/{edition}/file/{file}/redact/": "",
    "/desk/draft/{edition}/file/{file}/page/1/": "",
    "/desk/notice/{notice}/concerned/": "",
    "/c/{edition}/": "",
    "/say/{unit}/?draft={edition}": "",
}
# Lists and sums: read once by each reader, for what they say of every notice.
OF_ALL: tuple[str, ...] = (
    "/",
    f"{U}/",
    f"{U}/archive/",
    f"{U}/archive/?q=标题",
    f"{U}/archive/archive.csv",
    f"{U}/archive/archive.xlsx",
    f"{U}/feed.atom",
    f"{U}/duties/",
    f"{U}/duties/?q=标题",
    f"{U}/duties/ledger.csv",
    f"{U}/duties/ledger.xlsx",
    f"{U}/duties/{{duty}}/",
    f"{U}/catalogue/",
    f"{U}/below/",
    "/members/",
    "/say/{unit}/",
    "/say/{unit}/demand/",
    "/overview/{street}/",
    "/overview/{street}/overview.xlsx",
    "/desk/",
    "/desk/notices/",
    "/desk/notices/?q=标题",
    "/desk/opinions/",
    "/desk/opinions/opinions.csv",
    "/desk/opinions/opinions.xlsx",
    "/desk/opinion/{opinion}/",
    "/desk/walls/",
    "/desk/walls/walls.csv",
    "/desk/walls/walls.xlsx",
    "/desk/reports/",
    "/desk/reports/reports.csv",
    "/desk/reports/reports.xlsx",
    "/desk/joint/",
    "/desk/joint/joint.csv",
    "/desk/joint/joint.xlsx",
    "/desk/letters/",
    "/desk/letters/letters.csv",
    "/desk/letters/letters.xlsx",
    "/journal/",
    "/journal/?as=csv",
    "/journal/?as=xlsx",
    "/roll/{unit}/",
)
# Ways that hold nothing of a notice's own words, or carry it only to the hand that wrote them; with the reason.
OTHERS: dict[str, tuple[str, ...]] = {
    "standing texts": ("help/", "about/", "accessibility/", "robots.txt", "healthz"),
    "the catalogue, before any notice": ("u/<slug:code>/catalogue/", r"^u/(?P<code>[-\w]+)/catalogue/"),
    "logins": ("accounts/", "invitation/", "capacity/", "demo/"),
    "the operator's records of people and units": ("admin/",),
    "answers by a code of one's own; in test_say.py and above": ("track/",),
    "demands quote nobody's notice": ("d/<int:pk>/", "desk/demand/"),
    "matters of several units tell duties, whose titles are read above": (
        "j/",
        "desk/joint/new/",
        "desk/joint/<int:pk>/",
    ),
    "campaigns count what units have done, and name tasks of their own": ("desk/campaign", "^desk/campaign/"),
    "for officials of one unit, by the list that is read above": (
        "desk/report/",
        "desk/letter/",
        "desk/letter/<int:pk>.pdf",
    ),
    "threads can't be opened on what is for a few (why_not_heard), and show what anybody reads": ("t/<int:pk>/",),
    "only changes, and says no notice's words": (
        "desk/start/",
        "desk/nil/",
        "desk/event/",
        "desk/hear/",
        "desk/thread/",
        "desk/handover/",
        "desk/ruling/",
    ),
}


@dataclass
class Scene:
    world: World
    notices: dict[str, Notice]
    editions: dict[str, Edition]
    keys: dict[str, Any]
    clients: dict[str, Client]

    def of(self, name: str) -> dict[str, Any]:
        """The keys of addresses of one notice."""
        notice, edition = self.notices[name], self.editions[name]
        file = Attachment.objects.get(notice=notice)
        number = f"{notice.year}-{notice.serial or 0:05d}"
        digits = edition.digest.removeprefix("sha256:")[:16]
        own = {"number": number, "file": file.pk, "edition": edition.pk, "notice": notice.pk, "digits": digits}
        return self.keys | own


def rows_of_each_tier() -> list[ItemSpec]:
    """Rows of the catalogue that a community has, one for each tier; the collective's is made of another."""
    rows = load_edition()
    collective = replace(rows["CA12"], privacy="P2")
    return [rows["DW02"], rows["CW23"], collective, rows["DW05"], rows["FW12"]]


CODES = {
    "public": "JW11",
    "residents": "CW23",
    "collective": "CA12",
    "party": "DW05",
    "parties": "FW12",
    "first": "DW02",
}


def made(world: World, name: str) -> Notice:
    """A notice that has gone its way, corrected once where it is for all, so that there are changes to read."""
    told = {"words": WORDS[name], "title": TITLES[name], "files": [(f"{name}.xlsx", workbook(WORDS[name]))], "now": NOW}
    if name in ("first", "party"):
        edition = submitted_draft(replace(world, now=NOW), draft(world, CODES[name], **told))  # type: ignore[arg-type]
        signed(world, reviewed(world, edition, NOW), NOW)
        return Notice.objects.get(pk=edition.notice_id)
    notice = publish(world, CODES[name], **told)  # type: ignore[arg-type]
    return correct(world, notice, now=NOW) if name == "public" else notice


def build() -> Scene:
    world = whole_world()
    load_items(specs=rows_of_each_tier(), valid_from=date(2026, 1, 1), now=world.now)
    party_first = next(route for route in ready_routes() if route.key == "party_first")
    lay_down(world, world.community, "party", party_first.steps)
    owe(world)
    clerk = world.by("clerk")
    lines: dict[str, Membership] = {}
    for login, tier in MEMBERS.items():
        unit, by = (world.neighbour, world.by("other")) if login == "elsewhere" else (world.community, clerk)
        until = date(2026, 2, 1) if login == "ended" else None
        told = {"tier": tier, "since": SINCE, "until": until, "now": world.now, "by": by, "login": login}
        lines[login] = enrol(unit=unit, name=f"{login}某", **told)  # type: ignore[arg-type]
    notices = {name: made(world, name) for name in TIERS}
    name_concerned(notice_id=notices["parties"].pk, people=[lines["concerned"].person], now=NOW, by=clerk)
    for name, notice in notices.items():
        assert (notice.live is None) == (name == "first"), name
    opinion = speak(world, notices["party"])
    keys = {
        "unit": world.community.code,
        "street": world.street.code,
        "duty": Duty.objects.filter(unit=world.community).order_by("pk")[0].pk,
        "opinion": opinion.pk,
    }
    clients = {}
    for login in READERS:
        clients[login] = Client(raise_request_exception=False)
        if login != "anonymous":
            clients[login].force_login(world.user(login))
    return Scene(world, notices, {name: notice.current() for name, notice in notices.items()}, keys, clients)


@pytest.fixture(scope="module", autouse=True)
def demo_urls() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.demo_urls"):
        yield


@pytest.fixture(scope="module")
def scene(demo_urls: None, django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    with lasting_database(django_db_blocker):
        cache.clear()
        yield build()


def got(client: Client, address: str) -> tuple[int, str]:
    """Status, and all that came: headers, words, what a packed file holds."""
    response = client.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    if body[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(body)) as packed:
            body = b"".join(packed.read(name) for name in packed.namelist())
    text = html.unescape(body.decode("utf-8", "replace")).replace("<wbr>", "")
    return response.status_code, text + repr(dict(response.headers))


def reads(name: str, reader: str) -> bool:
    return reader in TIERS[name] or reader in OFFICIALS


def leaks(text: str, name: str, reader: str) -> list[str]:
    """What of one notice stands there that is not for this reader."""
    found = [] if reads(name, reader) or WORDS[name] not in text else ["words"]
    open_title = name in TITLED or reads(name, reader)
    return found if open_title or TITLES[name] not in text else [*found, "title"]


@pytest.mark.parametrize("address", [*OF_ONE, *OF_EDITION])
def test_of_one_notice_everybody_gets_what_is_theirs(scene: Scene, address: str) -> None:
    wrong, shown = [], set()
    kind = OF_ONE.get(address) or OF_EDITION.get(address, "")
    for name in TIERS:
        keys = scene.of(name)
        unnumbered = "{number}" in address and name == "first"
        for reader, client in scene.clients.items():
            status, text = got(client, address.format(**keys))
            assert status != 500
            wrong += [(name, reader, leak) for leak in leaks(text, name, reader)]
            if status == 200 and kind == "file":
                shown.add((name, reader))
                wrong += [] if reads(name, reader) else [(name, reader, "bytes")]
            elif WORDS[name] in text:
                shown.add((name, reader))
            assert not (unnumbered and WORDS[name] in text), "it has no number yet"
    assert wrong == []
    assert shown == expected(address, kind), "those whom it is for do read it"


def expected(address: str, kind: str) -> set[tuple[str, str]]:
    """Who reads the words of which notice at an address."""
    if kind == "desk":
        return {(name, reader) for name in TIERS for reader in OFFICIALS}
    if kind == "quote":
        return {("public", reader) for reader in READERS}
    if kind == "":
        return set()
    if address.startswith("/members/"):
        return {("first", reader) for reader in READERS if reads("first", reader)}
    names = ["public"] if "changes" in address else [name for name in TIERS if name != "first"]
    return {(name, reader) for name in names for reader in READERS if reads(name, reader)}


@pytest.mark.parametrize("address", OF_ALL)
def test_no_list_says_more_than_its_reader_may_know(scene: Scene, address: str) -> None:
    wrong = []
    for reader, client in scene.clients.items():
        status, text = got(client, address.format(**scene.keys))
        assert status != 500
        wrong += [(name, reader, leak) for name in TIERS for leak in leaks(text, name, reader)]
    assert wrong == []


def test_each_finds_on_the_members_page_what_is_for_members(scene: Scene) -> None:
    seen = {}
    for reader, client in scene.clients.items():
        _status, text = got(client, "/members/")
        seen[reader] = {name for name in TIERS if TITLES[name] in text}
    nothing: dict[str, set[str]] = {reader: set() for reader in (*STRANGERS, *OFFICIALS, "elsewhere", "ended")}
    mine = {"resident": {"residents"}, "collective": {"collective"}, "party": {"party", "first"}}
    assert seen == nothing | mine | {"concerned": {"residents", "parties"}}


def test_the_board_says_that_there_is_something_for_a_few(scene: Scene) -> None:
    _status, text = got(Client(), f"{U}/".format(**scene.keys))
    assert "只给党员看" in text
    assert "只给当事人看" in text
    assert TITLES["residents"] in text, "what hangs on the wall is called by its name"


@pytest.fixture
def connected() -> Iterator[None]:
    """A request that does not come by Django's own client must not close the connection in which the scene stands."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def test_what_members_read_is_kept_by_nobody(scene: Scene, connected: None) -> None:
    front = FrontCache(get_wsgi_application())
    session = scene.clients["party"].cookies["sessionid"].value
    keys = scene.of("party")
    for path in (f"{N}/".format(**keys), f"{N}.json".format(**keys)):
        assert key_of(environ(path, f"sessionid={session}")) is None, "a reader with a session goes through"
        status, headers, body = asked(front, path, f"sessionid={session}")
        assert (status[:3], WORDS["party"] in body) == ("200", True)
        assert "no-store" in headers["Cache-Control"]
        status, headers, body = asked(front, path, "")
        assert (status[:3], WORDS["party"] in body, TITLES["party"] in body) == ("403", False, False)
    own = "/members/{edition}/".format(**scene.of("first"))
    for path, words in (("/members/", TITLES["first"]), (own, WORDS["first"])):
        status, headers, body = asked(front, path, f"sessionid={session}")
        assert (words in body, "no-store" in headers["Cache-Control"]) == (True, True)
        status, _headers, body = asked(front, path, "")
        assert (status[:3], words in body) == ("302", False)
    assert len(front) == 0, "neither the page of a member nor its refusal is kept for others"


def environ(path: str, cookie: str) -> dict[str, Any]:
    base = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": "testserver", "SERVER_NAME": "testserver"}
    more = {"SERVER_PORT": "80", "wsgi.url_scheme": "http", "wsgi.input": BytesIO(), "HTTP_COOKIE": cookie}
    return base | more | {"wsgi.errors": BytesIO(), "QUERY_STRING": "", "SCRIPT_NAME": ""}


def asked(front: FrontCache, path: str, cookie: str) -> tuple[str, dict[str, str], str]:
    said: list[Any] = []
    body = b"".join(front(environ(path, cookie), lambda *told: said.append(told)))
    return said[0][0], dict(said[0][1]), html.unescape(body.decode()).replace("<wbr>", "")


def test_whatever_the_rolls_hold_nobody_outside_a_tier_reads_it(scene: Scene) -> None:
    """Any person on any rolls on any days: the words of a notice come exactly with the right line on the right roll."""
    user = User.objects.get(username="ended")
    person, client = user.person, scene.clients["ended"]
    today = timezone.localdate()
    lines = st.tuples(
        st.sampled_from(["own", "other"]),
        st.sampled_from(["residents", "collective", "party_members"]),
        st.integers(-3, 3),
        st.integers(0, 3),
    )

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(rolls=st.lists(lines, max_size=3, unique_by=lambda one: one[:3]), name=st.sampled_from(sorted(TIERS)))
    def any_rolls(rolls: list[tuple[str, str, int, int]], name: str) -> None:
        Membership.objects.filter(person=person).delete()
        held = set()
        for place, tier, start, length in rolls:
            since = date.fromordinal(today.toordinal() + start)
            until = date.fromordinal(since.toordinal() + length)
            unit = scene.world.community if place == "own" else scene.world.neighbour
            Membership.objects.create(unit=unit, person=person, tier=tier, since=since, until=until)
            if place == "own" and since <= today <= until:
                held.add(tier)
        wanted = {"public": True, "parties": False, "first": "party_members" in held}.get(
            name, scene.notices[name].audience in held
        )
        for address in (*OF_ONE, *OF_EDITION, "/members/", f"{U}/", f"{U}/archive/archive.csv", f"{U}/feed.atom"):
            _status, text = got(client, address.format(**scene.of(name)))
            assert wanted or WORDS[name] not in text, (name, held, address)
            assert wanted or name in TITLED or TITLES[name] not in text, (name, held, address)
        place = "/members/{edition}/" if name == "first" else f"{N}/"
        assert (WORDS[name] in got(client, place.format(**scene.of(name)))[1]) == wanted, (name, held)

    any_rolls()


def test_every_way_stands_in_the_table(scene: Scene) -> None:
    """A new address is either read by everybody above, or says why it holds nothing of a notice."""
    keys = scene.of("public")
    read = {resolve(address.format(**keys).partition("?")[0]).route for address in (*OF_ONE, *OF_EDITION, *OF_ALL)}
    excused = tuple(start for some in OTHERS.values() for start in some)
    known = set(patterns(get_resolver("tests.demo_urls").url_patterns))
    assert sorted(way for way in known - read if not way.startswith(excused)) == []
    unused = [start for start in excused if not any(way.startswith(start) for way in known)]
    assert unused == []
