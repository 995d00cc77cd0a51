"""Linked disclosure: what each unit would owe, who may see and change a matter, and how each unit stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from mingbai.catalog.models import Item, ItemVersion
from mingbai.catalog.rules.versions import applies, nearest
from mingbai.catalog.schema.vocab import UNIT_LABELS
from mingbai.duties.models import Duty, DutyKind, JointMatter, JointPart, Settlement
from mingbai.duties.rules.events import event_due
from mingbai.duties.rules.labels import label_of
from mingbai.duties.rules.later import begun
from mingbai.kit.clocks import add_months
from mingbai.kit.errors import NotFound, NotNow
from mingbai.kit.workdays import say_day
from mingbai.orgs.models import Unit
from mingbai.orgs.models.units import under
from mingbai.orgs.rules.may import Permission, Viewer

FIRST_DAY, LAST_DAY = 10, 15  # the common posting days of the month after a quarter (seed 001, 时间联动)
LONGEST = timedelta(days=366)
BY_PERIOD = (DutyKind.PERIODIC, DutyKind.STANDING)
STATES = {
    "running": gettext_noop("正在公开"),
    "late": gettext_noop("有单位逾期"),
    "done": gettext_noop("都公开了"),
    "ended": gettext_noop("已经停止"),
}


@dataclass(frozen=True)
class Planned:
    """What one unit would owe: a period that it owes already (`duty`), or something new; or `why` it can't be."""

    unit: Unit
    version: ItemVersion | None = None
    duty: Duty | None = None
    due: date | None = None
    sooner: bool = False  # the item's own rule asks for it before the common last day
    why: str = ""

    @property
    def period(self) -> str:
        return label_of(self.duty.period) if self.duty else ""


@dataclass(frozen=True)
class Standing:
    """How one unit stands in a matter, read from its duty: done, nil, late, begun or todo."""

    part: JointPart
    state: str
    days_late: int

    @property
    def number(self) -> str:
        return self.duty.settled_by

    @property
    def notice(self) -> str:
        """The address of the notice, or empty."""
        return f"/n/{self.number}/" if self.number else ""

    @property
    def duty(self) -> Duty:
        assert self.part.duty is not None, "a part that stands has a duty"
        return self.part.duty

    @property
    def unit(self) -> Unit:
        return self.part.unit


ORDER = {"late": 0, "todo": 1, "begun": 2, "nil": 3, "done": 4}


def common_window(on: date) -> tuple[date, date]:
    """The next common posting days, from the 10th to the 15th of the month after a quarter."""
    month = date(on.year, on.month - (on.month - 1) % 3, 1)
    if on > month.replace(day=LAST_DAY):
        month = add_months(month, 3)
    return month.replace(day=FIRST_DAY), month.replace(day=LAST_DAY)


def choosable(viewer: Viewer) -> list[Unit]:
    """The units that somebody can link: those of the own subtree that owe disclosure by the catalogue."""
    if viewer.unit is None:
        return []
    found = Unit.objects.filter(under(viewer.unit), kind__in=list(UNIT_LABELS))
    return list(found.select_related("parent").order_by("path"))


def why_not_open(name: str, since: date, until: date, units: Sequence[Unit], on: date) -> str:
    """What is wrong with a matter as a whole; empty when nothing is."""
    if not name.strip():
        return _("请写这件事叫什么。")
    if until < since:
        return _("统一公开的最后一天早于第一天。")
    if until < on:
        return _("统一公开的最后一天已经过了。")
    if until - on > LONGEST:
        return _("%(year)s年离今天一年以上，像是填错了年份，请再看看。") % {"year": until.year}
    if len(units) < 2:
        return _("联动至少要有两个单位。")
    return ""


def why_closed(matter: JointMatter, on: date) -> str:
    """Why nobody can join any more: the common days are over. Empty while they are not."""
    if matter.until >= on:
        return ""
    return _("统一公开的最后一天 %(day)s 已经过了，不能再加单位。") % {"day": say_day(matter.until)}


def why_not_join(matter: JointMatter, units: Sequence[Unit], on: date) -> str:
    """Why these units can't join a matter under way; empty when they can."""
    over = why_closed(matter, on)
    if over:
        return over
    if not units:
        return _("请勾上要加进来的单位。")
    inside = matter.parts.filter(removed_at__isnull=True, unit__in=units).select_related("unit").first()
    return _("%(unit)s已经在里面了。") % {"unit": inside.unit.short_name or inside.unit.name} if inside else ""


def outside(matter: JointMatter) -> list[Unit]:
    """The units below the one that leads a matter which are not in it."""
    found = Unit.objects.filter(under(matter.unit), kind__in=list(UNIT_LABELS))
    inside = matter.parts.filter(removed_at__isnull=True).values("unit")
    return list(found.exclude(pk__in=inside).select_related("parent").order_by("path"))


def items_of(matter: JointMatter) -> dict[str, str]:
    """kind of unit → the code of the item that its units publish in a matter."""
    rows = matter.parts.filter(removed_at__isnull=True).order_by("pk")
    return dict(rows.values_list("unit__kind", "item__code"))


def changed_parts(matter: JointMatter) -> list[JointPart]:
    """The parts that came later or went, the newest first, for everybody to see."""
    changed = Q(added_at__isnull=False) | Q(removed_at__isnull=False)
    return list(matter.parts.filter(changed).select_related("unit").order_by("-pk"))


def plan_parts(
    units: Iterable[Unit], items: Mapping[str, Item], *, name: str, happened: date, until: date, now: datetime, on: date
) -> list[Planned]:
    """What each unit would owe; `items` is kind of unit → item. Three queries, however many units."""
    units = list(units)
    versions = list(
        ItemVersion.objects.valid_on(on).filter(item__in=list(items.values())).select_related("item", "scope")
    )
    owed = Duty.objects.open().filter(unit__in=units, item__in=list(items.values())).order_by("-period_end", "pk")
    by_key: dict[tuple[int, int], list[Duty]] = {}
    for duty in owed.select_related("joint_part__matter", "version"):
        by_key.setdefault((duty.unit_id, duty.item_id), []).append(duty)
    found = []
    for unit in units:
        item = items.get(unit.kind)
        if item is None:
            found.append(Planned(unit, why=_("还没有给这一类单位选事项。")))
            continue
        version = nearest(versions, unit).get(item.pk)
        mine = by_key.get((unit.pk, item.pk), [])
        found.append(_planned(unit, version, mine, name=name, happened=happened, until=until, now=now))
    return found


def _planned(
    unit: Unit, version: ItemVersion | None, mine: list[Duty], *, name: str, happened: date, until: date, now: datetime
) -> Planned:
    if version is None or not applies(version, unit):
        return Planned(unit, why=_("这一项不是这类单位的公开事项。"))
    periods = [duty for duty in mine if duty.kind in BY_PERIOD and duty.period_start <= until]
    # The period that is over by then; what stands for a longer time where there is none.
    bound = next((duty for duty in periods if duty.period_end <= until), None) or next(iter(periods), None)
    # Of an event what the unit has registered itself, or what it was writing when it was taken out.
    same = (duty for duty in mine if duty.kind == DutyKind.EVENT and duty.title == name)
    bound = bound or next((duty for duty in same if duty.period_start == happened), None)
    if bound is not None:
        part = getattr(bound, "joint_part", None)
        if part is not None:
            return Planned(unit, version, why=_("这一期已经在联动“%(name)s”里。") % {"name": part.matter.name})
        return Planned(unit, version, bound, min(bound.due, until), bound.due < until)
    try:
        due, _provisional = event_due(version, unit, happened, now)
    except NotNow as refused:
        return Planned(unit, version, why=refused.sentence)
    return Planned(unit, version, None, min(due, until), due < until)


def matters_for(viewer: Viewer) -> QuerySet[JointMatter]:
    """The matters of the units that a capacity looks after: begun there, or with a part there."""
    if viewer.unit is None or not viewer.may(Permission.NOTICE_READ):
        return JointMatter.objects.none()
    mine = JointPart.objects.filter(viewer.reach("unit__"), matter=OuterRef("pk"), removed_at__isnull=True)
    return JointMatter.objects.filter(viewer.reach("unit__") | Q(Exists(mine))).select_related("unit")


def matter_for(viewer: Viewer, pk: int) -> JointMatter:
    """The matter for this viewer, or NotFound."""
    found = matters_for(viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def sought(matters: QuerySet[JointMatter], on: date, *, words: str = "", state: str = "") -> QuerySet[JointMatter]:
    """By words of name or unit, and by how they stand; each with `all`, `met` and `late` counted from the duties."""
    standing = Q(parts__removed_at__isnull=True)
    unsettled = standing & Q(parts__duty__settlement=Settlement.OPEN)
    found = matters.annotate(
        all=Count("parts", filter=standing, distinct=True),
        met=Count("parts", filter=standing & ~Q(parts__duty__settlement=Settlement.OPEN), distinct=True),
        late=Count("parts", filter=unsettled & Q(parts__duty__due__lt=on), distinct=True),
        open=Count("parts", filter=unsettled, distinct=True),
    )
    if words:
        found = found.filter(Q(name__contains=words) | Q(unit__short_name__contains=words))
    if state == "ended":
        found = found.filter(ended_at__isnull=False)
    elif state in STATES:
        going = found.filter(ended_at__isnull=True)
        found = going.filter(**{"running": {"open__gt": 0}, "late": {"late__gt": 0}, "done": {"open": 0}}[state])
    return found.order_by("-until", "-pk")


def standings(matter: JointMatter, on: date) -> list[Standing]:
    """Every unit of a matter, the late ones first. Two queries."""
    return standings_of([matter.pk], on).get(matter.pk, [])


def standings_of(matters: Iterable[int], on: date, *, writing: bool = True) -> dict[int, list[Standing]]:
    """matter → its units. Without `writing` nobody asks whether a notice is under way: one query instead of two."""
    parts = JointPart.objects.filter(matter__in=list(matters), removed_at__isnull=True)
    found = list(parts.select_related("unit", "matter", "duty__version").order_by("unit__path"))
    under_way = begun([part.duty_id for part in found if part.duty_id is not None]) if writing else set()
    rows: dict[int, list[Standing]] = {}
    for part in found:
        duty = part.duty
        assert duty is not None, "the database keeps it so"
        rows.setdefault(part.matter_id, []).append(Standing(part, _state(duty, on, under_way), duty.days_late(on)))
    for some in rows.values():
        some.sort(key=lambda one: (ORDER[one.state], -one.days_late))
    return rows


def _state(duty: Duty, on: date, under_way: set[int]) -> str:
    if duty.settlement:
        return "done" if duty.settlement == Settlement.MET else "nil"
    if duty.due < on:
        return "late"
    return "begun" if duty.pk in under_way else "todo"


def why_not_change(matter: JointMatter, viewer: Viewer) -> str:
    """Why nobody can take out a unit or stop the matter now; empty when it can be done."""
    if not viewer.may(Permission.JOINT_WRITE, matter.unit):
        return _("由牵头的%(unit)s来改。") % {"unit": matter.unit.short_name}
    return _("这件事已经停止联动了。") if matter.ended_at is not None else ""


def matter_of(duty: Duty) -> JointMatter | None:
    """The matter whose part a duty is; no query where it is none."""
    if duty.joint_until is None:
        return None
    part = JointPart.objects.filter(duty=duty).select_related("matter__unit").first()
    return part.matter if part else None


def others_said(duties: Iterable[Duty], on: date) -> dict[int, str]:
    """duty → one sentence on how the others stand, for those that are part of a matter; no query where none is."""
    linked = [duty.pk for duty in duties if duty.joint_until is not None]
    if not linked:
        return {}
    mine = dict(JointPart.objects.filter(duty__in=linked).values_list("duty", "matter"))
    rows = standings_of(set(mine.values()), on, writing=False)
    return {duty: _said(duty, rows[matter]) for duty, matter in mine.items() if duty is not None and matter in rows}


def _said(duty: int, rows: list[Standing]) -> str:
    own = next(row for row in rows if row.duty.pk == duty)
    matter = own.part.matter
    done = [row.unit.short_name or row.unit.name for row in rows if row.state == "done" and row is not own]
    waiting = sum(row.state not in ("done", "nil") for row in rows if row is not own)
    words = {
        "name": matter.name,
        "since": say_day(matter.since),
        "until": say_day(matter.until),
        "units": _("、").join(done[:3]),
        "n": len(done),
        "waiting": waiting,
    }
    if not done:
        return _("联动“%(name)s”：统一在 %(since)s到%(until)s公开，别的单位也还没有公布") % words
    if len(done) > 3:
        return _("联动“%(name)s”：%(units)s等 %(n)s 个单位已公布，本单位还没有") % words
    return _("联动“%(name)s”：%(units)s已公布，本单位还没有") % words
