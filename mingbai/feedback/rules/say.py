"""Whether something can be said about a notice now, and if not, why: one sentence for the page and the act alike."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from mingbai.disclosure.models import Notice, Reach

MOST_WORDS, FEWEST_WORDS = 1000, 2


def why_not_say(notice: Notice, on: date) -> str:
    """Why nobody can say anything about the notice on a day; empty when they can."""
    if notice.live is None:
        return _("这份公开还没有公布。")
    if notice.gone:
        return _("这份公开已经撤回，不再收意见。要问，请打电话。")
    return ""


def for_all(notice: Notice) -> bool:
    """Whether words about it may stand on the open web: what only hangs on the unit's board, or was taken back, must
    not leak by them."""
    return notice.reach == Reach.OPEN and not notice.gone
