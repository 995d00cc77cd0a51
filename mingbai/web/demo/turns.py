"""What goes otherwise in the pilot community of late: an emergency, a refusal answered, a withdrawal, somebody away,
somebody gone. Days are working days before today, so that each is fresh whenever the demo is built."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from mingbai.catalog.models import Item
from mingbai.catalog.rules.days import current_calendar
from mingbai.disclosure.rules.handing import as_items, in_hand
from mingbai.duties.actions import open_event
from mingbai.orgs.actions.delegations import delegate
from mingbai.orgs.actions.handovers import name_successor, take_over
from mingbai.orgs.actions.people import end_term
from mingbai.orgs.models import Handover, PostKind, Tenure
from mingbai.orgs.rules.may import Viewer
from mingbai.web.demo import world
from mingbai.web.demo.clock import Clock
from mingbai.web.demo.play import Cast, Plan, Stage

BURST = "主管道爆裂，今晚全小区停水，住户要马上知道停到几点、到哪里取水。"
STORM = "大风吹落外墙砖，3 号楼下要马上围起来，住户要知道从哪里绕行。"
REFUSED = "三家报价只附了两家的，第三家的补上再公开。"
WITHDRAWN = "公布的发放数和签收单对不上，先撤回核实，核实以后重新公布。"
MENDED = "原来的发放数漏登了两户当天补领的，核对签收单以后补登；其他内容没有变。"
# Working days ago, item, title, what of a plan is not as usual.
TURNS: tuple[tuple[int, str, str, dict[str, Any]], ...] = (
    (14, "CA12", "主供水管爆裂抢修", {"urgent": BURST}),
    (12, "CA12", "单元门禁更换", {"refused": REFUSED}),
    (11, "CW26", "寒潮应急物资发放", {"withdrawn": WITHDRAWN, "mended": MENDED}),
    (5, "CA12", "3 号楼外墙砖脱落应急处置", {"urgent": STORM, "stop": "cosign"}),  # still open, and late
)
AWAY = (7, 4, "CA12", "楼道照明更换")  # the director, for so many days from then on, and what the deputy signs
GONE = 16  # the second clerk's last day
TAKEN = 13  # and when the first one takes over


def plan_turns(stage: Stage, clock: Clock, cast: Cast, until: datetime) -> None:
    today = timezone.localdate(until)

    def ago(days: int) -> date:
        return clock.calendar.add_workdays(today, -days)

    for days, code, title, more in TURNS:
        clock.on(ago(days), 8, 40, _event(stage, cast, ago(days), code, title, more))
    days, length, code, title = AWAY
    vice = _holder(world.PILOT, PostKind.MEMBER)
    hand = replace(cast, director=Viewer(person=vice.person, tenure=cast.director.tenure))
    clock.on(ago(days), 8, 10, lambda now: _away(cast, vice, length, now))
    clock.on(ago(days), 9, 30, _event(stage, hand, ago(days), code, title, {}))
    clock.on(ago(GONE), 16, 0, _leaves)
    clock.on(ago(TAKEN), 10, 0, lambda now: _takes_over(cast, now))


def _event(
    stage: Stage, cast: Cast, day: date, code: str, title: str, more: dict[str, Any]
) -> Callable[[datetime], None]:
    def happening(now: datetime) -> None:
        item = Item.objects.get(code=code)
        duty = open_event(unit=cast.unit, item=item, on=day, title=title, now=now, by=cast.clerk)
        start = now + timedelta(minutes=20)
        stage.put_on(Plan(cast, [duty], start, rng=random.Random(f"{code}{title}"), quick=True, **more))

    return happening


def _away(cast: Cast, vice: Tenure, length: int, now: datetime) -> None:
    """The director goes to a course and lets the deputy director sign."""
    since = timezone.localdate(now)
    until = since + timedelta(days=length)
    delegate(deputy=vice.person, since=since, until=until, reason="到区里参加培训", now=now, by=cast.director)


def _leaves(now: datetime) -> None:
    """The second clerk is called away to the street; the operator ends the term."""
    operator = _holder(world.DISTRICT, PostKind.OPERATOR)
    leaving = _second_clerk()
    by = Viewer(person=operator.person, tenure=operator)
    end_term(tenure=leaving, last_day=timezone.localdate(now), now=now, by=by)


def _takes_over(cast: Cast, now: datetime) -> None:
    """Whoever left names the first clerk, who goes through the list and takes it over."""
    made = Handover.objects.select_related("tenure__post__body__unit", "tenure__person").get(tenure=_second_clerk())
    leaver = Viewer(person=made.tenure.person, tenure=made.tenure)
    assert cast.clerk.person is not None, "a post is held by somebody"
    name_successor(handover_id=made.pk, successor=cast.clerk.person, now=now - timedelta(hours=1), by=leaver)
    items = as_items(in_hand(made, now, current_calendar()))
    take_over(handover_id=made.pk, items=items, now=now, by=cast.clerk)


def _holder(code: str, kind: str) -> Tenure:
    held = Tenure.objects.filter(post__kind=kind, post__body__unit__code=code).select_related(
        "person", "post__body__unit"
    )
    return held.order_by("pk")[0]


def _second_clerk() -> Tenure:
    held = Tenure.objects.filter(post__kind=PostKind.CLERK, post__body__unit__code=world.PILOT)
    return held.select_related("person", "post__body__unit").order_by("pk")[1]
