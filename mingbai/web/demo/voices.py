"""What the demo's residents say about what is published, and what the clerk answers; one opinion still waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from mingbai.disclosure.models import Notice, NoticeKind, Reach
from mingbai.disclosure.rules.content import CORRECTION
from mingbai.feedback.actions import answer, demand, say, sign
from mingbai.feedback.models import DemandKind, OpinionKind, Outcome
from mingbai.feedback.rules.parts import parts_of
from mingbai.web.demo.clock import Clock, moment
from mingbai.web.demo.play import Cast


@dataclass(frozen=True)
class Voice:
    """One opinion on the newest notice of a row: working days before today; without a reason it still waits."""

    ago: int
    code: str
    kind: str
    words: str
    outcome: str = ""
    reason: str = ""
    name: str = ""
    contact: str = ""


VOICES = (
    Voice(
        9,
        "CA10",
        OpinionKind.COMMENT,
        "支出里的维修能不能写清修的是哪几处？我们楼的灯坏了两个月，想知道排在第几。",
        Outcome.PARTLY,
        "每一处维修的地点和金额都在支出明细里，附有凭证编号。您那一栋的楼道灯已经报修，本周内去换；"
        "下一季度起，明细里加一列“具体地点”。",
    ),
    Voice(
        1,
        "JW07",
        OpinionKind.OBJECTION,
        "上面写的走访次数比我看到的多，请再核对一下登记本。",
        name="何某",
        contact="请在居民小组群里找我",
    ),
)


def plan_voices(clock: Clock, cast: Cast, until: datetime) -> None:
    """Residents speak on their days, the clerk answers two working days later."""
    today = timezone.localdate(until)
    for nth, voice in enumerate(VOICES):
        day = clock.calendar.add_workdays(today, -voice.ago)
        clock.at(moment(day, 19 if voice.reason else 8, 10 + nth), _speaking(clock, cast, voice))


DEMAND = "2026 年背街小巷改造的招标结果和合同价，请公开"


def plan_demand(clock: Clock, cast: Cast, until: datetime) -> None:
    """A joint demand that waits for the committee: three have signed."""
    day = clock.calendar.add_workdays(timezone.localdate(until), -4)
    clock.on(day, 19, 30, lambda now: _demand(cast, now))


def _demand(cast: Cast, now: datetime) -> None:
    told = {"kind": DemandKind.REPRESENTATIVES, "words": DEMAND, "name": "许某", "place": "第二居民小组"}
    found = demand(unit=cast.unit, code="CA12", now=now, **told)
    for name, place in (("傅某", "第四居民小组"), ("沈某", "第一居民小组")):
        sign(demand_id=found.pk, name=name, place=place, now=now)


def _speaking(clock: Clock, cast: Cast, voice: Voice) -> Callable[[datetime], None]:
    def speak(now: datetime) -> None:
        notice = newest(cast, voice.code)
        if notice is None or notice.live is None:
            return
        told = [part for part in parts_of(notice.live.content) if part.quote and not part.key.startswith(CORRECTION)]
        opinion, _code = say(
            notice_id=notice.pk,
            form=f"demo {voice.code} {voice.ago}",
            kind=voice.kind,
            part=told[0].key if told else "",
            words=voice.words,
            shown=bool(voice.outcome),
            name=voice.name,
            contact=voice.contact,
            now=now,
        )
        if voice.reason:
            clock.work(now, 2, 75, lambda then: _answer(opinion.pk, voice, cast, then))

    return speak


def _answer(opinion_id: int, voice: Voice, cast: Cast, now: datetime) -> None:
    answer(opinion_id=opinion_id, outcome=voice.outcome, reason=voice.reason, now=now, by=cast.clerk)


def newest(cast: Cast, code: str) -> Notice | None:
    """The newest open notice of the unit on a row of the catalogue, or on any row where that has none yet."""
    found = Notice.objects.published().filter(unit=cast.unit, reach=Reach.OPEN, kind=NoticeKind.REGULAR)
    newest_first = found.select_related("live").order_by("-live__published_at", "-serial")
    return newest_first.filter(item__code=code).first() or newest_first.first()
