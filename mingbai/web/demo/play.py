"""How one notice goes through its hands in the demo: written, signed, voted on, screened, published, filed, mended."""

from __future__ import annotations

import copy
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from mingbai.catalog.rules.routes import step_due
from mingbai.catalog.rules.versions import spec_of
from mingbai.catalog.schema.route import Step, act_of
from mingbai.disclosure.actions import decisions, drafts, withdrawals
from mingbai.disclosure.actions.assessments import assess
from mingbai.disclosure.actions.clock import end_release
from mingbai.disclosure.actions.files import add_file, remove_file
from mingbai.disclosure.models import Edition, EditionState, Verdict
from mingbai.disclosure.rules.assessments import beginning, needs_assessment
from mingbai.disclosure.rules.content import CORRECTION
from mingbai.disclosure.rules.findings import open_findings
from mingbai.duties.models import Duty
from mingbai.duties.rules.labels import period_of
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Viewer
from mingbai.web.demo.clock import Clock, moment
from mingbai.web.demo.fill import fill
from mingbai.web.demo.slips import Leak, Slip


@dataclass(frozen=True)
class Cast:
    """The people through whose hands a unit's notices go."""

    unit: Unit
    clerk: Viewer
    director: Viewer
    secretary: Viewer | None
    members: tuple[Viewer, ...]
    privacy: Viewer
    street: Viewer | None
    beside: Viewer | None = None  # of the bureau that a route asks


@dataclass
class Plan:
    """One notice to be made. `stop` names the step before which it is left lying, so that the demo has work to do."""

    cast: Cast
    duties: Sequence[Duty]
    start: datetime
    publish_at: datetime | None = None
    nil: bool = False
    stop: str = ""
    doubt: str = ""  # a member asks this; the clerk answers and the member agrees
    returned: str = ""  # the director returns it once for this reason
    spoil: str = ""  # a private number slips into the draft; the gate stops it, the clerk masks it
    slip: Slip | None = None  # published with this; two working days later the clerk begins the correction
    right: str = ""  # what should have stood there
    leak: Leak | None = None  # attached to it; the street takes it down, the clerk begins a clean edition
    refused: str = ""  # a member is against it; the clerk answers and the member votes again
    urgent: str = ""  # the secretary puts it up at once for this reason; the committee signs late
    withdrawn: str = ""  # the clerk wants it back a day after, the director agrees
    mended: str = ""  # and what the edition after it says that it mends
    quick: bool = False  # all hands on the same day
    edition: Edition = field(default_factory=Edition)  # as the last act left it; nobody else acts in the demo
    rng: random.Random = field(default_factory=random.Random)


class Stage:
    """Plays plans on a clock. Every change is one of the actions that the pages call."""

    def __init__(self, clock: Clock, until: datetime) -> None:
        self.clock = clock
        self.until = until

    def put_on(self, plan: Plan) -> None:
        self.clock.at(plan.start, lambda now: self._write(plan, now))

    def carry(self, plan: Plan, now: datetime) -> None:
        """A draft that somebody else has begun and written goes its way."""
        self._later(plan, now, "submit", 0, self._submit)

    def _later(self, plan: Plan, now: datetime, step: str, days: int, happening: Any) -> None:
        if plan.stop == step:
            return
        wait = plan.rng.randint(7, 55)
        self.clock.work(now, 0 if plan.quick else days, wait, lambda then: happening(plan, then))

    def _write(self, plan: Plan, now: datetime) -> None:
        cast = plan.cast
        still = Duty.objects.open().filter(pk__in=[duty.pk for duty in plan.duties])
        duties = list(still.select_related("item", "version__item"))
        if not duties:
            return
        if plan.nil:
            plan.edition = drafts.declare_nil(unit=cast.unit, duties=duties, now=now, by=cast.clerk)
        else:
            plan.edition = self._draft(plan, duties[0], now)
        if plan.stop != "written":
            self._later(plan, now, "submit", 0, self._submit)

    def _draft(self, plan: Plan, duty: Duty, now: datetime) -> Edition:
        cast = plan.cast
        edition = drafts.start_draft(
            unit=cast.unit,
            version=duty.version,
            period=duty.period,
            duties=[duty],
            title=duty.title if duty.kind == "event" else "",
            now=now,
            by=cast.clerk,
        )
        content = fill(edition.content, spec_of(duty.version), period_of(duty.period), plan.rng, cast.unit)
        if plan.spoil:
            content = spoiled(content, plan.spoil)
        if plan.slip:
            plan.right = plan.slip.words(content)
            content = plan.slip.made(content)
        draft = drafts.save_draft(
            edition_id=edition.pk, content=content, seen=edition.lock, now=now + timedelta(minutes=5), by=cast.clerk
        )
        if plan.leak:
            data = plan.leak.picture.read_bytes()
            add_file(edition_id=draft.pk, name=plan.leak.name, data=data, now=now + timedelta(minutes=6), by=cast.clerk)
            draft.refresh_from_db()
        return draft

    def _submit(self, plan: Plan, now: datetime) -> None:
        if plan.spoil:
            self._mend(plan, now)
        publish_at = plan.publish_at if plan.publish_at and plan.publish_at > now else None
        draft = plan.edition
        if needs_assessment(draft):
            assess(edition_id=draft.pk, answers=beginning(draft).answers, confirmed=True, now=now, by=plan.cast.clerk)
        plan.edition = decisions.submit(
            edition_id=draft.pk, seen=draft.lock, now=now, by=plan.cast.clerk, publish_at=publish_at
        )
        self._next(plan, now)

    def _mend(self, plan: Plan, now: datetime) -> None:
        """The gate refuses; the clerk masks every finding with one click each."""
        while found := open_findings(plan.edition):
            first = found[0]
            plan.edition = drafts.mask(
                edition_id=plan.edition.pk,
                path=first.path,
                start=first.start,
                end=first.end,
                masked=first.masked,
                now=now,
                by=plan.cast.clerk,
            )

    def _next(self, plan: Plan, now: datetime) -> None:
        """Whoever the edition waits for comes next."""
        edition = plan.edition
        if edition.state == EditionState.READY and edition.publish_at is not None:
            if edition.publish_at <= self.until:
                self.clock.at(edition.publish_at, lambda then: self._publish(plan, then))
        elif edition.cosigning:
            self._cosign(plan, now)
        elif edition.state == EditionState.PUBLISHED:
            if plan.withdrawn:
                self.clock.work(now, 1, 40, lambda then: self._withdraw(plan, then))
            elif plan.leak:
                self.clock.work(now, 1, 25, lambda then: self._remove(plan, then))
            else:
                self._later(plan, now, "street", 1, self._file)
            if plan.slip and edition.number == 1:
                self._later(plan, now, "correct", 2, self._correct)
        elif edition.state == EditionState.MOVING:
            step = edition.step_spec()
            way = act_of(step)
            if not way:  # members read it first, until the clock goes on
                self.clock.at(self._members_day(edition, step), lambda then: self._release(plan, then))
                return
            days = 1 if way in ("vote", "review") else 0
            self._later(plan, now, edition.step, days, self._hand(way))

    def _hand(self, way: str) -> Any:
        return {"sign": self._sign, "vote": self._vote, "review": self._review}[way]

    def _cosign(self, plan: Plan, now: datetime) -> None:
        """Signed afterwards: the leaders within a day, the committee only after the three days are over."""
        if plan.stop == "cosign":
            return
        way = act_of(plan.edition.step_spec())
        days = {"vote": 4, "sign": 1}.get(way, 0)
        self.clock.work(now, days, 35, lambda then: self._hand(way)(plan, then))

    def _sign(self, plan: Plan, now: datetime) -> None:
        edition = plan.edition
        signer = plan.cast.director if edition.step == "director" else plan.cast.secretary
        assert signer is not None, "a unit whose route asks for a secretary has one"
        if plan.urgent and edition.step == "director" and edition.state == EditionState.MOVING:
            by = plan.cast.secretary
            assert by is not None, "the pilot has a secretary"
            plan.edition = decisions.publish_urgently(
                edition_id=edition.pk, digest=edition.digest, reason=plan.urgent, now=now, by=by
            )
            self._next(plan, now)
            return
        if plan.returned and edition.step == "director":
            plan.edition = decisions.send_back(
                edition_id=edition.pk, digest=edition.digest, reason=plan.returned, now=now, by=signer
            )
            plan.returned = ""
            self._later(plan, now, "revise", 1, self._revise)
            return
        plan.edition = decisions.sign(edition_id=edition.pk, digest=edition.digest, now=now, by=signer)
        self._next(plan, now)

    def _revise(self, plan: Plan, now: datetime) -> None:
        plan.edition = decisions.revise(edition_id=plan.edition.pk, now=now, by=plan.cast.clerk)
        plan.spoil = ""
        self._submit(plan, now + timedelta(minutes=20))

    def _vote(self, plan: Plan, now: datetime) -> None:
        """The members one after the other, until enough have agreed; a doubt is answered first."""
        for nth, member in enumerate(plan.cast.members):
            edition = plan.edition
            if edition.step_spec().get("kind") != "vote":
                break
            then = now + timedelta(minutes=37 * nth)
            common: dict[str, Any] = {"edition_id": edition.pk, "digest": edition.digest, "by": member}
            if (plan.doubt or plan.refused) and nth == 0:
                verdict = Verdict.RETURN if plan.refused else Verdict.QUESTION
                decisions.vote(verdict=verdict, reason=plan.refused or plan.doubt, now=then, **common)
                doubt = edition.decisions.filter(verdict=verdict).latest("at")
                then += timedelta(minutes=15)
                text = "原始凭证和说明已补在附件后面，请再看。"
                decisions.answer(edition_id=edition.pk, to=doubt.pk, text=text, now=then, by=plan.cast.clerk)
            plan.edition = decisions.vote(verdict=Verdict.AGREE, now=then + timedelta(minutes=5), **common)
            if plan.stop == "vote-last" and nth == 0:
                return
        self._next(plan, now + timedelta(minutes=37 * len(plan.cast.members)))

    def _review(self, plan: Plan, now: datetime) -> None:
        edition = plan.edition
        by = plan.cast.beside if edition.step_spec().get("where") == "beside" else plan.cast.privacy
        assert by is not None, "a route that asks a bureau is laid down where there is one"
        plan.edition = decisions.review(edition_id=edition.pk, digest=edition.digest, now=now, by=by)
        self._next(plan, now)

    def _members_day(self, edition: Edition, step: Step) -> datetime:
        """The morning after the last day on which only members read it."""
        last = step_due(step, timezone.localdate(edition.release.since), self.clock.calendar)
        assert last is not None, "a release has days"
        return moment(last + timedelta(days=1), 0, 1)

    def _release(self, plan: Plan, now: datetime) -> None:
        plan.edition = end_release(edition_id=plan.edition.pk, now=now)
        self._next(plan, now)

    def _publish(self, plan: Plan, now: datetime) -> None:
        plan.edition = decisions.publish(edition_id=plan.edition.pk, now=now, by=None)
        self._next(plan, now)

    def _file(self, plan: Plan, now: datetime) -> None:
        edition = plan.edition
        if plan.cast.street is None or not any(step["kind"] == "file" for step in edition.steps):
            return
        decisions.file(edition_id=edition.pk, digest=edition.digest, now=now, by=plan.cast.street)

    def _remove(self, plan: Plan, now: datetime) -> None:
        """The street sees what the gate could not read in a picture, takes it down, and the secretary agrees."""
        cast, leak = plan.cast, plan.leak
        assert leak is not None, "only what leaks is taken down"
        assert cast.street is not None, "the pilot has a street"
        assert cast.secretary is not None, "and a secretary"
        plan.edition = withdrawals.remove(
            edition_id=plan.edition.pk, reason="private", words=leak.words, now=now, by=cast.street
        )
        then = now + timedelta(minutes=35)
        plan.edition = withdrawals.confirm(edition_id=plan.edition.pk, now=then, by=cast.secretary)
        self.clock.work(then, 1, 50, lambda later: self._take_off(plan, later))

    def _withdraw(self, plan: Plan, now: datetime) -> None:
        """One asks, another agrees; what is right goes the whole way again, under the same number."""
        by, pk = plan.cast, plan.edition.pk
        withdrawals.withdraw(edition_id=pk, reason="untrue", words=plan.withdrawn, now=now, by=by.clerk)
        then = now + timedelta(minutes=50)
        plan.edition, plan.withdrawn = withdrawals.confirm(edition_id=pk, now=then, by=by.director), ""
        self.clock.work(then, 2, 30, lambda later: self._mend_withdrawn(plan, later))

    def _mend_withdrawn(self, plan: Plan, now: datetime) -> None:
        begun = decisions.correct(edition_id=plan.edition.pk, now=now, by=plan.cast.clerk)
        content = copy.deepcopy(begun.content)
        next(block for block in content["blocks"] if block.get("key") == CORRECTION)["text"] = plan.mended
        plan.edition = drafts.save_draft(
            edition_id=begun.pk, content=content, seen=begun.lock, now=now + timedelta(minutes=5), by=plan.cast.clerk
        )
        self._later(plan, now, "submit", 0, self._submit)

    def _take_off(self, plan: Plan, now: datetime) -> None:
        """The clerk begins the clean edition without the picture, and has not sent it yet."""
        clerk = plan.cast.clerk
        begun = decisions.correct(edition_id=plan.edition.pk, now=now, by=clerk)
        file = begun.notice.attachments.get(removed_at__isnull=True)
        remove_file(edition_id=begun.pk, attachment_id=file.pk, now=now, by=clerk)
        begun.refresh_from_db()

    def _correct(self, plan: Plan, now: datetime) -> None:
        """The slip has been found: the right words and a note on what was wrong go the whole way again."""
        assert plan.slip is not None, "only what has a slip is corrected"
        begun = decisions.correct(edition_id=plan.edition.pk, now=now, by=plan.cast.clerk)
        content = plan.slip.mended(copy.deepcopy(begun.content), plan.right)
        plan.edition = drafts.save_draft(
            edition_id=begun.pk, content=content, seen=begun.lock, now=now + timedelta(minutes=5), by=plan.cast.clerk
        )
        self._later(plan, now, "submit", 0, self._submit)


def spoiled(content: dict[str, Any], number: str) -> dict[str, Any]:
    """A private number in the first text or in the last cell of a table, as it happens to people."""
    for block in content["blocks"]:
        if block["type"] == "table" and block["rows"]:
            key = next((c["key"] for c in reversed(block["columns"]) if c["kind"] == "text"), None)
            if key:
                block["rows"][0][key] = f"{block['rows'][0][key]} {number}".strip()
                return content
        if block["type"] == "text":
            block["text"] = f"{block['text']}联系 {number}。"
            return content
    return content


def morning(day: date) -> datetime:
    return moment(day, 9, 0)
