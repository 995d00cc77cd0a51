"""What is linked: the matter, its days, an item for each kind of unit, and the units; units that join later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingbai.catalog.models import Domain, Item, ItemVersion
from mingbai.catalog.schema.vocab import UNIT_LABELS
from mingbai.duties.actions.joint import MOST_NAME, MOST_REASON, MOST_WORDS
from mingbai.duties.rules.joint import common_window
from mingbai.orgs.models import Unit

DAY = {
    "required": gettext_lazy("请选日期。"),
    "invalid": gettext_lazy("日期要写成 2026-10-11 的样子。"),
}
LONG = gettext_lazy("太长了，请写短些。")


def day_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    """A box for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, help_text=help_text, error_messages=DAY, required=required)


def grouped(known: dict[str, Unit], ticked: set[str]) -> list[dict[str, Any]]:
    """Units to tick, by whom they stand under; many groups are folded where nothing is ticked."""
    found: dict[str, list[tuple[Unit, bool]]] = defaultdict(list)
    for pk, unit in known.items():
        above = unit.parent.short_name if unit.parent and unit.is_grassroots else ""
        found[above].append((unit, pk in ticked))
    return [
        {"above": above, "units": rows, "open": len(found) < 4 or any(on for _unit, on in rows)}
        for above, rows in found.items()
    ]


class JoinForm(forms.Form):
    """Units, and which item each kind of them publishes. `versions` is kind of unit → the items that apply to it; a box
    for each kind that occurs among the units, `chosen` is what stands there at first."""

    why = forms.CharField(
        label=gettext_lazy("为什么加进来"),
        max_length=MOST_REASON,
        help_text=gettext_lazy("谁都看得到。"),
        error_messages={"required": gettext_lazy("请写原因。"), "max_length": LONG},
    )
    units = forms.MultipleChoiceField(
        label=gettext_lazy("哪些单位"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("请勾上要一起公开的单位。")},
    )

    def __init__(
        self,
        data: Any,
        *,
        units: Sequence[Unit],
        versions: dict[str, list[ItemVersion]],
        chosen: Mapping[str, str] | None = None,
        **more: Any,
    ):
        super().__init__(data, **more)
        self.known = {str(unit.pk): unit for unit in units}
        self.versions = versions
        self.fields["units"].choices = [(pk, unit.short_name or unit.name) for pk, unit in self.known.items()]  # type: ignore[attr-defined]
        for kind, rows in versions.items():
            groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
            for version in rows:
                groups[str(Domain(version.item.domain).label)].append((version.item.code, version.title))
            self.fields[f"item_{kind}"] = forms.ChoiceField(
                label=_("%(kind)s公开哪一项") % {"kind": _(UNIT_LABELS[kind])},
                required=False,
                choices=[("", _("没有这一类单位，或者还没选")), *groups.items()],
                initial=(chosen or {}).get(kind, ""),
                error_messages={"invalid_choice": _("目录里没有这一项，请重新选。")},
            )

    def items(self) -> Iterator[forms.BoundField]:
        """The boxes for the items, in the order of the kinds."""
        return (self[f"item_{kind}"] for kind in self.versions)

    def groups(self) -> list[dict[str, Any]]:
        """The units by whom they stand under, each with whether it is ticked."""
        return grouped(self.known, set(self["units"].data or ()) if self.is_bound else set())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = [self.known[pk] for pk in cleaned.get("units", [])]
        cleaned["chosen"], items = chosen, {}
        for kind, rows in self.versions.items():
            code = cleaned.get(f"item_{kind}")
            if code:
                items[kind] = next(version.item for version in rows if version.item.code == code)
            elif any(unit.kind == kind for unit in chosen) and f"item_{kind}" not in self.errors:
                self.add_error(f"item_{kind}", _("勾了这一类的单位，请选它们公开哪一项。"))
        cleaned["items"] = items
        return cleaned


class JointForm(JoinForm):
    """What is linked from the beginning."""

    why = None  # type: ignore[assignment]
    name = forms.CharField(
        label=gettext_lazy("这件事叫什么"),
        max_length=MOST_NAME,
        help_text=gettext_lazy("例如：2026 年农村危房改造。谁都看得到。"),
        error_messages={"required": gettext_lazy("请写这件事叫什么。"), "max_length": LONG},
    )
    words = forms.CharField(
        label=gettext_lazy("说明"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("各单位分别公开什么，数字怎样对得上。谁都看得到。"),
        error_messages={"max_length": LONG},
    )
    happened = day_field(gettext_lazy("事情的日期"), gettext_lazy("哪天发生、哪天定下来的。目录规定的期限从这天数。"))
    since = day_field(gettext_lazy("统一公开，从哪天"), gettext_lazy("先填的是每季度下个月的 10 日到 15 日，可以改。"))
    until = day_field(
        gettext_lazy("到哪天"), gettext_lazy("各单位最晚这天公布；目录规定更早的，照目录。提前公布不拦。")
    )
    field_order = ("name", "words", "happened", "since", "until", "units")

    def __init__(self, data: Any, *, units: Sequence[Unit], versions: dict[str, list[ItemVersion]], today: date):
        since, until = common_window(today)
        first = {"happened": today, "since": since, "until": until}
        super().__init__(data, units=units, versions=versions, initial=first)

    def told(self) -> dict[str, Any]:
        """What the action is told."""
        names = ("name", "words", "happened", "since", "until")
        items: dict[str, Item] = self.cleaned_data["items"]
        return {
            **{name: self.cleaned_data[name] for name in names},
            "units": self.cleaned_data["chosen"],
            "items": items,
        }
