"""What the demo's street plans for those below: a matter that several units publish together."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from mingbai.catalog.models import Item
from mingbai.duties.actions import open_matter
from mingbai.duties.models import Duty
from mingbai.orgs.models import Unit
from mingbai.web.demo.clock import Clock
from mingbai.web.demo.play import Cast, Plan, Stage

JOINT = "东门片区老旧小区改造"
JOINT_WORDS = "街道公开工程的招标和合同，社区公开议事会定下来的改造内容和工期，群众对照着看。"
JOINT_ITEMS = {"street": "ZW10", "community": "JW05"}


def plan_joint(stage: Stage, clock: Clock, cast: Cast, units: Iterable[Unit], until: datetime) -> None:
    """The street links itself with the pilot and its neighbour, where people are; only the pilot has published."""
    today = timezone.localdate(until)
    peopled = list(units)
    mine = [unit for unit in peopled if unit.parent_id == cast.unit.parent_id and unit.kind == cast.unit.kind]
    linked = [unit for unit in peopled if unit.pk == cast.unit.parent_id] + mine[: mine.index(cast.unit) + 1][-2:]

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
        duty = Duty.objects.select_related("item").get(joint_part__matter=matter, unit=cast.unit)
        stage.put_on(Plan(cast, [duty], now + timedelta(days=2), quick=True, rng=random.Random(JOINT)))

    clock.on(clock.calendar.add_workdays(today, -6), 9, 40, begin)
