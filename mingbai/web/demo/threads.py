"""In the demo the pilot community hears people: a draft with three opinions and its decision, and a notice on trial."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from mingbai.catalog.models import Item
from mingbai.catalog.rules.versions import spec_of
from mingbai.disclosure.actions import drafts
from mingbai.disclosure.models import Edition
from mingbai.duties.rules.labels import period_of
from mingbai.feedback.actions import answer, begin, go_on, say
from mingbai.feedback.models import OpinionKind, Outcome, StageKind, Thread
from mingbai.feedback.rules.beginnings import ADOPTION, HEARING
from mingbai.feedback.rules.parts import parts_of
from mingbai.web.demo.clock import Clock, moment
from mingbai.web.demo.fill import fill
from mingbai.web.demo.play import Cast, Plan, Stage

DAYS = 15
HEARD, SETTLED, TRIED = 24, 3, 5  # working days before today: draft, decision, trial begin
TITLE = "老院落加装路灯方案"
PLAN = (
    "老街片区 1 至 6 号楼之间没有路灯，居民晚上出门要打手电。拟加装太阳能路灯 12 盏。",
    "路灯装在主路两侧，每 20 米一盏，每晚 7 点亮，11 点熄。",
    "费用 2.4 万元，从社区公益事业经费里出，不向居民收钱。",
)
DECIDED = (
    PLAN[0].replace("12 盏", "13 盏"),
    "路灯装在主路两侧，每 20 米一盏；3 号楼后面的台阶加一盏。"
    "每晚 6 点半亮，第二天早上 6 点熄，夜里 11 点以后亮度减半。",
    "费用 2.6 万元，从社区公益事业经费里出，不向居民收钱。",
)
TRIAL = "老院落物业费协商结论"
TRIAL_LUCK = "单元门口电动自行车停放约定"  # draws the hearing on that matter
PLAN_ROW = ("老院落加装太阳能路灯 12 盏", "居民代表会议提议，听了意见再表决", "24000.00", "公开询价后定")
DECIDED_ROW = ("老院落加装太阳能路灯 13 盏", "居民代表会议表决通过", "26000.00", "三家询价，价低的一家")


@dataclass(frozen=True)
class Said:
    """One opinion on the draft: calendar days after its publication, on which paragraph, and the answer."""

    after: int
    part: int
    words: str
    outcome: str
    reason: str


SAYINGS = (
    Said(
        2,
        1,
        "冬天天黑得早，7 点才亮太晚，孩子放学回来一路黑。",
        Outcome.ADOPTED,
        "说得对。改成每晚 6 点半亮，第二天早上 6 点熄。",
    ),
    Said(
        5,
        1,
        "3 号楼后面的台阶最容易摔，方案里没有。灯也不要整夜开那么亮，照得睡不着。",
        Outcome.PARTLY,
        "台阶处加一盏。整夜不亮不安全，改成夜里 11 点以后亮度减半。",
    ),
    Said(
        9,
        2,
        "能不能给每户门口也装一盏？",
        Outcome.NOT,
        "公益事业经费只能用在公共地方，各家门口的请自己装；要接电，物业可以帮忙看线路。",
    ),
)


@dataclass
class Matter:
    """What the demo knows of a thread while it plays."""

    thread: int = 0
    notice: int = 0


def plan_threads(stage: Stage, clock: Clock, cast: Cast, until: datetime, *, since: date) -> None:
    """The draft, its opinions and their answers, the decision; and a trial whose days run now."""
    today = timezone.localdate(until)
    first = clock.calendar.add_workdays(today, -HEARD)
    if first >= since:
        _plan_thread(stage, clock, cast, first, clock.calendar.add_workdays(today, -SETTLED))
    trial = clock.calendar.add_workdays(today, -TRIED)
    if trial >= since:
        clock.on(trial, 9, 20, lambda now: _begin_trial(stage, cast, now))


def _plan_thread(stage: Stage, clock: Clock, cast: Cast, first: date, settled: date) -> None:
    matter = Matter()

    def draft(now: datetime) -> None:
        edition = _begun(cast, StageKind.DRAFT, "CA12", TITLE, now)
        matter.notice = edition.notice_id
        matter.thread = Thread.objects.get(stages__duty__notices=edition.notice_id).pk
        _send(stage, cast, edition, now, PLAN, PLAN_ROW)

    clock.on(first, 9, 10, draft)
    for said in SAYINGS:
        clock.at(moment(first + timedelta(days=said.after), 20, said.after), _speaking(clock, cast, matter, said))

    def decide(now: datetime) -> None:
        edition = go_on(thread_id=matter.thread, now=now, by=cast.clerk)
        _send(stage, cast, edition, now, DECIDED, DECIDED_ROW)

    clock.on(settled, 9, 15, decide)


def _begun(cast: Cast, kind: str, code: str, title: str, now: datetime) -> Edition:
    item = Item.objects.get(code=code)
    return begin(unit=cast.unit, item=item, kind=kind, title=title, days=DAYS, now=now, by=cast.clerk)


def _begin_trial(stage: Stage, cast: Cast, now: datetime) -> None:
    edition = _begun(cast, StageKind.TRIAL, "JW05", TRIAL, now)
    _send(stage, cast, edition, now, luck=TRIAL_LUCK)


def _send(
    stage: Stage,
    cast: Cast,
    edition: Edition,
    now: datetime,
    lines: Sequence[str] = (),
    row: Sequence[str] = (),
    luck: str = "",
) -> None:
    """The clerk writes the draft and signs it; all hands go on the same day. Without words the item's own story."""
    rng = random.Random(luck or edition.title)
    spec, period = spec_of(edition.version), period_of(edition.notice.period)
    content = told(fill(edition.content, spec, period, rng, cast.unit), lines, row)
    saved = drafts.save_draft(
        edition_id=edition.pk, content=content, seen=edition.lock, now=now + timedelta(minutes=5), by=cast.clerk
    )
    plan = Plan(cast, [], now, quick=True, edition=saved, rng=rng)
    stage.carry(plan, now)


def told(content: dict[str, Any], lines: Sequence[str], row: Sequence[str]) -> dict[str, Any]:
    """The item's own text and table say the matter; what the stage says of itself stays."""
    blocks = []
    for block in content["blocks"]:
        if lines and block["type"] == "text" and block["key"] not in (HEARING, ADOPTION):
            block = {**block, "text": "\n".join(lines)}
        elif row and block["type"] == "table":
            keys = [column["key"] for column in block["columns"]]
            block = {**block, "rows": [dict(zip(keys, row, strict=True))]}
        blocks.append(block)
    return {**content, "blocks": blocks}


def _speaking(clock: Clock, cast: Cast, matter: Matter, said: Said) -> Callable[[datetime], None]:
    def speak(now: datetime) -> None:
        opinion, _code = say(
            notice_id=matter.notice,
            form=f"demo thread {said.after}",
            kind=OpinionKind.COMMENT,
            words=said.words,
            shown=True,
            now=now,
            part=_part(matter.notice, said.part),
        )
        clock.work(now, 4, 30, lambda then: _answer(cast, opinion.pk, said, then))

    return speak


def _part(notice_id: int, nth: int) -> str:
    edition = Edition.objects.get(notice=notice_id, state="published")
    wanted = [part for part in parts_of(edition.content) if part.quote and PLAN[nth].startswith(part.quote[:8])]
    return wanted[0].key


def _answer(cast: Cast, opinion_id: int, said: Said, now: datetime) -> None:
    answer(opinion_id=opinion_id, outcome=said.outcome, reason=said.reason, now=now, by=cast.clerk)
