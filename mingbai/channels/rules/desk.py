"""What a clerk has to do at the walls, as tasks of the desk; web/wiring.py hands it there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.channels.models import Posting
from mingbai.channels.rules.notices import withdrawal_of
from mingbai.channels.rules.walls import HUNG_WITHIN, missing_on, wrong_on
from mingbai.disclosure.models import Notice
from mingbai.disclosure.rules.desk_task import Task
from mingbai.orgs.rules.may import Permission, Viewer


def tasks_for(viewer: Viewer, now: datetime) -> Iterator[Task]:
    """For the clerk: paper that must be replaced or torn down, and what does not hang on the main board yet."""
    if not viewer.may(Permission.POSTING_WRITE) or viewer.unit is None:
        return
    for notice, papers in groupby(wrong_on(viewer.unit), lambda posting: posting.edition.notice):
        yield _wrong(notice, list(papers))
    for missing in missing_on(viewer.unit, timezone.localdate(now)):
        notice = missing.notice
        assert notice.live is not None, "it is published"
        title = _("打印上墙：%(title)s") % {"title": notice.public_title}
        note = _("网上已经公布，还没有贴上%(walls)s") % {"walls": _named(wall.name for wall in missing.walls)}
        yield Task(missing.due, title, note, _("去登记"), "hang", notice.pk, href=_page("missing"))


def _wrong(notice: Notice, papers: list[Posting]) -> Task:
    live = notice.live
    assert live is not None, "it was published"
    where = {"walls": _named(posting.place for posting in papers)}
    if notice.gone:
        title = _("撕下来：%(title)s") % {"title": notice.public_title}
        note = _("已经撤回，%(walls)s上还登记贴着") % where
        asked = withdrawal_of(notice)
        assert asked is not None, "somebody took it back"
        since = timezone.localdate(asked.decided_at or asked.asked_at)
        return Task(since, title, note, _("去登记"), "wrong", notice.pk, href=_page("wrong"))
    assert live.display_from is not None, "it was published"
    title = _("换贴：%(title)s") % {"title": live.title}
    note = _("%(walls)s上还是旧的一版，请换上第 %(n)s 版") % {**where, "n": live.number}
    return Task(live.display_from + HUNG_WITHIN, title, note, _("去换"), "wrong", notice.pk, href=_page("wrong"))


def _named(names: Iterable[str]) -> str:
    return _("、").join(names)


def _page(part: str) -> str:
    return f"{reverse('channels:walls')}#{part}"
