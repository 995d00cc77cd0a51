"""What this room tells the room before it: which duties are being written on, and what words the gate would stop."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from mingbai.disclosure.models import Edition, Notice
from mingbai.disclosure.rules.findings import WHAT, allowance
from mingbai.disclosure.rules.gate import screen_text
from mingbai.orgs.models import Unit


def begun(duties: Collection[int]) -> set[int]:
    """Of these duties, those on which a notice is under way. One query."""
    editions = Edition.objects.under_way().filter(notice__duties__in=duties)
    return set(editions.values_list("notice__duties", flat=True)) & set(duties)


def why_not_said(words: str, unit: Unit) -> str:
    """Why words of a unit can't stand before everybody: what the gate finds in them."""
    found = screen_text(words, allow=allowance(Notice(unit=unit)))
    if not found:
        return ""
    what = {"what": WHAT.get(found[0].kind, _("个人信息")), "masked": found[0].masked}
    return _("您写的话里有%(what)s（%(masked)s）。这段话别人都看得到，请去掉再交。") % what
