"""No request may fill the disk: one that says it is too large is refused before a byte of its files is kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

AT_ONCE = 2  # files of the largest size in one request, so that a form with several small ones goes through


class Bounded(FileUploadHandler):
    """Stands before Django's own handlers, keeps nothing itself; anyone may send a form, also to the login."""

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        if content_length > AT_ONCE * settings.UPLOAD_MAX_BYTES:
            raise RequestDataTooBig("a request larger than MINGBAI_UPLOAD_MB allows")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
