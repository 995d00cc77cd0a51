"""Taking in an opinion: without an account, without a trace of whoever gives it but what they tell."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.disclosure.actions.moves import demand_nothing_private, lock, said
from mingbai.disclosure.models import Edition, Notice
from mingbai.feedback.models import Opinion, OpinionKind, Sayer
from mingbai.feedback.rules.codes import code_of, mark_of
from mingbai.feedback.rules.collect import draft_for_all
from mingbai.feedback.rules.collect import why_not_say as why_not_on_draft
from mingbai.feedback.rules.parts import part_named
from mingbai.feedback.rules.say import FEWEST_WORDS, MOST_WORDS, for_all, why_not_say
from mingbai.kit.errors import NotFound, NotNow
from mingbai.orgs.actions.journal import record

MOST_NAME, MOST_CONTACT = 40, 80


@transaction.atomic
def say(
    *,
    notice_id: int,
    draft_id: int | None = None,
    form: str,
    kind: str,
    words: str,
    now: datetime,
    part: str = "",
    shown: bool = False,
    name: str = "",
    contact: str = "",
) -> tuple[Opinion, str]:
    """Keep an opinion on a published notice, or on a draft of it that is up for comment (`draft_id`); returns it with
    its tracking code, which is told this once.

    `form` names the opened form: the same form sent twice is one opinion. There is no `by`: somebody who is logged in
    speaks here as anybody else, and the journal carries neither post nor address. Raises NotNow with a sentence.
    """
    edition = _draft(draft_id, notice_id) if draft_id is not None else _published(notice_id)
    notice, on = edition.notice, timezone.localdate(now)
    code = code_of(form)
    mark = mark_of(code)
    before = Opinion.objects.filter(mark=mark).first()
    if before is not None:
        return before, code
    words, name, contact = said(words, MOST_WORDS), said(name, MOST_NAME), said(contact, MOST_CONTACT)
    why = why_not_say(notice, on, kind) if draft_id is None else why_not_on_draft(edition, on)
    if why:
        raise NotNow(why)
    _demand_sound(edition, kind, words, name, part)
    opinion, fresh = Opinion.objects.get_or_create(  # a second press at the same moment finds the first one's row
        mark=mark,
        defaults={
            "notice": notice,
            "edition": edition,
            "part": part,
            "kind": kind,
            "words": words,
            "shown": shown and for_all(notice),
            "named": bool(name),
            "said_on": on,
        },
    )
    if not fresh:
        return opinion, code
    if name or contact:
        Sayer.objects.create(opinion=opinion, name=name, contact=contact)
    note = {"number": notice.number, "kind": kind}
    record(act="opinion:say", what=opinion, now=now, by=None, unit=notice.unit, note=note)
    return opinion, code


def _published(notice_id: int) -> Edition:
    notice = Notice.objects.published().select_related("unit", "live").filter(pk=notice_id).first()
    if notice is None or notice.live is None:
        raise NotFound
    notice.live.notice = notice
    return notice.live


def _draft(draft_id: int, notice_id: int) -> Edition:
    """Locked: it can't go on while somebody speaks about it."""
    edition = lock(draft_for_all(draft_id).pk)
    if edition.notice_id != notice_id:
        raise NotFound
    return edition


def _demand_sound(edition: Edition, kind: str, words: str, name: str, part: str) -> None:
    """Raise NotNow with what has to be mended before it can be kept."""
    notice = edition.notice
    if kind not in OpinionKind.values:
        raise NotNow(_("请选一项：意见、异议，还是签名支持。"))
    if kind == OpinionKind.SIGNATURE and not name:
        raise NotNow(_("签名支持要写姓名。姓名只给经办人和主任看，不会公开。"))
    if kind != OpinionKind.SIGNATURE and len(words) < FEWEST_WORDS:
        raise NotNow(_("请写几个字：哪里不对，您希望怎样。"))
    if part and (not for_all(notice) or part_named(edition.content, part) is None):
        raise NotNow(_("您选的那一段现在没有了。请刷新这一页，重新选。"))
    demand_nothing_private(words, notice)
