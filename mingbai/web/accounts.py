"""What django-allauth asks of a site: nobody signs up, every coming and going is journalled, words are ours."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingbai.orgs.actions.accounts import note, note_failed_login
from mingbai.orgs.models import Membership, PostKind, User
from mingbai.orgs.rules.may import tenures_of
from mingbai.orgs.views import STARTS

# Sentences for the messages of the library that are worth saying; the others stay unsaid.
SAID = {
    "account/messages/password_changed.txt": gettext_lazy("密码换好了，用新密码登录。"),
    "mfa/messages/totp_activated.txt": gettext_lazy("验证码开通了，下次登录要用。"),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("验证码关掉了。"),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy("新的备用码生成了，旧的不能再用。"),
}
ACTS = {
    "account/email/password_changed": "account:password",
    "mfa/email/totp_activated": "account:totp_activated",
    "mfa/email/totp_deactivated": "account:totp_deactivated",
    "mfa/email/recovery_codes_generated": "account:recovery_codes_generated",
}


def address_of(request: HttpRequest) -> str | None:
    return request.META.get("REMOTE_ADDR") or None


class Accounts(DefaultAccountAdapter):
    """Hooks of the login; each adds one entry to the journal."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("登录名或密码不对。忘了密码，找系统管理员要一个新的链接。"),
        "incorrect_password": gettext_lazy("密码不对，请再试一次。"),
        "enter_current_password": gettext_lazy("现在的密码不对，请再输一遍。"),
        "incorrect_code": gettext_lazy("验证码不对，或者过了时间。请输手机上现在显示的 6 位数字，或一个备用码。"),
        "rate_limited": gettext_lazy("试得太多次了，过几分钟再来。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        note(act="account:login", user=user, now=timezone.now(), address=address_of(request))

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            note(act="account:logout", user=request.user, now=timezone.now(), address=address_of(request))
        super().logout(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            now = timezone.now()
            login = credentials.get("username", "")
            note_failed_login(login=login, now=now, address=address_of(request), act="account:locked")
            raise ValidationError(self.lock_sentence(request, now, **credentials), "too_many_login_attempts") from error

    def lock_sentence(self, request: HttpRequest, now: datetime, **credentials: Any) -> str:
        """Until when this login, or this network address, is kept out."""
        key = self._get_login_attempts_cache_key(request, **credentials)
        ends = now
        for rate in ratelimit.get_rates(app="allauth.account", action="login_failed"):
            history = cache.get(
                ratelimit.get_cache_key(request, app="allauth.account", action="login_failed", rate=rate, key=key), []
            )
            if len(history) >= rate.amount:
                # Newest first: a try is free again when the oldest that still counts has passed.
                oldest = datetime.fromtimestamp(history[rate.amount - 1], tz=now.tzinfo)
                ends = max(ends, oldest + timedelta(seconds=rate.duration))
        # The next full minute, so that nobody comes back some seconds too early.
        again = timezone.localtime(ends + timedelta(minutes=1))
        return _("密码错得太多次，先停一停。%(time)s 以后再试；急用就找系统管理员要一个新的链接。") % {
            "time": f"{again:%H:%M}"
        }

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        login = credentials.get("username", "")
        note_failed_login(login=login, now=timezone.now(), address=address_of(request))

    def clean_password(self, password: str, user: User | None = None) -> str:
        found: str = super().clean_password(password, user)
        if user is not None and user.check_password(found):
            raise ValidationError(_("新密码和现在的一样，请换一个。"))
        return found

    def set_password(self, user: User, password: str) -> None:
        user.must_change_password = False
        super().set_password(user, password)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """There is no e-mail here; what the library would tell the owner goes to the journal."""
        act = ACTS.get(template_prefix)
        if act:
            note(act=act, user=user, now=timezone.now(), address=address_of(self.request))

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **more: Any
    ) -> None:
        sentence = SAID.get(message_template or "") or more.get("message")
        if sentence:
            messages.add_message(request, level, str(sentence))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The page of the post held; somebody with several posts chooses one first, a member without one reads."""
        today = timezone.localdate()
        held = tenures_of(request.user, today) if isinstance(request.user, User) else []
        if not held and Membership.objects.held_on(today).filter(person__user=request.user.pk).exists():
            return reverse("channels:members")
        if len(held) == 1:
            return STARTS.get(PostKind(held[0].post.kind), "/desk/")
        return reverse("orgs:capacity")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")


class SecondFactor(DefaultMFAAdapter):
    """One-time codes: named after the login and the site, refusals in our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": Accounts.error_messages["incorrect_code"],
        "rate_limited": Accounts.error_messages["rate_limited"],
    }

    def _get_user_identifier(self, user: User) -> str:
        return user.username
