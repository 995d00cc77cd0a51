"""The boards of a unit, and the paper that is hung up there, replaced and taken down; each in the journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.channels.models import Channel, Posting, Wall
from mingbai.channels.rules.walls import wall_for, why_not_hang, why_not_take_down
from mingbai.disclosure.actions.moves import demand_nothing_private, lock, said
from mingbai.disclosure.models import Edition
from mingbai.kit.errors import NotFound, NotNow
from mingbai.orgs.actions.journal import record
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Permission, Viewer

MOST_NAME, MOST_SPOT, MOST_REASON, MOST_WALLS = 40, 80, 120, 40


@transaction.atomic
def add_wall(*, name: str, spot: str, main: bool, now: datetime, by: Viewer) -> Wall:
    """A board of the viewer's unit, in use from today. Raises NotNow with a sentence for what is missing or twice."""
    by.require(Permission.POSTING_WRITE)
    assert by.unit is not None, "require() has made sure of a post"
    unit = Unit.objects.select_for_update().get(pk=by.unit.pk)
    name, spot = said(name, MOST_NAME), said(spot, MOST_SPOT)
    if not name or not spot:
        raise NotNow(_("请写公示栏叫什么、在哪里。"))
    used = Wall.objects.filter(unit=unit, until__isnull=True)
    if used.filter(name=name).exists():
        raise NotNow(_("已经有一处叫“%(name)s”了，换个名称。") % {"name": name})
    if used.count() >= MOST_WALLS:
        raise NotNow(_("已经登记了 %(n)s 处，先停用不用的。") % {"n": MOST_WALLS})
    made = Wall.objects.create(unit=unit, name=name, spot=spot, main=main, since=timezone.localdate(now))
    record(act="wall:add", what=made, now=now, by=by, unit=unit, note={"name": name, "main": main})
    return made


@transaction.atomic
def end_wall(*, wall_id: int, now: datetime, by: Viewer) -> Wall:
    """Use a board no longer; NotNow while paper hangs there."""
    wall_for(by, wall_id)
    wall = Wall.objects.select_for_update().get(pk=wall_id)
    if wall.until is not None:
        raise NotNow(_("这处公示栏已经停用了。"))
    if wall.postings.hanging().exists():
        raise NotNow(_("“%(wall)s”上还登记贴着纸，先把纸撤下再停用。") % {"wall": wall.name})
    wall.until = timezone.localdate(now)
    wall.save(update_fields=["until"])
    record(act="wall:end", what=wall, now=now, by=by, unit=wall.unit, note={"name": wall.name})
    return wall


@transaction.atomic
def hang(*, edition_id: int, wall_ids: Sequence[int], day: date, now: datetime, by: Viewer) -> list[Posting]:
    """Say that an edition hangs on these boards since `day`; an older paper of the same notice came down for it.

    All of them or none. Raises NotFound for another unit's, NotNow with a sentence where it can't be.
    """
    edition = lock(edition_id)
    unit = edition.notice.unit
    if not by.may(Permission.POSTING_WRITE, unit):
        raise NotFound
    if not wall_ids:
        raise NotNow(_("请选贴在哪一处。"))
    return [_hang(edition, wall_for(by, pk), day, now, by) for pk in dict.fromkeys(wall_ids)]


def _hang(edition: Edition, wall: Wall, day: date, now: datetime, by: Viewer) -> Posting:
    why = why_not_hang(edition, wall, day, timezone.localdate(now))
    if why:
        raise NotNow(why)
    at = _moment(day, now)
    for older in wall.postings.hanging().filter(edition__notice=edition.notice_id):
        older.until, older.taken_by = max(older.since, at), by.tenure
        older.save(update_fields=["until", "taken_by"])
    made = Posting.objects.create(
        edition=edition, channel=Channel.WALL, place=wall.name, wall=wall, since=at, hung_by=by.tenure
    )
    note = {"number": edition.notice.number, "edition": edition.number, "name": wall.name, "since": day.isoformat()}
    record(act="posting:hang", what=made, now=now, by=by, unit=wall.unit, after=edition.digest, note=note)
    return made


@transaction.atomic
def take_down(*, posting_id: int, day: date, reason: str, now: datetime, by: Viewer) -> Posting:
    """Say that a paper came down on `day`; before its display is over only with a reason."""
    rows = Posting.objects.select_for_update(of=("self",)).filter(channel=Channel.WALL, pk=posting_id)
    posting = rows.select_related("wall", "edition__notice__unit", "edition__notice__live").first()
    if posting is None or not by.may(Permission.POSTING_WRITE, posting.edition.notice.unit):
        raise NotFound
    notice, reason = posting.edition.notice, said(reason, MOST_REASON)
    demand_nothing_private(reason, notice)
    why = why_not_take_down(posting, day, reason, timezone.localdate(now))
    if why:
        raise NotNow(why)
    posting.until, posting.reason, posting.taken_by = max(posting.since, _moment(day, now)), reason, by.tenure
    posting.save(update_fields=["until", "reason", "taken_by"])
    note = {"number": notice.number, "edition": posting.edition.number, "name": posting.place, "reason": reason}
    record(act="posting:take_down", what=posting, now=now, by=by, unit=notice.unit, note=note)
    return posting


def _moment(day: date, now: datetime) -> datetime:
    """People tell the day; of today also the moment is known."""
    if day == timezone.localdate(now):
        return now
    return timezone.make_aware(datetime.combine(day, time())) + timedelta(hours=12)
