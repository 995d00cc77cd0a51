"""What holds for every test: no network beyond this machine, the marks of folders, a data directory that goes away."""

import shutil
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.backends.sqlite3.base import DatabaseOperations
from hypothesis import settings as hypothesis_settings

DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}
BROWSER = Path(__file__).parent / "tests" / "browser"
connect = socket.socket.connect
connect_ex = socket.socket.connect_ex

# The same examples each time: a suite that fails by chance is a suite that nobody believes. No deadline: CI is shared.
hypothesis_settings.register_profile("suite", deadline=None, derandomize=True, max_examples=60)
hypothesis_settings.load_profile("suite")


def refuse_outside(address: Any) -> None:
    """Loopback and Unix sockets only."""
    if not isinstance(address, tuple):
        return
    host = str(address[0])
    try:
        near = ip_address(host).is_loopback
    except ValueError:
        near = host == "localhost"
    if not near:
        raise RuntimeError(f"A test tried to reach {host}; tests stay on this machine.")


@pytest.fixture(autouse=True, scope="session")
def stay_on_this_machine() -> Iterator[None]:
    def near_connect(self: socket.socket, address: Any) -> None:
        refuse_outside(address)
        connect(self, address)

    def near_connect_ex(self: socket.socket, address: Any) -> int:
        refuse_outside(address)
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", near_connect)
        patch.setattr(socket.socket, "connect_ex", near_connect_ex)
        yield


flush = DatabaseOperations.execute_sql_flush


def flush_without_triggers(operations: DatabaseOperations, statements: list[str]) -> None:
    """Empty the tables after a test with transactions of its own. What refuses DELETE stands aside meanwhile;
    PostgreSQL needs nothing of this, for TRUNCATE asks no row."""
    with operations.connection.cursor() as cursor:
        triggers = cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
    try:
        flush(operations, statements)
    finally:
        with operations.connection.cursor() as cursor:
            for _name, sql in triggers:
                cursor.execute(sql)


@pytest.fixture(autouse=True, scope="session")
def tables_can_be_emptied() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush_without_triggers)
        yield


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Folders carry the mark; PostgreSQL's own tests run only where PostgreSQL is, and there only what asks a database:
    all else has answered in the run on SQLite, and would not answer otherwise."""
    for item in items:
        if item.path.is_relative_to(BROWSER):
            item.add_marker("browser")
    here = [item for item in items if (not needs_postgres(item) if settings.SQLITE else needs_database(item))]
    if len(here) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in here])
        items[:] = here


def needs_postgres(item: pytest.Item) -> bool:
    return item.get_closest_marker("postgres") is not None


def needs_database(item: pytest.Item) -> bool:
    fixtures = DATABASE & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or needs_postgres(item) or item.get_closest_marker("django_db") is not None


def pytest_unconfigure(config: pytest.Config) -> None:
    if settings.configured and settings.DATA_DIR.name.startswith("mingbai-test-"):
        shutil.rmtree(settings.DATA_DIR, ignore_errors=True)
