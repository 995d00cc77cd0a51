"""Asking the named reviewer about a finding, and the reviewer's word on it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mingbai.disclosure.actions.moves import lock, said
from mingbai.disclosure.models import Ruling
from mingbai.disclosure.rules.findings import all_findings
from mingbai.disclosure.rules.may import demand, when
from mingbai.kit.digests import record_language
from mingbai.kit.errors import NotFound, NotNow
from mingbai.orgs.actions.journal import record
from mingbai.orgs.rules.may import Permission, Viewer

MAX_WORDS = 300


@transaction.atomic
def ask_ruling(*, edition_id: int, fingerprint: str, plea: str, now: datetime, by: Viewer) -> Ruling:
    """The clerk holds that a finding is none (不是手机号) and asks the reviewer; a reason is needed."""
    edition = lock(edition_id)
    demand("save", edition, by, now)
    assert by.tenure is not None, "demand() has made sure of a post"
    with record_language():
        finding = next((one for one in all_findings(edition) if one.fingerprint == fingerprint), None)
    if finding is None:
        raise NotNow(_("这一处已经不在草稿里了。"))
    plea = said(plea, MAX_WORDS)
    if not plea:
        raise NotNow(_("请写一句：它为什么不是个人信息。"))
    if finding.ruling is not None:
        raise NotNow(_("这一处已经请审查员看过或正在看。"))
    ruling = Ruling.objects.create(
        notice=edition.notice,
        fingerprint=fingerprint,
        kind=finding.kind,
        place=finding.place[:120],
        masked=finding.masked[:80],
        asked_by=by.tenure,
        asked_at=now,
        plea=plea,
    )
    record(act="ruling:ask", what=ruling, now=now, by=by, unit=edition.notice.unit, note={"plea": ruling.plea})
    return ruling


@transaction.atomic
def rule(*, ruling_id: int, allowed: bool, reason: str, now: datetime, by: Viewer) -> Ruling:
    """Only the named reviewer decides, once, with a reason that goes to the journal."""
    ruling = Ruling.objects.select_for_update().filter(pk=ruling_id).first()
    if ruling is None:
        raise NotFound
    unit = ruling.notice.unit
    by.require(Permission.NOTICE_SCREEN, unit)
    if ruling.ruled_at is not None:
        raise NotNow(_("这一处在 %(when)s 已经裁定过了。") % {"when": when(ruling.ruled_at)})
    reason = said(reason, MAX_WORDS)
    if not reason:
        raise NotNow(_("请写明理由，理由会记入操作记录。"))
    ruling.ruled_by, ruling.ruled_at = by.tenure, now
    ruling.allowed, ruling.reason = allowed, reason
    ruling.save()
    act = "ruling:allow" if allowed else "ruling:refuse"
    record(act=act, what=ruling, now=now, by=by, unit=unit, note={"reason": ruling.reason, "place": ruling.place})
    return ruling
