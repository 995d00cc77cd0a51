"""Files that a page hands out: the answer with the right type and a name that every browser understands."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def attachment(body: bytes, name: str) -> HttpResponse:
    """A download; the ending of the name gives the type, and the plain part stands in for old programs."""
    ending = name.rpartition(".")[2]
    plain = "".join(letter for letter in name if letter.isascii() and (letter.isalnum() or letter in "-_.")).strip("-.")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    return HttpResponse(body, content_type=TYPES[ending], headers={"Content-Disposition": disposition})
