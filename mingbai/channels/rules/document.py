"""A notice as data: what the JSON beside its page says, and what it says of a notice that is not for this reader."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.channels.rules.notices import Shown
from mingbai.channels.rules.retired import signatures_of, totals_of
from mingbai.channels.rules.sheet import link_of
from mingbai.channels.rules.trail import as_rows
from mingbai.channels.rules.units import short
from mingbai.disclosure.models import Edition, EditionState, Withdrawal
from mingbai.orgs.rules.demo import DEMO_NOTE


def document(shown: Shown) -> dict[str, Any]:
    """The whole notice. `digest` is sha256 over the RFC 8785 form of `content`, so that anyone can check it."""
    return outline(shown) | {"content": shown.edition.content}


def outline(shown: Shown) -> dict[str, Any]:
    """Everything but the content: number, title, digest, who signed, how long it is shown."""
    notice, edition = shown.notice, shown.edition
    assert edition.published_at is not None, "it was published"
    assert edition.display_from is not None, "it was published"
    body: dict[str, Any] = {
        "number": notice.number,
        "edition": edition.number,
        "state": edition.state,
        "unit": {"code": notice.unit.code, "name": notice.unit.name, "short_name": short(notice.unit)},
        "item": {
            "code": notice.item.code,
            "title": edition.version.title,
            "domain": notice.item.domain,
        },
        "kind": notice.kind,
        "period": notice.period,
        "title": edition.title,
        "digest": edition.digest,
        "gate_rules": edition.gate_rules,
        "published_at": timezone.localtime(edition.published_at).isoformat(timespec="seconds"),
        "display": {
            "from": edition.display_from.isoformat(),
            "until": edition.display_until.isoformat() if edition.display_until else None,
        },
        "decisions": as_rows(edition, shown.decisions),
        "editions": [_edition(one) for one in shown.editions],
        "url": link_of(notice),
        "demo": settings.DEMO,
    }
    if (urgent := shown.urgent) is not None:
        body["urgent"] = {
            "reason": urgent.word.reason,
            "at": timezone.localtime(urgent.word.at).isoformat(timespec="seconds"),
            "cosign_by": urgent.due.isoformat(),
            "waiting": list(urgent.waiting),
        }
    if shown.lapsed:
        body["lapsed"] = shown.lapsed  # steps that nobody did in their days, and nobody was against
    return body | ({"note": DEMO_NOTE} if settings.DEMO else {})


def _edition(edition: Edition) -> dict[str, Any]:
    assert edition.published_at is not None, "it has a number, so it was published"
    return {
        "edition": edition.number,
        "state": edition.state,
        "digest": edition.digest,
        "published_at": timezone.localtime(edition.published_at).isoformat(timespec="seconds"),
    }


def stub(shown: Shown, asked: Withdrawal | None) -> dict[str, Any]:
    """What stays of a notice that was taken back: number, digests, why and when; title and item are the catalogue's."""
    body = outline(shown) | {"title": shown.edition.version.title}
    for told in ("decisions", "kind", "period", "display"):
        body.pop(told)
    why: dict[str, Any] = {}
    if asked is not None:
        at = asked.decided_at or asked.asked_at
        why = {
            "kind": asked.kind,
            "decided": not asked.is_open,
            "reason": asked.reason,
            "words": asked.words,
            "at": timezone.localtime(at).isoformat(timespec="seconds"),
        }
    state = EditionState.WITHDRAWN if shown.withdrawn else "held"
    return {"status": 410, **body, "state": state, "withdrawal": why}


def retired(shown: Shown) -> dict[str, Any]:
    """What stays of a list about residents when its display has ended: number, item, days, totals, no names."""
    body = outline(shown) | {"title": shown.edition.version.title}
    for told in ("decisions", "period", "urgent"):
        body.pop(told, None)
    totals = [{"label": total.label, "value": total.value} for total in totals_of(shown)]
    return {"status": 410, **body, "state": "retired", "totals": totals, "signatures": signatures_of(shown)}


def refused(shown: Shown) -> dict[str, Any]:
    """For a reader who may not see the content: what is public of it, and where to see the rest."""
    words = {"unit": short(shown.notice.unit), "who": shown.notice.get_audience_display()}
    if shown.notice.closed:
        where = _("这份公开只给%(unit)s的%(who)s看，登录以后看，不张贴，也不放到网上。") % words
    else:
        where = _("这份公开只给%(unit)s范围内的人看，张贴在公开栏上，不放到网上。") % words
    return {"status": 403, "why": [where], **outline(shown)}
