"""Everything published, held against other rules: what would now be stopped. Looks only; changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mingbai.disclosure.models import Edition, EditionState, Ruling
from mingbai.disclosure.rules.access import named_files
from mingbai.disclosure.rules.findings import allowance
from mingbai.disclosure.rules.gate import Finding, GateRules, Unreadable, screen_content, screen_file

READABLE = (EditionState.PUBLISHED, EditionState.SUPERSEDED)  # an older edition can still be read


@dataclass(frozen=True)
class Stopped:
    """A published edition with what the rules would stop in it, less what its reviewer has allowed; files that can't be
    read (any more) are named with the reason."""

    edition: Edition
    findings: tuple[tuple[str, Finding], ...]  # the file's name, empty for the text itself
    unreadable: tuple[str, ...]


def published() -> int:
    """How many editions there are to look at."""
    return Edition.objects.filter(state__in=READABLE).count()


def rescreen(rules: GateRules) -> Iterator[Stopped]:
    """Edition by edition in the order of publication; memory does not grow with their number."""
    editions = Edition.objects.filter(state__in=READABLE).select_related("notice__unit").order_by("published_at", "pk")
    for edition in editions.iterator(chunk_size=100):
        stopped = _looked_at(edition, rules)
        if stopped.findings or stopped.unreadable:
            yield stopped


def _looked_at(edition: Edition, rules: GateRules) -> Stopped:
    notice = edition.notice
    allow = allowance(notice, rules)
    allowed = set(Ruling.objects.filter(notice=notice, allowed=True).values_list("fingerprint", flat=True))
    found = [("", finding) for finding in screen_content(edition.content, allow)]
    unreadable = []
    listed = named_files(edition)
    for file in notice.attachments.all():
        if (file.name, file.digest) not in listed:
            continue
        try:
            found += [(file.name, finding) for finding in screen_file(file.path.read_bytes(), file.name, allow)]
        except Unreadable as error:
            unreadable.append(error.sentence)
        except OSError:
            unreadable.append(_("附件“%(name)s”不在数据目录里。") % {"name": file.name})
    return Stopped(edition, tuple((name, f) for name, f in found if f.fingerprint not in allowed), tuple(unreadable))
