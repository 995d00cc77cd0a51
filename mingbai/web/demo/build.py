"""Building the demo: the world, then the year, then the logins of the landing page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

import mingbai.orgs
from mingbai.catalog.actions import load_local, load_routes, load_shipped, set_route
from mingbai.catalog.actions.routes import shipped_routes
from mingbai.catalog.rules.days import current_calendar
from mingbai.catalog.rules.routes import ready_routes
from mingbai.catalog.schema.local import load_local as shipped_local
from mingbai.channels.actions import tick as show_postings
from mingbai.duties.actions import generate
from mingbai.orgs.actions.people import save_profile
from mingbai.orgs.actions.roll import enrol
from mingbai.orgs.actions.roster import load_people
from mingbai.orgs.actions.units import load_units
from mingbai.orgs.models import PostKind, Profile, Tenure, Tier, Unit, User
from mingbai.orgs.rules.may import Viewer
from mingbai.orgs.rules.tables import Problem
from mingbai.orgs.rules.unit_rows import read_units
from mingbai.web.demo import world
from mingbai.web.demo.clock import Clock, moment
from mingbai.web.demo.plans import plan_campaign, plan_joint, plan_letter
from mingbai.web.demo.play import Cast, Stage
from mingbai.web.demo.reports import plan_reports
from mingbai.web.demo.story import PARTY_FIRST, Pilot, plan_others
from mingbai.web.demo.threads import plan_threads
from mingbai.web.demo.turns import plan_turns
from mingbai.web.demo.voices import plan_demand, plan_voices
from mingbai.web.demo.walls import plan_walls

UNITS = Path(mingbai.orgs.__file__).parent / "data" / "orgs-500153.csv"
NEW_YEAR = date(2026, 1, 1)
AUTUMN = date(2026, 9, 30)  # the third quarter ends: its accounts are to come
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Role:
    """One card of the landing page: who it is, and in which post of which unit, or on whose roll."""

    key: str
    stamp: str
    name: str
    can: str
    kind: str = ""
    unit: str = world.PILOT
    tier: str = ""  # of those who hold no post but stand on the roll


ROLES = (
    Role("resident", "居民群众", _("居民"), _("不用登录。看公开、看谁签的字、核对墙上的纸。")),
    Role("party", "党员先看", _("党员"), _("没有职务，登录看先给党员看的公开。"), tier=Tier.PARTY),
    Role("clerk", "经办拟定", _("经办人"), _("看今天要办什么，写公开，答复疑问。"), PostKind.CLERK),
    Role("director", "主任审核", _("主任"), _("审内容，签字后送书记。"), PostKind.DIRECTOR),
    Role("secretary", "书记审核", _("书记"), _("把总关，签字后送监督委员会。"), PostKind.SECRETARY),
    Role("member", "监督同意", _("监督委员会成员"), _("用手机审：同意、有疑问或退回。"), PostKind.SUPERVISOR),
    Role("chair", "过半同意", _("监督委员会主任"), _("再审一遍：三人里两人同意才公开。"), PostKind.SUPERVISOR_CHAIR),
    Role(
        "street",
        "街道备案",
        _("街道审核员"),
        _("给公开备案，看下面各社区的情况。"),
        PostKind.STREET_REVIEWER,
        "500153001000",
    ),
    Role(
        "privacy",
        "隐私审查",
        _("保密隐私审查员"),
        _("查隐私，裁定拦下的号码。"),
        PostKind.PRIVACY_REVIEWER,
        "500153001000",
    ),
    Role(
        "bureau",
        "合法审查",
        _("区司法局审查员"),
        _("只看街道送来请他审的，提出意见。"),
        PostKind.PRIVACY_REVIEWER,
        world.JUSTICE,
    ),
    Role(
        "district",
        "区级督查",
        _("区级督查"),
        _("看谁按时、谁逾期，管目录。"),
        PostKind.DISTRICT_MANAGER,
        world.DISTRICT,
    ),
    Role("operator", "系统管理", _("系统管理员"), _("管单位、职务和账号。"), PostKind.OPERATOR, world.DISTRICT),
)


def build(*, now: datetime, tell: Tell, short: bool = False) -> None:
    """Play the year up to `now` into an empty database. Deterministic for a given day.

    `short` lets only the pilot act, and only since October: every role can be tried after a few seconds.
    """
    start = moment(NEW_YEAR, 8)
    tell("载入荣昌区 180 个单位和 100 项目录")
    with transaction.atomic():
        _world(start, peopled=(world.PILOT, world.STREET, world.JUSTICE, world.DISTRICT) if short else ())
        first = current_calendar().add_workdays(timezone.localdate(now), -PARTY_FIRST[0])
        _own_routes(start, (*world.OWN_ROUTES, (world.PILOT, "party_first", first)))
    units = list(Unit.objects.select_related("parent", "profile").order_by("path"))
    pilot = next(unit for unit in units if unit.code == world.PILOT)
    tell("列出各单位应公开的事项")
    joined = _duties({pilot: AUTUMN} if short else world.joined(units), start)
    calendar = current_calendar()
    clock = Clock(calendar)
    stage = Stage(clock, now)
    casts = world.casts(units, NEW_YEAR)
    _roll(casts[pilot.pk], start)
    Pilot(stage, clock, casts[pilot.pk], now, since=joined[pilot.pk]).plan()
    others = [(cast, joined[pk]) for pk, cast in casts.items() if pk != pilot.pk and pk in joined]
    plan_others(stage, clock, others, now)
    plan_turns(stage, clock, casts[pilot.pk], now)
    plan_voices(clock, casts[pilot.pk], now)
    plan_demand(clock, casts[pilot.pk], now)
    plan_threads(stage, clock, casts[pilot.pk], now, since=joined[pilot.pk])
    plan_reports(clock, casts[pilot.pk], now, since=joined[pilot.pk])
    plan_walls(clock, casts[pilot.pk], now, since=joined[pilot.pk])
    plan_joint(stage, clock, casts[pilot.pk], list(casts.values()), now)
    plan_letter(clock, casts[pilot.pk], now)
    plan_campaign(clock, casts[pilot.pk], [cast.unit for cast in casts.values()], now)
    with _nobody_reads_pictures():
        clock.play(now, _monthly(tell))
    show_postings(now, sheets=0)


@contextmanager
def _nobody_reads_pictures() -> Iterator[None]:
    """The played year is the same on a machine that can't read pictures; one leak of it is in a picture."""
    reads, settings.READ_PICTURES = settings.READ_PICTURES, False
    try:
        yield
    finally:
        settings.READ_PICTURES = reads


def _world(now: datetime, peopled: Sequence[str]) -> None:
    """Units, catalogue and people; without `peopled` there are people everywhere."""
    problems: list[Problem] = []
    for listed in (UNITS.read_bytes(), world.OFFICES.encode()):
        load_units(rows=read_units(listed, problems), now=now, problems=problems)
    load_shipped(now=now)
    load_routes(rows=shipped_routes(), now=now)
    pilot = Unit.objects.get(code=world.PILOT)
    load_local(scope=pilot, local=shipped_local("guihua"), now=now)
    units = list(Unit.objects.order_by("path"))
    for nth, unit in enumerate(units):
        save_profile(profile=_profile(nth, unit), now=now)
    logins = {(role.unit, str(role.kind)): f"demo-{role.key}" for role in ROLES if role.kind}
    filled = [unit for unit in units if not peopled or unit.code in peopled]
    load_people(data=world.roster(filled, logins), now=now)


def _roll(cast: Cast, now: datetime) -> None:
    """The party members of the pilot community; the first of them can log in."""
    keys = [role.key for role in ROLES if role.tier]
    for nth, name in enumerate(world.PARTY):
        enrol(
            unit=cast.unit,
            name=name,
            tier=Tier.PARTY,
            group=f"第{'一二三'[nth % 3]}党小组",
            since=NEW_YEAR,
            login=f"demo-{keys[nth]}" if nth < len(keys) else "",
            now=now,
            by=cast.clerk,
        )


def _own_routes(now: datetime, routes: Sequence[tuple[str, str, date]]) -> None:
    """Units that go another way than the rest: some all year, one from the coming year on; and the pilot, whose party
    members have been reading first for some days."""
    district = Tenure.objects.select_related("person", "post__body__unit").get(
        post__kind=PostKind.DISTRICT_MANAGER, post__body__unit__code=world.DISTRICT
    )
    ready = {route.key: route for route in ready_routes()}
    for code, key, day in routes:
        set_route(
            scope=Unit.objects.get(code=code),
            code=ready[key].code,
            name=ready[key].name,
            steps=[world.asked_beside(step) for step in ready[key].steps],
            source=ready[key].source,
            valid_from=day,
            now=now,
            by=Viewer(person=district.person, tenure=district),
        )


def _profile(nth: int, unit: Unit) -> Profile:
    house = 1 + nth * 7 % 88
    return Profile(
        unit=unit,
        phone=f"023-0000 {1000 + nth * 2}",
        supervision_phone=f"023-0000 {1001 + nth * 2}",
        address=f"{unit.short_name}便民路{house}号（虚构）",
        hours="工作日 9:00–17:30",
        box="公开栏右侧" if unit.is_grassroots else "一楼大厅",
    )


def _duties(joined: dict[Unit, date], now: datetime) -> dict[int, date]:
    groups: dict[date, list[Unit]] = defaultdict(list)
    for unit, since in joined.items():
        groups[since].append(unit)
    for since, members in groups.items():
        generate(units=members, year=2026, now=now, since=None if since == NEW_YEAR else since)
    return {unit.pk: since for unit, since in joined.items()}


def _monthly(tell: Tell) -> Callable[[date], None]:
    said: set[tuple[int, int]] = set()

    def on_day(day: date) -> None:
        if (day.year, day.month) not in said:
            said.add((day.year, day.month))
            tell(f"{day.year}年{day.month}月")

    return on_day


def is_built() -> bool:
    return User.objects.filter(username__startswith="demo-").exists()
