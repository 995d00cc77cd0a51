"""A draft that is up for comment on its way through its route: the step “征求意见” of an edition not yet published."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mingbai.catalog.rules.days import current_calendar
from mingbai.catalog.schema.route import COLLECT, act_of
from mingbai.disclosure.models import OPEN_STATES, Attachment, Edition, EditionState, Reach, Verdict
from mingbai.disclosure.rules.access import named_files
from mingbai.disclosure.rules.days import collecting, step_day
from mingbai.disclosure.rules.findings import clear_files
from mingbai.feedback.models import Opinion
from mingbai.feedback.rules.heard import counts_of
from mingbai.kit.errors import NotFound
from mingbai.kit.workdays import say_date
from mingbai.orgs.models import Unit


def drafts_of(unit: Unit) -> QuerySet[Edition]:
    """What is up for comment in a unit, for everybody."""
    found = Edition.objects.filter(notice__unit=unit, state=EditionState.MOVING, step=COLLECT, notice__reach=Reach.OPEN)
    return found.select_related("notice__unit").order_by("pk")


def draft_for_all(pk: int) -> Edition:
    """A draft that is, or was, up for comment and is still on its way or has been published; else NotFound. It is
    there for everybody from the day on which opinions are collected, never before."""
    found = Edition.objects.select_related("notice__unit__profile", "notice__live", "notice__item", "version")
    edition = found.filter(pk=pk, notice__reach=Reach.OPEN, notice__held_at__isnull=True).first()
    if edition is None or not (collecting(edition) or _was_up(edition)):
        raise NotFound
    return edition


def _was_up(edition: Edition) -> bool:
    known = edition.state in OPEN_STATES or edition.state == EditionState.PUBLISHED
    return known and edition.decisions.filter(step=COLLECT, verdict="pass").exists()


def until(edition: Edition) -> date:
    """The last day on which opinions are taken; the day on which it was put up does not count (民法典 201)."""
    day = step_day(edition, edition.decisions.all(), current_calendar())
    assert day is not None, "no route may collect opinions without days"
    return day


def why_not_say(edition: Edition, on: date) -> str:
    """Why nobody can say anything about the draft on a day; empty when they can."""
    if not collecting(edition):
        return _("这份草案征求意见已经截止。收到的意见和答复，公布以后在公开旁边可以看。")
    day = until(edition)
    return _("征求意见到 %(day)s，已经截止。") % {"day": say_date(day)} if day < on else ""


def files_for_all(edition: Edition, on: date) -> list[Attachment]:
    """The files of a draft that everybody may take away on a day: while people are heard, those that it lists and in
    which the gate found nothing. What only people can look into, such as photographs, not before a reviewer has."""
    if why_not_say(edition, on):
        return []
    listed = named_files(edition)
    files = [file for file in clear_files(edition.notice) if (file.name, file.digest) in listed] if listed else []
    if any(file.remarks for file in files) and not _reviewed(edition):
        files = [file for file in files if not file.remarks]
    return files


def _reviewed(edition: Edition) -> bool:
    """Whether somebody has reviewed this very text with its files, for secrets or personal data."""
    looks = [step["key"] for step in edition.steps if act_of(step) == "review"]
    return edition.decisions.filter(step__in=looks, verdict=Verdict.AGREE, digest=edition.digest).exists()


def heard_of(edition: Edition) -> tuple[str, str]:
    """For the clock: who still waits for an answer, and what was heard, in words for the trail."""
    waiting = Opinion.objects.filter(edition=edition).unanswered().count()
    if waiting:
        words = ngettext("还有 %(n)s 条意见没有答复。", "还有 %(n)s 条意见没有答复。", waiting)
        return words % {"n": waiting}, ""
    counts = counts_of(edition.notice, edition)
    if not counts.all:
        return "", _("征求意见到 %(day)s，没有收到意见") % {"day": say_date(until(edition))}
    words_for = {"day": say_date(until(edition)), "all": counts.all, "yes": counts.adopted, "part": counts.partly}
    said = _("征求意见到 %(day)s，收到 %(all)s 条：采纳 %(yes)s，部分采纳 %(part)s，不采纳 %(no)s，逐条答复了")
    return "", said % {**words_for, "no": counts.refused}


def place_of(edition: Edition) -> str:
    """Where people read what an opinion is about: the notice, or its draft before there is one."""
    notice = edition.notice
    if notice.serial is None or edition.number is None:
        return reverse("feedback:collect", args=[edition.pk])
    return reverse("channels:notice", args=[notice.unit.code, notice.year, notice.serial])


def opinion_place(opinion: Opinion) -> str:
    """The same for an opinion that was kept; nothing where its draft was sent back and is for nobody any more."""
    notice = opinion.notice
    if notice.serial is not None:
        return reverse("channels:notice", args=[notice.unit.code, notice.year, notice.serial])
    try:
        return reverse("feedback:collect", args=[draft_for_all(opinion.edition_id).pk])
    except NotFound:
        return ""
