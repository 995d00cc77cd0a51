"""Painting over parts of a draft's file so that nothing is left under them, proved; and taking that back.

A page with a box is kept as points alone: what was written, drawn, noted or hidden on it is gone with the rest of its
making. The gate reads the copy anew; the original is sealed like that of a cleaned file.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

import pypdf
from django.db import transaction
from django.utils.translation import gettext as _

from mingbai.disclosure.actions.cleaning import BROKEN
from mingbai.disclosure.actions.files import listed_anew, take_in
from mingbai.disclosure.actions.moves import lock
from mingbai.disclosure.actions.picturing import LONGER_SIDE, MOST_SIDE, PROVED_SIDE, NoPicture, as_page, drawn, saved
from mingbai.disclosure.models import Attachment, Edition, Redaction
from mingbai.disclosure.render.cleaned import clean_pdf
from mingbai.disclosure.render.raster import one_page, photo_of, picture_of, room, shown_size, with_pictures
from mingbai.disclosure.rules.access import named_files
from mingbai.disclosure.rules.boxes import Box
from mingbai.disclosure.rules.findings import allowance
from mingbai.disclosure.rules.gate import Allow, Findings, screen_file
from mingbai.disclosure.rules.kinds import MAX_BYTES
from mingbai.disclosure.rules.may import demand
from mingbai.disclosure.rules.redacting import ENDINGS, covered_boxes, ending_of, pages_of
from mingbai.kit.errors import NotNow
from mingbai.orgs.actions.journal import record
from mingbai.orgs.rules.may import Viewer

Boxes = Mapping[int, Sequence[Box]]  # page → its boxes
MOST_BOXES = 60
MOST_ROOM = 800_000  # bytes of a page without losses; a photo takes more and is kept as a jpg
FAILED = (*BROKEN, NoPicture)


@transaction.atomic
def redact(*, edition_id: int, attachment_id: int, boxes: Boxes, now: datetime, by: Viewer) -> Attachment:
    """Put a copy in the place of a draft's file in which the boxes are black for good. NotNow where a box is none, the
    page is not there, or the copy can't be proved; nothing is changed then."""
    edition = lock(edition_id)
    demand("save", edition, by, now)
    old = _file(edition, attachment_id)
    data = _bytes(old)
    _demand_boxes(boxes, data, old.name)
    return _put_in(edition, old, data, boxes, now, by)


@transaction.atomic
def redact_covered(*, edition_id: int, attachment_id: int, now: datetime, by: Viewer) -> Attachment:
    """Make every black box on words what it was meant to be: one click. NotNow where there is none."""
    edition = lock(edition_id)
    demand("save", edition, by, now)
    old = _file(edition, attachment_id)
    data = _bytes(old)
    boxes = covered_boxes(data) if ending_of(old.name) == "pdf" else {}
    if not boxes:
        raise NotNow(_("“%(name)s”里没有黑块盖着字。") % {"name": old.name})
    return _put_in(edition, old, data, boxes, now, by)


@transaction.atomic
def undo_redaction(*, edition_id: int, attachment_id: int, now: datetime, by: Viewer) -> Attachment:
    """The file as it was before: the original is opened again, the copy put away."""
    edition = lock(edition_id)
    demand("save", edition, by, now)
    copy = _file(edition, attachment_id)
    done = Redaction.objects.filter(copy=copy, undone_at__isnull=True).select_related("original").first()
    if done is None:
        raise NotNow(_("“%(name)s”没有涂过，不用撤销。") % {"name": copy.name})
    signed = edition.notice.editions.filter(frozen_at__isnull=False)
    if any((copy.name, copy.digest) in named_files(one) for one in signed):
        raise NotNow(_("涂过的这份已经有人签过字，不能再换回原来的。"))
    copy.removed_at, done.original.removed_at, done.undone_at = now, None, now
    copy.save(update_fields=["removed_at"])
    done.original.save(update_fields=["removed_at"])
    done.save(update_fields=["undone_at"])
    note = {"file": done.original.sha256, "from": copy.sha256}
    record(act="file:unredact", what=done.original, now=now, by=by, unit=edition.notice.unit, note=note)
    listed_anew(edition, now, by)
    return done.original


def redacted(data: bytes, name: str, boxes: Boxes) -> bytes:
    """The copy: pages with boxes as points, all else without what it hides."""
    if ending_of(name) != "pdf":
        page = as_page(data)
        raster = drawn(page, 1, _side(page)).painted(boxes[1])
        return saved(one_page(picture_of(raster), (raster.width, raster.height)), ending_of(name), raster)
    pictures = {}
    for number, some in boxes.items():
        raster = drawn(data, number, LONGER_SIDE).painted(some)
        picture = picture_of(raster)
        if room(picture) > MOST_ROOM:
            sheet = one_page(picture, (raster.width, raster.height))
            picture = photo_of(saved(sheet, "jpg", raster), raster)
        pictures[number] = picture
    return clean_pdf(with_pictures(data, pictures))


def _side(page: bytes) -> int:
    width, height = shown_size(pypdf.PdfReader(io.BytesIO(page)).pages[0])
    return min(MOST_SIDE, max(1, round(max(width, height))))


def proved(data: bytes, copy: bytes, name: str, boxes: Boxes, allow: Allow) -> Findings:
    """What the gate finds in the copy. NotNow where it is not proved: it opens, has the same pages, no words in those
    with boxes and the same words in the others, every box is black, nothing is hidden, nothing new is found."""
    ending = ending_of(name)
    before, after = screen_file(data, name, allow), screen_file(copy, name, allow)
    known = {finding.fingerprint for finding in before}
    fresh = [finding for finding in after if finding.fingerprint not in known and finding.kind != "unreadable_page"]
    texts = [_texts(one, ending) for one in (data, copy)]
    same = len(texts[0]) == len(texts[1]) and all(
        new == "" if number in boxes else new == old for number, (old, new) in enumerate(zip(*texts, strict=True), 1)
    )
    shown = copy if ending == "pdf" else as_page(copy)
    black = all(
        (raster := drawn(shown, number, PROVED_SIDE)) and all(raster.darkest(box) for box in some)
        for number, some in boxes.items()
    )
    if fresh or after.hidden or not same or not black or len(copy) > MAX_BYTES:
        raise NotNow(_("“%(name)s”涂完以后没有通过检查，没有换上。请用原来的软件自己涂掉再传。") % {"name": name})
    return after


def _texts(data: bytes, ending: str) -> list[str]:
    if ending != "pdf":
        return [""]
    return [page.extract_text().strip() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def _put_in(edition: Edition, old: Attachment, data: bytes, boxes: Boxes, now: datetime, by: Viewer) -> Attachment:
    assert by.tenure is not None, "demand() has made sure of a post"
    allow = allowance(edition.notice)
    try:
        copy = redacted(data, old.name, boxes)
        found = proved(data, copy, old.name, boxes, allow)
    except FAILED as error:
        raise NotNow(_("“%(name)s”涂不了，请用原来的软件自己涂掉再传。") % {"name": old.name}) from error
    old.removed_at = now
    old.save(update_fields=["removed_at"])
    fresh = take_in(edition, old.name, copy, found, now, by)
    rows = [[page, box.left, box.top, box.width, box.height] for page, some in boxes.items() for box in some]
    Redaction.objects.create(original=old, copy=fresh, boxes=rows, by=by.tenure, at=now)
    note = {"file": fresh.sha256, "from": old.sha256, "boxes": len(rows)}
    record(act="file:redact", what=fresh, now=now, by=by, unit=edition.notice.unit, note=note)
    listed_anew(edition, now, by)
    return fresh


def _file(edition: Edition, attachment_id: int) -> Attachment:
    found = edition.notice.attachments.filter(pk=attachment_id, removed_at__isnull=True).first()
    if found is None:
        raise NotNow(_("这个附件已经拿掉了。"))
    if ending_of(found.name) not in ENDINGS:
        raise NotNow(
            _("“%(name)s”不能在这里涂。能涂的是 pdf、png、jpg；表和文字请在原文件里改。") % {"name": found.name}
        )
    return found


def _bytes(file: Attachment) -> bytes:
    try:
        return file.path.read_bytes()
    except OSError as error:
        raise NotNow(_("“%(name)s”读不出来，请拿掉，重新传。") % {"name": file.name}) from error


def _demand_boxes(boxes: Boxes, data: bytes, name: str) -> None:
    some = [box for page in boxes.values() for box in page]
    if not some:
        raise NotNow(_("还没有画框。请在图上拖一个框，或者在下面填数字。"))
    if len(some) > MOST_BOXES:
        raise NotNow(_("一次最多涂 %(max)s 处。") % {"max": MOST_BOXES})
    if not all(box.sound for box in some):
        raise NotNow(_("有一个框画到了页外，或者没有大小。四个数都在 0 到 100 之间，宽和高要大于 0。"))
    try:
        pages = pages_of(data, ending_of(name))
    except BROKEN as error:
        raise NotNow(_("“%(name)s”读不出来，请拿掉，重新传。") % {"name": name}) from error
    if not all(1 <= page <= pages for page in boxes):
        raise NotNow(_("“%(name)s”只有 %(n)s 页。") % {"name": name, "n": pages})
