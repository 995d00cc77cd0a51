"""A campaign plan: phases with their days, tasks one a line, and the units."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingbai.duties.actions.campaigns import MOST_NAME, MOST_WHY, MOST_WORDS
from mingbai.duties.forms.joint import LONG, day_field, grouped
from mingbai.duties.models import Campaign
from mingbai.duties.rules.campaigns import MOST_PHASES, MOST_TITLE, PHASES, newest, plan_of
from mingbai.orgs.models import Unit

CODED = re.compile(r"([A-Z]{2}[0-9]{2})[\s:：、]+(.+)")


class CampaignForm(forms.Form):
    """A phase without a name is none. A line of tasks may begin with the code of an item of the catalogue."""

    name = forms.CharField(
        label=gettext_lazy("活动叫什么"),
        max_length=MOST_NAME,
        help_text=gettext_lazy("例如：居务公开规范年。"),
        error_messages={"required": gettext_lazy("请写活动叫什么。"), "max_length": LONG},
    )
    words = forms.CharField(
        label=gettext_lazy("目的和要求"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": LONG},
    )
    units = forms.MultipleChoiceField(
        label=gettext_lazy("哪些单位参加"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("请勾上参加的单位。")},
    )
    why = forms.CharField(
        label=gettext_lazy("为什么改"),
        max_length=MOST_WHY,
        error_messages={"required": gettext_lazy("请写原因。"), "max_length": LONG},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any, *, units: Sequence[Unit], codes: Collection[str], campaign: Campaign | None = None
    ) -> None:
        super().__init__(data, initial=_initial(campaign))
        self.known = {str(unit.pk): unit for unit in units}
        self.codes = codes
        self.fields["units"].choices = [(pk, unit.short_name or unit.name) for pk, unit in self.known.items()]  # type: ignore[attr-defined]
        if campaign is None:
            del self.fields["why"], self.fields["seen"]
        else:
            del self.fields["name"]
        for n in range(MOST_PHASES):
            words = {"n": n + 1}
            self.fields[f"name_{n}"] = forms.CharField(
                label=_("第 %(n)s 个阶段") % words,
                required=False,
                max_length=20,
                error_messages={"max_length": LONG},
            )
            self.fields[f"since_{n}"] = day_field(_("从哪天"), required=False)
            self.fields[f"until_{n}"] = day_field(_("到哪天"), required=False)
            self.fields[f"tasks_{n}"] = forms.CharField(
                label=_("任务"),
                required=False,
                max_length=1500,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"max_length": LONG},
            )

    def phases(self) -> Iterator[dict[str, Any]]:
        """The boxes of each phase; those without a name are folded."""
        for n in range(MOST_PHASES):
            boxes = {name: self[f"{name}_{n}"] for name in ("name", "since", "until", "tasks")}
            wrong = any(box.errors for box in boxes.values())
            yield {**boxes, "n": n + 1, "open": wrong or bool(boxes["name"].value())}

    def groups(self) -> list[dict[str, Any]]:
        """The units by whom they stand under."""
        return grouped(self.known, set(self["units"].value() or ()))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["plan"] = [self._phase(n, cleaned) for n in range(MOST_PHASES) if cleaned.get(f"name_{n}")]
        return cleaned

    def _phase(self, n: int, cleaned: dict[str, Any]) -> dict[str, Any]:
        for day in ("since", "until"):
            if not cleaned.get(f"{day}_{n}") and f"{day}_{n}" not in self.errors:
                self.add_error(f"{day}_{n}", _("请选日期。"))
        tasks = []
        for line in (cleaned.get(f"tasks_{n}") or "").splitlines():
            found = CODED.fullmatch(line.strip())
            title, code = (found[2].strip(), found[1]) if found else (line.strip(), "")
            if code and code not in self.codes:
                self.add_error(
                    f"tasks_{n}", _("目录里没有“%(code)s”。不是事项编码的，前面不要这样写。") % {"code": code}
                )
            if len(title) > MOST_TITLE:
                self.add_error(f"tasks_{n}", _("“%(title)s…”太长了，一项最多 80 个字。") % {"title": title[:10]})
            if title:
                tasks.append((title, code))
        days = {day: cleaned.get(f"{day}_{n}") for day in ("since", "until")}
        return {"name": cleaned[f"name_{n}"], **days, "tasks": tasks}

    def told(self) -> dict[str, Any]:
        """What the action is told."""
        cleaned = self.cleaned_data
        more: dict[str, Any] = {name: cleaned[name] for name in ("name", "why", "seen") if name in self.fields}
        units = [self.known[pk] for pk in cleaned["units"]]
        return {"words": cleaned["words"], "phases": cleaned["plan"], "units": units, **more}


def _initial(campaign: Campaign | None) -> dict[str, Any]:
    if campaign is None:
        named = {f"name_{n}": _(name) for n, (name, _task) in enumerate(PHASES)}
        return {**named, **{f"tasks_{n}": _(task) for n, (_name, task) in enumerate(PHASES)}}
    plan = plan_of(campaign)
    initial: dict[str, Any] = {"words": plan["words"], "seen": newest(campaign).number}
    initial["units"] = [str(part.unit_id) for part in campaign.parts.all()]
    for n, one in enumerate(plan["phases"]):
        lines = [f"{task['code']} {task['title']}".strip() for task in one["tasks"]]
        initial |= {f"{name}_{n}": one[name] for name in ("name", "since", "until")}
        initial[f"tasks_{n}"] = "\n".join(lines)
    return initial
