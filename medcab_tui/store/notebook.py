"""What a service's stand-in keeps of its own: values as JSON under text keys, by connection and space."""

from __future__ import annotations

from typing import Final

import apsw

PAGE: Final = 100
"""Rows of one look at a space."""

GET: Final = "SELECT value FROM notebook WHERE service = ? AND space = ? AND key = ?"
PUT: Final = (
    "INSERT INTO notebook (service, space, key, value) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (service, space, key) DO UPDATE SET value = excluded.value"
)
DROP: Final = "DELETE FROM notebook WHERE service = ? AND space = ? AND key = ?"
AFTER: Final = (
    "SELECT key, value FROM notebook WHERE service = ? AND space = ? AND key > ? ORDER BY key LIMIT ?"
)
FORGET: Final = "DELETE FROM notebook WHERE service = ?"


def get(connection: apsw.Connection, service: str, space: str, key: str) -> str | None:
    """What stands under a key; None if nothing does."""
    row = connection.execute(GET, (service, space, key)).fetchone()
    return None if row is None else str(row[0])


def put(connection: apsw.Connection, service: str, space: str, key: str, value: str) -> None:
    """Writes a value in the place of the one before."""
    connection.execute(PUT, (service, space, key, value))


def drop(connection: apsw.Connection, service: str, space: str, key: str) -> None:
    """Forgets a key; nothing happens if it is not there."""
    connection.execute(DROP, (service, space, key))


def after(connection: apsw.Connection, service: str, space: str, key: str) -> tuple[tuple[str, str], ...]:
    """The next rows of a space in the order of their keys."""
    found = connection.execute(AFTER, (service, space, key, PAGE))
    return tuple((str(name), str(value)) for name, value in found)


def forget(connection: apsw.Connection, service: str) -> None:
    """Forgets everything of a connection that is there no more."""
    connection.execute(FORGET, (service,))
