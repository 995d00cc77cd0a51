"""Where and when a demo story plays: the unit's words, its size, its people, days of the period, figures drawn."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Protocol

from mingbai.catalog.schema.item import ItemSpec
from mingbai.orgs.models import PostKind, Profile, Tenure, Unit, UnitKind
from mingbai.web.demo.reckon import Figure, drawn, lot, reckon, stock

SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
# Words of a kind of unit, in the order of WORDS.
WORDS: Final = ("peer", "committee", "watch", "party", "meeting", "group", "hall")
KIND_WORDS: Final = {
    UnitKind.COMMUNITY: ("居民", "居委会", "居务监督委员会", "社区党委", "居民代表会议", "居民小组", "便民服务大厅"),
    UnitKind.VILLAGE: ("村民", "村委会", "村务监督委员会", "村党支部", "村民代表会议", "村民小组", "村便民服务站"),
    UnitKind.STREET: ("居民", "街道办事处", "街道纪工委", "街道党工委", "主任办公会", "社区", "街道便民服务中心"),
    UnitKind.TOWN: ("村民", "镇政府", "镇纪委", "镇党委", "镇长办公会", "村", "镇便民服务中心"),
    UnitKind.BUREAU: ("群众", "本局", "机关纪委", "局党组", "局长办公会", "科室", "办事窗口"),
}
OTHER_WORDS: Final = ("群众", "区政府", "区纪委监委", "区委", "区政府常务会议", "镇街", "区政务服务中心")
POSTS: Final = {
    "sec": PostKind.SECRETARY,
    "dir": PostKind.DIRECTOR,
    "chair": PostKind.SUPERVISOR_CHAIR,
    "sup": PostKind.SUPERVISOR,
    "sup2": PostKind.SUPERVISOR,
    "clerk": PostKind.CLERK,
}
_HOLE: Final = re.compile(r"\{([^{}]+)\}")
_RANGE: Final = re.compile(r"\d+(?:\.\d+)?:\d+(?:\.\d+)?(?::\d+)?")
_DAY: Final = re.compile(r"(d|D)(\d)([+-]\d+)?")
_MONTH: Final = re.compile(r"MM(\d)")  # the month of a day, as vouchers carry it
_EDGE: Final = re.compile(r"(end|END|start|START)([+-]\d+)?")
_ONE_DAY: Final = timedelta(days=1)


class PeriodLike(Protocol):
    """What is needed of a period or of the day of an event."""

    @property
    def key(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def start(self) -> date: ...

    @property
    def end(self) -> date: ...


class Scene:
    """One story of one unit in one period: fills the holes of sentences, always in the same way for the same rng."""

    def __init__(self, spec: ItemSpec, period: PeriodLike, rng: random.Random, unit: Unit, title: str) -> None:
        self.spec, self.period, self.rng, self.unit = spec, period, rng, unit
        self.event = period.key.startswith("E")
        # What led up to an event lies in the weeks before it.
        self.start = period.start - timedelta(days=24) if self.event else period.start
        self.end = period.end
        first = period.start
        self.first_month = first.year * 12 + first.month
        last = period.end + _ONE_DAY
        self.last_month = self.first_month + 1 if self.event else last.year * 12 + last.month
        self.subject = re.sub(r"公示|（.*）$", "", title) if self.event else ""
        self.days = self._days()
        self.names = _shuffled(rng)
        self.values: dict[str, Figure] = self._sizes()
        self.words = self._words()
        self._people: dict[str, str] = {}
        self._profile: Profile | None = None
        self.siblings = 1  # stories that take turns; what alternates within one waits for all of them

    @property
    def months(self) -> int:
        return self.last_month - self.first_month

    @property
    def profile(self) -> Profile:
        """The unit's own, or an empty one: nothing is said that the unit has not declared."""
        if self._profile is None:
            try:
                self._profile = self.unit.profile
            except Profile.DoesNotExist:
                self._profile = Profile(unit=self.unit)
        return self._profile

    def holds_month(self, wanted: list[int]) -> bool:
        return any((month - 1) % 12 + 1 in wanted for month in range(self.first_month, self.last_month))

    def own_luck(self, *about: object) -> random.Random:
        """Draws that are the same in every notice of this row and unit."""
        return random.Random(f"{self.unit.code}{self.spec.code}{about}")

    def turn(self, count: int) -> int:
        """Which of some variants comes now: the next period takes the next one, the next unit begins elsewhere.

        Within a story the next one comes when the story comes again, or each story would always say the same.
        """
        if self.event:
            return self.rng.randrange(count)
        passed = lot(self.unit.code, self.spec.code) + self.first_month // max(1, self.months)
        return passed // self.siblings % count

    def set(self, name: str, words: str) -> None:
        """A named figure: `12:30` drawn, `@same 12:30` drawn once for the unit, `@open 8000` and `@close 8000` of the
        unit's chain, `@now 12:30` drawn month by month and `@year 12:30` the same since January, else an expression."""
        if words.startswith("@same"):
            self.values[name] = drawn(words.split()[1], self.own_luck(name))
        elif words.startswith(("@now", "@year")):
            first = self.first_month if words.startswith("@now") else self.start.year * 12 + 1
            amounts = [self._monthly(words.split()[1], month) for month in range(first, self.last_month)]
            self.values[name] = sum(amounts[1:], amounts[0])
        elif words.startswith("@"):
            which, base, *seed = words.split()
            month = {"@open": self.first_month, "@close": self.last_month}[which]
            place = f"{self.unit.code}{seed[0] if seed else self.spec.code}"
            self.values[name] = stock(place, month, Decimal(base))
        elif _RANGE.fullmatch(words):
            self.values[name] = drawn(words, self.rng)
        else:
            self.values[name] = reckon(words, self.values)

    def _monthly(self, words: str, month: int) -> Figure:
        return drawn(words, self.own_luck(words, month))

    def tell(self, sentence: str) -> str:
        """The sentence with its holes filled, inner ones first; KeyError for a hole that means nothing."""
        while "{" in sentence:
            sentence = _HOLE.sub(lambda match: self._fill(match[1]), sentence)
        return sentence

    def _fill(self, hole: str) -> str:
        if hole in self.words:
            return self.words[hole]
        if hole in self.values:
            return str(self.values[hole])
        if hole in _LIVE:
            return _LIVE[hole](self)
        if "|" in hole:
            return self.rng.choice(hole.split("|"))
        if hole.startswith("="):
            return str(reckon(hole[1:], self.values))
        if hole.startswith("¥"):
            value = reckon(hole[1:], self.values)
            return f"{value:,.2f}" if isinstance(value, Decimal) and value != int(value) else f"{int(value):,}"
        if _RANGE.fullmatch(hole):
            return str(drawn(hole, self.rng))
        if day := _DAY.fullmatch(hole):
            return self.say(self.days[int(day[2]) - 1], iso=day[1] == "D", more=int(day[3] or 0))
        if month := _MONTH.fullmatch(hole):
            return f"{self.days[int(month[1]) - 1].month:02}"
        if edge := _EDGE.fullmatch(hole):
            base = self.end if edge[1].lower() == "end" else self.start
            return self.say(base, iso=edge[1].isupper(), more=int(edge[2] or 0))
        return self._person(hole)

    def say(self, day: date, *, iso: bool = False, more: int = 0) -> str:
        day += timedelta(days=more)
        if iso:
            return day.isoformat()
        year = f"{day.year}年" if day.year != self.end.year else ""
        return f"{year}{day.month}月{day.day}日"

    def _person(self, hole: str) -> str:
        """p1 is somebody of this story, q1 somebody who stays with this row, m1 a member of the committee."""
        if hole[1:].isdigit() and hole[0] in "pqm":
            known = {"p": self.names, "q": self._row_names, "m": self._members}[hole[0]]
            return known[int(hole[1:])]
        if hole not in POSTS:
            raise KeyError(hole)
        if not self._people:
            found = Tenure.objects.held_on(self.end).filter(post__body__unit=self.unit) if self.unit.pk else ()
            held: dict[str, list[str]] = defaultdict(list)
            for tenure in _with_names(found):
                held[tenure.post.kind].append(tenure.person.name)
            for nth, (name, kind) in enumerate(POSTS.items(), 10):
                holder = held[kind].pop() if held[kind] else self._members[nth]
                self._people[name] = f"{holder[0]}某"
        return self._people[hole]

    @cached_property
    def _row_names(self) -> list[str]:
        return _shuffled(self.own_luck("names"))

    @cached_property
    def _members(self) -> list[str]:
        return _shuffled(random.Random(f"people{self.unit.code}"))

    def _days(self) -> list[date]:
        days = [self.start + timedelta(days=n) for n in range((self.end - self.start).days + 1)]
        working = [day for day in days if day.weekday() < 5 and not _festive(day)]
        return sorted(self.rng.sample(working, 9))

    def _sizes(self) -> dict[str, Figure]:
        """How big the place is: the same in every notice of the unit."""
        own = random.Random(f"size{self.unit.code}")
        homes = {
            UnitKind.COMMUNITY: own.randint(1850, 4200),
            UnitKind.VILLAGE: own.randint(620, 1380),
            UnitKind.STREET: own.randint(18000, 32000),
            UnitKind.TOWN: own.randint(7200, 15000),
        }.get(UnitKind(self.unit.kind), own.randint(210000, 240000))
        return {
            "homes": homes,
            "people": homes * own.randint(26, 31) // 10,
            "groups": own.randint(6, 14),
            "reps": own.randint(38, 62),
            "members": own.randint(46, 128),
            "year": self.end.year,
            "month": self.end.month,
            "months": self.months,
        }

    def _words(self) -> dict[str, str]:
        parent = self.unit.parent if self.unit.parent_id else None
        own_area = self.unit.kind in (UnitKind.STREET, UnitKind.TOWN)
        area = self.unit.short_name if own_area else parent.short_name if parent else "荣昌区"
        suffix = {UnitKind.STREET: "办事处", UnitKind.TOWN: "人民政府", UnitKind.DISTRICT: "人民政府"}
        words = dict(zip(WORDS, KIND_WORDS.get(UnitKind(self.unit.kind), OTHER_WORDS), strict=True))
        return {
            **words,
            "unit": self.unit.short_name,
            "full": self.unit.name,
            "area": area,
            "above": parent.short_name + suffix.get(UnitKind(parent.kind), "") if parent else "市人民政府",
            "label": self.period.label,
            "subject": self.subject or self.spec.title,
        }


def _shuffled(rng: random.Random) -> list[str]:
    return [f"{surname}某" for surname in rng.sample(SURNAMES, len(SURNAMES))]


def _festive(day: date) -> bool:
    return (day.month, day.day) in ((1, 1), (4, 5)) or (
        day.month in (5, 10) and day.day <= (5 if day.month == 5 else 7)
    )


def _with_names(found: Any) -> Any:
    return found.select_related("post", "person").order_by("pk") if found != () else ()


def _phones(scene: Scene) -> str:
    profile = scene.profile
    named = (("办公电话", profile.phone), ("监督电话", profile.supervision_phone))
    return "，".join(f"{name} {phone}" for name, phone in named if phone) or "见公开栏上的联系方式"


# Holes whose words are looked up only when a sentence asks for them.
_LIVE: Final[Mapping[str, Callable[[Scene], str]]] = {
    "vice": lambda scene: scene.tell("{m9}"),
    "mm": lambda scene: f"{scene.end.month:02}",
    "who": lambda scene: f"{scene.rng.choice(SURNAMES)}某",
    "phones": _phones,
    "phone": lambda scene: scene.profile.phone or "见联系方式",
    "address": lambda scene: scene.profile.address or f"{scene.unit.short_name}{scene.words['hall']}",
    "hours": lambda scene: scene.profile.hours or "工作日 9:00—12:00，14:00—17:30",
    "box": lambda scene: scene.profile.box or "公开栏右侧",
}
