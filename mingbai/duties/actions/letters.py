"""Responsibility letters: drawing one up, changing its draft, signing it; reporting and confirming own tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.duties.actions.joint import kept_words
from mingbai.duties.models import Letter, LetterReport, LetterSignature
from mingbai.duties.rules.letters.access import (
    letter_for,
    newest,
    side_of,
    why_not_confirm,
    why_not_draw,
    why_not_edit,
    why_not_report,
    why_not_sign,
)
from mingbai.duties.rules.letters.text import Content, digest_of, drawn, named, own_task, workers
from mingbai.kit.digests import record_language
from mingbai.kit.errors import NotFound, NotNow
from mingbai.kit.workdays import say_day
from mingbai.orgs.actions.journal import record
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Permission, Viewer

MOST_AIMS, MOST_TITLE, MOST_OWN, MOST_DONE, MOST_WHY = 400, 80, 40, 400, 120


@transaction.atomic
def draw_letter(*, unit: Unit, year: int, now: datetime, by: Viewer) -> Letter:
    """Draw up a letter from the unit's duties of the year, or the next version of one that somebody has signed."""
    by.require(Permission.LETTER_WRITE, unit)
    unit = Unit.objects.select_for_update(of=("self",)).select_related("parent").get(pk=unit.pk)
    refusal = why_not_draw(unit, year, timezone.localdate(now), by)
    if refusal:
        raise NotNow(refusal)
    before = newest(unit, year)
    number = before.number + 1 if before else 1
    with record_language():
        content = drawn(unit, year, number, timezone.localdate(now), before.content if before else None)
    letter = Letter.objects.create(unit=unit, year=year, number=number, content=content, made_at=now)
    record(act="letter:draw", what=letter, now=now, by=by, unit=unit, note={"year": year, "number": number})
    return letter


@transaction.atomic
def save_letter(
    *,
    letter_id: int,
    aims: str,
    handlers: Mapping[str, int],
    own: Sequence[tuple[str, str, date, int]],
    seen: int,
    now: datetime,
    by: Viewer,
) -> Letter:
    """Keep the draft: who does what (`handlers`: key of the task → tenure) and the unit's own tasks (key or empty for
    a new one, title, day, tenure). Somebody else's newer draft is never overwritten."""
    letter = _locked(letter_id, by)
    by.require(Permission.LETTER_WRITE, letter.unit)
    refusal = why_not_edit(letter, by)
    if not refusal and seen != letter.lock:
        refusal = _("这份草稿刚才从别处保存过。请先看新的，再接着写。")
    if not refusal and len(own) > MOST_OWN:
        refusal = _("本单位自己的任务最多 %(max)s 项。") % {"max": MOST_OWN}
    if refusal:
        raise NotNow(refusal)
    before = letter.content
    letter.content = {
        **before,
        "aims": kept_words(aims, MOST_AIMS),
        "tasks": _tasks(letter, before, handlers, own, timezone.localdate(now)),
    }
    letter.lock += 1
    letter.save(update_fields=["content", "lock"])
    old, new = digest_of(before), digest_of(letter.content)
    record(act="letter:save", what=letter, now=now, by=by, unit=letter.unit, before=old, after=new)
    return letter


def _tasks(
    letter: Letter, before: Content, handlers: Mapping[str, int], own: Sequence[tuple[str, str, date, int]], on: date
) -> list[dict[str, Any]]:
    staff = {tenure.pk: tenure for tenure in workers(letter.unit, on)}
    items = [task for task in before["tasks"] if task["kind"] == "item"]
    tasks = [{**task, **named(staff.get(handlers.get(task["key"], task["tenure"])))} for task in items]
    known = {task["key"] for task in before["tasks"] if task["kind"] == "own"}
    taken = {int(key[1:]) for key in known | set(_reported(letter))}
    for key, title, due, tenure in own:
        title = kept_words(title, MOST_TITLE)
        if due.year != letter.year:
            words = {"title": title, "year": letter.year}
            raise NotNow(_("“%(title)s”的日子不在 %(year)s 年里。") % words)
        if key not in known:
            number = max(taken, default=0) + 1
            taken.add(number)
            key = f"o{number}"
        tasks.append(own_task(key, title, due, staff.get(tenure)))
    return tasks


def _reported(letter: Letter) -> list[str]:
    return list(LetterReport.objects.filter(unit=letter.unit, year=letter.year).values_list("key", flat=True))


@transaction.atomic
def drop_letter(*, letter_id: int, now: datetime, by: Viewer) -> None:
    """Give up a draft that nobody has signed."""
    letter = _locked(letter_id, by)
    by.require(Permission.LETTER_WRITE, letter.unit)
    refusal = why_not_edit(letter, by)
    if refusal:
        raise NotNow(refusal)
    record(act="letter:drop", what=letter, now=now, by=by, unit=letter.unit, before=digest_of(letter.content))
    letter.delete()


@transaction.atomic
def sign_letter(*, letter_id: int, digest: str, now: datetime, by: Viewer) -> LetterSignature:
    """The unit's first responsible person signs, then the level above; from the first signature on it is frozen."""
    letter = _locked(letter_id, by)
    by.require(Permission.LETTER_SIGN)
    refusal = why_not_sign(letter, by)
    if not refusal and digest != digest_of(letter.content):
        refusal = _("您看过以后，责任书又改了。请再看一遍，再签。")
    if refusal:
        raise NotNow(refusal)
    assert by.tenure is not None, "require() has made sure of a post"
    if not letter.digest:
        letter.digest = digest
        letter.save(update_fields=["digest"])
    side = side_of(letter, by)
    signature = LetterSignature.objects.create(letter=letter, side=side, tenure=by.tenure, at=now, digest=digest)
    record(act="letter:sign", what=letter, now=now, by=by, unit=letter.unit, after=digest, note={"side": str(side)})
    return signature


@transaction.atomic
def report_task(*, letter_id: int, key: str, words: str, now: datetime, by: Viewer) -> LetterReport:
    """The person of an own task says that it is done, and what shows it."""
    letter = _locked(letter_id, by)
    refusal, words = why_not_report(letter, key, _report(letter, key), by), kept_words(words, MOST_DONE)
    if not refusal and not words:
        refusal = _("请写办成了什么，凭什么看得出来。")
    if refusal:
        raise NotNow(refusal)
    assert by.tenure is not None, "the rule has made sure of a post"
    report = LetterReport.objects.create(
        unit=letter.unit, year=letter.year, key=key, words=words, done_by=by.tenure, done_at=now
    )
    record(act="letter:report", what=report, now=now, by=by, unit=letter.unit, note={"title": _title(letter, key)})
    return report


@transaction.atomic
def take_back_report(*, letter_id: int, key: str, now: datetime, by: Viewer) -> None:
    """The person takes the report back, while the level above has not confirmed it."""
    letter = _locked(letter_id, by)
    report = _report(letter, key)
    if report is None or by.tenure is None or report.done_by_id != by.tenure.pk or by.standing_in:
        raise NotNow(_("没有您报过的这一项。"))
    if report.confirmed_at is not None:
        raise NotNow(
            _("上级已经在 %(day)s 确认了，不能收回。") % {"day": say_day(timezone.localdate(report.confirmed_at))}
        )
    report.undone_at = now
    report.save(update_fields=["undone_at"])
    record(act="letter:take_back", what=report, now=now, by=by, unit=letter.unit, note={"title": _title(letter, key)})


@transaction.atomic
def settle_report(*, letter_id: int, key: str, agreed: bool, why: str = "", now: datetime, by: Viewer) -> None:
    """The level above confirms a report, or sends it back with a reason: then the task is open again."""
    letter = _locked(letter_id, by)
    by.require(Permission.LETTER_SIGN)
    report = _report(letter, key)
    refusal, why = why_not_confirm(letter, report, by), kept_words(why, MOST_WHY)
    if not refusal and not agreed and not why:
        refusal = _("请写明为什么还不算办好。")
    if refusal:
        raise NotNow(refusal)
    assert report is not None, "the rule has made sure"
    if agreed:
        report.confirmed_at, report.confirmed_by = now, by.tenure
        report.save(update_fields=["confirmed_at", "confirmed_by"])
    else:
        report.undone_at, report.undone_why = now, why
        report.save(update_fields=["undone_at", "undone_why"])
    note = {"title": _title(letter, key), "reason": why}
    record(
        act="letter:confirm" if agreed else "letter:send_back", what=report, now=now, by=by, unit=letter.unit, note=note
    )


def _locked(letter_id: int, by: Viewer) -> Letter:
    """The letter for this viewer, locked, with its signatures as they stand now; else NotFound."""
    letter_for(by, letter_id)
    letter = Letter.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=letter_id).first()
    if letter is None:
        raise NotFound
    return letter


def _report(letter: Letter, key: str) -> LetterReport | None:
    return LetterReport.objects.filter(unit=letter.unit, year=letter.year, key=key, undone_at__isnull=True).first()


def _title(letter: Letter, key: str) -> str:
    return next((str(task["title"]) for task in letter.content["tasks"] if task["key"] == key), key)
