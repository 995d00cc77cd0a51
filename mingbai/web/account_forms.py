"""The forms of django-allauth in our words: labels above the boxes instead of placeholders in them."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.forms import BaseForm
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mingbai.orgs.forms import PASSWORD_HELP

CODE = {"inputmode": "numeric", "autocapitalize": "off", "spellcheck": "false"}


def word(form: BaseForm, **labels: str | Promise) -> None:
    """Give the fields their labels and take the placeholders away."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        if name in labels:
            field.label = labels[name]  # type: ignore[assignment]  # the stubs know their own lazy text only


class Login(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self, login=_("登录名"), password=_("密码"))
        self.fields["login"].widget.attrs |= {"autocapitalize": "off", "spellcheck": "false"}
        self.fields["password"].help_text = ""


class NewPassword(ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self, oldpassword=_("现在的密码"), password1=_("新密码"), password2=_("再输一遍"))
        self.fields["password1"].help_text = PASSWORD_HELP


class PasswordAgain(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self, password=_("您的密码"))


class Code(AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self, code=_("验证码，或一个备用码"))


class CodeAgain(CodeAgainForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self, code=_("验证码，或一个备用码"))


class FirstCode(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self, code=_("手机上显示的 6 位数字"))
        self.fields["code"].widget.attrs |= CODE
