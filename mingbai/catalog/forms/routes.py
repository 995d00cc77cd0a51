"""The editor of a route: one form for each step, one for what the whole rests on, and moving steps about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingbai.catalog.forms.catalogue import FromForm
from mingbai.catalog.schema.route import (
    COLLECT,
    KINDS,
    LATE,
    MAX_STEPS,
    MOST,
    POLICIES,
    SYSTEM,
    WHO,
    Step,
    asks,
    who_of,
)

PEOPLE = [(who, gettext_lazy(one.label)) for who, one in WHO.items()]
COUNTS = [
    *((policy, gettext_lazy(label)) for policy, label in POLICIES.items()),
    *((str(n), gettext_lazy("%(n)s 人") % {"n": n}) for n in range(2, MOST + 1)),
]


class StepForm(forms.Form):
    """One step; `to_step` gives it as data, however little of it makes sense: the rules say what is wrong."""

    key = forms.CharField(required=False, max_length=24, widget=forms.HiddenInput)
    label = forms.CharField(label=gettext_lazy("叫什么"), required=False, max_length=20)
    stamp = forms.CharField(label=gettext_lazy("印章上的字"), required=False, max_length=4)
    kind = forms.ChoiceField(
        label=gettext_lazy("做什么"), choices=[(kind, gettext_lazy(one.label)) for kind, one in KINDS.items()]
    )
    who = forms.ChoiceField(label=gettext_lazy("谁来办"), required=False, choices=[("", gettext_lazy("请选")), *PEOPLE])
    bureau = forms.CharField(
        label=gettext_lazy("哪个部门"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("区县部门来办的才填，写名称里的几个字，例如：民政局"),
        widget=forms.TextInput(attrs={"list": "bureaus"}),
    )
    policy = forms.ChoiceField(label=gettext_lazy("要几个人"), choices=COUNTS)
    lead_n = forms.IntegerField(
        label=gettext_lazy("几天内办"), required=False, min_value=1, max_value=99, widget=forms.NumberInput
    )
    lead_kind = forms.ChoiceField(
        label=gettext_lazy("怎么数"), choices=[("wd", gettext_lazy("工作日")), ("d", gettext_lazy("日"))]
    )
    late = forms.ChoiceField(
        label=gettext_lazy("过了天数"), choices=[(late, gettext_lazy(label)) for late, label in LATE.items()]
    )
    lines = forms.ChoiceField(
        label=gettext_lazy("怎么表决"),
        required=False,
        choices=[("", gettext_lazy("整份一起")), ("yes", gettext_lazy("逐笔逐项"))],
    )
    blocks = forms.ChoiceField(
        label=gettext_lazy("拦不拦"),
        choices=[("yes", gettext_lazy("办完才公布")), ("no", gettext_lazy("公布后补办"))],
    )

    @property
    def sentences(self) -> list[str]:
        """What is wrong with the step as a whole, found by the rules."""
        return [str(error) for error in self.non_field_errors()]

    def to_step(self, number: int) -> Step:
        """The step as data, or what of it can be read; `number` counts from 1."""
        given = self.cleaned_data if self.is_valid() else {**self.initial, **getattr(self, "cleaned_data", {})}
        kind = given.get("kind") or "sign"
        who = SYSTEM if not KINDS[kind].act and kind != "release" else given.get("who") or SYSTEM
        policy = given.get("policy") or "one"
        key = given.get("key") or ("handler" if number == 1 else f"step{number}")
        if key == COLLECT:
            key = f"step{number}"
        step: Step = {
            "key": COLLECT if kind == COLLECT else key,
            "kind": kind,
            **asks(who),
            "policy": int(policy) if policy.isdigit() else policy,
            "blocks": given.get("blocks") != "no",
            "label": (given.get("label") or _(KINDS[kind].label)).strip(),
            "stamp": (given.get("stamp") or _(KINDS[kind].stamp)).strip(),
        }
        if given.get("lead_n"):
            step["lead"] = f"{given['lead_n']}{given.get('lead_kind') or 'wd'}"
        if given.get("late") in LATE and given["late"] != "remind":
            step["late"] = given["late"]
        if step["where"] == "beside":
            step["bureau"] = (given.get("bureau") or "").strip()
        if given.get("lines"):
            step["lines"] = True
        return step


class RouteForm(FromForm):
    """What the whole route is called, on which document it rests, and from which day it holds."""

    name = forms.CharField(
        label=gettext_lazy("流程的名称"),
        max_length=60,
        error_messages={"required": gettext_lazy("请给流程起个名字。")},
    )
    field_order = ("name", "source", "valid_from")


class EndForm(forms.Form):
    """The last day of a unit's own route."""

    route = forms.IntegerField(widget=forms.HiddenInput)
    last_day = forms.DateField(
        label=gettext_lazy("最后执行到哪天"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("请选日期。"),
            "invalid": gettext_lazy("日期要写成 2026-10-11 的样子。"),
        },
    )


def filled(step: Step) -> dict[str, Any]:
    """What a step's form shows."""
    lead = str(step.get("lead") or "")
    unit = "wd" if lead.endswith("wd") or not lead else "d"
    return {
        "key": step["key"],
        "label": step["label"],
        "stamp": step["stamp"],
        "kind": step["kind"],
        "who": who_of(step),
        "bureau": step.get("bureau", ""),
        "policy": str(step.get("policy", "one")),
        "lead_n": int(lead.removesuffix(unit)) if lead else None,
        "lead_kind": unit,
        "late": step.get("late", "remind"),
        "lines": "yes" if step.get("lines") else "",
        "blocks": "yes" if step.get("blocks", True) else "no",
    }


def shown(steps: list[Step]) -> list[StepForm]:
    """Unbound forms for steps as data."""
    return [StepForm(initial=filled(step), prefix=f"s{nth}") for nth, step in enumerate(steps)]


def posted(data: QueryDict) -> list[StepForm]:
    """The forms as they were sent, in their order."""
    count = data.get("count", "")
    many = min(int(count), MAX_STEPS) if count.isascii() and count.isdigit() and len(count) < 4 else 0
    return [StepForm(data, prefix=f"s{nth}") for nth in range(many)]


def moved(forms: list[StepForm], do: str) -> list[dict[str, Any]]:
    """What the forms show after a button that adds, removes or moves a step; what was typed stays as it was typed."""
    rows = [{name: form[name].value() for name in form.fields} for form in forms]
    verb, _dash, place = do.partition("-")
    at = int(place) if place.isdigit() and len(place) < 4 else len(rows)
    if verb == "add" and len(rows) < MAX_STEPS:
        taken = {row["key"] for row in rows}
        key = next(f"step{n}" for n in range(1, MAX_STEPS + 2) if f"step{n}" not in taken)
        fresh = {"key": key, "kind": "sign", "policy": "one", "lead_kind": "wd", "late": "remind", "blocks": "yes"}
        rows.insert(min(at + 1, len(rows)), fresh)
    elif verb == "remove" and at < len(rows):
        del rows[at]
    elif verb == "up" and 0 < at < len(rows):
        rows[at - 1], rows[at] = rows[at], rows[at - 1]
    elif verb == "down" and at + 1 < len(rows):
        rows[at], rows[at + 1] = rows[at + 1], rows[at]
    return rows


def reshown(rows: list[dict[str, Any]]) -> list[StepForm]:
    return [StepForm(initial=row, prefix=f"s{nth}") for nth, row in enumerate(rows)]
