"""What a store holds, and whether its pages, rows and indexes still belong together."""

from __future__ import annotations

from typing import Final

import apsw

COUNTED: Final = ("patient", "encounter", "observation", "prescription", "appointment", "document", "journal")
"""Tables whose rows people count."""

_TABLES = (
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE ?"
)


def count(connection: apsw.Connection, table: str) -> int:
    """The rows of a counted table, by the smallest of its indexes."""
    if table not in COUNTED:
        raise ValueError(table)
    return int(connection.execute(f"SELECT count(*) FROM {table}").get)


def tables(connection: apsw.Connection) -> tuple[tuple[str, int], ...]:
    """Every table with about how much there is to check in it, the largest last."""
    names = [name for (name,) in connection.execute(_TABLES, ("CREATE VIRTUAL%",))]
    return tuple(sorted(((name, _weight(connection, name)) for name in names), key=lambda one: one[1]))


def check(connection: apsw.Connection, table: str) -> tuple[str, ...]:
    """What does not hold in a table and its indexes: empty if all does."""
    quoted = "'" + table.replace("'", "''") + "'"
    found = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({quoted})")]
    return () if found == ["ok"] else tuple(found)


def _weight(connection: apsw.Connection, name: str) -> int:
    quoted = '"' + name.replace('"', '""') + '"'
    try:
        return int(connection.execute(f"SELECT max(rowid) FROM {quoted}").get or 0) + 1
    except apsw.SQLError:  # a table without row numbers
        return 1
