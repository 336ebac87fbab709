"""Writing reference books: laid down piece by piece where nobody sees them, then adopted in one step."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

import apsw

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Coded
from medcab_tui.domain.reference import Book, Entry, Offered, Unfit, in_force
from medcab_tui.domain.times import instant
from medcab_tui.store import reference, reference_index

BEGIN: Final = (
    "INSERT INTO reference_edition (book, version, title, starter, valid_from, valid_until, imported, source,"
    " digest, entries, refused, whole) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0)"
)
_REFUSED: Final = "INSERT OR IGNORE INTO reference_refused VALUES (?, ?, ?, ?, ?)"
_ADOPT: Final = (
    "UPDATE reference_edition SET whole = 1, entries = ?2, refused = ?3, imported = ?4 WHERE number = ?1"
)
SAME: Final = (
    "SELECT number, entries FROM reference_edition INDEXED BY reference_edition_whole"
    " WHERE whole = 1 AND book = ?1 AND starter = ?3 AND (starter = 1 OR version = ?2)"
)
STALE: Final = "SELECT number FROM reference_edition WHERE whole = 0 AND imported < ?"
LAID: Final = "SELECT book, version, starter FROM reference_edition WHERE number = ? AND whole = 0"
COUNT: Final = "SELECT count(*) FROM reference_entry WHERE edition = ?"
COUNT_REFUSED: Final = "SELECT count(*) FROM reference_refused WHERE edition = ?"
_FORGET: Final = (
    "DELETE FROM reference_word WHERE edition = ?",
    "DELETE FROM reference_refused WHERE edition = ?",
    "DELETE FROM reference_entry WHERE edition = ?",
    "DELETE FROM reference_edition WHERE number = ?",
)
USED: Final = (
    "INSERT INTO reference_use (worker, book, code, uses, last) VALUES (?, ?, ?, 1, ?)"
    " ON CONFLICT (worker, book, code) DO UPDATE SET uses = uses + 1, last = excluded.last"
)
_LEFT_LYING: Final = timedelta(hours=1)
"""Nothing is imported for longer: what was begun before was broken off."""


def begin(connection: apsw.Connection, offered: Offered, now: datetime) -> int:
    """Opens a version that nobody sees yet, and clears away what was broken off; gives its number."""
    broken: Sequence[Any] = connection.execute(STALE, (instant(now - _LEFT_LYING),)).fetchall()
    for (number,) in broken:
        forget(connection, number)
    connection.execute(
        BEGIN,
        (
            offered.book.value,
            offered.version,
            offered.title,
            offered.starter,
            offered.valid_from.isoformat() if offered.valid_from else "",
            offered.valid_until.isoformat() if offered.valid_until else "",
            instant(now),
            offered.source,
            offered.digest,
        ),
    )
    return connection.last_insert_rowid()


def lay(connection: apsw.Connection, number: int, entries: Iterable[Entry], *, starter: bool = False) -> int:
    """Lays entries down in a version that was begun; gives how many."""
    return reference_index.enter(connection, number, entries, common=starter)


def note(connection: apsw.Connection, number: int, unfit: Sequence[Unfit]) -> None:
    """Keeps which rows were not taken, and why."""
    connection.executemany(
        _REFUSED,
        [
            (number, row.place, row.code, row.reason, json.dumps(dict(row.values), ensure_ascii=False))
            for row in unfit
        ],
    )


def clear(connection: apsw.Connection, number: int) -> None:
    """Removes a version that was not adopted; one that was stays."""
    if connection.execute(LAID, (number,)).fetchone() is not None:
        forget(connection, number)


def forget(connection: apsw.Connection, number: int) -> None:
    """Removes a version with everything of it."""
    for statement in _FORGET:
        connection.execute(statement, (number,))


class ReferenceWrites:
    """What actions write of the books."""

    def __init__(self, connection: apsw.Connection, now: datetime, worker: Id) -> None:
        self._connection, self._now, self._worker = connection, now, worker

    def used(self, book: Book, code: str) -> None:
        """Counts that this worker chose a code: it will be offered sooner."""
        self._connection.execute(USED, (self._worker, book.value, code, instant(self._now)))

    def stands(self, book: Book, coded: Coded, day: date) -> bool:
        """Whether a book has this code under this name, in the version it was chosen from, to be chosen."""
        editions = reference.editions(self._connection, book)
        version = next((one for one in editions if one.version == coded.version), in_force(editions, day))
        found = reference.entry(self._connection, version, coded.code) if version is not None else None
        return found is not None and found.display == coded.display and found.offered(day)

    def load(self, offered: Offered, entries: Iterable[Entry]) -> int:
        """Writes a short list at once, in place of the one before; gives how many entries it has."""
        number = begin(self._connection, offered, self._now)
        lay(self._connection, number, entries, starter=offered.starter)
        return self.adopt(number)[0]

    def adopt(self, number: int) -> tuple[int, int]:
        """Makes a version that was laid down the one of its name: how many entries it has, and had before."""
        laid = self._connection.execute(LAID, (number,)).fetchone()
        if laid is None:
            raise Refused("reference.gone")
        before = 0
        replaced: Sequence[Any] = self._connection.execute(SAME, laid).fetchall()
        for same, entries in replaced:
            before += entries
            forget(self._connection, same)
        count = int(self._connection.execute(COUNT, (number,)).get)
        refused = int(self._connection.execute(COUNT_REFUSED, (number,)).get)
        self._connection.execute(_ADOPT, (number, count, refused, instant(self._now)))
        reference_index.join(self._connection, Book(laid[0]))
        return count, before
