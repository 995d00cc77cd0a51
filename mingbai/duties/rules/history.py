"""What happened to a duty, in sentences for the public: no names, only what the journal says about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from mingbai.duties.models import Duty
from mingbai.orgs.models import Entry


@dataclass(frozen=True)
class Happening:
    """One entry of the journal as the public may read it."""

    at: datetime
    text: str
    number: str = ""

    @property
    def notice(self) -> str:
        """The address of the notice, or empty."""
        return f"/n/{self.number}/" if self.number else ""


def history_of(duty: Duty) -> list[Happening]:
    """Newest first. One query."""
    entries = Entry.objects.filter(record_type=duty._meta.label_lower, record_id=str(duty.pk)).order_by("-at", "-pk")
    return [
        Happening(entry.at, sentence, entry.note.get("number", "")) for entry in entries if (sentence := _said(entry))
    ]


def _said(entry: Entry) -> str:
    note: dict[str, str] = entry.note
    if entry.act == "duty:open":
        return _("登记发生了这件事，开始计算期限。")
    if entry.act == "duty:met":
        return _("公开了，这一项了结。")
    if entry.act == "duty:nil":
        return _("签字声明没有发生，这一项了结。")
    if entry.act == "duty:link":
        return _("列进联动公开，和别的单位在同一段日子公开。")
    if entry.act == "duty:recompute":
        if note["from"] == note["to"]:
            return _("放假通知公布了，应公开日 %(to)s 从暂定变成确定。") % note
        return _("放假通知公布后重算，应公开日从 %(from)s 改为 %(to)s。") % note
    return ""
