"""The district of the demo: the real units, invented people in invented posts, the shipped catalogue."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mingbai.catalog.schema.route import Step, asks
from mingbai.orgs.models import BodyKind, PostKind, Tenure, Unit, UnitKind
from mingbai.orgs.rules.may import Viewer
from mingbai.web.demo.play import Cast

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
PILOT = "500153001003"
STREET = "500153001000"
DISTRICT = "500153000000"
# The list of statistics has no bureaus and no stations; these two come with the demo, under codes that it doesn't use.
JUSTICE, STATION = "500153900002", "500153001903"
OFFICES = f"""code,name,kind,parent
{JUSTICE},荣昌区司法局,bureau,{DISTRICT}
{STATION},昌元街道村镇建设服务中心,bureau,{STREET}
"""
# On the roll of the pilot; no surname that anybody in a post has.
PARTY = ("谭某", "廖某", "范某", "方某", "石某", "姚某", "汪某")
# (unit, ready-made route, since): one that goes its own way, one that asks a bureau of the district, one that changes
# next year.
OWN_ROUTES = (
    ("500153001201", "chongqing", date(2026, 1, 1)),
    (STREET, "office_legal", date(2026, 1, 1)),
    ("500153001001", "five_steps", date(2027, 1, 1)),
)


@dataclass(frozen=True)
class Seat:
    """One invented post: in which body, what for, what it is called, how many sit there."""

    body: BodyKind
    kind: PostKind
    title: str
    number: int = 1


LAWYER = Seat(BodyKind.OFFICE, PostKind.PRIVACY_REVIEWER, "合法性审查员")


def seats_of(unit: Unit) -> list[Seat]:
    """The posts that the demo fills in a unit of this kind."""
    if unit.is_grassroots:
        return [
            Seat(BodyKind.PARTY, PostKind.SECRETARY, "书记"),
            Seat(BodyKind.COMMITTEE, PostKind.DIRECTOR, "主任"),
            Seat(BodyKind.COMMITTEE, PostKind.CLERK, "经办人"),
            Seat(BodyKind.SUPERVISION, PostKind.SUPERVISOR_CHAIR, "监督委员会主任"),
            Seat(BodyKind.SUPERVISION, PostKind.SUPERVISOR, "监督委员会委员", 2),
        ]
    if unit.kind in (UnitKind.STREET, UnitKind.TOWN):
        return [
            Seat(BodyKind.OFFICE, PostKind.CLERK, "承办人"),
            Seat(BodyKind.OFFICE, PostKind.DIRECTOR, "分管领导"),
            Seat(BodyKind.OFFICE, PostKind.STREET_REVIEWER, "公开审核员"),
            Seat(BodyKind.OFFICE, PostKind.PRIVACY_REVIEWER, "保密隐私审查员"),
        ]
    if unit.kind == UnitKind.BUREAU:
        station = [Seat(BodyKind.OFFICE, PostKind.CLERK, "承办人"), Seat(BodyKind.OFFICE, PostKind.DIRECTOR, "负责人")]
        return station if unit.code == STATION else [*station, LAWYER]
    return [
        Seat(BodyKind.LEADING_OFFICE, PostKind.DISTRICT_MANAGER, "区级督查"),
        Seat(BodyKind.LEADING_OFFICE, PostKind.AUDITOR, "审计员"),
        Seat(BodyKind.OPERATORS, PostKind.OPERATOR, "系统管理员"),
    ]


# Two more in the pilot: who signs for the director in absence, and a clerk who leaves.
MORE = (
    (BodyKind.COMMITTEE, PostKind.MEMBER, "副主任", "demo-vice"),
    (BodyKind.COMMITTEE, PostKind.CLERK, "经办人（兼）", ""),
)


def asked_beside(step: Step) -> Step:
    """The step as the demo lays it down: legality is reviewed by the bureau of justice, not by the street."""
    return {**step, **asks("bureau_screen"), "bureau": "司法局"} if step["kind"] == "legality" else step


def roster(units: Iterable[Unit], logins: Mapping[tuple[str, str], str]) -> bytes:
    """The list of people as `mingbai load-people` takes it. `logins` is (unit, kind of post) → login."""
    rng = random.Random("names")
    lines = ["unit,body,post,title,name,since,until,login"]
    for unit in units:
        surnames = iter(rng.sample(SURNAMES, 12))  # within a unit everyone has a surname of their own
        for seat in seats_of(unit):
            login = logins.get((unit.code, seat.kind), "")
            for nth in range(seat.number):
                who = f"{next(surnames)}某"
                row = (unit.code, seat.body, seat.kind, seat.title, who, "2026-01-01", "", login if nth == 0 else "")
                lines.append(",".join(str(cell) for cell in row))
        for body, kind, title, login in MORE if unit.code == PILOT else ():
            row = (unit.code, body, kind, title, f"{next(surnames)}某", "2026-01-01", "", login)
            lines.append(",".join(str(cell) for cell in row))
    return "\n".join(lines).encode()


def casts(units: Sequence[Unit], on: date) -> dict[int, Cast]:
    """unit → the people through whose hands its notices go; towns and streets file and screen for those below."""
    held = Tenure.objects.held_on(on).select_related("person", "post__body__unit").order_by("pk")
    by_unit: dict[int, dict[str, list[Viewer]]] = {}
    for tenure in held:
        mine = by_unit.setdefault(tenure.post.body.unit_id, {})
        mine.setdefault(tenure.post.kind, []).append(Viewer(person=tenure.person, tenure=tenure))
    justice = [viewer for unit in units if unit.code == JUSTICE for viewer in _reviewers(by_unit, unit)]
    found = {}
    for unit in units:
        mine = by_unit.get(unit.pk, {})
        if PostKind.CLERK not in mine:
            continue
        above = by_unit.get(unit.parent_id or 0, {})
        found[unit.pk] = Cast(
            unit=unit,
            clerk=mine[PostKind.CLERK][0],
            director=mine[PostKind.DIRECTOR][0],
            secretary=mine[PostKind.SECRETARY][0] if PostKind.SECRETARY in mine else None,
            members=tuple(mine.get(PostKind.SUPERVISOR_CHAIR, []) + mine.get(PostKind.SUPERVISOR, [])),
            privacy=(mine.get(PostKind.PRIVACY_REVIEWER) or above[PostKind.PRIVACY_REVIEWER])[0],
            street=next(iter(above.get(PostKind.STREET_REVIEWER, [])), None),
            beside=next(iter(justice), None),
        )
    return found


def _reviewers(by_unit: Mapping[int, dict[str, list[Viewer]]], unit: Unit) -> list[Viewer]:
    return by_unit.get(unit.pk, {}).get(PostKind.PRIVACY_REVIEWER, [])


def joined(units: list[Unit]) -> dict[Unit, date]:
    """unit → since when it takes part."""
    streets = [unit.code for unit in units if unit.kind == UnitKind.STREET]
    return {unit: joined_on(unit, streets) for unit in units}


def joined_on(unit: Unit, streets: list[str]) -> date:
    """Three batches: the pilot at New Year, two streets after the National Day, the rest on 2 November."""
    if unit.code == PILOT:
        return date(2026, 1, 1)
    parent = unit.parent.code if unit.parent else ""
    first = {unit.code, parent} & set(streets[:2])
    return date(2026, 10, 9) if first else date(2026, 11, 2)
