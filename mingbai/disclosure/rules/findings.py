"""What still stands against publication: the gate's findings less those that the named reviewer allowed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingbai.disclosure.models import Attachment, Edition, Notice, PictureReading, Ruling
from mingbai.disclosure.rules.gate import Allow, Finding, GateRules, screen_content
from mingbai.disclosure.rules.in_files import named_in_files
from mingbai.orgs.models import Profile

WHAT = {
    "resident_id": gettext_lazy("身份证号"),
    "mobile": gettext_lazy("手机号"),
    "phone": gettext_lazy("私人电话"),
    "bank_card": gettext_lazy("银行卡号"),
    "passport": gettext_lazy("护照号"),
    "address": gettext_lazy("住址"),
    "social_card": gettext_lazy("社保卡号"),
    "plate": gettext_lazy("车牌号"),
    "health": gettext_lazy("病情或残疾"),
    "minor": gettext_lazy("未成年人姓名"),
    "location": gettext_lazy("拍摄地点"),
    "covered_text": gettext_lazy("盖住的字"),
    "listed_name": gettext_lazy("名单上的全名"),
    "listed_column": gettext_lazy("名单不能有的一列"),
    "unreadable_page": gettext_lazy("看不到文字的页"),
    "unreadable_part": gettext_lazy("看不到文字的部分"),
}


@dataclass(frozen=True)
class Standing:
    """One finding with the word of the reviewer on it, if there is any."""

    kind: str
    place: str
    text: str
    masked: str
    hint: str
    fingerprint: str
    path: str = ""
    start: int = 0
    end: int = 0
    file: Attachment | None = None
    cleans: str = ""  # for a finding in a file: whether a cleaned copy is without it
    ruling: Ruling | None = None

    @property
    def what(self) -> str:
        """What kind of private thing it is, in a word."""
        return str(WHAT.get(self.kind, _("个人信息")))

    @property
    def blocks(self) -> bool:
        return self.ruling is None or not self.ruling.allowed


def allowance(notice: Notice, rules: GateRules | None = None) -> Allow:
    """Office telephones and the office address that the unit has declared; other rules than those in force to try."""
    profile = Profile.objects.filter(unit=notice.unit_id).first()
    if profile is None:
        return Allow(chosen=rules)
    addresses = frozenset({profile.address} if profile.address else ())
    return Allow(phones=frozenset(profile.office_phones()), addresses=addresses, chosen=rules)


def all_findings(edition: Edition) -> list[Standing]:
    """Every finding in the text, the tables, the attachments' names and their content, with rulings."""
    notice = edition.notice
    found = [_in_text(finding) for finding in screen_content(edition.content, allowance(notice))]
    files = list(notice.attachments.filter(removed_at__isnull=True).select_related("reading"))
    found += [_in_file(file, finding) for file, finding in named_in_files(edition, files)]
    return _ruled(notice, found + _in_files(files))


def clear_files(notice: Notice) -> list[Attachment]:
    """The files of a notice in which the gate found nothing that still stands. Two queries, where there are files."""
    files = list(notice.attachments.filter(removed_at__isnull=True).select_related("reading").order_by("pk"))
    stopped = {finding.file for finding in _ruled(notice, _in_files(files)) if finding.blocks}
    return [file for file in files if file not in stopped]


def _in_files(files: list[Attachment]) -> list[Standing]:
    found: list[Standing] = []
    for attachment in files:
        reading = getattr(attachment, "reading", None)
        rows = [*attachment.findings, *(reading.findings if reading else ())]
        lifted = reading.lifted if reading else ()  # a page that the machine has read by now
        found += [Standing(**row, file=attachment, text="") for row in rows if row["fingerprint"] not in lifted]
    return found


def _ruled(notice: Notice, found: list[Standing]) -> list[Standing]:
    if not found:
        return []
    rulings = {ruling.fingerprint: ruling for ruling in notice.rulings.select_related("ruled_by__person")}
    return [Standing(**{**finding.__dict__, "ruling": rulings.get(finding.fingerprint)}) for finding in found]


def _in_file(file: Attachment, finding: Finding) -> Standing:
    place = _("附件“%(name)s”%(place)s") % {"name": file.name, "place": finding.place}
    return replace(_in_text(finding), place=place, file=file)


def as_kept(name: str, finding: Finding) -> dict[str, str]:
    """What is stored of a finding in a file: not the text itself."""
    return {
        "kind": finding.kind,
        "place": _("附件“%(name)s”%(place)s") % {"name": name, "place": finding.place},
        "masked": finding.masked,
        "hint": finding.hint,
        "fingerprint": finding.fingerprint,
    }


def open_findings(edition: Edition) -> list[Standing]:
    """What blocks: found, neither masked nor allowed."""
    return [finding for finding in all_findings(edition) if finding.blocks]


def _in_text(finding: Finding) -> Standing:
    return Standing(
        kind=finding.kind,
        place=finding.place,
        text=finding.text,
        masked=finding.masked,
        hint=finding.hint,
        fingerprint=finding.fingerprint,
        path=finding.path,
        start=finding.start,
        end=finding.end,
    )


def being_read(notice: Notice, now: datetime) -> PictureReading | None:
    """The reading of pictures that a submission still waits for, if there is any."""
    readings = PictureReading.objects.filter(attachment__notice=notice, attachment__removed_at__isnull=True)
    return next((one for one in readings.order_by("pk") if one.holds(now)), None)


def wait_sentence(reading: PictureReading) -> str:
    words = {"done": reading.done, "total": reading.total}
    return _("正在读附件图里的字 %(done)s/%(total)s，读完才能送审，一般一两分钟。") % words


def sentence(findings: list[Standing]) -> str:
    """The reason on the greyed button."""
    return _("有 %(n)s 处个人信息，处理完才能送审。") % {"n": len(findings)}
