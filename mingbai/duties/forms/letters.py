"""The draft of a responsibility letter: who does what, and the unit's own tasks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingbai.duties.actions.letters import MOST_AIMS, MOST_TITLE
from mingbai.duties.forms.joint import DAY, LONG
from mingbai.duties.models import Letter
from mingbai.duties.rules.letters.text import by_domain
from mingbai.orgs.models import Tenure

SPARE = 3  # empty rows for own tasks; after saving there are as many again
WHO = {"invalid_choice": gettext_lazy("请重新选由谁办。")}


class LetterForm(forms.Form):
    """A box for each task; own tasks stand in rows, and a row without words is no task."""

    aims = forms.CharField(
        label=gettext_lazy("总的目标"),
        required=False,
        max_length=MOST_AIMS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": LONG},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, letter: Letter, staff: Sequence[Tenure]) -> None:
        super().__init__(data, initial={"aims": letter.content["aims"], "seen": letter.lock})
        self.letter = letter
        self.people = [
            ("", _("请选")),
            *((tenure.pk, f"{tenure.post.title} {tenure.person.name}") for tenure in staff),
        ]
        self.tasks = [task for task in letter.content["tasks"] if task["kind"] == "item"]
        for task in self.tasks:
            self.fields[f"who_{task['key']}"] = self._who(task["title"], task["tenure"])
        own = [task for task in letter.content["tasks"] if task["kind"] == "own"]
        self.size = len(own) + SPARE
        if self.is_bound:
            self.size = max(self.size, sum(name.startswith("title_") for name in self.data))
        for nth in range(min(self.size, 80)):
            self._row(nth, own[nth] if nth < len(own) else {})

    def _who(self, title: str, tenure: int) -> forms.ChoiceField:
        label = _("%(title)s：由谁办") % {"title": title}
        widget = forms.Select(attrs={"aria-label": label})
        return forms.ChoiceField(
            label=label,
            choices=self.people,
            required=False,
            initial=tenure or "",
            widget=widget,
            error_messages=WHO,
        )

    def _row(self, nth: int, task: dict[str, Any]) -> None:
        n = {"n": nth + 1}
        self.fields[f"key_{nth}"] = forms.CharField(
            required=False, max_length=12, widget=forms.HiddenInput, initial=task.get("key", "")
        )
        title = _("第 %(n)s 项任务") % n
        self.fields[f"title_{nth}"] = forms.CharField(
            label=title,
            required=False,
            max_length=MOST_TITLE,
            initial=task.get("title", ""),
            widget=forms.TextInput(attrs={"aria-label": title}),
            error_messages={"max_length": LONG},
        )
        due = _("第 %(n)s 项哪天前办好") % n
        self.fields[f"due_{nth}"] = forms.DateField(
            label=due,
            required=False,
            initial=date.fromisoformat(task["due"]) if task else None,
            widget=forms.DateInput(attrs={"type": "date", "aria-label": due}, format="%Y-%m-%d"),
            error_messages=DAY,
        )
        self.fields[f"own_{nth}"] = self._who(title, task.get("tenure", 0))

    def domains(self) -> Iterator[tuple[str, list[tuple[str, forms.BoundField]]]]:
        """The rows of the catalogue under their domains, each with its box."""
        for label, tasks in by_domain(self.tasks):
            yield label, [(task["title"], self[f"who_{task['key']}"]) for task in tasks]

    def rows(self) -> Iterator[tuple[forms.BoundField, ...]]:
        """The own tasks: key, words, day, person."""
        for nth in range(min(self.size, 80)):
            yield tuple(self[f"{name}_{nth}"] for name in ("key", "title", "due", "own"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for nth in range(min(self.size, 80)):
            if cleaned.get(f"title_{nth}"):
                if not cleaned.get(f"due_{nth}") and f"due_{nth}" not in self.errors:
                    self.add_error(f"due_{nth}", _("请填哪天前办好。"))
                if not cleaned.get(f"own_{nth}") and f"own_{nth}" not in self.errors:
                    self.add_error(f"own_{nth}", _("请选由谁办。"))
            elif cleaned.get(f"due_{nth}") and f"title_{nth}" not in self.errors:
                self.add_error(f"title_{nth}", _("请写任务是什么，或者把日子也去掉。"))
        return cleaned

    def told(self) -> dict[str, Any]:
        """What the action is told."""
        cleaned = self.cleaned_data
        handlers = {task["key"]: int(cleaned[f"who_{task['key']}"] or 0) for task in self.tasks}
        rows = [nth for nth in range(min(self.size, 80)) if cleaned[f"title_{nth}"]]
        own = [
            (cleaned[f"key_{n}"], cleaned[f"title_{n}"], cleaned[f"due_{n}"], int(cleaned[f"own_{n}"])) for n in rows
        ]
        return {"aims": cleaned["aims"], "handlers": handlers, "own": own, "seen": cleaned["seen"]}
