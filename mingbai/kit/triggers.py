"""Database triggers that refuse changes, written once for SQLite and PostgreSQL; used by migrations only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.migrations import RunPython


def refuse(name: str, *, table: str, event: str, message: str, when: str = "") -> RunPython:
    """A migration operation: refuse UPDATE or DELETE rows of `table` where `when` holds (always, without it).

    `when` is SQL over OLD and NEW; write `IS DISTINCT FROM` for both databases. Django rebuilds a table on SQLite when
    it alters it, which drops the triggers: such a migration must list them again. `tests/test_triggers.py` notices.
    """

    def create(apps: Any, editor: Any) -> None:
        statements = _postgres if editor.connection.vendor == "postgresql" else _sqlite
        for statement in statements(name, table, event, message, when):
            editor.execute(statement)

    def drop(apps: Any, editor: Any) -> None:
        on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")

    return RunPython(create, drop)


def changed(columns: Sequence[str]) -> str:
    """SQL: any of the columns differs between OLD and NEW."""
    return "(" + " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns) + ")"


def _sqlite(name: str, table: str, event: str, message: str, when: str) -> list[str]:
    # "IS NOT" means the same and is known to every SQLite that Django supports.
    condition = f" WHEN {when.replace('IS DISTINCT FROM', 'IS NOT')}" if when else ""
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW{condition} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
    ]


def _postgres(name: str, table: str, event: str, message: str, when: str) -> list[str]:
    condition = f" WHEN ({when})" if when else ""
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$body$ BEGIN RAISE EXCEPTION '{message}'; END $body$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW{condition} EXECUTE FUNCTION {name}()",
    ]
