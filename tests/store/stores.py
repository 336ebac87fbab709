"""Small stores for tests: two tables, cheap keys, chance that repeats."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import apsw

from medcab_tui.domain.ids import Id
from medcab_tui.store.counters import Counters
from medcab_tui.store.crypto import TEST_COST
from medcab_tui.store.migrate import Migration
from medcab_tui.store.slots import SlotFile

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
STORE_ID = b"0123456789abcdef"
WORKER = Id(b"worker-000000001")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
STEPS = (
    Migration(1, "notes", "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT"),
    Migration(
        2,
        "halves",
        "CREATE TABLE half (note INTEGER NOT NULL REFERENCES note (id), side TEXT NOT NULL) STRICT;"
        " CREATE INDEX half_note ON half (note)",
    ),
)


class Repeating:
    """Chance that gives the same bytes in every run."""

    def __init__(self, seed: str = "medcab") -> None:
        self._seed = seed
        self._count = 0

    def bytes(self, count: int) -> bytes:
        self._count += 1
        return hashlib.shake_256(f"{self._seed} {self._count}".encode()).digest(count)


def write_note(connection: apsw.Connection, number: int, text: str = "x") -> int:
    """A note with its two halves: three rows that belong together."""
    connection.execute("INSERT INTO note (id, text) VALUES (?, ?)", (number, text))
    connection.executemany("INSERT INTO half VALUES (?, ?)", [(number, "left"), (number, "right")])
    return number


def notes(connection: apsw.Connection) -> list[int]:
    return [row[0] for row in connection.execute("SELECT id FROM note ORDER BY id")]


def half_written(connection: apsw.Connection) -> list[int]:
    """Notes that have not both of their halves."""
    return [
        row[0]
        for row in connection.execute(
            "SELECT note.id FROM note LEFT JOIN half ON half.note = note.id GROUP BY note.id"
            " HAVING count(half.side) != 2"
        )
    ]


def slots_of(folder: Path, key: bytes = KEY, store_id: bytes = STORE_ID) -> SlotFile:
    """A saved slot file with one worker, «ivanova» with the password «пароль»."""
    slots = SlotFile.create(folder, key, store_id, Repeating(), "Поликлиника № 3")
    slots.add_password("ivanova", "пароль", key, worker=WORKER, cost=TEST_COST)
    slots.save()
    Counters(folder, slots).create()
    return slots
