"""A form whose login or whose token is gone: what was typed stays with the writer, and he is told how to go on."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _

from mingbai.kit.htmx import is_fragment
from mingbai.web.errors import answer, stale_form
from mingbai.web.navigation import signed_in


class SignedOut:
    """Middleware: htmx would follow the way to the login and put the whole page of it into the form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        to_login = response.status_code == 302 and urlsplit(response["Location"]).path == login_address()
        return login_first(request) if to_login and is_fragment(request) else response


def login_address() -> str:
    return resolve_url(settings.LOGIN_URL)


def login_first(request: HttpRequest) -> HttpResponse:
    """For a form that saves itself: the page stays, and the login opens beside it."""
    why = _("您已经退出登录。别关这一页，在新的一页登录，回来再点“先存着”。")
    return _beside_the_form(request, {"why": why, "login": login_address()}, status=401)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For CSRF_FAILURE_VIEW. Each login gives out new tokens, so a page opened before it holds an old one."""
    if is_fragment(request) and not signed_in(request):
        return login_first(request)
    if is_fragment(request):
        why = _("您在别处重新登录过。现在接上了，再点“先存着”就能存。")
        return _beside_the_form(request, {"why": why, "token": get_token(request)}, status=403)
    return answer(request, stale_form(request, sent=_sent(request, reason)))


def _beside_the_form(request: HttpRequest, context: dict[str, str], *, status: int) -> HttpResponse:
    response = render(request, "disclosure/parts/unsaved.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _sent(request: HttpRequest, reason: str) -> tuple[tuple[str, str], ...]:
    """What a page of this site sent, to be sent again by one press; nothing of what may come from elsewhere.

    Django looks at Origin before the token: where it was sent and only the token was wrong, the page was ours.
    """
    ours = "Origin" in request.headers and reason.startswith("CSRF token from POST")
    secret = any("password" in name for name in request.POST)
    if not ours or secret or not signed_in(request):
        return ()
    lists = request.POST.lists()
    return tuple((name, value) for name, values in lists if name != "csrfmiddlewaretoken" for value in values)
