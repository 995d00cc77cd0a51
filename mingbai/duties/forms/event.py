"""The form by which a clerk registers that something happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingbai.catalog.models import Domain, ItemVersion


class EventForm(forms.Form):
    """What happened, and when. The due day is shown before anything is written."""

    item = forms.ChoiceField(label=gettext_lazy("什么事项"))
    on = forms.DateField(
        label=gettext_lazy("哪天发生的"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("会议、选举这些要提前公告的，填召开那天。"),
        error_messages={
            "required": gettext_lazy("请选日期。"),
            "invalid": gettext_lazy("日期要写成 2026-10-11 的样子。"),
        },
    )
    title = forms.CharField(
        label=gettext_lazy("这一件叫什么"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("例如：背街小巷加装路灯协商结果。不填就用事项的名称。"),
        error_messages={"max_length": gettext_lazy("最多 120 个字，请写短一点。")},
    )

    def __init__(self, data: Any, *, versions: Sequence[ItemVersion], today: date) -> None:
        super().__init__(data, initial={"on": today})
        groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for version in versions:
            groups[str(Domain(version.item.domain).label)].append((version.item.code, version.title))
        self.fields["item"].choices = [("", _("请选一项")), *groups.items()]  # type: ignore[attr-defined]
        self.fields["item"].error_messages |= {
            "required": _("请选一项。"),
            "invalid_choice": _("目录里没有这一项，请重新选。"),
        }
