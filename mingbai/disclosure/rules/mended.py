"""Whether what came down because it did harm has been changed before it goes its way again."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from mingbai.disclosure.models import Edition, EditionState, WithdrawalKind
from mingbai.disclosure.rules.content import CORRECTION, finished


def why_not_mended(edition: Edition) -> list[str]:
    """What stands against submitting the same content, files included, that was taken down as a leak. Nothing is
    asked of the database where nothing was taken back."""
    live = edition.notice.live
    if live is None or live.state != EditionState.WITHDRAWN:
        return []
    last = edition.notice.withdrawals.filter(agreed=True).order_by("-decided_at").first()
    if (
        last is None
        or last.kind != WithdrawalKind.REMOVE
        or _without_note(edition.content) != _without_note(live.content)
    ):
        return []
    return [_("这一稿和撤下的那一版一样，泄露的还在里面。请先改掉、遮好，附件里的也要换，再送审。")]


def _without_note(content: dict[str, Any]) -> dict[str, Any]:
    """As it would be signed, but for the note on what it corrects."""
    signed = finished(content)
    return {**signed, "blocks": [block for block in signed["blocks"] if block.get("key") != CORRECTION]}
