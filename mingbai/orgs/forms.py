"""What people type into the pages of the room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from mingbai.orgs.actions.people import LOGIN
from mingbai.orgs.models import Person, Tier, User
from mingbai.orgs.rules.bodies import why_not_appoint, why_not_body
from mingbai.orgs.rules.tables import Problem
from mingbai.orgs.rules.unit_rows import UnitRow, sound_rows

PASSWORD_HELP = _("至少 10 个字符，不能全是数字，不要用常见的密码，也不要和登录名相像。")


class PasswordForm(forms.Form):
    """A first password, typed twice."""

    password = forms.CharField(
        label=_("新密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label=_("再输一遍"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].help_text = PASSWORD_HELP

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("password") and found.get("again") and found["password"] != found["again"]:
            self.add_error("again", _("两遍不一样，请再输一遍。"))
        return found


class JournalFilter(forms.Form):
    """What an auditor looks for; everything is optional."""

    q = forms.CharField(label=_("人、登录名或编号"), required=False, max_length=60)
    unit = forms.CharField(label=_("单位名称或代码"), required=False, max_length=40)
    act = forms.ChoiceField(label=_("行为"), required=False)
    since = forms.DateField(label=_("从"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("到"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, acts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["act"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("全部")), *acts]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", _("这一天早于开始的日子。"))
        return found


class RuledForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form of the operator's whose record must also satisfy the rules; each sentence stands above the fields."""

    def problems(self) -> list[str]:
        """What the rules say against the record as typed; asked only when every field is right by itself."""
        return []

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # django-stubs leaves this hook out
        if not self.errors:
            for sentence in self.problems():
                self.add_error(None, sentence)


class BodyForm(RuledForm):
    def problems(self) -> list[str]:
        return why_not_body(self.instance)


class TenureForm(RuledForm):
    """A new tenure is an appointment; of one that exists only the end can be moved, to an earlier day."""

    def problems(self) -> list[str]:
        tenure = self.instance
        if tenure.pk:
            return [] if tenure.until else [str(_("请写明任职到哪一天为止。"))]
        until = tenure.until or tenure.post.body.term_until
        return why_not_appoint(post=tenure.post, person=tenure.person, since=tenure.since, until=until)


class PersonForm(RuledForm):
    login = forms.CharField(
        label=_("登录名"), required=False, max_length=60, help_text=_("要登录的人才填。填好以后在列表里选“发邀请”。")
    )

    def clean_login(self) -> str:
        name = str(self.cleaned_data["login"]).strip().lower()
        if name and User.objects.filter(username__iexact=name).exclude(pk=self.instance.user_id).exists():
            raise forms.ValidationError(_("登录名“%(login)s”已经有人用了，请换一个。") % {"login": name})
        if name and not LOGIN.fullmatch(name):
            raise forms.ValidationError(_("登录名要用 2 到 60 个字母、数字、汉字或 . _ - @。"))
        return name


class UnitForm(RuledForm):
    """A unit of the operator's: checked by the same rules as a line of the list."""

    def problems(self) -> list[str]:
        unit = self.instance
        if unit.pk is None and unit.parent is None:
            return [str(_("请选上级单位。最上级的单位用名册装入。"))]
        row = UnitRow(1, unit.code, unit.name, unit.kind, unit.parent.code if unit.parent else "")
        found: list[Problem] = []
        sound_rows([row], found)
        if unit.pk and unit.parent and unit.parent.is_under(unit):
            found.append(Problem(1, str(_("上级不能是它自己，也不能是它下面的单位。"))))
        return [problem.sentence for problem in found]


class LendForm(forms.Form):
    """Who stands in, from when to when, and why."""

    deputy = forms.ModelChoiceField(
        label=_("请谁代办"),
        queryset=Person.objects.none(),
        empty_label=_("请选"),
        error_messages={"required": _("请选代办的人。"), "invalid_choice": _("请选单子里的人。")},
    )
    since = forms.DateField(
        label=_("从哪天起"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("请选日期。"), "invalid": _("日期要写成 2026-10-11 的样子。")},
    )
    until = forms.DateField(
        label=_("到哪天止"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("请选日期。"), "invalid": _("日期要写成 2026-10-11 的样子。")},
    )
    reason = forms.CharField(
        label=_("原因"),
        max_length=100,
        help_text=_("例如：出差、休假。只有工作人员看得见，不要写病情。"),
        error_messages={"required": _("请写原因，例如：出差、休假。")},
    )

    def __init__(self, data: Any = None, *, people: Sequence[Person], today: date) -> None:
        super().__init__(data, initial={"since": today}, auto_id="lend_%s")
        chosen = Person.objects.filter(pk__in=[person.pk for person in people]).order_by("name", "pk")
        self.fields["deputy"].queryset = chosen  # type: ignore[attr-defined]


class EnrolForm(forms.Form):
    """One line of the roll."""

    name = forms.CharField(label=_("姓名"), max_length=40, error_messages={"required": _("请写姓名。")})
    tier = forms.ChoiceField(
        label=_("类别"),
        choices=Tier.choices,
        error_messages={"required": _("请选类别。"), "invalid_choice": _("请选类别。")},
    )
    group = forms.CharField(
        label=_("组别"), required=False, max_length=20, help_text=_("例如：二组。同名的人靠它分开。")
    )
    since = forms.DateField(
        label=_("从哪天起"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("请选日期。"), "invalid": _("日期要写成 2026-10-11 的样子。")},
    )


class LeaveForm(forms.Form):
    """The last day of a line."""

    line = forms.IntegerField(min_value=1, max_value=2**31)
    last_day = forms.DateField(
        error_messages={"required": _("请选最后一天。"), "invalid": _("日期要写成 2026-10-11 的样子。")}
    )


class RollFilter(forms.Form):
    """Whom to look for on the roll."""

    q = forms.CharField(label=_("姓名或组别"), required=False, max_length=40)
    tier = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *Tier.choices])
