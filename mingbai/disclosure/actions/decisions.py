"""Signing, voting, answering, reviewing, approving, filing, returning, revising, correcting, publishing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.catalog.rules.routes import route_for
from mingbai.catalog.rules.versions import spec_of
from mingbai.catalog.schema.route import COLLECT
from mingbai.catalog.schema.templates import blank_content
from mingbai.disclosure.actions.moves import (
    MAX_REASON,
    decide,
    demand_nothing_private,
    go_on,
    lock,
    move,
    put_up,
    said,
    words_of,
)
from mingbai.disclosure.actions.veils import forget_veils
from mingbai.disclosure.models import Decision, Edition, EditionState, NoticeKind, Verdict
from mingbai.disclosure.rules.access import named_files
from mingbai.disclosure.rules.assessments import why_not_assessed
from mingbai.disclosure.rules.content import corrected, finished, problems, reopened
from mingbai.disclosure.rules.findings import being_read, open_findings, sentence, wait_sentence
from mingbai.disclosure.rules.gate import current
from mingbai.disclosure.rules.later import against
from mingbai.disclosure.rules.lines import read_votes
from mingbai.disclosure.rules.lists import list_problems
from mingbai.disclosure.rules.may import demand, demand_same_text, seats_of, step_for, when
from mingbai.disclosure.rules.mended import why_not_mended
from mingbai.disclosure.rules.steps import by_step, next_blocking, unanswered
from mingbai.disclosure.rules.told import listed_in
from mingbai.disclosure.rules.urgent import STEP as URGENT_STEP
from mingbai.duties.models import Duty
from mingbai.duties.rules.labels import period_of
from mingbai.kit.digests import digest
from mingbai.kit.errors import NotNow
from mingbai.orgs.actions.journal import record
from mingbai.orgs.rules.may import Viewer


@transaction.atomic
def submit(*, edition_id: int, seen: int, now: datetime, by: Viewer, publish_at: datetime | None = None) -> Edition:
    """The handler's signature: freeze the text, take the route as it stands, begin the walk (S0 五步法).

    Raises NotNow when the draft is incomplete, was changed elsewhere, or the gate has open findings.
    """
    edition = lock(edition_id)
    edition.steps = _steps(edition, now)
    words = words_of(edition)
    demand("submit", edition, by, now, words)
    if seen != edition.lock:
        raise NotNow(_("这份草稿刚从别处改过。请刷新看新的，再签字送审。"))
    wrong = [*problems(edition.content, complete=True), *list_problems(edition.content, spec_of(edition.version))]
    wrong += [one.sentence for one in listed_in(edition, timezone.localdate(now)).told(edition.content)]
    if wrong:
        raise NotNow(_("还不能送审：%(why)s") % {"why": wrong[0]})
    unweighed = [*why_not_mended(edition), *why_not_assessed(edition)]
    if unweighed:
        raise NotNow(_("还不能送审：%(why)s") % {"why": unweighed[0]})
    found = open_findings(edition)
    if found:
        raise NotNow(sentence(found))
    held = against(edition, timezone.localdate(now))
    if held:
        raise NotNow(_("还不能送审：%(why)s") % {"why": held[0]})
    reading = being_read(edition.notice, now)
    if reading is not None:
        raise NotNow(wait_sentence(reading))
    edition.content = finished(edition.content)
    edition.digest = digest(edition.content)
    edition.gate_rules = current().version
    edition.frozen_at = now
    edition.publish_at = publish_at
    edition.step = edition.steps[0]["key"]
    forget_veils(edition)
    decide(edition, words, step=edition.step, verdict=Verdict.AGREE, now=now, by=by)
    go_on(edition, words, act="submit", now=now, by=by)
    return edition


@transaction.atomic
def sign(*, edition_id: int, digest: str, now: datetime, by: Viewer) -> Edition:
    """Sign as the post whose turn it is (M17). The signature covers exactly the text that was shown."""
    return _agree("sign", edition_id, digest, now, by)


@transaction.atomic
def review(*, edition_id: int, digest: str, now: datetime, by: Viewer, reason: str = "") -> Edition:
    """The named secrecy and privacy reviewer lets it pass (M19)."""
    return _agree("review", edition_id, digest, now, by, reason)


@transaction.atomic
def approve(*, edition_id: int, digest: str, now: datetime, by: Viewer, reason: str = "") -> Edition:
    """The level above lets it pass where the route asks for that before publication (重大事项报批, M21)."""
    return _agree("approve", edition_id, digest, now, by, reason)


@transaction.atomic
def vote(
    *,
    edition_id: int,
    digest: str,
    verdict: str,
    now: datetime,
    by: Viewer,
    reason: str = "",
    points: Sequence[str] = (),
    lines: Mapping[str, str] | None = None,
) -> Edition:
    """One member of the supervision committee agrees, asks, or returns; doubts need a reason (M18).

    Where the route has each line voted on by itself, `lines` are those refused, each with its reason; whoever refuses
    none agrees to all (民主理财逐笔审核, M27).
    """
    edition = lock(edition_id)
    words = words_of(edition)
    demand("vote", edition, by, now, words)
    demand_same_text(edition, digest)
    if verdict not in (Verdict.AGREE, Verdict.QUESTION, Verdict.RETURN):
        raise NotNow(_("请在“同意、有疑问、退回”里选一个。"))
    refused: dict[str, str] = {}
    if edition.step_spec().get("lines") and verdict != Verdict.QUESTION:
        verdict = Verdict.RETURN if lines else verdict
        refused = {key: said(why, MAX_REASON) for key, why in (lines or {}).items()}
        points = read_votes(edition, verdict, refused)
        demand_nothing_private("\n".join(refused.values()), edition.notice)
    if verdict != Verdict.AGREE and not reason.strip() and not points:
        raise NotNow(_("请说明理由：选一项，或写几个字。"))
    more: dict[str, object] = {"points": list(points), "lines": refused or None}
    here, reason = edition.step, reason.strip()
    _demand_new(words, step=here, verdict=verdict, reason=reason, by=by, **more)
    decide(edition, words, step=here, verdict=verdict, now=now, by=by, reason=reason, **more)
    go_on(edition, words, act="vote", now=now, by=by, verdict=str(verdict))
    return edition


def _demand_new(words: Sequence[Decision], *, step: str, by: Viewer, reason: str, **more: object) -> None:
    """The same doubt sent twice is one doubt: a button pressed again leaves no second word in the record for good."""
    here = by_step(words).get(step, [])
    mine = next((word for word in reversed(here) if by.tenure and word.tenure_id == by.tenure.pk), None)
    if mine is None or any(word.answers_id == mine.pk for word in here):
        return
    if said(reason, MAX_REASON) == mine.reason and all(getattr(mine, name) == value for name, value in more.items()):
        raise NotNow(_("同样的意见，您在 %(when)s 已经交过了，不用再交。") % {"when": when(mine.at)})


@transaction.atomic
def answer(*, edition_id: int, to: int, text: str, now: datetime, by: Viewer) -> Edition:
    """The clerk answers a question or a return of a member, without changing the text."""
    edition = lock(edition_id)
    words = words_of(edition)
    demand("answer", edition, by, now, words)
    here = by_step(words).get(edition.step, [])
    doubt = next((word for word in unanswered(here) if word.pk == to), None)
    if doubt is None:
        raise NotNow(_("这个疑问已经说明过，或者提问人已经改了意见。"))
    if not text.strip():
        raise NotNow(_("请写几个字，说明情况。"))
    decide(
        edition, words, step=edition.step, verdict=Verdict.ANSWER, now=now, by=by, reason=text.strip(), answers=doubt
    )
    go_on(edition, words, act="answer", now=now, by=by)
    return edition


@transaction.atomic
def file(*, edition_id: int, digest: str, now: datetime, by: Viewer, reason: str = "") -> Edition:
    """The street takes the notice on file (M21); where the route blocks on it, the walk goes on."""
    edition = lock(edition_id)
    words = words_of(edition)
    demand("file", edition, by, now, words)
    demand_same_text(edition, digest)
    step = step_for("file", edition, words, by)
    assert step is not None, "demand() has found the step"
    decide(edition, words, step=step["key"], verdict=Verdict.RECEIPT, now=now, by=by, reason=reason.strip())
    if step["key"] == edition.step:
        go_on(edition, words, act="file", now=now, by=by)
    else:
        record(act="notice:file", what=edition, now=now, by=by, unit=edition.notice.unit, after=edition.digest)
    return edition


@transaction.atomic
def send_back(*, edition_id: int, digest: str, reason: str, now: datetime, by: Viewer) -> Edition:
    """Return it to the clerk with a reason; whoever's turn it is may, and the street while it is not published."""
    edition = lock(edition_id)
    words = words_of(edition)
    demand("return", edition, by, now, words)
    demand_same_text(edition, digest)
    if not reason.strip():
        raise NotNow(_("请写明为什么退回，经办人好改。"))
    step = step_for("return", edition, words, by)
    assert step is not None, "demand() has found the step"
    decide(edition, words, step=step["key"], verdict=Verdict.RETURN, now=now, by=by, reason=reason.strip())
    edition.step = step["key"]
    to = EditionState.PUBLISHED if edition.cosigning else EditionState.RETURNED
    move(edition, act="return", to=to, now=now, by=by)
    return edition


@transaction.atomic
def publish_urgently(*, edition_id: int, digest: str, reason: str, now: datetime, by: Viewer) -> Edition:
    """Put up at once what cannot wait for all signatures, such as a warning; they follow within COSIGN_IN.

    The clerk has signed, a leader takes the responsibility with a public reason, and the gate is never left out.
    Raises NotNow without a reason, with findings of the gate, or with a file that it could not read.
    """
    edition = lock(edition_id)
    words = words_of(edition)
    demand("urgent", edition, by, now, words)
    demand_same_text(edition, digest)
    if not reason.strip():
        raise NotNow(_("请写明为什么等不及签完，这句话会公布出去。"))
    found = open_findings(edition)
    if found:
        raise NotNow(sentence(found))
    files = edition.notice.attachments.filter(removed_at__isnull=True).select_related("reading")
    unread = next((file for file in files if file.remarks), None)
    if unread is not None:
        words_for = {"name": unread.name}
        raise NotNow(_("附件“%(name)s”系统看不全，要审查员看过才能公布，不能紧急公布。") % words_for)
    decide(edition, words, step=URGENT_STEP, verdict=Verdict.URGENT, now=now, by=by, reason=reason.strip())
    done = by_step(words)
    for step in edition.steps:
        if step["kind"] == "gate":
            decide(edition, words, step=step["key"], verdict=Verdict.PASS, now=now, by=None)
        elif step["kind"] == COLLECT and COLLECT not in done:
            why = _("紧急公布的，没有先征求意见。")
            decide(edition, words, step=COLLECT, verdict=Verdict.LAPSED, now=now, by=None, reason=why)
        elif step["kind"] == "release":
            late = _("紧急公布，没有先给成员看")
            decide(edition, words, step=step["key"], verdict=Verdict.PASS, now=now, by=None, reason=late)
    waiting = next_blocking(edition, words, seats_of(edition, now))
    edition.step = waiting["key"] if waiting else ""
    move(edition, act="urgent", to=EditionState.READY, now=now, by=by)
    put_up(edition, now=now, by=by)
    return edition


@transaction.atomic
def revise(*, edition_id: int, now: datetime, by: Viewer) -> Edition:
    """A change after the first signature: the old edition is void with its signatures, a new draft begins."""
    old = lock(edition_id)
    demand("revise", old, by, now)
    newest = old.notice.current()
    if newest.pk != old.pk and newest.state == EditionState.VOID:
        raise NotNow(_("这份公开后来不写了。请回“今天要办”，从那件事重新开始写。"))
    if newest.pk != old.pk:
        raise NotNow(_("这一稿后面已经有新稿了，请改新稿。"))
    to = EditionState.RETURNED if old.state == EditionState.RETURNED else EditionState.VOID
    move(old, act="revise", to=to, now=now, by=by)
    return _next_attempt(old, newest, _as_draft(old), now, by)


@transaction.atomic
def correct(*, edition_id: int, now: datetime, by: Viewer) -> Edition:
    """Begin the corrected edition of what is published (M23): the same text, with a place for the public note.

    The wrong one stays up, as it is, until the corrected one has gone its whole way. Raises NotNow while another
    correction is under way; and where what was taken back has begun anew, or been settled, by another notice.
    """
    old = lock(edition_id)
    demand("correct", old, by, now)
    _demand_no_other(old)
    newest = old.notice.current()
    if newest.pk != old.pk and newest.state != EditionState.VOID:
        words = {"state": newest.get_state_display()}
        raise NotNow(_("这份公开已经有一份更正在办（%(state)s），请接着那一份。") % words)
    _files_as_published(old, now)
    return _next_attempt(old, newest, corrected(_as_draft(old)), now, by)


def _demand_no_other(edition: Edition) -> None:
    """One duty, one notice: what a notice owes again after it was taken back may be on its way as another notice."""
    if edition.state != EditionState.WITHDRAWN:
        return
    duties = list(Duty.objects.select_for_update(of=("self",)).filter(notices=edition.notice).order_by("pk"))
    for duty in duties:
        if duty.settlement:
            words = {"title": duty.title, "number": duty.settled_by}
            raise NotNow(_("“%(title)s”后来另外公布了，编号 %(number)s。要改，请改那一份。") % words)
    other = Edition.objects.under_way().filter(notice__duties__in=duties).exclude(notice=edition.notice).first()
    if other is not None:
        words = {"title": other.title, "state": other.get_state_display()}
        raise NotNow(_("这件事已经另外在写：“%(title)s”（%(state)s）。请接着那一份办，或者先不写那一份。") % words)


def _files_as_published(edition: Edition, now: datetime) -> None:
    """The notice's files are those that the edition names; what a given-up correction added or took off is undone."""
    listed = named_files(edition)
    for file in edition.notice.attachments.all():
        removed_at = None if (file.name, file.digest) in listed else file.removed_at or now
        if removed_at != file.removed_at:
            file.removed_at = removed_at
            file.save(update_fields=["removed_at"])


def _as_draft(edition: Edition) -> dict[str, Any]:
    """What was signed, as its writer goes on with it. A declaration of nil has no form: its list stays as it is."""
    content: dict[str, Any] = edition.content
    notice = edition.notice
    if notice.kind == NoticeKind.NIL:
        return content
    return reopened(content, blank_content(spec_of(edition.version), period_of(notice.period), notice.unit.name))


def _next_attempt(old: Edition, newest: Edition, content: dict[str, Any], now: datetime, by: Viewer) -> Edition:
    assert by.tenure is not None, "demand() has made sure of a post"
    edition = Edition.objects.create(
        notice=old.notice,
        attempt=newest.attempt + 1,
        title=old.title,
        content=content,
        version=old.version,
        author=by.tenure,
        created_at=now,
        saved_at=now,
    )
    record(act="notice:start", what=edition, now=now, by=by, unit=old.notice.unit, before=old.digest)
    return edition


@transaction.atomic
def publish(*, edition_id: int, now: datetime, by: Viewer | None) -> Edition:
    """Put it up now. `by=None` is the clock, at the planned minute."""
    edition = lock(edition_id)
    if by is not None:
        demand("publish", edition, by, now)
    elif edition.state != EditionState.READY:
        return edition  # someone was quicker
    put_up(edition, now=now, by=by)
    return edition


def _agree(act: str, edition_id: int, seen: str, now: datetime, by: Viewer, reason: str = "") -> Edition:
    edition = lock(edition_id)
    words = words_of(edition)
    demand(act, edition, by, now, words)
    demand_same_text(edition, seen)
    decide(edition, words, step=edition.step, verdict=Verdict.AGREE, now=now, by=by, reason=reason.strip())
    go_on(edition, words, act=act, now=now, by=by)
    return edition


def _steps(edition: Edition, now: datetime) -> list[dict[str, Any]]:
    notice = edition.notice
    spec = spec_of(edition.version)
    edition.route = route_for(spec=spec, unit=notice.unit, nil=notice.kind == NoticeKind.NIL, now=now)
    steps: list[dict[str, Any]] = edition.route.steps
    return steps
