"""Who looks: the login, and the post in which it acts now, as `request.viewer`."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from mingbai.orgs.models import User
from mingbai.orgs.rules.may import ANONYMOUS, CAPACITY, Viewer, viewer_for


def viewer_of(request: HttpRequest) -> Viewer:
    """Without a session cookie nothing is asked of the database, so public pages stay free of sessions."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ANONYMOUS
    if not isinstance(request.user, User) or not request.user.is_authenticated:
        return ANONYMOUS
    address = request.META.get("REMOTE_ADDR") or None
    chosen = request.session.get(CAPACITY)
    return viewer_for(request.user, timezone.localdate(), tenure_id=chosen, address=address)


class CurrentViewer:
    """Middleware: puts a lazy `viewer` on each request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: viewer_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)
