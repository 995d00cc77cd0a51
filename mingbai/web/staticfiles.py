"""Collects the static files at start, only when one of them has changed since the last time."""

import hashlib

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def fingerprint() -> str:
    """Name, size and time of every static file of the project and its libraries."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            seen = (path, storage.size(path), storage.get_modified_time(path).isoformat())
            digest.update(repr(seen).encode())
    return digest.hexdigest()


def collect_when_changed() -> None:
    if settings.DEBUG:  # then files are served from where they are written
        return
    mark = settings.STATIC_ROOT / ".collected"
    current = fingerprint()
    if mark.exists() and mark.read_text(encoding="ascii") == current:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    mark.write_text(current, encoding="ascii")
