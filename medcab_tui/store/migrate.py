"""Numbered steps of the schema, forward only.

A step is a file `migrations/NNNN_name.sql`. Each runs in a transaction of its own that also sets
`user_version`, so that a step is taken whole or not at all. The caller holds the folder alone and has made
a backup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import apsw
from msgspec import Struct

from medcab_tui.domain.errors import StoreFault
from medcab_tui.store import connect

_NAME = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")


class Migration(Struct, frozen=True):
    """One step: its number (1 is the first), its name, its SQL without BEGIN and COMMIT or its file."""

    number: int
    name: str
    written: str | Path

    @property
    def sql(self) -> str:
        """Read when it is asked for: a store that is up to date asks for none."""
        return self.written if isinstance(self.written, str) else self.written.read_text(encoding="utf-8")

    def take(self, connection: apsw.Connection) -> None:
        """Alters the schema inside the caller's transaction; ValueError if rows would point nowhere."""
        connection.execute(self.sql)
        if connection.execute("PRAGMA foreign_key_check").fetchall():
            raise ValueError(f"migration {self.number} leaves rows that point nowhere")
        connection.pragma("user_version", self.number)


def packaged() -> tuple[Migration, ...]:
    """The steps this program brings, in order."""
    return ordered(
        Migration(int(match[1]), match[2], entry)
        for entry in Path(__file__).with_name("migrations").iterdir()
        if (match := _NAME.fullmatch(entry.name))
    )


def ordered(steps: Iterable[Migration]) -> tuple[Migration, ...]:
    """Steps by number; ValueError if one is missing or there twice."""
    found = tuple(sorted(steps, key=lambda step: step.number))
    if [step.number for step in found] != list(range(1, len(found) + 1)):
        raise ValueError("migrations are numbered from 1 without gaps")
    return found


def version_of(connection: apsw.Connection) -> int:
    """`user_version`: the number of the last step taken."""
    return int(connection.pragma("user_version"))


def refuse_newer(connection: apsw.Connection, migrations: Sequence[Migration], path: Path) -> int:
    """The version of the file; StoreFault store.newer if this program is older than it."""
    version = version_of(connection)
    if version > len(migrations):
        raise StoreFault("store.newer", path=str(path), version=str(version))
    return version


def bring_up(connection: apsw.Connection, migrations: Sequence[Migration], path: Path) -> int:
    """Takes the steps the file has not taken yet; gives their count."""
    version = refuse_newer(connection, migrations, path)
    for step in migrations[version:]:
        connect.transact(connection, step.take)
    return len(migrations) - version
