"""Attachments: taken in, sniffed, screened, stored under their digest outside the web root."""

from __future__ import annotations

import copy
import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingbai.catalog.rules.versions import spec_of
from mingbai.disclosure.actions.cleaning import proven_copy, vanishing
from mingbai.disclosure.actions.moves import lock, move
from mingbai.disclosure.actions.pictures import ask_reading
from mingbai.disclosure.models import Attachment, Edition, EditionState
from mingbai.disclosure.rules.columns import column_findings
from mingbai.disclosure.rules.findings import allowance, as_kept
from mingbai.disclosure.rules.gate import Findings, Unreadable, screen_file
from mingbai.disclosure.rules.kinds import clean_name, sniff
from mingbai.disclosure.rules.lists import refused_file, texts_of
from mingbai.disclosure.rules.may import demand
from mingbai.kit.digests import record_language
from mingbai.kit.errors import NotNow
from mingbai.orgs.actions.journal import record
from mingbai.orgs.rules.may import Viewer

MAX_FILES = 20


@transaction.atomic
def add_file(*, edition_id: int, name: str, data: bytes, now: datetime, by: Viewer) -> Attachment:
    """Attach a file to a draft. Raises NotNow with a sentence when it is too large, of another kind than allowed,
    unreadable, or hides macros; nothing is kept then."""
    edition = lock(edition_id)
    demand("save", edition, by, now)
    name = clean_name(name)
    sniff(name, data)
    if edition.notice.attachments.filter(removed_at__isnull=True).count() >= MAX_FILES:
        raise NotNow(_("一份公开最多 %(max)s 个附件。") % {"max": MAX_FILES})
    try:
        found = screen_file(data, name, allowance(edition.notice))
    except Unreadable as error:
        raise NotNow(_("“%(name)s”没有收下：%(why)s") % {"name": name, "why": error.sentence}) from error
    unlisted = refused_file(data, name, spec_of(edition.version))
    if unlisted:
        raise NotNow(unlisted)
    attachment = take_in(edition, name, data, found, now, by)
    note = {"file": attachment.sha256, "size": attachment.size}
    record(act="file:add", what=attachment, now=now, by=by, unit=edition.notice.unit, note=note)
    listed_anew(edition, now, by)
    return attachment


def take_in(edition: Edition, name: str, data: bytes, found: Findings, now: datetime, by: Viewer) -> Attachment:
    """Store what the gate has seen, and ask for the reading of its pictures."""
    assert by.tenure is not None, "demand() has made sure of a post"
    columns = column_findings(texts_of(data, name), spec_of(edition.version))
    gone = vanishing(data, name, found, allowance(edition.notice))
    attachment = Attachment(
        notice=edition.notice,
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        mime=sniff(name, data),
        findings=[
            as_kept(name, finding) | ({"cleans": "yes"} if finding.fingerprint in gone else {})
            for finding in [*found, *columns]
        ],
        unseen=[note for note in found.notes if note not in found.unlooked],
        added_by=by.tenure,
        added_at=now,
    )
    keep(attachment.path, data)
    attachment.save()
    ask_reading(attachment, found, now)
    return attachment


@transaction.atomic
def clean_file(*, edition_id: int, attachment_id: int, now: datetime, by: Viewer) -> Attachment:
    """Put a proved copy without hidden things in the place of a draft's file; the original is sealed: kept, and no
    longer given to anybody. Raises NotNow where there is nothing to clean or the copy can't be proved."""
    edition = lock(edition_id)
    demand("save", edition, by, now)
    old = edition.notice.attachments.filter(pk=attachment_id, removed_at__isnull=True).first()
    if old is None:
        raise NotNow(_("这个附件已经拿掉了。"))
    copy, found = proven_copy(old.path.read_bytes(), old.name, allowance(edition.notice))
    old.removed_at = now
    old.save(update_fields=["removed_at"])
    fresh = take_in(edition, old.name, copy, found, now, by)
    note = {"file": fresh.sha256, "from": old.sha256}
    record(act="file:clean", what=fresh, now=now, by=by, unit=edition.notice.unit, note=note)
    listed_anew(edition, now, by)
    return fresh


@transaction.atomic
def remove_file(*, edition_id: int, attachment_id: int, now: datetime, by: Viewer) -> None:
    """Take a file off a draft. The stored bytes stay: an earlier attempt may have been signed with them."""
    edition = lock(edition_id)
    demand("save", edition, by, now)
    attachment = edition.notice.attachments.filter(pk=attachment_id, removed_at__isnull=True).first()
    if attachment is None:
        raise NotNow(_("这个附件已经拿掉了。"))
    attachment.removed_at = now
    attachment.save(update_fields=["removed_at"])
    record(act="file:remove", what=attachment, now=now, by=by, unit=edition.notice.unit)
    listed_anew(edition, now, by)


def listed_anew(edition: Edition, now: datetime, by: Viewer) -> None:
    """The block of files in the content, so that the signature covers their digests too."""
    content: dict[str, Any] = copy.deepcopy(edition.content)
    content["blocks"] = [block for block in content["blocks"] if block["type"] != "files"]
    files = edition.notice.attachments.filter(removed_at__isnull=True).order_by("pk")
    items = [{"name": file.name, "size": file.size, "digest": f"sha256:{file.sha256}"} for file in files]
    if items:
        with record_language():
            content["blocks"].append({"type": "files", "key": "files", "title": _("附件"), "items": items})
    edition.content = content
    edition.saved_at = now
    move(edition, act="save", to=EditionState.DRAFT, now=now, by=by)


def keep(target: Path, data: bytes) -> None:
    """Write bytes once and whole: a temporary file beside the target, then a rename; a crash leaves no half file."""
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as temporary:
        temporary.write(data)
        temporary.flush()
        os.fsync(temporary.fileno())
    os.chmod(temporary.name, 0o440)
    os.replace(temporary.name, target)
    folder = os.open(target.parent, os.O_RDONLY)  # the name must survive a power cut like the bytes
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
