"""Who was given a password for the time being changes it before doing anything else; who has none is told so."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingbai.kit.errors import NotNow
from mingbai.orgs.models import User


class FirstPassword:
    """Middleware: sends such a login to the page for a new password; only that page, logout and static files answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if self.must_change(request):
            response = HttpResponseRedirect(reverse("account_change_password"))
            response["Cache-Control"] = "no-store"
            return response
        return self.get_response(request)

    def must_change(self, request: HttpRequest) -> bool:
        """Public readers carry no session cookie, and nothing is asked of the database for them."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return False
        if request.path in (reverse("account_change_password"), reverse("account_logout")):
            return False
        if request.path.startswith(settings.STATIC_URL):
            return False
        user = request.user
        return isinstance(user, User) and user.is_authenticated and user.must_change_password


@login_required
@require_safe
def no_password(request: HttpRequest) -> HttpResponse:
    """Where django-allauth sends a login that has no password, such as those of the demo, to set a first one."""
    raise NotNow(_("这个账号没有密码，没有什么可换的。要设密码，请找系统管理员要一个设密码的链接。"))
