"""What the paper and the Excel file of a notice are made from: one view of its published edition."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.channels.rules.notices import Shown
from mingbai.channels.rules.trail import signatures
from mingbai.channels.rules.units import full_name, neighbours, profile_of, short
from mingbai.disclosure.models import Notice
from mingbai.kit.workdays import say_day
from mingbai.orgs.models import Unit


def address_of(notice: Notice) -> str:
    """The path of the notice's page; this very form, with five digits, is the canonical one."""
    return reverse("channels:notice", args=[notice.unit.code, notice.year, notice.serial])


def link_of(notice: Notice) -> str:
    """The address that the code on paper carries, as residents reach this site."""
    return f"{settings.BASE_URL}{address_of(notice)}"


def scan_link(notice: Notice, digest: str) -> str:
    """The notice's address with the first digits of a digest to hold against it."""
    return f"{link_of(notice)}?d={digest.removeprefix('sha256:')[:16]}"


def sheet_view(shown: Shown) -> dict[str, Any]:
    """The view that `render.sheet` and `render.table_xlsx` set; asks the database nothing."""
    notice, edition = shown.notice, shown.edition
    assert edition.published_at is not None, "it was published"
    assert edition.display_from is not None, "it was published"
    return {
        "unit": _unit(notice.unit),
        "number": notice.number,
        "edition": edition.number,
        "title": edition.title,
        "content": edition.content,
        "digest": edition.digest,
        "url": link_of(notice),
        "published_at": timezone.localtime(edition.published_at).isoformat(timespec="seconds"),
        "display": {
            "from": edition.display_from.isoformat(),
            "until": edition.display_until.isoformat() if edition.display_until else None,
        },
        "signatures": signatures(edition, shown.decisions, shown.seats),
        "ask": "",
        "urgent": _urgent(shown),
        "audience": neighbours(notice.unit),
        "demo": settings.DEMO,
    }


def _urgent(shown: Shown) -> str:
    """The line that an emergency publication carries on paper; empty for what went its usual way."""
    urgent = shown.urgent
    if urgent is None:
        return ""
    words = {"why": urgent.word.reason, "day": say_day(urgent.due), "who": "、".join(urgent.waiting)}
    if urgent.open:
        return _("%(why)s（%(day)s前补签，还差：%(who)s）") % words
    return _("%(why)s（签字已经补齐）") % words


def _unit(unit: Unit) -> dict[str, str]:
    profile = profile_of(unit)
    return {
        "name": short(unit),
        "full_name": full_name(unit),
        "code": unit.code,
        "area": short(unit.parent) if unit.parent else "",
        "phone": profile.phone,
        "supervisor_phone": profile.supervision_phone,
        "address": profile.address,
        "hours": profile.hours,
        "box": profile.box,
        "signer": unit.name,
    }
