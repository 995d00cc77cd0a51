"""Writing: start, save, copy, mask, declare nil, discard; only drafts change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.catalog.models import Item, ItemVersion
from mingbai.catalog.rules.versions import spec_of, version_for
from mingbai.catalog.schema.templates import blank_content
from mingbai.disclosure.actions.moves import lock, move
from mingbai.disclosure.actions.veils import forget_veils
from mingbai.disclosure.models import Edition, EditionState, Notice, NoticeKind, Veil
from mingbai.disclosure.rules.audience import audience_of, reach_of
from mingbai.disclosure.rules.contacts import with_contacts
from mingbai.disclosure.rules.content import carried, nil_content, problems, tables
from mingbai.disclosure.rules.gate import mask_content
from mingbai.disclosure.rules.later import begun_with
from mingbai.disclosure.rules.lists import Bare, refused_columns, unveiled, written_back
from mingbai.disclosure.rules.may import demand, when
from mingbai.disclosure.rules.told import Told, listed_in
from mingbai.duties.models import Duty
from mingbai.duties.rules.labels import period_of
from mingbai.kit.errors import NotFound, NotNow
from mingbai.kit.workdays import say_day
from mingbai.orgs.actions.journal import record
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Permission, Viewer

NIL_CODE = "FW11"


@transaction.atomic
def start_draft(
    *,
    unit: Unit,
    version: ItemVersion,
    period: str,
    duties: Sequence[Duty],
    now: datetime,
    by: Viewer,
    title: str = "",
) -> Edition:
    """Begin a notice on an item for a period, from the item's template.

    Raises NotNow with a link-worthy sentence when one of the duties is settled or has a draft already.
    """
    by.require(Permission.NOTICE_WRITE, unit)
    duties = _free(duties, unit)
    spec = spec_of(version)
    content = blank_content(spec, period_of(period), unit.name)
    content = begun_with(with_contacts(content, unit), duties)
    if title:
        content = {**content, "title": title}
    audience = audience_of(spec)
    notice = Notice.objects.create(
        unit=unit,
        item=version.item,
        kind=NoticeKind.REGULAR,
        period=period,
        reach=reach_of(audience),
        audience=audience,
        created_at=now,
    )
    return _first_edition(notice, version, content, duties, now, by)


@transaction.atomic
def declare_nil(*, unit: Unit, duties: Sequence[Duty], now: datetime, by: Viewer) -> Edition:
    """Begin a declaration that what these duties ask for did not happen (M07); it is a notice of its own.

    All duties must be of one unit and open. Raises NotNow with a sentence otherwise.
    """
    by.require(Permission.NOTICE_WRITE, unit)
    if not duties:
        raise NotNow(_("还没有选事项。请勾选本期没有发生的事项，再声明。"))
    duties = _free(duties, unit)
    early = next((duty for duty in duties if duty.nil_from > timezone.localdate(now)), None)
    if early is not None:
        words = {"title": early.title, "day": say_day(early.nil_from)}
        raise NotNow(_("“%(title)s”这一期还没过完，%(day)s起才能声明没有发生。") % words)
    version = current_version(NIL_CODE, unit, now)
    period = duties[0].period if len({duty.period for duty in duties}) == 1 else str(max(d.period for d in duties))
    notice = Notice.objects.create(unit=unit, item=version.item, kind=NoticeKind.NIL, period=period, created_at=now)
    return _first_edition(notice, version, nil_content(unit, duties), duties, now, by)


@transaction.atomic
def save_draft(
    *, edition_id: int, content: dict[str, Any], seen: int, now: datetime, by: Viewer, form: str = ""
) -> Edition:
    """Keep what was written. `seen` is the lock number of the form: an older one raises NotNow.

    `form` names one open page: it may overtake its own autosave, which it has not heard of yet.

    A draft may be incomplete, but it must have the right shape, or NotNow says what is wrong. So it does of a column
    that a list of this item may not have, and where the masked form of a name comes back in the place of the full one.
    """
    edition = lock(edition_id)
    demand("save", edition, by, now)
    own = bool(form) and form == edition.saved_from
    if seen != edition.lock and content != edition.content and not own:
        raise NotNow(
            _("这份草稿在 %(when)s 已经从别处保存过（可能是另一台手机或另一位经办人）。请先看新的，再接着写。")
            % {"when": when(edition.saved_at)}
        )
    wrong = problems(content, complete=False)
    if wrong:
        raise NotNow(wrong[0])
    spec = spec_of(edition.version)
    unlisted = refused_columns(content, spec)
    if unlisted:
        raise NotNow(unlisted[0])
    listed = listed_in(edition, timezone.localdate(now))
    fuller: list[Bare | Told] = [
        *written_back(edition.content, content, spec, listed.places(edition.content)),
        *listed.written_back(edition.content, content),
    ]
    if fuller:
        words = {"place": fuller[0].place, "masked": fuller[0].becomes}
        raise NotNow(_("%(place)s存的比送来的“%(masked)s”全，没有盖掉。要遮，请点“按规定遮”。") % words)
    if edition.notice.kind == NoticeKind.NIL and tables(content) != tables(edition.content):
        raise NotNow(_("声明里的事项就是您勾选的那些，不能在这里改。要改，请点“不写了”，再重新勾选。"))
    if content == edition.content:
        return edition
    edition.saved_from = form[:32]
    _write(edition, content, now, by)
    return edition


@transaction.atomic
def mask(*, edition_id: int, path: str, start: int, end: int, masked: str, now: datetime, by: Viewer) -> Edition:
    """Put the masked form in the place of what the gate found; one click."""
    edition = lock(edition_id)
    demand("save", edition, by, now)
    try:
        content = mask_content(edition.content, path, start, end, masked)
    except ValueError as error:
        raise NotNow(_("这一处刚刚被改过，请看一遍新的内容再遮盖。")) from error
    _write(edition, content, now, by)
    return edition


@transaction.atomic
def copy_last(*, edition_id: int, now: datetime, by: Viewer) -> Edition:
    """Take over what the last published notice on the same item says, into this period's own form.

    Title, period and files stay this period's; a declaration of nil lists its own duties and is never copied.
    """
    edition = lock(edition_id)
    demand("save", edition, by, now)
    last = last_published(edition.notice) if edition.notice.kind == NoticeKind.REGULAR else None
    if last is None:
        raise NotNow(_("这个事项还没有公开过，没有上一期可以抄。"))
    bare = unveiled(edition.content, spec_of(edition.version)) or listed_in(edition, timezone.localdate(now)).told(
        edition.content
    )
    if bare or Veil.objects.filter(edition=edition).exists():
        raise NotNow(_("这一期的名单已经填了。上一期的是遮过的，抄来会盖掉全的，没有抄。要抄，请先删掉填了的行。"))
    _write(edition, carried(edition.content, last.content), now, by)
    return edition


@transaction.atomic
def discard(*, edition_id: int, now: datetime, by: Viewer) -> Edition:
    """Give a draft up. It stays in the records as void; the duty is open again."""
    edition = lock(edition_id)
    demand("discard", edition, by, now)
    forget_veils(edition)
    move(edition, act="discard", to=EditionState.VOID, now=now, by=by)
    return edition


def last_published(notice: Notice) -> Edition | None:
    """The newest published edition of the same unit and item, other than this notice's own; nothing taken back."""
    editions = Edition.objects.filter(notice__unit=notice.unit_id, notice__item=notice.item_id, number__isnull=False)
    editions = editions.exclude(state=EditionState.WITHDRAWN).filter(notice__held_at__isnull=True)
    return editions.exclude(notice=notice).filter(notice__kind=notice.kind).order_by("-published_at").first()


def current_version(code: str, unit: Unit, now: datetime) -> ItemVersion:
    """The version of an item that holds for a unit today."""
    return version_for(Item.objects.get(code=code), unit, timezone.localdate(now))


def _free(duties: Sequence[Duty], unit: Unit) -> list[Duty]:
    """The duties as they stand now, locked: of two people who begin at once, the second reads what happened."""
    locked = Duty.objects.select_for_update(of=("self",)).filter(pk__in=[duty.pk for duty in duties])
    fresh = list(locked.select_related("item").order_by("pk"))
    begun = Edition.objects.under_way().filter(notice__duties__in=fresh).values_list("notice__duties", "state")
    states = dict(begun)
    if any(duty.unit_id != unit.pk for duty in fresh) or len(fresh) < len({duty.pk for duty in duties}):
        raise NotFound
    for duty in fresh:
        if duty.settlement:
            raise NotNow(
                _("“%(title)s”已经了结，公开编号 %(number)s。") % {"title": duty.title, "number": duty.settled_by}
            )
        if duty.pk in states:
            raise NotNow(
                _("“%(title)s”已经有人在写或在审（%(state)s），请接着那一份办。")
                % {"title": duty.title, "state": EditionState(states[duty.pk]).label}
            )
    return fresh


def _first_edition(
    notice: Notice, version: ItemVersion, content: dict[str, Any], duties: Sequence[Duty], now: datetime, by: Viewer
) -> Edition:
    assert by.tenure is not None, "require() has made sure of a post"
    notice.duties.add(*duties)
    edition = Edition.objects.create(
        notice=notice,
        attempt=1,
        title=content["title"],
        content=content,
        version=version,
        author=by.tenure,
        created_at=now,
        saved_at=now,
    )
    record(act="notice:start", what=edition, now=now, by=by, unit=notice.unit, note={"item": version.item.code})
    return edition


def _write(edition: Edition, content: dict[str, Any], now: datetime, by: Viewer) -> None:
    edition.content = content
    edition.title = str(content["title"])[:160]
    edition.saved_at = now
    move(edition, act="save", to=EditionState.DRAFT, now=now, by=by)
