"""The boxes above the catalogue, the local rule form, and the upload of a catalogue file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingbai.catalog.models import Domain
from mingbai.catalog.rules.listing import KINDS, Wanted
from mingbai.catalog.schema.due import DueRule
from mingbai.catalog.schema.errors import SpecError
from mingbai.catalog.schema.local import Override
from mingbai.catalog.schema.vocab import EVERY_LABELS, PERIODS

MOST_BYTES = 5 * 1024 * 1024
FURTHEST = timedelta(days=731)  # two years; beyond that the year is a slip of the hand
DUE_KINDS = (
    ("", gettext_lazy("不改")),
    ("period_end:D", gettext_lazy("每期结束后几日内")),
    ("period_end:WD", gettext_lazy("每期结束后几个工作日内")),
    ("day_after_period:date", gettext_lazy("下一期首月的几日前")),
)


class CatalogueForm(forms.Form):
    """Shows what is chosen; reading the query string is `rules.listing.read_wanted`."""

    domain = forms.ChoiceField(label=gettext_lazy("领域"))
    kind = forms.ChoiceField(label=gettext_lazy("公开类型"))
    mark = forms.ChoiceField(label=gettext_lazy("只看"))
    q = forms.CharField(label=gettext_lazy("事项、内容或编码"), max_length=40)

    def __init__(self, wanted: Wanted, *, staff: bool) -> None:
        chosen = {"domain": wanted.domain, "kind": wanted.kind, "mark": wanted.mark, "q": wanted.words}
        super().__init__(initial=chosen, auto_id="catalogue_%s", use_required_attribute=False)
        marks = [("", _("全部")), ("local", _("本地规定"))] + ([("confirm", _("待核实"))] if staff else [])
        self.fields["domain"].choices = [("", _("全部领域")), *Domain.choices]  # type: ignore[attr-defined]
        kinds = [("", _("全部类型")), *((key, _(label)) for key, label in KINDS.items())]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["mark"].choices = marks  # type: ignore[attr-defined]


class FromForm(forms.Form):
    """What every local change says: on which document it rests, and from which day it holds."""

    source = forms.CharField(
        label=gettext_lazy("依据哪份文件"),
        max_length=200,
        help_text=gettext_lazy("写文件名和条款，例如：荣昌区村务公开实施细则第八条。会显示在目录里。"),
        error_messages={"required": gettext_lazy("请写明依据哪份文件。")},
    )
    valid_from = forms.DateField(
        label=gettext_lazy("从哪天起"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("请选日期。"),
            "invalid": gettext_lazy("日期要写成 2026-10-11 的样子。"),
        },
    )

    def __init__(self, data: Any = None, files: Any = None, *, today: date) -> None:
        super().__init__(data, files, initial={"valid_from": today})
        self.today = today

    def clean_valid_from(self) -> date:
        day: date = self.cleaned_data["valid_from"]
        if day < self.today:
            raise forms.ValidationError(_("新规定只管以后，请选今天或以后的日子。"))
        if day > self.today + FURTHEST:
            raise forms.ValidationError(_("最远定到两年以后，请看看年份是不是写错了。"))
        return day


class LocalForm(FromForm):
    """A local rule on one item; only what is filled in changes."""

    every = forms.ChoiceField(
        label=gettext_lazy("多久公开一次"),
        required=False,
        choices=[("", gettext_lazy("不改")), *((every, gettext_lazy(EVERY_LABELS[every])) for every in PERIODS)],
    )
    due_kind = forms.ChoiceField(label=gettext_lazy("最迟哪天"), required=False, choices=DUE_KINDS)
    due_n = forms.IntegerField(
        label=gettext_lazy("几日"), required=False, min_value=1, max_value=99, widget=forms.NumberInput
    )
    min_display_days = forms.IntegerField(
        label=gettext_lazy("至少张贴几天"), required=False, min_value=1, max_value=3660, widget=forms.NumberInput
    )
    review_days = forms.IntegerField(
        label=gettext_lazy("提前几个工作日送审"), required=False, min_value=1, max_value=60, widget=forms.NumberInput
    )
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("名单里留哪几列"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "不公开的，去掉勾。只能减，不能加；去掉的列，以后的草稿里没有，贴进来、传上来的也不收。"
        ),
    )
    note = forms.CharField(label=gettext_lazy("说明"), required=False, max_length=200)
    field_order = (
        *("every", "due_kind", "due_n", "min_display_days", "review_days", "columns", "note", "source", "valid_from"),
    )

    def __init__(self, data: Any = None, *, today: date, columns: Mapping[str, str]) -> None:
        """`columns` are those that a list of this item has so far, by name with how each is masked."""
        super().__init__(data, today=today)
        self.standing = tuple(columns)
        if columns:
            self.fields["columns"].choices = list(columns.items())  # type: ignore[attr-defined]
            self.fields["columns"].initial = list(columns)
        else:
            del self.fields["columns"]

    def clean_columns(self) -> tuple[str, ...]:
        """Those that stay, in the order of the list; () where all do."""
        kept = tuple(name for name in self.standing if name in self.cleaned_data["columns"])
        if not kept:
            raise forms.ValidationError(_("名单至少要留一列。整份都不公开的，本地规定做不到，请按法律规定办。"))
        return () if kept == self.standing else kept

    def override(self, code: str, rhythm: str) -> Override | None:
        """The rule as data; None with errors on the form when it makes no sense. `rhythm` is the item's own."""
        given = self.cleaned_data
        try:
            due = self._due(given, rhythm)
            rule = Override(
                code,
                given["source"],
                every=given["every"],
                due=due,
                min_display_days=given["min_display_days"],
                review_days=given["review_days"],
                fields=given.get("columns", ()),
                note=given["note"],
            )
        except SpecError as error:
            self.add_error(None, error.sentence)
            return None
        if not any((rule.every, rule.due, rule.min_display_days, rule.review_days, rule.fields)):
            self.add_error(None, _("请至少改一处：周期、到期日、张贴天数、送审天数，或者名单的列。"))
            return None
        return rule

    def _due(self, given: dict[str, Any], rhythm: str) -> DueRule | None:
        if not given["due_kind"]:
            return None
        trigger, _colon, day_kind = given["due_kind"].partition(":")
        every = given["every"] or rhythm
        if given["due_n"] is None:
            raise SpecError("due_n", _("请填几日。"))
        return DueRule(trigger, n=given["due_n"], day_kind=day_kind, every=every)


class ImportForm(FromForm):
    """A catalogue in the official layout."""

    file = forms.FileField(
        label=gettext_lazy("目录文件"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        help_text=gettext_lazy("官方目录版式的 .xlsx。先看会改什么，确认后才装入。"),
        error_messages={"required": gettext_lazy("请选文件。"), "empty": gettext_lazy("文件是空的。")},
    )
    field_order = ("file", "source", "valid_from")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(".xlsx"):
            raise forms.ValidationError(_("只认 .xlsx，请用 Excel 或 WPS 另存为 .xlsx。"))
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("文件超过 5 MB，请只保留目录一张表。"))
        return file
