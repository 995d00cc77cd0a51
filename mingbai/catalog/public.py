"""Pages that anyone may see: the catalogue of a unit (目录)."""

from django.http import HttpRequest, HttpResponse


def catalogue(request: HttpRequest, code: str) -> HttpResponse:
    return HttpResponse("")
