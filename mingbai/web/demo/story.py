"""What happens in 2026: one community in full detail, the other units of the district since they joined."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone

from mingbai.catalog.models import Item
from mingbai.catalog.schema.local import load_local
from mingbai.duties.actions import open_event
from mingbai.duties.models import Duty, DutyKind
from mingbai.web.demo.clock import Clock, moment
from mingbai.web.demo.play import Cast, Plan, Stage
from mingbai.web.demo.slips import Leak, Slip

# Matters that come up as they happen in the pilot community: (day, item, title).
EVENTS = (
    (date(2026, 2, 6), "DW15", "春节慰问老党员和困难党员"),
    (date(2026, 3, 12), "CA12", "社区活动室屋面防水维修"),
    (date(2026, 4, 16), "CW22", "低保初审公示（第 4 批）"),
    (date(2026, 5, 21), "DW07", "发展党员公示（上半年）"),
    (date(2026, 6, 18), "JW14", "公租房初审公示（第 2 批）"),
    (date(2026, 7, 16), "CW25", "临时救助公示（7 月）"),
    (date(2026, 8, 20), "CW26", "强降雨后救灾物资发放"),
    (date(2026, 9, 17), "CA12", "2 号楼消防通道改造"),
    (date(2026, 10, 12), "CW22", "低保初审公示（第 10 批）"),
    (date(2026, 11, 6), "DW12", "评选楼栋好邻居公示"),
)
# Rows that the community's own scheme asks for regularly; there something happens in most periods.
LIVELY = {override.code for override in load_local("guihua").overrides}
LATE = {("CA14", "2026-Q2"): 6, ("JW07", "2026-05"): 3, ("DW08", "2026"): 0}
NEVER = {("CA14", "2026-Q3"), ("JW06", "2026-09")}  # still open today: the board must show what a late one looks like
DOUBTS = {
    ("CA03", "2026-Q2"): "6月份的维修费为什么比 5月多这么多？",
    ("CA13", "2026-Q3"): "小组长的误工补贴有没有本人签领的单子？",
}
RETURNED = {("JW05", "2026-04"): "协商结论没有写落实时限，请补上。"}
SPOILED = {("CA10", "2026-Q1"): "13900001234", ("JW06", "2026-06"): "500153190001010013"}
SLIPS = {("CA10", "2026-Q3"): Slip("payments", 1, "payee")}  # published in October: also in the short demo
QUIET = {("JW15", "2026-Q1"), ("JW15", "2026-Q2"), ("JW05", "2026-02"), ("CW29", "2026-02"), ("FW08", "2026-02")}
# Left lying on the desks of today's cast: working days before today, item, title, the step before which it stops.
LYING = (
    (6, "DW12", "评选最美楼栋长公示", "vote-last"),
    (5, "JW14", "公租房初审公示（第 3 批）", "privacy"),
    (4, "CA12", "冬季送温暖活动经费安排", "supervision"),
    (3, "DW15", "冬季慰问老党员和困难党员", "secretary"),
    (2, "CA12", "老院落消防器材更换", "director"),
)
# Published lately with a picture that leaks, and taken down: working days before today, item, title.
LEAKED = (9, "CA12", "高层住宅消防栓维修")
LEAK = Leak("收款账户确认单.png", "附件里的照片没有遮住收款人的银行账号和身份证号，遮好以后重新公布。")

# Its party members read it now, everybody in some days: working days before today since the route holds and since it
# began, item, title.
PARTY_FIRST = (4, 2, "DW07", "发展党员公示（下半年）")

FIRST_DAY = date(2026, 1, 4)  # a make-up working day after the New Year holiday


class Pilot:
    """桂花社区: every cadence, on its own local rules, from New Year on, or since it takes part."""

    def __init__(self, stage: Stage, clock: Clock, cast: Cast, until: datetime, *, since: date = FIRST_DAY) -> None:
        self.stage, self.clock, self.cast, self.until, self.since = stage, clock, cast, until, since
        self.rng = random.Random("guihua")

    def plan(self) -> None:
        today = timezone.localdate(self.until)
        duties = Duty.objects.filter(unit=self.cast.unit, due__lte=today + timedelta(days=25)).select_related("item")
        calls: dict[date, list[Duty]] = defaultdict(list)
        for duty in duties.order_by("due", "pk"):
            key = (duty.item.code, duty.period)
            if key in NEVER:
                continue
            local = duty.item.code in LIVELY
            if (duty.kind == DutyKind.ROLL_CALL and not local) or key in QUIET:
                calls[duty.due].append(duty)
            else:
                self._regular(duty, key)
        for due, group in calls.items():
            self._roll_call(due, group)
        for day, code, title in EVENTS:
            if self.since <= day <= today:
                self.clock.on(day, 10, self.rng.randint(0, 50), self._event(day, code, title))
        for ago, code, title, stop in LYING:
            day = self.clock.calendar.add_workdays(today, -ago)
            self.clock.on(day, 9, self.rng.randint(0, 50), self._event(day, code, title, stop))
        _since, ago, code, title = PARTY_FIRST
        day = self.clock.calendar.add_workdays(today, -ago)
        self.clock.on(day, 9, 5, self._event(day, code, title))
        ago, code, title = LEAKED
        day = self.clock.calendar.add_workdays(today, -ago)
        self.clock.on(day, 10, 20, self._event(day, code, title, leak=LEAK))
        self._unfinished()

    def _regular(self, duty: Duty, key: tuple[str, str]) -> None:
        late = LATE.get(key, 0)
        shown = (
            self.clock.calendar.add_workdays(duty.due, late) if late else self.clock.calendar.add_workdays(duty.due, -1)
        )
        begin = max(self.clock.calendar.add_workdays(shown, -6), FIRST_DAY, self.since)
        begin = max(begin, earliest(duty, begin))
        if begin > timezone.localdate(self.until):
            return
        plan = Plan(
            cast=self.cast,
            duties=[duty],
            start=moment(self.clock.calendar.next_workday(begin), 9) + timedelta(minutes=self.rng.randint(0, 240)),
            publish_at=moment(shown, 9),
            doubt=DOUBTS.get(key, ""),
            returned=RETURNED.get(key, ""),
            spoil=SPOILED.get(key, ""),
            slip=SLIPS.get(key),
            rng=random.Random(f"{key}"),
        )
        self.stage.put_on(plan)

    def _roll_call(self, due: date, group: list[Duty]) -> None:
        usual = max(self.clock.calendar.add_workdays(due, -3), FIRST_DAY, self.since)
        start = self.clock.calendar.next_workday(max(usual, *(earliest(duty, usual) for duty in group)))
        if start > timezone.localdate(self.until):
            return
        plan = Plan(self.cast, group, moment(start, 14), nil=True, quick=True, rng=random.Random(f"nil{due}"))
        self.stage.put_on(plan)

    def _event(
        self, day: date, code: str, title: str, stop: str = "", leak: Leak | None = None
    ) -> Callable[[datetime], None]:
        def happening(now: datetime) -> None:
            item = Item.objects.get(code=code)
            duty = open_event(unit=self.cast.unit, item=item, on=day, title=title, now=now, by=self.cast.clerk)
            rng = random.Random(f"{code}{title}")
            self.stage.put_on(
                Plan(self.cast, [duty], now + timedelta(hours=1), stop=stop, leak=leak, rng=rng, quick=True)
            )

        return happening

    def _unfinished(self) -> None:
        """On the last working day before today the clerk begins the late one; two private numbers are in it."""
        duty = Duty.objects.get(unit=self.cast.unit, item__code="CA14", period="2026-Q3")
        start = self.clock.calendar.add_workdays(timezone.localdate(self.until), -2)
        plan = Plan(
            self.cast, [duty], moment(start, 15), stop="written", spoil="19900001234", rng=random.Random("CA14")
        )
        self.stage.put_on(plan)


def earliest(duty: Duty, otherwise: date) -> date:
    """A period within the year is told when it is over; what stands for the whole year at any time."""
    over = duty.kind != DutyKind.STANDING or "-" in duty.period
    return duty.period_end + timedelta(days=1) if over else otherwise


def plan_others(stage: Stage, clock: Clock, casts: Iterable[tuple[Cast, date]], until: datetime) -> None:
    """The other units since they joined: the earlier a unit joined, the more of what is due it has published."""
    today = timezone.localdate(until)
    by_unit: dict[int, list[Duty]] = defaultdict(list)
    units = {cast.unit.pk: (cast, joined) for cast, joined in casts}
    for duty in Duty.objects.filter(unit__in=units, kind__in=("standing", "periodic")).order_by("due", "pk"):
        by_unit[duty.unit_id].append(duty)
    for pk, (cast, joined) in units.items():
        rng = random.Random(cast.unit.code)
        first = clock.calendar.add_workdays(joined, 3)
        due = [duty for duty in by_unit[pk] if duty.due <= today]
        later = [duty for duty in by_unit[pk] if duty.due > today and duty.kind == DutyKind.STANDING]
        careless = rng.random() < 0.2
        chosen = due[: len(due) // 2] if careless else due[: len(due) - (rng.random() < 0.3)]
        chosen = chosen + [duty for duty in later if earliest(duty, first) < today][:1]
        for nth, duty in enumerate(chosen):
            window = max(1, (min(duty.due, today) - first).days - 4)
            day = clock.calendar.next_workday(
                first + timedelta(days=rng.randint(0, window) if not careless else window)
            )
            day = clock.calendar.next_workday(max(day, earliest(duty, first)))
            if day < today:
                start = moment(day, 9) + timedelta(minutes=rng.randint(0, 300))
                stage.put_on(Plan(cast, [duty], start, quick=True, rng=random.Random(f"{cast.unit.code}{nth}")))
