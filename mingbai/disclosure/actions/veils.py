"""Masking a whole list as its item asks, and taking that back while it is a draft."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.catalog.rules.versions import spec_of
from mingbai.disclosure.actions.moves import lock, move
from mingbai.disclosure.actions.pictures import ring
from mingbai.disclosure.models import Attachment, Edition, EditionState, PictureReading, ReadWords, Veil
from mingbai.disclosure.rules.lists import unveiled, veiled_content
from mingbai.disclosure.rules.may import demand
from mingbai.disclosure.rules.told import Told, listed_in, put, text_at
from mingbai.kit.errors import NotNow
from mingbai.orgs.rules.may import Viewer

KEPT = timedelta(days=7)


@transaction.atomic
def veil_lists(*, edition_id: int, now: datetime, by: Viewer) -> Edition:
    """Mask every cell of the draft's lists as the item asks (按规定遮), and the same names wherever else they stand in
    the draft. NotNow where nothing is left to mask."""
    edition = lock(edition_id)
    demand("save", edition, by, now)
    found = [one for one in unveiled(edition.content, spec_of(edition.version)) if one.masked]
    listed = listed_in(edition, timezone.localdate(now))
    told = listed.told(edition.content)
    if not (found or told) and Veil.objects.filter(edition=edition).exists():
        return edition  # pressed twice
    if not (found or told):
        raise NotNow(_("名单里没有可以替您遮的了。"))
    before = edition.content
    _write(edition, listed.veiled(veiled_content(before, found)))
    rows = [*_rows_that_changed(before, edition.content), *_texts_that_changed(told), *_rename(edition, told, now)]
    kept = Veil.objects.filter(edition=edition).first()
    Veil.objects.update_or_create(edition=edition, defaults={"rows": [*(kept.rows if kept else []), *rows], "at": now})
    edition.saved_at = now
    move(edition, act="save", to=EditionState.DRAFT, now=now, by=by, veiled=len(found), texts=len(told))
    return edition


def _write(edition: Edition, content: dict[str, Any]) -> None:
    edition.content = content
    edition.title = str(content["title"])[:160]


def _rows_that_changed(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    """Each row of a table with what stood in it and what stands in it now."""
    pairs = [
        (n, old, new)
        for n, block in enumerate(before["blocks"])
        if block["type"] == "table"
        for old, new in zip(block["rows"], after["blocks"][n]["rows"], strict=True)
    ]
    return [{"block": n, "before": old, "after": new} for n, old, new in pairs if old != new]


def _texts_that_changed(told: list[Told]) -> list[dict[str, Any]]:
    """What stood outside tables and file names; those have their own ways back."""
    return [
        {"path": one.path, "before": one.text, "after": one.masked}
        for one in told
        if not one.in_row and not one.names_file
    ]


def _rename(edition: Edition, told: list[Told], now: datetime) -> list[dict[str, Any]]:
    """Put the files of the draft that name somebody aside for the same ones under the masked names."""
    done = []
    names = {one.text: one.masked for one in told if one.names_file}
    for file in edition.notice.attachments.filter(removed_at__isnull=True, name__in=names).order_by("pk"):
        fresh = _as_called(file, names[file.name], now)
        done.append({"file": file.pk, "as": fresh.pk, "before": file.name, "after": fresh.name})
    return done


def _as_called(file: Attachment, name: str, now: datetime) -> Attachment:
    """The same file under another name, with all that the gate knows of it; a stored file itself never changes."""
    old, new = f"“{file.name}”", f"“{name}”"
    reading = PictureReading.objects.select_for_update().filter(attachment=file).first()
    file.removed_at = now
    file.save(update_fields=["removed_at"])
    fresh = Attachment.objects.get(pk=file.pk)
    fresh.pk, fresh._state.adding, fresh.removed_at, fresh.name = None, True, None, name
    fresh.findings = [{**row, "place": row["place"].replace(old, new, 1)} for row in file.findings]
    fresh.save()
    if reading is not None:
        words = [(one.place, one.path, one.text) for one in reading.words.order_by("pk")]
        reading.pk, reading._state.adding, reading.attachment, reading.runs = None, True, fresh, 0
        reading.findings = [{**row, "place": row["place"].replace(old, new, 1)} for row in reading.findings]
        reading.save()
        for place, path, text in words:
            ReadWords.objects.create(reading=reading, place=place, path=path, text=text)
        if reading.under_way:
            ring(reading.pk)
    return fresh


@transaction.atomic
def unveil_lists(*, edition_id: int, now: datetime, by: Viewer) -> int:
    """Put back what stood there before the masking, in every row, text and file name that is as the masking left it;
    returns how many.

    What was changed, or came from elsewhere, is never taken for what was masked.
    """
    edition = lock(edition_id)
    demand("save", edition, by, now)
    kept = Veil.objects.filter(edition=edition).first()
    if kept is None:
        raise NotNow(_("没有可以撤销的遮盖。"))
    content = copy.deepcopy(edition.content)
    done = sum(_put_back(content, row, edition, now) for row in reversed(kept.rows))
    kept.delete()
    _write(edition, content)
    edition.saved_at = now
    move(edition, act="save", to=EditionState.DRAFT, now=now, by=by, unveiled=done)
    return done


def _put_back(content: dict[str, Any], row: dict[str, Any], edition: Edition, now: datetime) -> bool:
    if "file" in row:
        return _call_back(content, row, edition, now)
    if "path" in row:
        there = bool(text_at(content, row["path"]) == row["after"])
        if there:
            put(content, row["path"], row["before"])
        return there
    blocks = content["blocks"]
    rows = blocks[row["block"]].get("rows", []) if row["block"] < len(blocks) else []
    for n, here in enumerate(rows if isinstance(rows, list) else ()):
        if here == row["after"]:
            rows[n] = row["before"]
            return True
    return False


def _call_back(content: dict[str, Any], row: dict[str, Any], edition: Edition, now: datetime) -> bool:
    files = edition.notice.attachments
    old, fresh = files.get(pk=row["file"]), files.get(pk=row["as"])
    if fresh.removed_at is not None:
        return False
    fresh.removed_at, old.removed_at = now, None
    for file in (fresh, old):
        file.save(update_fields=["removed_at"])
    items = [item for block in content["blocks"] if block["type"] == "files" for item in block["items"]]
    for item in items:
        if (item["name"], item["digest"]) == (fresh.name, fresh.digest):
            item["name"] = old.name
    return True


def forget_veils(edition: Edition) -> None:
    """Nothing fuller than what is signed is kept."""
    Veil.objects.filter(edition=edition).delete()


def forget_old_veils(now: datetime) -> int:
    """Of drafts left lying: after a week what is masked stays masked."""
    return Veil.objects.filter(at__lte=now - KEPT).delete()[0]
