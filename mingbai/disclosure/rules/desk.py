"""What waits for a viewer, in order of lateness, with one next act each; and what waits for others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mingbai.catalog.rules.days import current_calendar
from mingbai.catalog.rules.routes import routes_of
from mingbai.catalog.schema.route import COLLECT, act_of, proceeds
from mingbai.disclosure.models import (
    Decision,
    Edition,
    EditionState,
    Notice,
    NoticeKind,
    Ruling,
    Verdict,
    Withdrawal,
    WithdrawalKind,
)
from mingbai.disclosure.models.editions import EditionQuerySet
from mingbai.disclosure.rules.audience import on_release
from mingbai.disclosure.rules.days import SubmitBy, step_day, submit_by
from mingbai.disclosure.rules.desk_task import Task
from mingbai.disclosure.rules.later import TASKS
from mingbai.disclosure.rules.may import is_seat, seats_of, when
from mingbai.disclosure.rules.plans import planned_tasks
from mingbai.disclosure.rules.seats import may_be_asked
from mingbai.disclosure.rules.steps import by_step, unanswered
from mingbai.disclosure.rules.urgent import cosign_due, refused_by, urgent_word, waits
from mingbai.duties.models import Duty
from mingbai.duties.rules.joint import others_said
from mingbai.duties.rules.labels import label_of
from mingbai.kit.workdays import WorkCalendar, say_day
from mingbai.orgs.rules.may import Permission, Viewer

HORIZON = timedelta(days=45)
GROUPS = ("late", "mine", "soon", "week", "month", "later")
SEATED = {
    Permission.NOTICE_SIGN,
    Permission.NOTICE_VOTE,
    Permission.NOTICE_SCREEN,
    Permission.NOTICE_APPROVE,
}
PRESSING = ("late", "mine", "soon")
# How soon a second person should decide on taking something back.
DECIDED_IN: dict[str, timedelta] = {
    WithdrawalKind.WITHDRAW: timedelta(days=3),
    WithdrawalKind.REMOVE: timedelta(days=1),
}


@dataclass(frozen=True)
class Waiting:
    """Something of the viewer's unit that waits for others."""

    edition: Edition
    note: str


def tasks_for(viewer: Viewer, now: datetime, calendar: WorkCalendar | None = None) -> list[Task]:
    """Everything that the viewer can do next, most late first."""
    on, calendar = timezone.localdate(now), calendar or current_calendar()
    found: list[Task] = []
    if viewer.may(Permission.NOTICE_WRITE):
        found += _writing(viewer, on, calendar)
        found += _correcting(viewer, on)
        found += _cosigning(viewer, now)
    if viewer.permissions & SEATED:
        found += _seats(viewer, on, calendar)
    if viewer.may(Permission.NOTICE_FILE):
        found += _filing(viewer, on)
    if viewer.may(Permission.NOTICE_SCREEN):
        found += _rulings(viewer, on)
    if viewer.may(Permission.NOTICE_CONFIRM):
        found += _withdrawals(viewer)
    found += planned_tasks(viewer, on)
    for more in TASKS:
        found += more(viewer, now)
    return sorted(found, key=lambda task: (task.due, task.title, task.target))


def waiting_for_others(viewer: Viewer, now: datetime, calendar: WorkCalendar | None = None) -> list[Waiting]:
    """Editions of the clerk's unit that somebody else has to sign or review."""
    if not viewer.may(Permission.NOTICE_WRITE):
        return []
    editions = _moving(viewer).filter(notice__unit=viewer.unit)
    calendar = calendar or current_calendar()
    return [Waiting(edition, _why_waiting(edition, now, calendar)) for edition in editions]


def _writing(viewer: Viewer, on: date, calendar: WorkCalendar) -> Iterable[Task]:
    assert viewer.unit is not None, "the capacity writes in a unit"
    open_duties = Duty.objects.filter(unit=viewer.unit, settlement="", due__lte=on + HORIZON)
    taken_back = Notice.objects.filter(duties=OuterRef("pk"), kind=NoticeKind.REGULAR)
    taken_back = taken_back.filter(live__state=EditionState.WITHDRAWN)
    open_duties = open_duties.select_related("item", "version").annotate(taken_back=Exists(taken_back))
    gone = {duty.pk for duty in open_duties if getattr(duty, "taken_back", False)}
    linked = others_said(open_duties, on)
    editions = Edition.objects.under_way().filter(notice__duties__in=open_duties)
    by_pk = {edition.pk: edition for edition in editions.select_related("notice").distinct()}
    newest = {duty_id: by_pk[pk] for duty_id, pk in editions.order_by("pk").values_list("notice__duties", "pk")}
    asked = _questions(by_pk.values())
    returns = _returns(by_pk.values())
    routes = routes_of(viewer.unit)
    told: set[int] = set()
    for duty in open_duties:
        edition = newest.get(duty.pk)
        if edition is not None and edition.pk in told:
            continue
        if edition is not None:
            told.add(edition.pk)
        if edition is None:
            begin = _not_begun(duty, submit_by(duty, routes, calendar), on)
            task: Task | None = _with(begin, _again() if duty.pk in gone else "")
        else:
            task = _writing_task(duty.due, edition, asked, returns, duty.provisional)
        if task is not None:
            yield _with(task, linked.get(duty.pk, ""))


def _again() -> str:
    """What is owed again after it was taken back may go on in two ways; only one of them is the desk's next act."""
    return _("公布过又撤回了：只改几处的，到“全部公开”里打开那一份写更正，编号不变；重写的，从这里开始")


def _with(task: Task, said: str) -> Task:
    """The task with a sentence more, on how the others of a linked disclosure stand."""
    return replace(task, note=f"{task.note} · {said}") if said else task


def _correcting(viewer: Viewer, on: date) -> Iterable[Task]:
    """Corrections under way in the unit: their duties are long settled, but what is wrong hangs until they are done."""
    editions = Edition.objects.under_way().filter(notice__unit=viewer.unit, notice__live__isnull=False)
    # What was taken back is owed again, and told among what is owed.
    owed = Duty.objects.filter(notices=OuterRef("notice"), settlement="", due__lte=on + HORIZON)
    editions = editions.filter(~Exists(owed))
    found = list(editions.select_related("notice").prefetch_related("notice__duties"))
    asked, returns = _questions(found), _returns(found)
    for edition in found:
        task = _writing_task(_due(edition, on), edition, asked, returns)
        if task is not None:
            yield task


def _cosigning(viewer: Viewer, now: datetime) -> Iterable[Task]:
    """What went up in an emergency and somebody asks about, or does not agree to afterwards."""
    editions = Edition.objects.filter(notice__unit=viewer.unit, state=EditionState.PUBLISHED).exclude(step="")
    found = list(editions.select_related("notice__unit").prefetch_related("decisions__tenure__person"))
    asked = _questions(found)
    for edition in found:
        decisions = list(edition.decisions.all())
        word = urgent_word(decisions)
        due = cosign_due(word) if word else timezone.localdate(now)
        against = refused_by(edition, decisions, seats_of(edition, now).get(edition.step, 1))
        if against is not None:
            note = _("补签没有通过：%(why)s。请写更正，或者提出撤回") % {
                "why": against.reason or _("、").join(against.points)
            }
            yield Task(due, edition.title, note, _("去处理"), "answer", edition.pk)
        elif edition.pk in asked:
            yield _asked_task(due, edition, asked[edition.pk])


def _not_begun(duty: Duty, last: SubmitBy, on: date) -> Task:
    title = _("%(title)s（%(period)s）") % {"title": duty.title, "period": label_of(duty.period)}
    if duty.due < on:
        note = _("已经过了应公开的日子，写好马上送审")
        return Task(duty.due, title, note, _("开始写"), "duty", duty.pk, duty.provisional)
    words = {"day": say_day(last.day), "why": last.why}
    if last.day < on:
        note = _("该在 %(day)s 前送审，已经过了，写好马上送审") % words
        return Task(duty.due, title, note, _("开始写"), "duty", duty.pk, duty.provisional)
    if last.why:
        note = _("%(day)s 前送审，才赶得上签审（%(why)s）") % words
    else:
        note = _("%(day)s 前送审") % words
    return Task(duty.due, title, note, _("开始写"), "duty", duty.pk, duty.provisional)


def _writing_task(
    due: date,
    edition: Edition,
    asked: dict[int, Decision],
    returns: dict[int, Decision],
    provisional: bool = False,
) -> Task | None:
    if edition.state == EditionState.DRAFT:
        note = _("写了一半，%(when)s 存的") % {"when": when(edition.saved_at)}
        return Task(due, edition.title, note, _("接着写"), "draft", edition.pk, provisional)
    if edition.state == EditionState.RETURNED:
        last = returns.get(edition.pk)
        note = _("被退回：%(why)s") % {"why": last.reason or _("、").join(last.points)} if last else _("被退回")
        return Task(due, edition.title, note, _("按意见改"), "answer", edition.pk, provisional)
    question = asked.get(edition.pk)
    return _asked_task(due, edition, question, provisional) if question is not None else None


def _asked_task(due: date, edition: Edition, question: Decision, provisional: bool = False) -> Task:
    why = question.reason or _("、").join(question.points)
    note = _("%(who)s有疑问：%(why)s") % {"who": question.who, "why": why}
    return Task(due, edition.title, note, _("去说明"), "answer", edition.pk, provisional)


def _questions(editions: Iterable[Edition]) -> dict[int, Decision]:
    """edition → the first doubt that waits for the clerk's answer."""
    moving = [edition.pk for edition in editions if edition.state == EditionState.MOVING or edition.cosigning]
    steps = {edition.pk: edition.step for edition in editions}
    grouped: dict[int, list[Decision]] = {}
    for decision in Decision.objects.filter(edition__in=moving).select_related("tenure__person", "deputy"):
        if decision.step == steps[decision.edition_id]:
            grouped.setdefault(decision.edition_id, []).append(decision)
    doubts = {pk: unanswered(decisions) for pk, decisions in grouped.items()}
    return {pk: found[0] for pk, found in doubts.items() if found}


def _returns(editions: Iterable[Edition]) -> dict[int, Decision]:
    """edition → the newest word that returned it."""
    returned = [edition.pk for edition in editions if edition.state == EditionState.RETURNED]
    words = Decision.objects.filter(edition__in=returned, verdict=Verdict.RETURN).order_by("at", "pk")
    return {word.edition_id: word for word in words}


def _moving(viewer: Viewer) -> EditionQuerySet:
    mine = Edition.objects.filter(waits(), may_be_asked(viewer))
    related = mine.select_related("notice__unit", "author__person").prefetch_related(
        "decisions__tenure__person", "notice__duties"
    )
    return related.order_by("frozen_at")


def _seats(viewer: Viewer, on: date, calendar: WorkCalendar) -> Iterable[Task]:
    acts = {"sign": _("看了签字"), "vote": _("去审"), "review": _("去审查"), "approve": _("去批")}
    for edition in _moving(viewer):
        step = edition.step_spec()
        act = act_of(step)
        if act not in acts or not is_seat(step, edition, viewer):
            continue
        here = by_step(edition.decisions.all()).get(edition.step, [])
        mine = [word for word in here if viewer.tenure and word.tenure_id == viewer.tenure.pk]
        if mine and not any(word.answers_id == mine[-1].pk for word in here):
            continue  # has said it, and nobody has answered a doubt since
        note = _("%(unit)s · 经办人 %(who)s %(when)s 送来") % {
            "unit": edition.notice.unit.short_name,
            "who": edition.author.person.name,
            "when": when(edition.frozen_at or edition.saved_at),
        }
        day = step_day(edition, edition.decisions.all(), calendar)
        word = urgent_word(edition.decisions.all())
        if word is not None:
            day = cosign_due(word)
            note = _("紧急公布的，%(day)s 前补签：%(why)s") % {"day": say_day(day), "why": word.reason}
        elif day is not None:
            words = {"note": note, "step": step["label"], "day": say_day(day)}
            note = _("%(note)s · “%(step)s”要在 %(day)s 前办完") % words
            note += _("，过了就往下走，公开栏上写明没有办") if proceeds(step) else ""
        yield Task(day or _due(edition, on), edition.title, note, acts[act], act, edition.pk)


def _filing(viewer: Viewer, on: date) -> Iterable[Task]:
    # The street and a bureau may both have to: what one has taken on file still waits for the other.
    filed = Decision.objects.filter(edition=OuterRef("pk"), verdict=Verdict.RECEIPT)
    filed = filed.filter(tenure__post__body__unit=viewer.unit)
    shown = (EditionState.READY, EditionState.PUBLISHED, EditionState.MOVING)
    editions = Edition.objects.filter(may_be_asked(viewer), state__in=shown).filter(~Exists(filed))
    related = editions.select_related("notice__unit").prefetch_related("notice__duties")
    for edition in related.order_by("frozen_at"):
        mine = (step for step in edition.steps if step["kind"] == "file" and is_seat(step, edition, viewer))
        step = next(mine, None)
        if step is None or (edition.state == EditionState.MOVING and edition.step != step["key"]):
            continue
        words = {"unit": edition.notice.unit.short_name, "number": edition.notice.number or _("还没公布")}
        note = _("%(unit)s · %(number)s") % words
        yield Task(_due(edition, on), edition.title, note, _("看了备案"), "file", edition.pk)


def _rulings(viewer: Viewer, on: date) -> Iterable[Task]:
    asked = Ruling.objects.filter(viewer.reach("notice__unit__"), ruled_at__isnull=True)
    for ruling in asked.select_related("notice__unit", "asked_by__person"):
        words = {"unit": ruling.notice.unit.short_name, "who": ruling.asked_by.person.name, "plea": ruling.plea}
        note = _("%(unit)s · 经办人 %(who)s：%(plea)s") % words
        title = _("裁定：%(place)s %(masked)s") % {"place": ruling.place, "masked": ruling.masked}
        yield Task(on, title, note, _("去裁定"), "ruling", ruling.pk)


def _withdrawals(viewer: Viewer) -> Iterable[Task]:
    """What somebody else wants to take back; a removal is down already and presses more."""
    asked = Withdrawal.objects.filter(viewer.reach("notice__unit__"), decided_at__isnull=True)
    asked = asked.exclude(asker=viewer.person).exclude(asked_by=viewer.tenure)
    related = ("notice__unit", "edition", "asker", "asked_by__person", "asked_by__post")
    for one in asked.select_related(*related).order_by("asked_at"):
        words = {
            "unit": one.notice.unit.short_name,
            "who": one.asked_in_words,
            "when": when(one.asked_at),
            "reason": one.get_reason_display(),
        }
        note = _("%(unit)s · %(who)s %(when)s 提出：%(reason)s") % words
        title = _("%(kind)s：%(title)s") % {"kind": one.get_kind_display(), "title": one.edition.title}
        due = timezone.localdate(one.asked_at) + DECIDED_IN[one.kind]
        yield Task(due, title, note, _("去决定"), "withdrawal", one.edition_id)


def _due(edition: Edition, on: date) -> date:
    """The day that presses: the earliest duty that it settles; for a correction, or without a duty, three days from
    its submission."""
    days = [duty.due for duty in edition.notice.duties.all()]
    if days and not edition.corrects:
        return min(days)
    return timezone.localdate(edition.frozen_at) + timedelta(days=3) if edition.frozen_at else on


def _why_waiting(edition: Edition, now: datetime, calendar: WorkCalendar) -> str:
    decisions = list(edition.decisions.all())
    said = _how_long(edition, decisions, now)
    word = urgent_word(decisions)
    day, on = cosign_due(word) if word else step_day(edition, decisions, calendar), timezone.localdate(now)
    if on_release(edition) and day is not None:
        return released(edition, day)
    if day is None:
        return said
    if day < on:
        return _("%(said)s，过期 %(n)s 天") % {"said": said, "n": (on - day).days}
    return _("%(said)s，%(day)s 前办完") % {"said": said, "day": say_day(day)}


def released(edition: Edition, day: date) -> str:
    """Who reads it first and until when, for the desk and the page; it says so where nobody can."""
    release = edition.release
    words = {"n": release.readers, "tier": release.get_tier_display(), "day": say_day(day)}
    if not release.readers:
        return _("名册上没有%(tier)s，没有人能先看。请登记名册；到 %(day)s 期满，自动公布") % words
    return _("正在先给名册上的 %(n)s 名%(tier)s看，到 %(day)s 期满，自动公布") % words


def _how_long(edition: Edition, decisions: list[Decision], now: datetime) -> str:
    step = edition.step_spec()
    since = max((decision.at for decision in decisions), default=edition.saved_at)
    waited = _waited(int((now - since).total_seconds() // 60))
    here = by_step(decisions).get(edition.step, [])
    agreed = sum(word.verdict == Verdict.AGREE for word in here)
    if step["kind"] == COLLECT:
        return _("正在征求意见，期满、逐条答复以后往下走")
    if step["kind"] == "vote":
        return _("%(step)s已同意 %(n)s 人，等了 %(waited)s") % {"step": step["label"], "n": agreed, "waited": waited}
    return _("%(step)s，等了 %(waited)s") % {"step": step["label"], "waited": waited}


def _waited(minutes: int) -> str:
    """How long, in the largest unit that fits."""
    if minutes >= 24 * 60:
        n = minutes // (24 * 60)
        return ngettext("%(n)s 天", "%(n)s 天", n) % {"n": n}
    if minutes >= 60:
        n = minutes // 60
        return ngettext("%(n)s 小时", "%(n)s 小时", n) % {"n": n}
    n = max(minutes, 1)
    return ngettext("%(n)s 分钟", "%(n)s 分钟", n) % {"n": n}
