"""How far an edition is on its route, worked out from the decisions alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mingbai.catalog.schema.route import Step
from mingbai.disclosure.models import Decision, Edition, Verdict

YES = (Verdict.AGREE, Verdict.PASS, Verdict.RECEIPT)


@dataclass(frozen=True)
class StepView:
    """One step with what was decided there: `state` is done, lapsed (gone past in silence), here, open (not blocking),
    todo or failed."""

    spec: Step
    state: str
    decisions: tuple[Decision, ...] = field(default=())
    agreed: int = 0
    needed: int = 1

    @property
    def key(self) -> str:
        return str(self.spec["key"])

    @property
    def over(self) -> bool:
        """Whether the way goes on behind it."""
        return self.state in ("done", "lapsed")

    @property
    def last(self) -> Decision | None:
        return self.decisions[-1] if self.decisions else None


def latest(decisions: Iterable[Decision]) -> dict[int | None, Decision]:
    """The newest word of each tenure; answers of the clerk are not votes."""
    words: dict[int | None, Decision] = {}
    for decision in decisions:
        if decision.verdict != Verdict.ANSWER:
            words[decision.tenure_id] = decision
    return words


def unanswered(decisions: Sequence[Decision]) -> list[Decision]:
    """Standing questions and returns that nobody has answered yet (M18: disagreement must be answered)."""
    answered = {decision.answers_id for decision in decisions if decision.verdict == Verdict.ANSWER}
    doubts = (Verdict.QUESTION, Verdict.RETURN)
    return [word for word in latest(decisions).values() if word.verdict in doubts and word.pk not in answered]


def needed(step: Step, seats: int) -> int:
    """How many must agree: one, all, more than half, or a fixed number of the seats."""
    policy = step.get("policy", "one")
    if policy == "one":
        return 1
    if policy == "all":
        return max(1, seats)
    if policy == "majority":
        return seats // 2 + 1
    return int(policy)


def lapsed(decisions: Iterable[Decision]) -> bool:
    """Whether the clock has gone past the step."""
    return any(decision.verdict == Verdict.LAPSED for decision in decisions)


def silent(decisions: Sequence[Decision]) -> bool:
    """Whether nobody stands against it: who asked has been answered, and nobody wants it returned."""
    against = any(word.verdict == Verdict.RETURN for word in latest(decisions).values())
    return not against and not unanswered(decisions)


def agreeing(step: Step, decisions: Sequence[Decision]) -> int:
    """How many agree; where each line is voted on by itself, to the line that the fewest agree to."""
    words = latest(decisions).values()
    yes = sum(word.verdict in YES for word in words)
    if not step.get("lines"):
        return yes
    some = [word for word in words if word.verdict == Verdict.RETURN and word.lines]
    return yes + len(some) - _most_refused(some)


def _most_refused(words: Sequence[Decision]) -> int:
    counts = Counter(key for word in words for key in word.lines or ())
    return max(counts.values(), default=0)


def passed(step: Step, decisions: Sequence[Decision], seats: int) -> bool:
    if lapsed(decisions):
        return True
    enough = agreeing(step, decisions) >= needed(step, seats)
    return enough and not unanswered(decisions) if step["kind"] == "vote" else enough


def failed(step: Step, decisions: Sequence[Decision], seats: int) -> bool:
    """Whether enough returned it that it can no longer be agreed to."""
    words = [word for word in latest(decisions).values() if word.verdict == Verdict.RETURN]
    returned = len(words)
    if step.get("lines"):
        some = [word for word in words if word.lines]
        returned += _most_refused(some) - len(some)
    if step["kind"] == "vote":
        return returned > 0 and seats - returned < needed(step, seats)  # a committee without members said nothing
    return returned > 0


def by_step(decisions: Iterable[Decision]) -> dict[str, list[Decision]]:
    groups: dict[str, list[Decision]] = {}
    for decision in decisions:
        groups.setdefault(decision.step, []).append(decision)
    return groups


def next_blocking(edition: Edition, decisions: Iterable[Decision], seats: dict[str, int]) -> Step | None:
    """The first blocking step that has not passed; None when the way to the board is free."""
    groups = by_step(decisions)
    steps: list[Step] = edition.steps
    for step in steps:
        if step.get("blocks", True) and not passed(step, groups.get(step["key"], []), seats.get(step["key"], 1)):
            return step
    return None


def overview(edition: Edition, decisions: Iterable[Decision], seats: dict[str, int]) -> list[StepView]:
    """All steps of the route with their decisions, for the line that the pages show (M16)."""
    groups = by_step(decisions)
    views = []
    for step in edition.steps:
        mine = groups.get(step["key"], [])
        many = seats.get(step["key"], 1)
        if lapsed(mine):
            state = "lapsed"
        elif passed(step, mine, many):
            state = "done"
        elif failed(step, mine, many):
            state = "failed"
        elif step["key"] == edition.step:
            state = "here"
        else:
            state = "todo" if step.get("blocks", True) else "open"
        agreed = agreeing(step, mine)
        views.append(StepView(step, state, tuple(mine), agreed, needed(step, many)))
    return views
