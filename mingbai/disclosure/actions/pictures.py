"""Reading an attachment's pictures in the background, and holding what they say against the gate.

`ask_reading` writes down what is to be read and rings for the worker; `tick` rings again for what nobody has begun or
finished, so a worker that died loses nothing. Each picture is one short transaction: the page shows how far it is.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django_tasks import task

from mingbai.catalog.rules.versions import spec_of
from mingbai.catalog.schema.lists import fields_of
from mingbai.disclosure.actions import ocr
from mingbai.disclosure.models import Attachment, PictureReading, ReadingStage, ReadWords
from mingbai.disclosure.rules.columns import column_findings
from mingbai.disclosure.rules.findings import allowance, as_kept
from mingbai.disclosure.rules.gate import Allow, Finding, Findings
from mingbai.disclosure.rules.gate.findings import fingerprint
from mingbai.disclosure.rules.gate.text import Spot, screen_spots
from mingbai.kit.digests import record_language

MOST_PICTURES = 40
MOST_RUNS = 3
AGAIN = timedelta(minutes=15)
FEWEST = 12  # characters that make a page of a scan a page that was read
RASTER = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".gif", ".webp")
LOOKALIKE = str.maketrans("OoQDlI|!ZzSsB", "0000111122558")
UNREAD = (ocr.NoWords, OSError, KeyError, zipfile.BadZipFile)
NEARLY_DIGITS = re.compile(r"[0-9OoQDlI|!ZzSsB]{11,19}")


def ask_reading(attachment: Attachment, found: Findings, now: datetime) -> PictureReading | None:
    """Write down the pictures of a file just taken in; None where it has none."""
    if not found.pictures:
        return None
    reads = settings.READ_PICTURES and bool(ocr.engine())
    reading = PictureReading.objects.create(
        attachment=attachment,
        stage=ReadingStage.WAITING if reads else ReadingStage.OFF,
        pictures=[
            {"place": one.place, "path": one.path, "part": one.part, "page": one.page}
            for one in found.pictures[:MOST_PICTURES]
        ],
        unread=[one.place for one in found.pictures[MOST_PICTURES:]],
        asked_at=now,
        rung_at=now,
    )
    if reads:
        ring(reading.pk)
    return reading


def ring(pk: int) -> None:
    """Tell the worker, when what was written down is there for it to see."""
    transaction.on_commit(lambda: read_pictures.enqueue(pk))


@task()
def read_pictures(pk: int) -> int:
    """Read what one attachment shows, picture by picture. Returns how many were read; 0 where somebody else does."""
    run = begin(pk)
    if not run:
        return 0
    reading = PictureReading.objects.select_related("attachment__notice").get(pk=pk)
    allow = allowance(reading.attachment.notice)
    for number, picture in enumerate(reading.pictures):
        if number < reading.done:
            continue
        try:
            text = words_of(reading.attachment.path, str(picture["part"]), int(picture["page"]))
        except UNREAD:
            text = None
        if not keep(pk, run, number, picture, text, allow):
            return number
    return int(finish(pk, run)) and len(reading.pictures)


@transaction.atomic
def begin(pk: int) -> int:
    """Take the reading for this run; 0 when there is nothing (more) to read. A later run overtakes an earlier one."""
    reading = PictureReading.objects.select_for_update().get(pk=pk)
    if not reading.under_way:
        return 0
    reading.runs += 1
    reading.stage = ReadingStage.READING
    reading.save(update_fields=["runs", "stage"])
    return reading.runs


def look_into(path: Path, found: Findings, allow: Allow) -> Findings:
    """The findings of a file with those of the words in its pictures, read here and now: for the command line, where
    somebody waits. A picture that can't be read stays noted as not looked into."""
    more: list[Finding] = []
    lifted: set[str] = set()
    unread = [*found.pictures[MOST_PICTURES:]]
    for picture in found.pictures[:MOST_PICTURES]:
        try:
            text = words_of(path, picture.part, picture.page)
        except UNREAD:
            unread.append(picture)
            continue
        more += found_in(text, picture.place, picture.path, allow)
        if picture.page and enough(text):
            lifted.add(page_mark(picture.path))
    notes = [note for note in found.notes if note not in found.unlooked]
    if unread:
        places = _("、").join(picture.place for picture in unread[:5])
        notes.insert(0, _("%(places)s没有读出来，请人工看一遍有没有证件、门牌、名单。") % {"places": places})
    else:
        words = {"n": len(found.pictures)}
        notes.insert(0, _("图里的字机器读过了（%(n)s 处）。机器会看漏，请再看一眼有没有证件、门牌、名单。") % words)
    return Findings([*(one for one in found if one.fingerprint not in lifted), *more], notes)


def enough(text: str) -> bool:
    """Whether so much was read on a page that it counts as read."""
    return len("".join(text.split())) >= FEWEST


def page_mark(path: str) -> str:
    """The fingerprint of “nobody can read this page” for the page whose words stand at this path."""
    return fingerprint("unreadable_page", "", path.removesuffix("/words"))


def words_of(path: Path, part: str, page: int) -> str:
    """What one picture of a file says."""
    if page:
        return ocr.words_in(ocr.page_of(path, page))
    data = path.read_bytes()
    if part:
        if not part.lower().endswith(RASTER):
            raise ocr.NoWords("not made of points")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = archive.read(part)
    return ocr.words_in(data)


@transaction.atomic
def keep(pk: int, run: int, number: int, picture: dict[str, object], text: str | None, allow: Allow) -> bool:
    """Write down what one picture gave; False when a later run has taken over."""
    reading = PictureReading.objects.select_for_update().select_related("attachment").get(pk=pk)
    if reading.runs != run or not reading.under_way or reading.done != number:
        return False
    name, place, path = reading.attachment.name, str(picture["place"]), str(picture["path"])
    if text is None:
        reading.unread = [*reading.unread, place]
    else:
        spec = spec_of(reading.attachment.notice.current().version)
        with record_language():
            columns = column_findings([Spot(text, place, path)], spec)
            kept = [as_kept(name, finding) for finding in [*found_in(text, place, path, allow), *columns]]
        if fields_of(spec):
            ReadWords.objects.create(reading=reading, place=place, path=path, text=text.replace("\0", ""))
        reading.findings = [*reading.findings, *kept]
        if picture["page"] and enough(text):
            reading.lifted = [*reading.lifted, page_mark(path)]
    reading.done = number + 1
    reading.save(update_fields=["unread", "findings", "lifted", "done"])
    return True


def found_in(text: str, place: str, path: str, allow: Allow) -> list[Finding]:
    """What the gate finds in words that a machine has read: as they stand, and with letters taken for digits where a
    long number has some. What both find counts once."""
    mended = NEARLY_DIGITS.sub(lambda match: match.group().translate(LOOKALIKE), text)
    readings = (text,) if mended == text else (text, mended)
    found = screen_spots([Spot(one, place, path) for one in readings], allow)
    return list({finding.fingerprint: finding for finding in reversed(found)}.values())


@transaction.atomic
def finish(pk: int, run: int) -> bool:
    reading = PictureReading.objects.select_for_update().get(pk=pk)
    if reading.runs != run or not reading.under_way:
        return False
    reading.stage = ReadingStage.DONE
    reading.save(update_fields=["stage"])
    return True


def remind(now: datetime) -> int:
    """Ring again for what was asked long ago and is not done; what has failed thrice is given up and says so."""
    late = PictureReading.objects.filter(
        stage__in=(ReadingStage.WAITING, ReadingStage.READING), rung_at__lte=now - AGAIN
    )
    for reading in late.filter(runs__gte=MOST_RUNS):
        give_up(reading.pk)
    again = list(late.filter(runs__lt=MOST_RUNS).values_list("pk", flat=True))
    for pk in again:
        with transaction.atomic():
            PictureReading.objects.filter(pk=pk).update(rung_at=now, runs=F("runs") + 1)
            ring(pk)
    return len(again)


@transaction.atomic
def give_up(pk: int) -> None:
    reading = PictureReading.objects.select_for_update().get(pk=pk)
    reading.unread = [*reading.unread, *(one["place"] for one in reading.pictures[reading.done :])]
    reading.stage = ReadingStage.DONE
    reading.save(update_fields=["unread", "stage"])


def forget_words() -> int:
    """Of files that were taken off, put aside or replaced nothing is kept that was read in them."""
    return ReadWords.objects.filter(reading__attachment__removed_at__isnull=False).delete()[0]
