"""What was planned, as tasks of the desk: linked matters, campaigns, responsibility letters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.disclosure.rules.desk_task import Task
from mingbai.duties.models import Campaign, JointMatter, Letter, LetterReport, LetterSide
from mingbai.duties.rules.campaigns import Row, grids, with_plans
from mingbai.duties.rules.joint import standings_of
from mingbai.duties.rules.letters.follow import reports_of
from mingbai.duties.rules.letters.text import WORKERS, why_not_whole
from mingbai.orgs.rules.may import REACH_BELOW, Permission, Viewer

AHEAD = timedelta(days=30)
CONFIRMED_WITHIN = timedelta(days=10)  # the house's proposal
NAMED = 3  # late units that a note names; the rest is counted


def planned_tasks(viewer: Viewer, on: date) -> Iterator[Task]:
    """All that somebody planned and has to look after, or has to do for a plan."""
    if viewer.may(Permission.JOINT_WRITE):
        yield from _linked(viewer, on)
    if viewer.may(Permission.CAMPAIGN_WRITE) or viewer.may(Permission.DUTY_WRITE):
        yield from _campaigns(viewer, on)
    if viewer.kind in WORKERS:
        yield from _own_letter(viewer, on)
    if viewer.kind in REACH_BELOW and viewer.may(Permission.LETTER_SIGN):
        yield from _letters_below(viewer, on)


def _linked(viewer: Viewer, on: date) -> Iterator[Task]:
    """Matters that the viewer's own unit began, once their days have come, until every unit has published."""
    going = JointMatter.objects.filter(unit=viewer.unit, ended_at__isnull=True, since__lte=on)
    matters = list(going.filter(parts__duty__settlement="").distinct().order_by("until", "pk"))
    rows = standings_of([matter.pk for matter in matters], on, writing=False) if matters else {}
    for matter in matters:
        waiting = [row for row in rows[matter.pk] if not row.number]
        late = [row for row in waiting if row.state == "late"]
        names = [row.unit.short_name or row.unit.name for row in (late or waiting)]
        words = {"n": len(names), "units": several(names)}
        note = _("%(n)s 个单位逾期没有公布：%(units)s") if late else _("还有 %(n)s 个单位没有公布：%(units)s")
        title = _("联动：%(name)s") % {"name": matter.name}
        href = reverse("duties:joint", args=[matter.pk])
        yield Task(matter.until, title, note % words, _("去看"), "joint", matter.pk, href=href)


def _campaigns(viewer: Viewer, on: date) -> Iterator[Task]:
    """For the clerk what the unit has to report in a phase that has begun; for who planned it, who is late."""
    assert viewer.unit is not None, "the capacity has a unit"
    mine = Q(parts__unit=viewer.unit, parts__left_at__isnull=True)
    going = Campaign.objects.filter(Q(unit=viewer.unit) | mine, ended_at__isnull=True).distinct()
    campaigns = list(with_plans(going.select_related("unit")).order_by("pk"))
    table = grids(campaigns, on) if campaigns else {}
    for campaign in campaigns:
        if viewer.may(Permission.CAMPAIGN_WRITE, campaign.unit):
            yield from _behind(campaign, [row for row in table[campaign.pk] if row.late])
        if viewer.may(Permission.DUTY_WRITE):
            own = [row for row in table[campaign.pk] if row.unit.pk == viewer.unit.pk]
            yield from _to_report(campaign, own)


def _behind(campaign: Campaign, late: list[Row]) -> Iterator[Task]:
    if late:
        due = min(cell.phase["until"] for row in late for cell in row.cells if cell.late)
        words = {"n": len(late), "units": several([row.unit.short_name or row.unit.name for row in late])}
        note = _("%(n)s 个单位有任务逾期：%(units)s") % words
        href = reverse("duties:campaign", args=[campaign.pk])
        title = _("活动：%(name)s") % {"name": campaign.name}
        yield Task(due, title, note, _("去看"), "campaign", campaign.pk, href=href)


def _to_report(campaign: Campaign, own: list[Row]) -> Iterator[Task]:
    href = f"{reverse('duties:campaign', args=[campaign.pk])}#mine"
    for cell in (cell for row in own for cell in row.cells):
        left = [step.title for step in cell.steps if step.state in ("late", "going") and not step.record]
        if left:
            note = _("“%(phase)s”还没有报的：%(tasks)s") % {"phase": cell.phase["name"], "tasks": several(left)}
            title = _("活动：%(name)s") % {"name": campaign.name}
            yield Task(cell.phase["until"], title, note, _("去报"), "campaign", campaign.pk, href=href)


def _own_letter(viewer: Viewer, on: date) -> Iterator[Task]:
    """The letter that waits for the viewer's own signature, and the viewer's own tasks of the one in force."""
    tenure = viewer.tenure
    if tenure is None or viewer.standing_in:
        return
    found = Letter.objects.filter(unit=viewer.unit, year=on.year).annotate(signed=Count("signatures"))
    letters = list(found.order_by("-number"))
    last = letters[0] if letters else None
    mine_to_sign = last is not None and not last.signed and last.content["first"]["tenure"] == tenure.pk
    if last is not None and mine_to_sign and not why_not_whole(last.content):
        yield _to_sign(last, on, _("您是第一责任人，看过签字，再送上级签"))
    force = next((letter for letter in letters if letter.signed == len(LetterSide)), None)
    mine = [task for task in force.content["tasks"] if task["kind"] == "own"] if force else []
    mine = [task for task in mine if task["tenure"] == tenure.pk and date.fromisoformat(task["due"]) <= on + AHEAD]
    if force is None or not mine:
        return
    reports = reports_of([force.unit_id], on.year)[force.unit_id]
    href = reverse("duties:letter", args=[force.pk])
    for task in mine:
        if task["key"] not in reports:
            note = _("责任书上您的任务，办好了报上去")
            yield Task(date.fromisoformat(task["due"]), task["title"], note, _("去报"), "letter", force.pk, href=href)


def _letters_below(viewer: Viewer, on: date) -> Iterator[Task]:
    """Letters that the units right below have signed, and tasks that they report as done."""
    newer = Letter.objects.filter(unit=OuterRef("unit"), year=OuterRef("year"), number__gt=OuterRef("number"))
    waiting = Letter.objects.filter(~Exists(newer), unit__parent=viewer.unit, year__gte=on.year)
    waiting = waiting.annotate(signed=Count("signatures")).filter(signed=1)
    for letter in waiting.select_related("unit").order_by("unit__path"):
        yield _to_sign(letter, on, _("责任单位已经签了，等您签"))
    reports = LetterReport.objects.filter(unit__parent=viewer.unit, confirmed_at__isnull=True, undone_at__isnull=True)
    by_unit: dict[tuple[int, int], list[LetterReport]] = {}
    for report in reports.select_related("unit").order_by("done_at"):
        by_unit.setdefault((report.unit_id, report.year), []).append(report)
    for (unit, year), some in by_unit.items():
        reported = Letter.objects.filter(unit=unit, year=year).exclude(digest="").order_by("-number").first()
        assert reported is not None, "a task is reported on a letter that both have signed"
        words = {"unit": some[0].unit.short_name or some[0].unit.name, "n": len(some)}
        title = _("%(unit)s的责任书：%(n)s 项报了办好") % words
        due = timezone.localdate(some[0].done_at) + CONFIRMED_WITHIN
        href = reverse("duties:letter", args=[reported.pk])
        yield Task(due, title, some[0].words, _("去确认"), "letter", reported.pk, href=href)


def _to_sign(letter: Letter, on: date, note: str) -> Task:
    words = {"unit": letter.unit.short_name or letter.unit.name, "year": letter.year}
    title = _("%(unit)s %(year)s 年责任书") % words
    return Task(on, title, note, _("看了签字"), "letter", letter.pk, href=reverse("duties:letter", args=[letter.pk]))


def several(names: list[str]) -> str:
    """The first few names."""
    shown = _("、").join(names[:NAMED])
    return _("%(names)s等") % {"names": shown} if len(names) > NAMED else shown
