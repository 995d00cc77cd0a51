"""The printed sheet of an edition: set once, kept in the data directory, handed out from there."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from mingbai.channels.models import Channel, Posting
from mingbai.channels.render import press
from mingbai.channels.render.sheet import NoFonts, SheetError, render_sheet
from mingbai.channels.rules.notices import shown
from mingbai.channels.rules.sheet import sheet_view
from mingbai.channels.rules.units import ABOVE
from mingbai.disclosure.actions.files import keep
from mingbai.disclosure.models import Edition, EditionState, Notice
from mingbai.disclosure.models.notices import still_shown

log = logging.getLogger(__name__)

RECENT = timedelta(days=20)  # what is on display
LOOKED_AT = 200
Render = Callable[[dict[str, Any]], bytes]


def folder() -> Path:
    return Path(settings.DATA_DIR) / "sheets"


@cache
def layout() -> str:
    """A mark of the typesetting itself, so that a sheet is set anew after the program has learnt to set it better."""
    here = Path(press.__file__).parent
    files = sorted([*here.glob("*.py"), *here.glob("typst/*")])
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:8]


def sheet_path(edition: Edition, view: dict[str, Any]) -> Path:
    """Where the sheet with this content, these signatures and these telephones is kept."""
    said = hashlib.sha256(json.dumps(view, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]
    return _beside(edition, f"{layout()}-{said}.pdf")


def _beside(edition: Edition, ending: str) -> Path:
    digest = edition.digest.removeprefix("sha256:")
    return folder() / digest[:2] / f"{digest}-{edition.pk}-{ending}"


def stored_size(edition: Edition) -> int | None:
    """Bytes of the newest sheet that is kept; None before the first one was set."""
    newest = max(_stored(edition), key=lambda path: path.stat().st_mtime, default=None)
    return newest.stat().st_size if newest else None


def _stored(edition: Edition) -> Iterator[Path]:
    digest = edition.digest.removeprefix("sha256:")
    return (folder() / digest[:2]).glob(f"{digest}-{edition.pk}-*.pdf")


def sheet_file(*, view: dict[str, Any], edition: Edition, render: Render = render_sheet) -> Path:
    """The stored sheet, set now if need be. Written whole or not at all. Raises SheetError with a sentence."""
    path = sheet_path(edition, view)
    if path.exists():
        return path
    keep(path, render(view))
    return path


def set_missing(*, now: datetime, at_most: int, render: Render = render_sheet) -> int:
    """Set the sheets of what was published lately, so that the first reader does not wait; returns how many.

    A notice that cannot be printed is logged once and left; the reader who asks for it gets the sentence.
    """
    done = 0
    for edition in _lately(now):
        if done >= at_most:
            break
        if stored_size(edition) is not None or _refusal(edition).exists():
            continue
        notice = _with_unit(edition.notice_id)
        if notice.retired_on(timezone.localdate(now)):
            continue
        view = sheet_view(shown(notice, full=True))
        try:
            sheet_file(view=view, edition=edition, render=render)
        except NoFonts as error:
            log.warning("no sheets can be set: %s", error.sentence)
            break
        except SheetError as error:
            log.warning("no sheet of %s: %s", notice.number, error.sentence)
            _refusal(edition).parent.mkdir(parents=True, exist_ok=True)
            _refusal(edition).write_text(error.sentence, encoding="utf-8")
        else:
            done += 1
    return done


def forget_taken_back() -> int:
    """Delete the stored sheets of every edition of a notice that was withdrawn and still has a posting; returns how
    many. Since the withdrawal they were not handed out any more. Run before the postings are closed."""
    hanging = Posting.objects.filter(edition__state=EditionState.WITHDRAWN, until__isnull=True)
    gone = Edition.objects.filter(notice__in=hanging.values("edition__notice"), state=EditionState.WITHDRAWN)
    return _forget(gone)


def forget_retired(on: date) -> int:
    """The same for lists about residents whose display has ended, in every edition."""
    hanging = Posting.objects.filter(until__isnull=True, edition__display_until__lt=on)
    retired = Notice.objects.published().exclude(still_shown(on)).filter(editions__postings__in=hanging)
    return _forget(Edition.objects.filter(notice__in=retired, number__isnull=False))


def _forget(gone: QuerySet[Edition]) -> int:
    stored = [path for edition in gone.only("digest") for path in _stored(edition)]
    for path in stored:
        path.unlink(missing_ok=True)
    return len(stored)


def _refusal(edition: Edition) -> Path:
    return _beside(edition, f"{layout()}.refused")


def _lately(now: datetime) -> list[Edition]:
    hanging = Posting.objects.filter(channel=Channel.WEB, since__gte=now - RECENT, since__lte=now)
    editions = Edition.objects.filter(postings__in=hanging, state=EditionState.PUBLISHED)
    return list(editions.defer("content", "steps").order_by("-published_at", "-pk")[:LOOKED_AT])


def _with_unit(notice_id: int) -> Notice:
    related = ("unit__profile", f"unit__{ABOVE}", "item", "live__version")
    return Notice.objects.select_related(*related).get(pk=notice_id)
