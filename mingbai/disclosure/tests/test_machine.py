"""Random people do random acts in random order on random routes; whatever happens, what must always hold holds."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from mingbai.catalog.schema.route import COLLECT, Step, act_of
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
from mingbai.disclosure.rules.lines import lines_of
from mingbai.disclosure.rules.may import seats_of, why_not
from mingbai.disclosure.rules.steps import by_step, passed, unanswered
from mingbai.disclosure.rules.urgent import urgent_word
from mingbai.disclosure.tests.any_route import do, fill_every_post, hands, lay_down, legal_routes
from mingbai.disclosure.tests.factories import NOW, World, begin_correction, draft, owe
from mingbai.disclosure.tests.test_acts import DO, VIEWERS, who
from mingbai.duties.models import Duty, Settlement
from mingbai.kit.digests import digest
from mingbai.kit.errors import NotFound, NotNow, NotYours
from mingbai.orgs.actions.delegations import delegate
from mingbai.orgs.models import Entry
from mingbai.orgs.rules.may import Viewer

REFUSED = (NotNow, NotYours, NotFound)
NTH = st.integers(0, 30)
TRY = st.tuples(NTH, st.sampled_from(sorted(ACTS)), st.sampled_from(VIEWERS))
TRIES = st.lists(TRY, min_size=20, max_size=40)
LENDERS = ("director", "secretary", "privacy", "clerk")
SELDOM = ("urgent", "withdraw", "remove", "confirm", "keep", "revise", "return")


class District(RuleBasedStateMachine):
    """A few duties on a route that somebody has just thought of, and everybody who has to do with them."""

    def __init__(self, world: World, told: Counter[str]) -> None:
        super().__init__()
        self.told = told
        self.world = world
        self.now = NOW
        self.sid = transaction.savepoint()
        self.duties = list(Duty.objects.filter(item__code__in=("JW11", "FW05")).order_by("pk")[:5])
        self.digests: dict[int, str] = {}
        self.hands = hands(world.community)
        self.lent: list[tuple[Viewer, date]] = []
        self.changed = True

    def teardown(self) -> None:
        self.told["published"] += Notice.objects.published().count()
        self.told["lapsed"] += Decision.objects.filter(verdict=Verdict.LAPSED).count()
        self.told["collected"] += Decision.objects.filter(step=COLLECT, verdict=Verdict.PASS).count()
        self.told["corrected"] += Edition.objects.filter(state=EditionState.SUPERSEDED).count()
        self.told["urgent"] += Decision.objects.filter(verdict=Verdict.URGENT).count()
        self.told["deputies"] += Decision.objects.filter(deputy__isnull=False).count()
        transaction.savepoint_rollback(self.sid)

    def one(self, nth: int, **where: Any) -> Edition | None:
        found = list(Edition.objects.filter(**where).order_by("pk").values_list("pk", flat=True))
        return Edition.objects.select_related("notice__unit").get(pk=found[nth % len(found)]) if found else None

    def attempt(self, do: Any, *args: Any, **more: Any) -> bool:
        self.now += timedelta(minutes=20)
        self.told["tried"] += 1
        try:
            do(*args, **more)
        except REFUSED as refusal:
            sentence = getattr(refusal, "sentence", "没有")
            assert sentence, "a refusal says why"
            return False
        self.told["done"] += 1
        self.changed = True
        return True

    @initialize(steps=legal_routes())
    def lay_down(self, steps: list[Step]) -> None:
        lay_down(self.world, self.world.community, "default", steps)
        for nth in (0, 1):
            self.begin(nth, planned=bool(nth))

    @rule(steps=legal_routes())
    def change_the_route(self, steps: list[Step]) -> None:
        """What is under way finishes on its own."""
        before = dict(Edition.objects.exclude(steps=[]).values_list("pk", "steps"))
        lay_down(self.world, self.world.community, "default", steps)
        assert dict(Edition.objects.exclude(steps=[]).values_list("pk", "steps")) == before

    @rule(nth=NTH, planned=st.booleans())
    def begin(self, nth: int, planned: bool) -> None:
        """A draft, complete, and at once signed by its writer."""
        duty = self.duties[nth % len(self.duties)]
        self.attempt(draft, self.world, duty.item.code, duty.period, duties=[duty], now=self.now)
        self.submit(nth, planned)

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

    @rule(nth=NTH, steps=st.integers(1, 12), lent=st.booleans())
    def go_on(self, nth: int, steps: int, lent: bool) -> None:
        """Whoever may do what an edition waits for, does it; a deputy where there is one."""
        edition = self.one(nth, step__gt="")
        self.walk(edition, steps, lent=lent)

    def walk(self, edition: Edition | None, steps: int, *, lent: bool) -> None:
        while edition is not None and edition.step and steps:
            steps -= 1
            name, words = act_of(edition.step_spec()), list(edition.decisions.select_related("tenure__person"))
            deputies = [by for by, until in self.lent if timezone.localdate(self.now) <= until] if lent else []
            crew = [*deputies, *self.hands]
            by = next((one for one in crew if name and why_not(name, edition, one, self.now, words) is None), None)
            if by is None:
                break
            if not self.attempt(do, edition, name, by, self.now):
                break  # such as a correction while somebody wants the notice taken back
            edition = self.one(0, pk=edition.pk)

    @rule(nth=NTH, who_of=NTH, verdict=st.sampled_from((Verdict.QUESTION, Verdict.RETURN)))
    def doubt(self, nth: int, who_of: int, verdict: str) -> None:
        edition = self.one(nth, state=EditionState.MOVING, step="vote")
        if edition is None:
            return
        voters = [one for one in self.hands if why_not("vote", edition, one, self.now) is None]
        if voters:
            refused = [line.key for line in lines_of(edition.content)][-1:] if verdict == Verdict.RETURN else []
            lines = dict.fromkeys(refused, "数字有错") if edition.step_spec().get("lines") else None
            words = {"verdict": verdict, "reason": "数字看不懂", "now": self.now, "lines": lines}
            by = voters[who_of % len(voters)]
            self.attempt(act.vote, edition_id=edition.pk, digest=edition.digest, by=by, **words)

    @rule(nth=NTH)
    def explain(self, nth: int) -> None:
        """The clerk answers the first doubt."""
        edition = self.one(nth, step="vote")
        doubts = unanswered([word for word in edition.decisions.all() if word.step == "vote"]) if edition else []
        if edition is not None and doubts:
            words = {"text": "已经附上报价单", "now": self.now, "by": self.world.by("clerk")}
            self.attempt(act.answer, edition_id=edition.pk, to=doubts[0].pk, **words)

    @rule(nth=NTH)
    def correct(self, nth: int) -> None:
        edition = self.one(nth, state=EditionState.PUBLISHED)
        if edition is not None:
            notice = Notice.objects.select_related("live").get(pk=edition.notice_id)
            if self.attempt(begin_correction, self.world, notice, "原来写错了。", self.now):
                self.submit(-1, planned=False)
                self.walk(self.one(-1, state=EditionState.MOVING), 12, lent=True)

    @rule(holder=st.sampled_from(LENDERS), nth=NTH, days=st.integers(1, 5))
    def lend(self, holder: str, nth: int, days: int) -> None:
        """Somebody is away, and another of the unit signs in the post."""
        by = self.world.by(holder)
        others = [one.person for one in self.hands if one.unit == by.unit and one.person != by.person]
        deputy = others[nth % len(others)]
        since = timezone.localdate(self.now)
        until = since + timedelta(days=days)
        more = {"since": since, "until": until, "reason": "外出学习", "now": self.now, "by": by}
        if self.attempt(delegate, deputy=deputy, **more):
            self.lent.append((Viewer(person=deputy, tenure=by.tenure), until))
            self.walk(self.one(nth, step__gt=""), 12, lent=True)

    @rule(
        nth=NTH,
        name=st.sampled_from(SELDOM),
        who_of=NTH,
    )
    def out_of_the_way(self, nth: int, name: str, who_of: int) -> None:
        edition = self.one(nth, state__in=ACTS[name].sources)
        if edition is not None:
            able = [one for one in self.hands if why_not(name, edition, one, self.now) is None]
            if able:
                self.attempt(DO[name], edition, able[who_of % len(able)])

    @rule(tries=TRIES)
    def everybody(self, tries: list[tuple[int, str, str]]) -> None:
        self.try_all(tries)

    @rule(hours=st.integers(1, 80), tries=TRIES)
    def time_passes(self, hours: int, tries: list[tuple[int, str, str]]) -> None:
        """The clock looks after some hours, and again after people have gone on."""
        for more in (hours, 1):
            self.now += timedelta(hours=more)
            tick(self.now)
            self.try_all(tries)
        self.told["tried"] += 2
        self.changed = True

    def try_all(self, tries: list[tuple[int, str, str]]) -> None:
        for nth, name, viewer in tries:
            edition = self.one(nth)
            if edition is not None:
                self.attempt(DO[name], edition, who(self.world, viewer))

    @invariant()
    def what_must_always_hold(self) -> None:
        """Asked again whenever something was done; of what was refused, test_acts.py shows that it changes nothing."""
        if not self.changed:
            return
        self.changed = False
        self.nothing_is_up_that_was_not_agreed_to()
        self.one_open_and_one_live()
        self.nothing_was_taken_back_by_one()
        self.numbers_have_no_gap()
        self.every_word_is_on_this_text()
        self.the_journal_has_every_change()
        self.settled_is_what_is_published()

    def nothing_is_up_that_was_not_agreed_to(self) -> None:
        up = Edition.objects.filter(published_at__isnull=False).select_related("notice__unit")
        for edition in up.prefetch_related("decisions__tenure"):
            words = list(edition.decisions.all())
            groups, seats = by_step(words), seats_of(edition, self.now)
            urgent = urgent_word(words)
            assert urgent is None or urgent.signer_id != groups["handler"][0].signer_id, "two people stand behind it"
            assert len({word.signer_id for word in words if word.signer_id and word.verdict != Verdict.ANSWER}) >= 2
            for step in edition.steps:
                mine = groups.get(step["key"], [])
                if any(word.verdict == Verdict.LAPSED for word in mine):
                    assert step.get("late") == "proceed" or step["kind"] == COLLECT, "silence is no signature"
                if urgent is not None and edition.step and step["kind"] != "gate" and step["key"] != "handler":
                    continue  # to be signed afterwards
                if step["kind"] == "gate":
                    assert [word.verdict for word in mine][-1:] == [Verdict.PASS], "the gate has looked"
                assert not step["blocks"] or passed(step, mine, seats.get(step["key"], 1)), (edition.pk, step["key"])

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

    def nothing_was_taken_back_by_one(self) -> None:
        agreed = Withdrawal.objects.filter(agreed=True)
        for asker, decider in agreed.values_list("asked_by__person", "decided_by__person"):
            assert decider not in (None, asker)
        taken_back = Edition.objects.filter(state=EditionState.WITHDRAWN).values_list("notice", flat=True)
        assert set(taken_back) == set(agreed.values_list("notice", flat=True))
        held = Notice.objects.filter(held_at__isnull=False).values_list("pk", flat=True)
        asked = Withdrawal.objects.filter(kind=WithdrawalKind.REMOVE, decided_at__isnull=True)
        assert set(held) == set(asked.values_list("notice", flat=True))

    def numbers_have_no_gap(self) -> None:
        rows = Notice.objects.published().order_by("unit", "year", "serial").values_list("unit", "year", "serial")
        for _book, group in groupby(rows, key=lambda row: row[:2]):
            serials = [row[2] for row in group]
            assert serials == list(range(1, len(serials) + 1))

    def every_word_is_on_this_text(self) -> None:
        for edition in Edition.objects.filter(frozen_at__isnull=False):
            if edition.pk not in self.digests:
                self.digests[edition.pk] = digest(edition.content)
            assert edition.digest == self.digests[edition.pk]
        for given, own, _pk in Decision.objects.values_list("digest", "edition__digest", "pk"):
            assert given == own

    def the_journal_has_every_change(self) -> None:
        entries: Counter[str] = Counter()
        rows = Entry.objects.filter(record_type="disclosure.edition").exclude(act="notice:start")
        for record_id, note in rows.values_list("record_id", "note"):
            entries[record_id] += "state" in (note or {}) or "saved" in (note or {})
        for pk, lock in Edition.objects.values_list("pk", "lock"):
            assert entries[str(pk)] == lock

    def settled_is_what_is_published(self) -> None:
        links = Notice.duties.through.objects.filter(notice__live__state=EditionState.PUBLISHED)
        answered = set(links.values_list("duty", flat=True))
        settled = set(Duty.objects.exclude(settlement=Settlement.OPEN).values_list("pk", flat=True))
        assert settled == answered


@pytest.mark.usefixtures("db")
def test_whatever_people_do_on_whatever_route(lasting: World) -> None:
    owe(lasting)
    fill_every_post(lasting)
    told: Counter[str] = Counter()
    sqlite = connection.vendor == "sqlite"
    run_state_machine_as_test(
        lambda: District(lasting, told),  # type: ignore[arg-type]  # anything that makes one will do
        settings=settings(
            max_examples=20 if sqlite else 6,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        ),
    )
    assert told["tried"] >= (2000 if sqlite else 400), "thousands of steps, not a handful"
    assert told["done"] >= (200 if sqlite else 40), "and not only refusals"
    if sqlite:
        ways = ("published", "lapsed", "collected", "corrected", "urgent", "deputies")
        assert all(told[way] for way in ways), f"the examples go every way: {told}"
    assert not Notice.objects.exists(), "each run has cleaned up behind itself"
