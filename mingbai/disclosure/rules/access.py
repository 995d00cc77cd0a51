"""Fetching what a viewer may see; a foreign record is as if it did not exist."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from mingbai.disclosure.models import (
    Attachment,
    Audience,
    Edition,
    EditionState,
    Notice,
    Release,
    Withdrawal,
    WithdrawalKind,
)
from mingbai.disclosure.rules.seats import asked_beside
from mingbai.duties.models import Duty
from mingbai.kit.errors import NotFound
from mingbai.orgs.models import UnitKind
from mingbai.orgs.rules.may import Permission, Viewer

# What was never submitted may hold anything, so only those read it who write, sign or screen it.
DRAFT_READERS = {Permission.NOTICE_WRITE, Permission.NOTICE_SIGN, Permission.NOTICE_SCREEN}


def readable(viewer: Viewer) -> Q:
    """Condition for editions: all that were submitted, and drafts only for DRAFT_READERS; what was taken down because
    it does harm only for them and for those who decide on it."""
    drafts = Q() if viewer.permissions & DRAFT_READERS else Q(frozen_at__isnull=False)
    if viewer.permissions & (DRAFT_READERS | {Permission.NOTICE_CONFIRM}):
        return drafts
    removed = Withdrawal.objects.filter(notice=OuterRef("notice"), kind=WithdrawalKind.REMOVE, agreed=True)
    harmful = Q(notice__held_at__isnull=False) | (Q(state=EditionState.WITHDRAWN) & Q(Exists(removed)))
    return drafts & ~harmful


def edition_for(viewer: Viewer, pk: int) -> Edition:
    """An edition that the viewer's post may read, published or not; else NotFound."""
    edition = (
        Edition.objects.select_related("notice__unit", "notice__item", "version", "author__person", "author__post")
        .filter(readable(viewer), pk=pk)
        .first()
    )
    if edition is None:
        raise NotFound
    if not viewer.may(Permission.NOTICE_READ, edition.notice.unit) and not asked_beside(edition, viewer):
        raise NotFound
    return edition


def duty_for(viewer: Viewer, pk: int) -> Duty:
    """A duty that the viewer's post may work on; else NotFound."""
    duty = Duty.objects.select_related("unit", "item", "version__scope").filter(pk=pk).first()
    if duty is None or not viewer.may(Permission.NOTICE_READ, duty.unit):
        raise NotFound
    return duty


def attachment_for(viewer: Viewer, notice: Notice, pk: int) -> Attachment:
    """A file of a notice: with the notice where that is visible, in drafts only to the unit's officials."""
    attachment = Attachment.objects.filter(pk=pk, notice=notice).first()
    if attachment is None:
        raise NotFound
    if attachment.removed_at is not None and not _was_submitted(attachment, viewer):
        raise NotFound  # taken off before anybody signed it, or replaced by a cleaned copy: sealed
    if viewer.may(Permission.NOTICE_READ, notice.unit):
        if viewer.permissions & DRAFT_READERS or _was_submitted(attachment, viewer):
            return attachment
        raise NotFound
    if _was_submitted(attachment, viewer, beside=True):
        return attachment
    visible = Notice.objects.visible_to(viewer).filter(pk=notice.pk).exists()
    listed = notice.live is not None and (attachment.name, attachment.digest) in named_files(notice.live)
    if not visible or not listed:
        raise NotFound
    return attachment


def _was_submitted(attachment: Attachment, viewer: Viewer, *, beside: bool = False) -> bool:
    """Whether a submitted edition that the viewer may read names the file; one added since is a draft like the text.

    `beside`: only editions whose route asks for the viewer's bureau.
    """
    if beside and (viewer.unit is None or viewer.unit.kind != UnitKind.BUREAU):
        return False
    submitted = attachment.notice.editions.filter(readable(viewer), frozen_at__isnull=False)
    asked = [edition for edition in submitted if not beside or asked_beside(edition, viewer)]
    return any((attachment.name, attachment.digest) in named_files(edition) for edition in asked)


def named_files(edition: Edition) -> set[tuple[str, str]]:
    """Name and digest of the files that the signed content lists: the same bytes may once have had a telling name."""
    blocks = [block for block in edition.content.get("blocks", []) if block["type"] == "files"]
    return {(item["name"], item["digest"]) for block in blocks for item in block["items"]}


def released_for(viewer: Viewer, pk: int) -> Release:
    """The running release of an edition to a tier that the viewer belongs to; else NotFound."""
    found = Release.objects.visible_to(viewer).filter(edition=pk)
    release = found.select_related("edition__notice__unit", "edition__notice__item", "edition__version").first()
    if release is None:
        raise NotFound
    return release


def released_file(release: Release, pk: int) -> Attachment:
    """A file that the released edition lists; else NotFound."""
    edition = release.edition
    file = Attachment.objects.filter(pk=pk, notice=edition.notice_id, removed_at__isnull=True).first()
    if file is None or (file.name, file.digest) not in named_files(edition):
        raise NotFound
    return file


def concerning(viewer: Viewer, pk: int, *, lock: bool = False) -> Notice:
    """A notice for the parties concerned, for whoever writes the unit's notices; else NotFound."""
    rows = Notice.objects.select_for_update(of=("self",)) if lock else Notice.objects.all()
    notice = rows.select_related("unit").filter(pk=pk, audience=Audience.PARTIES).first()
    if notice is None or not viewer.may(Permission.NOTICE_WRITE, notice.unit):
        raise NotFound
    return notice
