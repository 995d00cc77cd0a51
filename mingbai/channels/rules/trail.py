"""Who signed an edition, for everyone to read: posts, surnames, moments, and the digest each was given for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.catalog.schema.route import COLLECT, act_of
from mingbai.disclosure.models import Decision, Edition, Verdict
from mingbai.disclosure.models.decisions import signed_by
from mingbai.disclosure.rules.lines import Tally, tally
from mingbai.disclosure.rules.steps import YES, StepView, lapsed, latest, overview
from mingbai.disclosure.rules.urgent import STEP as URGENT_STEP
from mingbai.duties.rules.roster import masked


@dataclass(frozen=True)
class Signed:
    """One step of the route: its stamp, what was said in a line or two, and when; `done` is false while it is open."""

    stamp: str
    label: str
    lines: tuple[str, ...]
    at: datetime | None
    done: bool


def name_of(decision: Decision) -> str:
    """The surname and 某 of whoever decided, and for whom; empty for the automatic gate."""
    return signed_by(decision, masked)


def trail_of(edition: Edition, decisions: Sequence[Decision], seats: dict[str, int], *, full: bool) -> list[Signed]:
    """The steps in order; `seats` as at publication, so that a later election changes nothing. Lines of the content are
    named only to who may read it in `full`."""
    missing = _("等补签") if edition.cosigning else _("没有办")
    return [_signed(view, seats, missing, edition if full else None) for view in overview(edition, decisions, seats)]


def one_text(edition: Edition, decisions: Sequence[Decision]) -> bool:
    """Whether every decision was given for exactly the digest that is published."""
    return bool(decisions) and all(decision.digest == edition.digest for decision in decisions)


def _signed(view: StepView, seats: dict[str, int], missing: str, edition: Edition | None) -> Signed:
    spec, done = view.spec, view.state == "done"
    lines = _lines(view, seats.get(view.key, 1))
    if edition is not None and spec.get("lines") and any(word.tenure_id for word in view.decisions):
        lines += _line_by_line(tally(spec, edition.content, view.decisions, seats.get(view.key, 1)))
    if not done and not view.decisions:
        lines = (_("公布后补办"),) if not spec.get("blocks", True) else (missing,)
    return Signed(str(spec.get("stamp", "")), str(spec["label"]), lines, view.last.at if view.last else None, done)


def _lines(view: StepView, seats: int) -> tuple[str, ...]:
    if view.spec["kind"] == "gate":
        return (_("系统自动查过"),)
    if view.spec["kind"] == "release":
        return ((view.last.reason if view.last else "") or _("名册上的人先看过"),)
    if view.spec["kind"] == COLLECT:
        return (view.last.reason,) if view.last else ()
    if lapsed(view.decisions):
        agreed = [word for word in latest(view.decisions).values() if word.verdict in YES]
        return (lapsed_words(view), *(_votes(view, seats) if agreed and view.spec["kind"] == "vote" else ()))
    if view.spec["kind"] == "vote":
        return _votes(view, seats)
    named = [name_of(word) for word in latest(view.decisions).values()] if view.needed > 1 else []
    return (_("、").join(named),) if named else ((name_of(view.last),) if view.last else ())


def lapsed_words(view: StepView) -> str:
    """What everybody reads at a step that was gone past in silence."""
    if view.spec["kind"] == "vote":
        return _("到期未表决，按流程往下走")
    return _("到期未审查，按流程往下走")


def _votes(view: StepView, seats: int) -> tuple[str, ...]:
    words = latest(view.decisions).values()
    agreed = [name_of(word) for word in words if word.verdict in YES]
    said = [_("%(n)s/%(seats)s 同意：%(who)s") % {"n": len(agreed), "seats": seats, "who": _("、").join(agreed)}]
    asked = [name_of(word) for word in words if word.verdict == Verdict.QUESTION]
    returned = [name_of(word) for word in words if word.verdict == Verdict.RETURN]
    if asked:
        said.append(_("%(who)s有疑问，经办人已说明") % {"who": _("、").join(asked)})
    if returned:
        said.append(_("%(who)s不同意，经办人已说明") % {"who": _("、").join(returned)})
    return tuple(said)


def _line_by_line(tallies: list[Tally]) -> tuple[str, ...]:
    """How each line fared: those that somebody was against by name, the others together."""
    against = [one for one in tallies if one.no]
    words = {"all": len(tallies), "n": len(tallies) - len(against)}
    said = [_("逐笔表决，共 %(all)s 笔，%(n)s 笔没有人不同意") % words]
    for one in against:
        words_of_line = {"line": one.line.name, "yes": one.yes, "no": len(one.no)}
        said.append(_("%(line)s：%(yes)s 人同意，%(no)s 人不同意") % words_of_line)
    return tuple(said)


def as_rows(edition: Edition, decisions: Sequence[Decision]) -> list[dict[str, Any]]:
    """The decisions for a program, in order; reasons are left out, for nobody has screened them for names."""
    labels = {step["key"]: step["label"] for step in edition.steps} | {URGENT_STEP: _("紧急公布")}
    return [
        {
            "step": decision.step,
            "label": labels.get(decision.step, decision.step),
            "verdict": decision.verdict,
            "who": name_of(decision),
            "post": decision.tenure.post.title if decision.tenure else _("系统"),
            "at": timezone.localtime(decision.at).isoformat(timespec="seconds"),
            "digest": decision.digest,
            **({"refused_lines": sorted(decision.lines)} if decision.lines else {}),
        }
        for decision in decisions
    ]


def signatures(edition: Edition, decisions: Sequence[Decision], seats: dict[str, int]) -> list[dict[str, str]]:
    """The rows of signatures on paper: what stood when it was published, so that the sheet never changes later."""
    rows = []
    for view in overview(edition, decisions, seats):
        if not view.spec.get("blocks", True) or not act_of(view.spec) or view.last is None:
            continue
        name = name_of(view.last)
        if view.spec["kind"] == "vote":
            against = sum(word.verdict == Verdict.RETURN for word in latest(view.decisions).values())
            name = _("%(yes)s票同意，%(no)s票反对") % {"yes": view.agreed, "no": against}
            if view.spec.get("lines"):
                name = _("逐笔表决，每笔至少%(yes)s票同意") % {"yes": view.agreed}
        if view.state == "lapsed":
            name = lapsed_words(view)
        at = timezone.localtime(view.last.at).isoformat(timespec="seconds")
        rows.append({"role": str(view.spec["label"]), "name": name, "at": at})
    return rows
