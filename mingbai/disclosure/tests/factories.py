"""A small district whose people write, sign, vote on, screen, publish and file notices; everything by the actions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.test import Client
from django.utils import timezone
from openpyxl import Workbook

from mingbai.catalog.actions import load_items, load_routes
from mingbai.catalog.actions.routes import shipped_routes
from mingbai.catalog.models import Item
from mingbai.catalog.rules.versions import version_for
from mingbai.catalog.schema.edition import load_edition
from mingbai.disclosure.actions import decisions, drafts
from mingbai.disclosure.actions.assessments import assess
from mingbai.disclosure.actions.files import add_file
from mingbai.disclosure.models import Edition, EditionState, Notice, Verdict
from mingbai.disclosure.rules.assessments import beginning, why_not_assessed
from mingbai.disclosure.rules.content import CORRECTION
from mingbai.disclosure.rules.steps import by_step
from mingbai.duties.actions import generate
from mingbai.duties.models import Duty
from mingbai.orgs.actions.people import give_password, open_account, save_profile
from mingbai.orgs.actions.roster import load_people
from mingbai.orgs.actions.units import load_units
from mingbai.orgs.models import Person, Profile, Tenure, Unit, User
from mingbai.orgs.rules.may import Viewer
from mingbai.orgs.rules.tables import Problem
from mingbai.orgs.rules.unit_rows import read_units

NOW = timezone.make_aware(datetime(2026, 10, 9, 9, 0))
UNITS = """code,name,kind,parent
500153000000,荣昌区,district,
500153001000,昌元街道,street,500153000000
500153001003,桂花社区居民委员会,community,500153001000
500153001004,玉屏社区居民委员会,community,500153001000
"""
# unit, body, post, title, name, since, until, login
PEOPLE = """unit,body,post,title,name,since,until,login
500153001003,committee,clerk,经办人,陈某,2026-01-01,,clerk
500153001003,committee,director,主任,李某,2026-01-01,,director
500153001003,party,secretary,书记,王某,2026-01-01,,secretary
500153001003,supervision,supervisor_chair,监督委员会主任,赵某,2026-01-01,,chair
500153001003,supervision,supervisor,监督委员会委员,周某,2026-01-01,,member
500153001003,supervision,supervisor,监督委员会委员,吴某,2026-01-01,,third
500153001000,office,privacy_reviewer,保密隐私审查员,孙某,2026-01-01,,privacy
500153001000,office,street_reviewer,街道审核员,郑某,2026-01-01,,street
500153000000,office,district_manager,区级督查,冯某,2026-01-01,,district
500153001004,committee,clerk,经办人,何某,2026-01-01,,other
"""
# Rows of each sort: texts, accounts, standing, only for the unit's own board, as it happens, the declaration of nil.
CODES = ("JW11", "JW04", "CA03", "FW05", "DW05", "CW23", "DW02", "FW11")
PASSWORD = "gui-hua-kai-le-9"
CELLS = {"money": "1200.00", "number": "0", "date": "2026-07-06", "text": "已经办理"}
WHO = re.compile(r"姓名|户主|对象$|名单|^户$|受让方|承包方")
COMMITTEE = ("chair", "member", "third")


@dataclass
class World:
    """The units, and a viewer for each login of PEOPLE."""

    now: datetime = NOW
    viewers: dict[str, Viewer] = field(default_factory=dict)

    @property
    def community(self) -> Unit:
        return Unit.objects.get(code="500153001003")

    @property
    def neighbour(self) -> Unit:
        return Unit.objects.get(code="500153001004")

    @property
    def street(self) -> Unit:
        return Unit.objects.get(code="500153001000")

    @property
    def district(self) -> Unit:
        return Unit.objects.get(code="500153000000")

    def by(self, login: str) -> Viewer:
        """Somebody in the post that they hold; read once, so that a test's queries are its own."""
        if login not in self.viewers:
            tenure = Tenure.objects.select_related("person__user", "post__body__unit").get(person__user__username=login)
            self.viewers[login] = Viewer(user=tenure.person.user, person=tenure.person, tenure=tenure)
        return self.viewers[login]

    def user(self, login: str) -> User:
        """The login, with PASSWORD as its password."""
        user = User.objects.get(username=login)
        if not user.has_usable_password():
            give_password(user=user, password=PASSWORD, now=self.now)
            user.must_change_password = False
            user.save()
        return user


def make_world(now: datetime = NOW, *, codes: Sequence[str] | None = CODES) -> World:
    """District, street and two communities with people in their posts, the routes, and some rows of the catalogue.

    `codes=None` loads all hundred rows.
    """
    problems: list[Problem] = []
    load_units(rows=read_units(UNITS.encode(), problems), now=now, problems=problems)
    load_people(data=PEOPLE.encode(), now=now)
    for person in Person.objects.filter(user__isnull=True):
        open_account(person=person, login=f"p{person.pk}", now=now)
    load_routes(rows=shipped_routes(), now=now)
    rows = load_edition()
    load_items(specs=[rows[code] for code in codes or rows], valid_from=date(2026, 1, 1), now=now)
    world = World(now=now)
    profile = Profile(
        unit=world.community,
        phone="023-0000 1200",
        supervision_phone="023-0000 1205",
        address="桂花路12号社区便民服务中心",
        hours="工作日 9:00–17:30",
        box="公开栏右侧，每周五开箱",
    )
    save_profile(profile=profile, now=now)
    return world


def signed_in(world: World, login: str) -> Client:
    """A browser in which somebody of PEOPLE is logged in."""
    client = Client()
    client.force_login(world.user(login))
    return client


def owe(world: World, year: int = 2026) -> int:
    """The duties of the community for a year."""
    return generate(units=[world.community], year=year, now=world.now)


def workbook(words: str = "收支明细") -> bytes:
    """An Excel file to attach."""
    book, out = Workbook(), BytesIO()
    book.worksheets[0]["A1"] = words
    book.save(out)
    return out.getvalue()


def filled(content: dict[str, Any], words: str = "已经按规定办理，情况属实。") -> dict[str, Any]:
    """The content of a fresh draft with something true-looking in every place that must not stay empty."""
    blocks = []
    for block in content["blocks"]:
        block = {**block}
        if block["type"] == "text":
            block["text"] = words
        elif block["type"] == "table":
            row = {column["key"]: _cell(column) for column in block["columns"]}
            block["rows"] = [row]
        elif block["type"] == "figures":
            block["items"] = [{**item, "value": _figure(block, item)} for item in block["items"]]
        elif block["type"] == "contacts":
            block["items"] = [{**item, "phone": "023-0000 1200"} for item in block["items"]]
        elif block["type"] == "facts":
            block["items"] = [{**item, "value": item.get("value") or "已办理"} for item in block["items"]]
        blocks.append(block)
    return {**content, "blocks": blocks}


def _cell(column: dict[str, Any]) -> str:
    """A masked name where people are listed, so that the list may be submitted as it is."""
    return "王某" if column["kind"] == "text" and WHO.search(column["name"]) else CELLS[column["kind"]]


def _figure(block: dict[str, Any], item: dict[str, Any]) -> str:
    # One income and one expense of the same amount, so what was there is there still.
    if block.get("kind") != "money":
        return "3"
    if block.get("key") == "held":
        return {"cash": "0.00"}.get(item["key"], "1200.00")
    return "1200.00"


def draft(
    world: World,
    code: str = "JW11",
    period: str = "2026-H1",
    *,
    words: str = "已经按规定办理，情况属实。",
    title: str = "",
    duties: Sequence[Duty] = (),
    files: Sequence[tuple[str, bytes]] = (),
    now: datetime | None = None,
    assessed: bool = True,
) -> Edition:
    """A complete draft of the community's clerk on a catalogue row, not yet submitted."""
    now = now or world.now
    unit, clerk = world.community, world.by("clerk")
    version = version_for(Item.objects.get(code=code), unit, timezone.localdate(now))
    edition = drafts.start_draft(
        unit=unit, version=version, period=period, duties=duties, now=now, by=clerk, title=title
    )
    content = filled(edition.content, words)
    edition = drafts.save_draft(edition_id=edition.pk, content=content, seen=edition.lock, now=now, by=clerk)
    for name, data in files:
        add_file(edition_id=edition.pk, name=name, data=data, now=now, by=clerk)
    edition.refresh_from_db()
    return weighed(world, edition, now) if assessed else edition


def weighed(world: World, edition: Edition, now: datetime | None = None) -> Edition:
    """With the impact assessment that a list about residents needs before it is signed, as the item has it ready."""
    if why_not_assessed(edition):
        answers = beginning(edition).answers
        assess(edition_id=edition.pk, answers=answers, confirmed=True, now=now or world.now, by=world.by("clerk"))
    return edition


def submitted_draft(world: World, edition: Edition) -> Edition:
    """The clerk's signature under a draft."""
    decisions.submit(edition_id=edition.pk, seen=edition.lock, now=world.now, by=world.by("clerk"))
    edition.refresh_from_db()
    return edition


def walk(world: World, edition: Edition, *, now: datetime | None = None, publish_at: datetime | None = None) -> Edition:
    """Submit and let everyone do their step, an hour apart, until nothing blocks any more."""
    now = now or world.now
    decisions.submit(edition_id=edition.pk, seen=edition.lock, now=now, by=world.by("clerk"), publish_at=publish_at)
    edition.refresh_from_db()
    while edition.state == EditionState.MOVING:
        now += timedelta(hours=1)
        step_on(world, edition, now)
        edition.refresh_from_db()
    return edition


def step_on(world: World, edition: Edition, now: datetime) -> None:
    """The one act that the waiting step wants, by someone who sits on it."""
    key = edition.step
    if key in ("director", "secretary"):
        decisions.sign(edition_id=edition.pk, digest=edition.digest, now=now, by=world.by(key))
    elif key == "supervision":
        said = {decision.tenure_id for decision in by_step(edition.decisions.all()).get(key, [])}
        who = next(world.by(login) for login in COMMITTEE if world.by(login).tenure.pk not in said)  # type: ignore[union-attr]
        decisions.vote(edition_id=edition.pk, digest=edition.digest, verdict=Verdict.AGREE, now=now, by=who)
    elif key == "privacy":
        decisions.review(edition_id=edition.pk, digest=edition.digest, now=now, by=world.by("privacy"))
    else:
        raise AssertionError(f"no hand for the step {key}")


def publish(world: World, code: str = "JW11", period: str = "2026-H1", **more: Any) -> Notice:
    """A notice that has gone its whole way: written, signed, voted on, screened, put up. Not yet filed."""
    now = more.pop("now", None)
    publish_at = more.pop("publish_at", None)
    edition = walk(world, draft(world, code, period, now=now, **more), now=now, publish_at=publish_at)
    return Notice.objects.select_related("unit", "item", "live").get(pk=edition.notice_id)


def begin_correction(
    world: World, notice: Notice, say: str, now: datetime, assessed: bool = True, words: str = ""
) -> Edition:
    """A correction with its note written, not yet submitted; with `words` in the place of what was said, if any."""
    assert notice.live is not None, "publish it first"
    by = world.by("clerk")
    edition = decisions.correct(edition_id=notice.live.pk, now=now, by=by)
    blocks = [{**b, "text": say} if b.get("key") == CORRECTION else b for b in edition.content["blocks"]]
    if words:
        own = [b["type"] == "text" and b.get("key") != CORRECTION for b in blocks]
        blocks = [{**b, "text": words} if mine else b for b, mine in zip(blocks, own, strict=True)]
    content = {**edition.content, "blocks": blocks}
    edition = drafts.save_draft(edition_id=edition.pk, content=content, seen=edition.lock, now=now, by=by)
    edition.refresh_from_db()
    return weighed(world, edition, now) if assessed else edition


def correct(
    world: World,
    notice: Notice,
    say: str = "原来把 1200 元写成了 120 元。",
    now: datetime | None = None,
    words: str = "",
) -> Notice:
    """The notice with a second edition in the place of the first."""
    now = now or world.now + timedelta(days=5)
    edition = walk(world, begin_correction(world, notice, say, now, words=words), now=now)
    return Notice.objects.select_related("unit", "item", "live").get(pk=edition.notice_id)


def file_with_street(world: World, notice: Notice, now: datetime | None = None) -> None:
    """The street takes a published notice on file."""
    assert notice.live is not None, "publish it first"
    now = now or world.now + timedelta(days=1)
    decisions.file(edition_id=notice.live.pk, digest=notice.live.digest, now=now, by=world.by("street"))


def declare_nil(world: World, duties: Sequence[Duty], now: datetime | None = None) -> Notice:
    """A declaration that these duties' matters did not happen, all the way to the board."""
    edition = drafts.declare_nil(unit=world.community, duties=duties, now=now or world.now, by=world.by("clerk"))
    edition = walk(world, edition, now=now)
    return Notice.objects.select_related("unit", "item", "live").get(pk=edition.notice_id)


def day(month: int, number: int, hour: int = 9) -> datetime:
    """A moment of 2026 in Shanghai."""
    return timezone.make_aware(datetime.combine(date(2026, month, number), datetime.min.time())) + timedelta(hours=hour)


def today(hour: int = 8) -> datetime:
    """A moment of this very day in Shanghai, so early that whoever has to sign has done so before midnight."""
    return timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0)
