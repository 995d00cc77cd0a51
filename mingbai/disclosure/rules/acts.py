"""Which act leads from which state to which, and what permission it needs. Nothing else is in this file."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mingbai.disclosure.models import EditionState as S
from mingbai.orgs.rules.may import Permission as P


@dataclass(frozen=True)
class Act:
    label: str | Promise
    sources: frozenset[str]
    targets: frozenset[str]
    permission: P
    step_kind: str = ""  # acts on a step only where the waiting (or an open, not blocking) step is of this kind


def _act(label: str | Promise, sources: set[S], targets: set[S], permission: P, step_kind: str = "") -> Act:
    return Act(label, frozenset(sources), frozenset(targets), permission, step_kind)


ON = {S.MOVING, S.READY, S.PUBLISHED}
SIGNED = {S.MOVING, S.PUBLISHED}  # after an emergency publication, too

# What only the clock does: act → to which states it leads.
BY_CLOCK: dict[str, frozenset[str]] = {
    "lapse": frozenset({S.MOVING, S.READY}),
    "collect": frozenset({S.MOVING, S.READY}),
    "release": frozenset({S.READY}),
}
ACTS: dict[str, Act] = {
    "save": _act(_("保存"), {S.DRAFT}, {S.DRAFT}, P.NOTICE_WRITE),
    "discard": _act(_("不写了"), {S.DRAFT}, {S.VOID}, P.NOTICE_WRITE),
    "submit": _act(_("签字送审"), {S.DRAFT}, ON, P.NOTICE_WRITE),
    "sign": _act(_("签字"), SIGNED, ON, P.NOTICE_SIGN, "sign"),
    "vote": _act(_("交上意见"), SIGNED, ON | {S.RETURNED}, P.NOTICE_VOTE, "vote"),
    "answer": _act(_("说明"), SIGNED, ON | {S.RETURNED}, P.NOTICE_WRITE, "vote"),
    "review": _act(_("审查通过"), SIGNED, ON, P.NOTICE_SCREEN, "review"),
    "approve": _act(_("批准"), SIGNED, ON, P.NOTICE_APPROVE, "approve"),
    "file": _act(_("备案"), ON, ON, P.NOTICE_FILE, "file"),
    "return": _act(_("退回"), ON, {S.RETURNED, S.PUBLISHED}, P.NOTICE_READ),
    "revise": _act(_("改了重送"), {S.MOVING, S.READY, S.RETURNED}, {S.VOID, S.RETURNED}, P.NOTICE_WRITE),
    "correct": _act(_("更正"), {S.PUBLISHED, S.WITHDRAWN}, {S.SUPERSEDED}, P.NOTICE_WRITE),
    "urgent": _act(_("紧急公布"), {S.MOVING}, {S.READY}, P.NOTICE_URGENT),
    "withdraw": _act(_("提出撤回"), {S.PUBLISHED}, {S.PUBLISHED}, P.NOTICE_WITHDRAW),
    "remove": _act(_("紧急撤下"), {S.PUBLISHED}, {S.PUBLISHED}, P.NOTICE_REMOVE),
    "confirm": _act(_("同意撤回"), {S.PUBLISHED}, {S.WITHDRAWN}, P.NOTICE_CONFIRM),
    "keep": _act(_("不同意撤回"), {S.PUBLISHED}, {S.PUBLISHED}, P.NOTICE_CONFIRM),
    "publish": _act(_("现在公布"), {S.READY}, {S.PUBLISHED}, P.NOTICE_PUBLISH),
}
