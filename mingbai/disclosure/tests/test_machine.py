"""Random people do random acts in random order; whatever happens, what must always hold holds."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from mingbai.disclosure.actions import decisions as act
from mingbai.disclosure.actions import drafts
from mingbai.disclosure.actions.tick import tick
from mingbai.disclosure.models import (
    OPEN_STATES,
    Decision,
    Edition,
    EditionState,
    Notice,
    Verdict,
    Withdrawal,
    WithdrawalKind,
)
from mingbai.disclosure.rules.acts import ACTS
from mingbai.disclosure.rules.may import seats_of
from mingbai.disclosure.rules.steps import by_step, passed
from mingbai.disclosure.rules.urgent import urgent_word
from mingbai.disclosure.tests.factories import COMMITTEE, NOW, World, draft, owe, step_on
from mingbai.disclosure.tests.test_acts import DO, VIEWERS, who
from mingbai.duties.models import Duty, Settlement
from mingbai.kit.digests import digest
from mingbai.kit.errors import NotFound, NotNow, NotYours
from mingbai.orgs.models import Entry

REFUSED = (NotNow, NotYours, NotFound)
NTH = st.integers(0, 30)


class District(RuleBasedStateMachine):
    """A few duties, and everybody who has to do with them."""

    def __init__(self, world: World, published: list[int]) -> None:
        super().__init__()
        self.published = published
        self.world = world
        self.now = NOW
        self.sid = transaction.savepoint()
        self.duties = list(Duty.objects.filter(item__code__in=("JW11", "JW04")).order_by("pk")[:5])
        self.digests: dict[int, str] = {}

    def teardown(self) -> None:
        self.published.append(Notice.objects.published().count())
        transaction.savepoint_rollback(self.sid)

    def one(self, nth: int, **where: Any) -> Edition | None:
        found = list(Edition.objects.filter(**where).order_by("pk"))
        return found[nth % len(found)] if found else None

    def attempt(self, do: Any, *args: Any, **more: Any) -> None:
        self.now += timedelta(hours=1)
        try:
            do(*args, **more)
        except REFUSED as refusal:
            sentence = getattr(refusal, "sentence", "没有")
            assert sentence, "a refusal says why"

    @rule(nth=NTH)
    def begin(self, nth: int) -> None:
        duty = self.duties[nth % len(self.duties)]
        self.attempt(draft, self.world, duty.item.code, duty.period, duties=[duty])

    @rule(first=st.integers(0, 4), many=st.integers(1, 3))
    def declare(self, first: int, many: int) -> None:
        duties = self.duties[first : first + many]
        unit, clerk = self.world.community, self.world.by("clerk")
        self.attempt(drafts.declare_nil, unit=unit, duties=duties, now=self.now, by=clerk)

    @rule(nth=NTH, planned=st.booleans())
    def submit(self, nth: int, planned: bool) -> None:
        edition = self.one(nth, state=EditionState.DRAFT)
        if edition is not None:
            at = self.now + timedelta(hours=12) if planned else None
            by = self.world.by("clerk")
            self.attempt(act.submit, edition_id=edition.pk, seen=edition.lock, now=self.now, by=by, publish_at=at)

    @rule(nth=NTH, steps=st.integers(1, 6))
    def go_on(self, nth: int, steps: int) -> None:
        edition = self.one(nth, state=EditionState.MOVING)
        while edition is not None and edition.state == EditionState.MOVING and steps:
            steps -= 1
            self.attempt(self.step, edition)
            edition.refresh_from_db()

    def step(self, edition: Edition) -> None:
        said = by_step(edition.decisions.all()).get(edition.step, [])
        if edition.step == "supervision" and len({word.tenure_id for word in said}) >= len(COMMITTEE):
            return  # all have voted, one with a doubt: the clerk has to answer
        step_on(self.world, edition, self.now)

    @rule(nth=NTH, login=st.sampled_from(COMMITTEE), verdict=st.sampled_from((Verdict.QUESTION, Verdict.RETURN)))
    def doubt(self, nth: int, login: str, verdict: str) -> None:
        edition = self.one(nth, state=EditionState.MOVING, step="supervision")
        if edition is not None:
            words = {"verdict": verdict, "reason": "数字看不懂", "now": self.now, "by": self.world.by(login)}
            self.attempt(act.vote, edition_id=edition.pk, digest=edition.digest, **words)

    @rule(nth=NTH, name=st.sampled_from(sorted(ACTS)), viewer=st.sampled_from(VIEWERS))
    def anybody(self, nth: int, name: str, viewer: str) -> None:
        edition = self.one(nth)
        if edition is not None:
            self.attempt(DO[name], edition, who(self.world, viewer))

    @rule(hours=st.integers(1, 24))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        tick(self.now)

    @invariant()
    def nothing_is_up_that_was_not_agreed_to(self) -> None:
        for edition in Edition.objects.filter(published_at__isnull=False).prefetch_related("decisions"):
            groups, seats = by_step(edition.decisions.all()), seats_of(edition, self.now)
            urgent = urgent_word(edition.decisions.all())
            assert urgent is None or urgent.tenure_id != groups["handler"][0].tenure_id, "two people stand behind it"
            for step in edition.steps:
                key = step["key"]
                if urgent is not None and edition.step and step["kind"] != "gate" and key != "handler":
                    continue  # to be signed afterwards
                assert not step["blocks"] or passed(step, groups.get(key, []), seats.get(key, 1)), (edition.pk, key)

    @invariant()
    def one_open_and_one_live(self) -> None:
        rows = list(Edition.objects.order_by("notice").values_list("notice", "state", "notice__live", "pk"))
        for _notice, group in groupby(rows, key=lambda row: row[0]):
            editions = list(group)
            assert sum(row[1] in OPEN_STATES for row in editions) <= 1
            live = {row[3] for row in editions if row[1] == EditionState.PUBLISHED}
            taken_back = {row[3] for row in editions if row[1] == EditionState.WITHDRAWN}
            shown = {row[2] for row in editions if row[2]}
            assert len(live) <= 1
            assert shown == live or (not live and shown <= taken_back)

    @invariant()
    def nothing_was_taken_back_by_one(self) -> None:
        agreed = Withdrawal.objects.filter(agreed=True)
        for asker, decider in agreed.values_list("asked_by__person", "decided_by__person"):
            assert decider not in (None, asker)
        taken_back = Edition.objects.filter(state=EditionState.WITHDRAWN).values_list("notice", flat=True)
        assert set(taken_back) == set(agreed.values_list("notice", flat=True))
        held = Notice.objects.filter(held_at__isnull=False).values_list("pk", flat=True)
        asked = Withdrawal.objects.filter(kind=WithdrawalKind.REMOVE, decided_at__isnull=True)
        assert set(held) == set(asked.values_list("notice", flat=True))

    @invariant()
    def numbers_have_no_gap(self) -> None:
        rows = Notice.objects.published().order_by("unit", "year", "serial").values_list("unit", "year", "serial")
        for _book, group in groupby(rows, key=lambda row: row[:2]):
            serials = [row[2] for row in group]
            assert serials == list(range(1, len(serials) + 1))

    @invariant()
    def every_word_is_on_this_text(self) -> None:
        for edition in Edition.objects.filter(frozen_at__isnull=False):
            if edition.pk not in self.digests:
                self.digests[edition.pk] = digest(edition.content)
            assert edition.digest == self.digests[edition.pk]
        for given, own, _pk in Decision.objects.values_list("digest", "edition__digest", "pk"):
            assert given == own

    @invariant()
    def the_journal_has_every_change(self) -> None:
        entries: dict[str, int] = {}
        rows = Entry.objects.filter(record_type="disclosure.edition").exclude(act__in=("notice:start", "notice:file"))
        for record_id in rows.values_list("record_id", flat=True):
            entries[record_id] = entries.get(record_id, 0) + 1
        for pk, lock in Edition.objects.values_list("pk", "lock"):
            assert entries.get(str(pk), 0) == lock

    @invariant()
    def settled_is_what_is_published(self) -> None:
        links = Notice.duties.through.objects.filter(notice__live__state=EditionState.PUBLISHED)
        answered = set(links.values_list("duty", flat=True))
        settled = set(Duty.objects.exclude(settlement=Settlement.OPEN).values_list("pk", flat=True))
        assert settled == answered


@pytest.mark.usefixtures("db")
def test_whatever_people_do(lasting: World) -> None:
    owe(lasting)
    published: list[int] = []
    run_state_machine_as_test(
        lambda: District(lasting, published),  # type: ignore[arg-type]  # anything that makes one will do
        settings=settings(
            max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    assert max(published) > 1, "the examples go all the way to the board"
    assert not Notice.objects.exists(), "each run has cleaned up behind itself"
