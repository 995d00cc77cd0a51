"""What a clerk types about the walls: a board, what hangs where since when, what came down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from mingbai.channels.actions.walls import MOST_NAME, MOST_REASON, MOST_SPOT
from mingbai.channels.models import Wall
from mingbai.disclosure.models import Notice

NO_DAY = {
    "required": gettext_lazy("请写是哪一天。"),
    "invalid": gettext_lazy("日期看不懂，请写成 2026-11-08 的样子。"),
}
LONG = gettext_lazy("太长了，请写短些。")


def day_field(label: Any) -> forms.DateField:
    """A day, as the browser's own calendar writes it."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, error_messages=NO_DAY)


class HangForm(forms.Form):
    """One published notice on one board or several."""

    edition = forms.TypedChoiceField(
        label=gettext_lazy("哪一份"),
        coerce=int,
        error_messages={
            "required": gettext_lazy("请选哪一份。"),
            "invalid_choice": gettext_lazy("这一份已经换了新版、撤回了，或者不再公示。请刷新以后重新选。"),
        },
    )
    walls = forms.TypedMultipleChoiceField(
        label=gettext_lazy("贴在哪里"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("请选贴在哪一处。"),
            "invalid_choice": gettext_lazy("这处公示栏已经停用了，请刷新以后重新选。"),
        },
    )
    day = day_field(gettext_lazy("哪天贴的"))

    def __init__(self, *args: Any, notices: Iterable[Notice], walls: Sequence[Wall], **more: Any) -> None:
        super().__init__(*args, **more)
        rows = [(notice.live_id, f"{notice.public_title}（{notice.number}）") for notice in notices]
        self.fields["edition"].choices = rows  # type: ignore[attr-defined]
        self.fields["walls"].choices = [(wall.pk, f"{wall.name}（{wall.spot}）") for wall in walls]  # type: ignore[attr-defined]


class DownForm(forms.Form):
    """A paper came down."""

    posting = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)
    day = day_field(gettext_lazy("哪天撤下的"))
    reason = forms.CharField(
        label=gettext_lazy("提前撤下的原因"),
        required=False,
        max_length=MOST_REASON,
        error_messages={"max_length": LONG},
    )


class WallForm(forms.Form):
    """A board of the unit."""

    name = forms.CharField(
        label=gettext_lazy("公示栏叫什么"),
        max_length=MOST_NAME,
        error_messages={"required": gettext_lazy("请写公示栏叫什么。"), "max_length": LONG},
    )
    spot = forms.CharField(
        label=gettext_lazy("在哪里"),
        max_length=MOST_SPOT,
        error_messages={"required": gettext_lazy("请写在哪里。"), "max_length": LONG},
    )
    main = forms.BooleanField(label=gettext_lazy("是主栏：公布的每一份都要贴在这里"), required=False)


class EndForm(forms.Form):
    """A board that is used no longer."""

    wall = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)
