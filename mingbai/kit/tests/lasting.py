"""One world for all the tests of a file."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction


@contextmanager
def lasting_database(blocker: Any) -> Iterator[None]:
    """What is written inside stays for the whole file and is taken back at its end; `blocker` is pytest-django's.

    The tests themselves take `db` too, so that each takes back what it changed.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
