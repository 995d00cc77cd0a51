"""May this person do this act now, and if not, why: one sentence, asked by the page and by the action alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.catalog.schema.route import Step, act_of
from mingbai.disclosure.models import Decision, Edition, EditionState, Notice, Verdict, Withdrawal
from mingbai.disclosure.rules.acts import ACTS
from mingbai.disclosure.rules.audience import on_release
from mingbai.disclosure.rules.seats import asked_beside, counts_seats, holders, sits
from mingbai.disclosure.rules.steps import by_step, lapsed, latest, passed, unanswered
from mingbai.disclosure.rules.urgent import COSIGNED
from mingbai.kit.errors import NotNow, NotYours
from mingbai.kit.workdays import say_day
from mingbai.orgs.models import PostKind
from mingbai.orgs.rules.may import Viewer
from mingbai.orgs.rules.may import refusal as post_refusal

BESIDE = ("review", "approve", "file", "return")  # what a bureau beside the unit can be asked for
TAKING_BACK = ("withdraw", "remove", "confirm", "keep")


@dataclass(frozen=True)
class Refusal:
    """Why not: `yours` when another post must do it, else the moment is wrong."""

    sentence: str
    yours: bool = False

    def as_error(self) -> NotYours | NotNow:
        return NotYours(self.sentence) if self.yours else NotNow(self.sentence)


def when(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{say_day(local)} {local:%H:%M}"


def is_seat(step: Step, edition: Edition, viewer: Viewer) -> bool:
    """Whether the viewer's capacity is one that the step asks for, in the right unit."""
    return sits(step, edition.notice.unit, viewer)


def seats_of(edition: Edition, now: datetime, *, among: Collection[str] | None = None) -> dict[str, int]:
    """How many sit on each step where that matters, or on those `among` them. One query for each such step."""
    on = timezone.localdate(now)
    return {
        step["key"]: len(holders(step, edition.notice.unit, on))
        for step in edition.steps
        if counts_seats(step) and (among is None or step["key"] in among)
    }


def step_for(act: str, edition: Edition, decisions: Sequence[Decision], viewer: Viewer) -> Step | None:
    """The step on which the act would fall: the waiting one, or an open one that does not block."""
    kind = ACTS[act].step_kind
    groups = by_step(decisions)
    waiting: Step = edition.step_spec()
    steps: list[Step] = edition.steps
    if act == "return":
        # While members read it, each who answers for it may still stop it.
        mine = list(steps) if on_release(edition) else [waiting] if waiting else []
        if edition.state != EditionState.PUBLISHED:
            mine += [step for step in steps if not step.get("blocks", True)]
        return next((step for step in mine if step["kind"] != "vote" and is_seat(step, edition, viewer)), None)
    if waiting and act_of(waiting) == kind:
        return waiting
    open_ones = [
        step
        for step in steps
        if act_of(step) == kind and not step.get("blocks", True) and not passed(step, groups.get(step["key"], []), 1)
    ]
    return next((step for step in open_ones if is_seat(step, edition, viewer)), next(iter(open_ones), None))


def why_not(
    act: str, edition: Edition, viewer: Viewer, now: datetime, decisions: Sequence[Decision] | None = None
) -> Refusal | None:
    """The reason why `viewer` can't do `act` on `edition` now; None when nothing stands against it."""
    rule = ACTS[act]
    asked = act in BESIDE and rule.permission in viewer.permissions and asked_beside(edition, viewer)
    if not asked and not viewer.may(rule.permission, edition.notice.unit):
        return Refusal(post_refusal(viewer, rule.permission), yours=True)
    if act == "vote" and viewer.standing_in:
        return Refusal(_("表决要本人来，不能代。"), yours=True)
    if edition.state not in rule.sources:
        return Refusal(_wrong_state(act, edition))
    if edition.state == EditionState.PUBLISHED and act in COSIGNED and not edition.cosigning:
        return Refusal(_wrong_state(act, edition))
    if act in TAKING_BACK:
        return _taking_back(act, edition, viewer)
    if not rule.step_kind and act not in ("return", "submit", "urgent"):
        return None
    if decisions is None:
        decisions = list(edition.decisions.select_related("tenure__person", "tenure__post", "deputy"))
    if (rule.step_kind and act != "answer") or act == "return":
        return _wrong_step(act, edition, viewer, decisions)
    if act == "answer" and not unanswered(by_step(decisions).get(edition.step, [])):
        return Refusal(_("现在没有等您说明的疑问。"))
    if act == "urgent":
        return _own_draft(edition, viewer, decisions)
    if act == "submit":
        return _one_person_twice(edition, viewer, decisions, edition.steps[0] if edition.steps else {})
    return None


def open_withdrawal(notice: Notice) -> Withdrawal | None:
    """The request to take the notice back that nobody has decided yet."""
    return notice.withdrawals.filter(decided_at__isnull=True).select_related("asker").first()


def _taking_back(act: str, edition: Edition, viewer: Viewer) -> Refusal | None:
    """Asked once, decided by somebody else: nobody makes a notice disappear alone."""
    asked = open_withdrawal(edition.notice)
    if act in ("withdraw", "remove"):
        if asked is None:
            return None
        words = {"who": asked.asker.name, "when": when(asked.asked_at), "kind": asked.get_kind_display()}
        return Refusal(_("%(who)s在 %(when)s 已经提出%(kind)s，等第二个人决定。") % words)
    if asked is None:
        return Refusal(_("没有人提出撤回这份公开，或者已经决定过了。"))
    own_hand = viewer.person is not None and asked.asker_id == viewer.person.pk
    own_post = viewer.tenure is not None and asked.asked_by_id == viewer.tenure.pk  # also through a deputy
    if own_hand or own_post:
        return Refusal(_("是您自己提出的，要由另一个人来决定。"))
    return None


def demand_not_taken_back(notice: Notice) -> None:
    """What is to be taken back must be decided before a new edition takes its place."""
    asked = open_withdrawal(notice)
    if asked is not None:
        words = {"kind": asked.get_kind_display()}
        raise NotNow(_("这份公开有人提出%(kind)s，还没有决定。决定以后才能公布新的一版。") % words)


def demand(
    act: str, edition: Edition, viewer: Viewer, now: datetime, decisions: Sequence[Decision] | None = None
) -> None:
    """Raise what `why_not` found."""
    reason = why_not(act, edition, viewer, now, decisions)
    if reason is not None:
        raise reason.as_error()


def demand_same_text(edition: Edition, digest: str) -> None:
    """A signature covers exactly the text that was on the screen (M17)."""
    if digest != edition.digest:
        raise NotNow(_("内容在您打开这一页之后变了。请重新看一遍新的内容，再签意见。"))


def _wrong_state(act: str, edition: Edition) -> str:
    state = edition.state
    what = {"title": edition.title, "act": str(ACTS[act].label)}
    if state == EditionState.PUBLISHED and edition.published_at:
        return _("“%(title)s”已在 %(when)s 公布，不能再%(act)s。") % {**what, "when": when(edition.published_at)}
    if state == EditionState.DRAFT:
        return _("“%(title)s”还在拟定，经办人送审以后才能%(act)s。") % what
    if state == EditionState.MOVING and act in ("save", "submit", "discard"):
        return _("“%(title)s”已经送审，内容锁住了。要改，请先点“改了重送”，已有的签字会作废。") % what
    if state == EditionState.MOVING:
        return _("“%(title)s”还没有签审完，现在不能%(act)s。") % what
    if state == EditionState.READY:
        return _("“%(title)s”已经签审完，只等公布，不能再%(act)s。") % what
    if state == EditionState.RETURNED:
        return _("“%(title)s”已被退回，等经办人改了重送。") % what
    if state == EditionState.VOID:
        return _("这一稿已经作废，请看“%(title)s”的新稿。") % what
    return _("“%(title)s”的这一版已经不在公开栏上，不能再%(act)s。") % what


def _wrong_step(act: str, edition: Edition, viewer: Viewer, decisions: Sequence[Decision]) -> Refusal | None:
    step = step_for(act, edition, decisions, viewer)
    if step is None or not is_seat(step, edition, viewer):
        return _not_your_turn(edition, viewer, decisions)
    groups = by_step(decisions)
    mine = latest(groups.get(step["key"], [])).get(viewer.tenure.pk if viewer.tenure else None)
    if act == "return" and on_release(edition):
        mine = None  # the word that was given may be taken back as long as only members have read it
    if mine is not None and act != "vote":
        return Refusal(_("您在 %(when)s 已经办过这一步了。") % {"when": when(mine.at)})
    if mine is not None and mine.verdict == Verdict.AGREE:
        return Refusal(_("您在 %(when)s 已经同意了，在等其他委员。") % {"when": when(mine.at)})
    return _one_person_twice(edition, viewer, decisions, step)


def _not_your_turn(edition: Edition, viewer: Viewer, decisions: Sequence[Decision]) -> Refusal:
    waiting = edition.step_spec()
    if on_release(edition):
        return Refusal(_("正在先给成员看，到日子自动公布。"))
    mine = next((step for step in edition.steps if is_seat(step, edition, viewer)), None)
    if mine is None:
        posts = _("、").join(str(PostKind(kind).label) for kind in waiting.get("posts", []))
        return Refusal(_("这一步要由%(posts)s来办。") % {"posts": posts or _("别的岗位")}, yours=True)
    done = by_step(decisions).get(mine["key"])
    if done and lapsed(done):
        words = {"step": mine["label"], "when": when(done[-1].at)}
        return Refusal(_("“%(step)s”这一步到期没有办，%(when)s 按流程往下走了。") % words)
    if done:
        who = done[-1].who or _("系统")
        words = {"step": mine["label"], "who": who, "when": when(done[-1].at)}
        return Refusal(_("“%(step)s”这一步，%(who)s在 %(when)s 已经办过了。") % words)
    if not waiting:
        return Refusal(_("现在没有等您办的步骤。"))
    return Refusal(_("还没轮到您：先等“%(step)s”办完。") % {"step": waiting["label"]})


def _own_draft(edition: Edition, viewer: Viewer, decisions: Sequence[Decision]) -> Refusal | None:
    """Two people at least stand behind what goes up in an emergency: who wrote it, and a leader."""
    handlers = {word.signer_id for word in by_step(decisions).get(edition.steps[0]["key"], [])}
    if viewer.person is not None and viewer.person.pk in handlers:
        return Refusal(_("是您自己送审的，要由另一位负责人紧急公布。"))
    return None


def _one_person_twice(
    edition: Edition, viewer: Viewer, decisions: Sequence[Decision], step: dict[str, Any]
) -> Refusal | None:
    """One step each: neither another step, nor the same one again in another post."""
    person = viewer.person.pk if viewer.person else None
    tenure = viewer.tenure.pk if viewer.tenure else None
    labels = {item["key"]: item["label"] for item in edition.steps}
    for decision in decisions:
        other = decision.step != step.get("key") or decision.tenure_id != tenure
        signed = decision.signer_id is not None and decision.verdict not in (Verdict.ANSWER, Verdict.URGENT)
        if other and signed and decision.signer_id == person:
            words = {"step": labels.get(decision.step, decision.step)}
            return Refusal(_("同一份公开，一个人只能签一步；您已在“%(step)s”签过，请换别人来办。") % words)
    return None
