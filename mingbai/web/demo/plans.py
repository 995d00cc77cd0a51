"""What the demo's street plans for those below: a matter published together, a letter, a campaign."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.utils import timezone

from mingbai.catalog.models import Item
from mingbai.duties.actions import (
    draw_letter,
    open_campaign,
    open_matter,
    report_step,
    report_task,
    save_letter,
    sign_letter,
)
from mingbai.duties.models import Campaign, Duty, Letter
from mingbai.duties.rules.letters.text import digest_of
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Viewer
from mingbai.web.demo.clock import Clock
from mingbai.web.demo.play import Cast, Plan, Stage

JOINT = "东门片区老旧小区改造"
JOINT_WORDS = (
    "街道公开工程的招标和合同，建设服务中心公开监理和检测的采购，社区和村公开议事会定下的内容和工期，对照着看。"
)
JOINT_ITEMS = {"street": "ZW10", "bureau": "ZW10", "community": "JW05", "village": "CW07"}
# Who writes when, in working days after the beginning, and the step before which it is left lying. Others don't write.
JOINT_STEPS = {"community": (2, ""), "village": (3, ""), "street": (5, "legality"), "bureau": (4, "director")}


def plan_joint(stage: Stage, clock: Clock, cast: Cast, casts: Iterable[Cast], until: datetime) -> None:
    """The street links itself with the pilot, its neighbour, a village and the station, where people are. The pilot and
    the village have published; what the street wrote lies before the bureau of justice; the neighbour has not begun."""
    today = timezone.localdate(until)
    street = [one for one in casts if one.unit.pk == cast.unit.parent_id]
    below: dict[str, list[Cast]] = {}
    for one in casts:
        if one.unit.parent_id == cast.unit.parent_id:
            below.setdefault(one.unit.kind, []).append(one)
    mine = below[cast.unit.kind]
    acting = [*street, cast, *below.get("village", [])[-1:], *below.get("bureau", [])]
    linked = [one.unit for one in acting] + [one.unit for one in mine[: mine.index(cast)][-1:]]

    def begin(now: datetime) -> None:
        if cast.street is None:
            return
        matter = open_matter(
            name=JOINT,
            words=JOINT_WORDS,
            happened=timezone.localdate(now),
            since=clock.calendar.add_workdays(today, -4),
            until=clock.calendar.add_workdays(today, 3),
            units=linked,
            items={kind: Item.objects.get(code=code) for kind, code in JOINT_ITEMS.items()},
            now=now,
            by=cast.street,
        )
        for one in acting:
            days, stop = JOINT_STEPS[one.unit.kind]
            duty = Duty.objects.select_related("item").get(joint_part__matter=matter, unit=one.unit)
            plan = Plan(one, [duty], now, stop=stop, quick=True, rng=random.Random(f"{JOINT}{one.unit.kind}"))
            clock.work(now, days, 60, partial(_put_on, stage, plan))

    clock.on(clock.calendar.add_workdays(today, -6), 9, 40, begin)


def _put_on(stage: Stage, plan: Plan, now: datetime) -> None:
    plan.start = now
    stage.put_on(plan)


AIMS = "目录里的每一项，每一期都按时公开；群众的意见，条条有答复。"
# (what, working days before today by which it should be done, whose)
OWN = (
    ("给背街小巷的公示栏装上雨棚", 5, "clerk"),
    ("下半年开两次居民议事会", 3, "director"),
)


def plan_letter(clock: Clock, cast: Cast, until: datetime) -> None:
    """The street and the pilot sign a letter; of its two own tasks the director's is reported, the clerk's is late."""
    today = timezone.localdate(until)
    people = {"clerk": cast.clerk, "director": cast.director}

    def sign(now: datetime) -> None:
        secretary, street = cast.secretary, cast.street
        if secretary is None or street is None:
            return
        days = [(title, clock.calendar.add_workdays(today, -ago), key) for title, ago, key in OWN]
        year = max(day for _title, day, _key in days).year
        own = [("", title, day, _post(people[key])) for title, day, key in days if day.year == year]
        letter = draw_letter(unit=cast.unit, year=year, now=now, by=street)
        told = {"aims": AIMS, "handlers": {}, "own": own, "seen": letter.lock}
        letter = save_letter(letter_id=letter.pk, now=now, by=street, **told)  # type: ignore[arg-type]
        for by in (secretary, street):
            sign_letter(letter_id=letter.pk, digest=digest_of(letter.content), now=now, by=by)
        clock.work(now, 9, 30, lambda then: _report(letter, cast.director, then))

    clock.on(clock.calendar.add_workdays(today, -14), 15, 5, sign)


def _post(viewer: Viewer) -> int:
    assert viewer.tenure is not None, "everybody of the cast holds a post"
    return viewer.tenure.pk


def _report(letter: Letter, by: Viewer, now: datetime) -> None:
    mine = [task for task in letter.content["tasks"] if task["kind"] == "own" and task["tenure"] == _post(by)]
    for task in mine:
        report_task(letter_id=letter.pk, key=task["key"], words="开了两次，纪要在社区一楼可以翻看。", now=now, by=by)


CAMPAIGN = "居务公开规范月"
# (phase, first and last working day counted from today, tasks as (title, code of the item))
PHASES = (
    ("宣传发动", -15, -11, [("学习文件，开动员会", ""), ("在公示栏贴一封公开信", "")]),
    ("方案制定", -10, -6, [("制定本单位的工作方案，听取各方意见", "")]),
    ("组织实施", -5, 8, [("议事会的结果按时公开", "JW05"), ("公示栏清理一遍，旧的换下来", "")]),
    ("总结验收", 9, 14, [("自查，写出总结", "")]),
)


def plan_campaign(clock: Clock, cast: Cast, units: Iterable[Unit], until: datetime) -> None:
    """The street plans four phases for the communities where people are; the pilot has reported the first only."""
    today, below = timezone.localdate(until), [unit for unit in units if unit.parent_id == cast.unit.parent_id]

    def begin(now: datetime) -> None:
        if cast.street is None:
            return
        phases = [
            {
                "name": name,
                "since": clock.calendar.add_workdays(today, first),
                "until": clock.calendar.add_workdays(today, last),
                "tasks": tasks,
            }
            for name, first, last, tasks in PHASES
        ]
        words = "把该公开的都公开、把旧的换下来，年底前由街道验收。"
        told = {"name": CAMPAIGN, "words": words, "phases": phases, "units": below}
        campaign = open_campaign(**told, now=now, by=cast.street)  # type: ignore[arg-type]
        clock.work(now, 3, 50, lambda then: _done(campaign, cast, then))

    clock.on(clock.calendar.add_workdays(today, -15), 8, 50, begin)


def _done(campaign: Campaign, cast: Cast, now: datetime) -> None:
    for key, words in (("t1", "开了动员会，41 人到会，有签到。"), ("t2", "公开信贴在三处公示栏。")):
        report_step(campaign_id=campaign.pk, unit=cast.unit, key=key, words=words, now=now, by=cast.clerk)
