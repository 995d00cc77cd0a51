"""What surrounds every request: how the reader wants it shown, and what is answered when it cannot be done."""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers

from mingbai.kit.errors import NotFound, NotNow, NotYours
from mingbai.web import errors, modes

Handler = Callable[[HttpRequest], HttpResponseBase]
# Without 0, O, 1, I, L: the reference is read out over the telephone.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class DisplayModes:
    """Sets `request.display`; answers `?mode=`, `?contrast=` and `?lang=` with a cookie and the same page.

    The language comes from the reader's own choice only, never from Accept-Language: the boards are written
    in Chinese, and a page in front of which a cache stands may depend on nothing but the cookie.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.display = modes.display_of(request.COOKIES)  # type: ignore[attr-defined]
        if request.method in ("GET", "HEAD") and (switches := modes.asked(request.GET)):
            return self.switched(request, switches)
        language = request.display.language  # type: ignore[attr-defined]
        request.LANGUAGE_CODE = language
        # Not only switched on: a thread that goes on to other work must not keep one reader's language.
        with translation.override(language):
            response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ("Cookie",))
            response.headers.setdefault("Content-Language", language)
        return response

    def switched(self, request: HttpRequest, switches: dict[str, str]) -> HttpResponse:
        response = HttpResponseRedirect(modes.same_place(request))
        response["Cache-Control"] = "no-store"
        for name, value in switches.items():
            cookie = modes.cookie_name(name)
            if value == modes.CHOICES[name][0]:
                response.delete_cookie(cookie, samesite="Lax")
            else:
                secure = settings.SESSION_COOKIE_SECURE
                response.set_cookie(cookie, value, max_age=modes.YEAR, secure=secure, httponly=True, samesite="Lax")
        return response


class ErrorPages:
    """Gives the request its reference and turns the three refusals of `kit.errors` into pages."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.reference = "".join(secrets.choice(LETTERS) for _place in range(4))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotFound):
            return errors.answer(request, errors.not_found(request))
        if isinstance(exception, NotYours):
            return errors.answer(request, errors.not_yours(request, exception.sentence))
        if isinstance(exception, NotNow):
            return errors.answer(request, errors.not_now(request, exception.sentence))
        return None
