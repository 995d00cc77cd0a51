"""Behind a trusted proxy: the journal and the lock-out need the reader's address, not the proxy's."""

from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address

from django.http import HttpRequest, HttpResponse


class ClientAddress:
    """Takes the last entry of X-Forwarded-For: the one that our own proxy wrote; those before it anybody can invent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        last = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        with suppress(ValueError):  # no such header, or not an address: what the socket says stands
            request.META["REMOTE_ADDR"] = str(ip_address(last))
        return self.get_response(request)
