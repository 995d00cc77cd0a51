"""Where a matter stands on which people are heard: computed from days, opinions and answers whenever it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mingbai.catalog.models import ItemVersion
from mingbai.catalog.rules.versions import spec_of, versions_for
from mingbai.disclosure.models import Edition, EditionState, Notice
from mingbai.feedback.models import Answer, Opinion, OpinionKind, Outcome, Stage, StageKind, Thread
from mingbai.kit.limits import parse_rule
from mingbai.kit.workdays import say_date
from mingbai.orgs.models import Unit

ORDER = (StageKind.DRAFT, StageKind.DECISION, StageKind.RESULT)
STAGE = "stage_key"  # the attribute of a notice that was read along with it
NOT_FOR_ALL = ("party_members", "parties_concerned")


@dataclass(frozen=True)
class Standing:
    """A stage with its notice. `state`: writing (not up), open (heard until `until`), closed, done; of a trial
    running, waiting (over, with objections unanswered), effective (from `since`), stopped (by `upheld`)."""

    stage: Stage
    notice: Notice | None
    state: str
    until: date | None = None
    since: date | None = None
    upheld: Answer | None = None

    @property
    def published(self) -> bool:
        return self.notice is not None and self.notice.live_id is not None and not self.notice.gone


def stage_key() -> Subquery:
    """The key of a notice's stage, to be read along with the notice."""
    return Subquery(Stage.objects.filter(duty__notices=OuterRef("pk")).order_by("pk").values("pk")[:1])


def stage_of(notice: Notice) -> Stage | None:
    """The stage that a notice is for; one query, none where the notice was read with its stage's key and has none."""
    if getattr(notice, STAGE, True) is None:
        return None
    return Stage.objects.filter(duty__notices=notice).select_related("thread").order_by("pk").first()


def notice_for(stage: Stage) -> Notice | None:
    """The notice of a stage: the one that is up, else the newest attempt; none that was given up before it was up."""
    found = Notice.objects.filter(duties=stage.duty_id).select_related("unit", "item", "live__version")
    found = found.filter(Exists(Edition.objects.filter(notice=OuterRef("pk")).exclude(state=EditionState.VOID)))
    return min(found, key=lambda one: (one.live is None or one.gone, -one.pk), default=None)


def until_of(stage: Stage, live: Edition | None) -> date | None:
    """The last day on which people are heard: the day of posting does not count (民法典 201); a corrected edition is
    heard anew."""
    if stage.days is None or live is None or live.display_from is None:
        return None
    return live.display_from + timedelta(days=stage.days)


def standing_of(stage: Stage, on: date, notice: Notice | None = None) -> Standing:
    """Where a stage stands on a day; pass the notice where it has been read already."""
    notice = notice or notice_for(stage)
    live = notice.live if notice else None
    if notice is None or live is None or notice.gone:
        return Standing(stage, notice, "writing")
    until = until_of(stage, live)
    if stage.kind == StageKind.TRIAL:
        assert until is not None, "a trial has days"
        return _trial(stage, notice, live, until, on)
    if until is None:
        return Standing(stage, notice, "done")
    return Standing(stage, notice, "open" if on <= until else "closed", until)


def _trial(stage: Stage, notice: Notice | None, live: Edition, until: date, on: date) -> Standing:
    """One query: the objections to the edition that stands now, raised in time."""
    raised = Opinion.objects.filter(edition=live, kind=OpinionKind.OBJECTION, said_on__lte=until)
    objections = list(raised.select_related("answer__tenure__post").order_by("answer__at", "pk"))
    answers = [one.answer for one in objections if getattr(one, "answer", None) is not None]
    upheld = next((answer for answer in answers if answer.outcome == Outcome.ADOPTED), None)
    if upheld is not None:
        return Standing(stage, notice, "stopped", until, upheld=upheld)
    if on <= until:
        return Standing(stage, notice, "running", until)
    if len(answers) < len(objections):
        return Standing(stage, notice, "waiting", until)
    since = max([until + timedelta(days=1), *(timezone.localdate(answer.at) for answer in answers)])
    return Standing(stage, notice, "effective", until, since=since)


def thread_standings(thread: Thread, on: date) -> list[Standing]:
    """Its stages so far, in order."""
    stages = {stage.kind: stage for stage in thread.stages.select_related("thread", "duty")}
    return [standing_of(stages[kind], on) for kind in ORDER if kind in stages]


def next_kind(standings: list[Standing]) -> StageKind | None:
    """What comes after the stages so far; None after the result."""
    return ORDER[len(standings)] if len(standings) < len(ORDER) else None


def why_not_next(standings: list[Standing]) -> str:
    """Why the next stage can't begin; empty when it can."""
    last = standings[-1]
    if next_kind(standings) is None:
        return _("三份都有了，没有下一份。")
    if not last.published or last.state == "writing":
        return _("“%(kind)s”这一份还没有公布，公布以后再写下一份。") % {"kind": last.stage.get_kind_display()}
    return why_not_decide(last) if last.stage.kind == StageKind.DRAFT else ""


def why_not_decide(draft: Standing) -> str:
    """Why the decision can't go its way: still being heard, or somebody waits for an answer."""
    if draft.state == "open" and draft.until is not None:
        return _("征求意见到 %(day)s，没有到期，还不能定。") % {"day": say_date(draft.until)}
    waiting = Opinion.objects.filter(notice=draft.notice).unanswered().count() if draft.notice else 0
    if waiting:
        words = ngettext("还有 %(n)s 条意见没有答复。", "还有 %(n)s 条意见没有答复。", waiting)
        return _("%(waiting)s逐条答复采纳还是不采纳、为什么，再定。") % {"waiting": words % {"n": waiting}}
    return ""


def why_not_submit(edition: Edition, on: date) -> str:
    """What stands against submitting a decision; empty for all else. One query where the notice is in no thread."""
    stage = stage_of(edition.notice)
    if stage is None or stage.kind != StageKind.DECISION or stage.thread is None:
        return ""
    draft = Stage.objects.filter(thread=stage.thread, kind=StageKind.DRAFT).first()
    return why_not_decide(standing_of(draft, on)) if draft else ""


def least_days(version: ItemVersion, unit: Unit, kind: str) -> int:
    """The fewest days for which people must be heard: what the item hangs at least (村 35, 居 34); a draft of an office
    of the state a month (重大行政决策程序暂行条例 15, by analogy and from memory: to be confirmed)."""
    shown = spec_of(version).min_display_days
    if kind == StageKind.DRAFT:
        return max(shown, parse_rule("comment-residents" if unit.is_grassroots else "comment-office").n)
    return max(shown, 1)


def items_for(unit: Unit, on: date) -> list[ItemVersion]:
    """The rows on which people can be heard: those that are published as matters come up."""
    found = [(version, spec_of(version)) for version in versions_for(unit, on)]
    return [v for v, spec in found if spec.event_rule or spec.kind in ("as_it_happens", "procedural")]


def why_not_heard(version: ItemVersion, kind: str) -> str:
    """Why an item can't be put up for comment; empty when it can."""
    spec = spec_of(version)
    if kind == StageKind.DRAFT and (spec.privacy == "P2" or spec.audience.tier in NOT_FOR_ALL):
        return _("“%(title)s”涉及个人或者只给一部分人看，不能放到网上征求意见。") % {"title": version.title}
    return ""
