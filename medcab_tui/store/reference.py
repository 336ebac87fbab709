"""Reads of the reference books: their versions, and single entries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

import apsw

from medcab_tui.domain.reference import Book, Edition, Entry, Unfit
from medcab_tui.domain.times import moment

_EDITION: Final = (
    "SELECT number, book, version, title, starter, valid_from, valid_until, imported, source, digest,"
    " entries, refused FROM reference_edition"
)
OF_BOOK: Final = f"{_EDITION} INDEXED BY reference_edition_whole WHERE whole = 1 AND book = ?"
ALL: Final = (
    f"{_EDITION} INDEXED BY reference_edition_whole WHERE whole = 1 ORDER BY book, version LIMIT 1000"
)
COLUMNS: Final = "e.code, e.display, e.also, e.parent, e.shut, e.valid_from, e.valid_until, e.extra"
ONE: Final = f"SELECT {COLUMNS} FROM reference_entry e WHERE e.edition = ? AND e.code = ?"
SOME: Final = (
    f"SELECT {COLUMNS} FROM reference_entry e WHERE e.edition = ? AND e.code > ? ORDER BY e.code LIMIT ?"
)
REFUSED: Final = (
    "SELECT place, code, reason, told FROM reference_refused WHERE edition = ? AND place > ?"
    " ORDER BY place LIMIT ?"
)
GROUP: Final = 1
WITHDRAWN: Final = 2


def editions(connection: apsw.Connection, book: Book | None = None) -> tuple[Edition, ...]:
    """The versions of a book, or of all books."""
    rows = connection.execute(ALL) if book is None else connection.execute(OF_BOOK, (book.value,))
    known = {each.value for each in Book}
    return tuple(_edition(row) for row in rows if row[1] in known)


def entry(connection: apsw.Connection, edition: Edition, code: str) -> Entry | None:
    """The entry of a code in one version; groups and withdrawn ones too."""
    found = connection.execute(ONE, (edition.number, code)).fetchone()
    return None if found is None else entry_of(found, edition.version)


def entries(connection: apsw.Connection, edition: Edition, after: str, limit: int) -> tuple[Entry, ...]:
    """Entries by code, from the one after a code on."""
    rows = connection.execute(SOME, (edition.number, after, limit))
    return tuple(entry_of(row, edition.version) for row in rows)


def refused(connection: apsw.Connection, edition: Edition, after: int, limit: int) -> tuple[Unfit, ...]:
    """Rows of the source that were not taken, from the one after a number on."""
    rows: Sequence[Any] = connection.execute(REFUSED, (edition.number, after, limit)).fetchall()
    return tuple(Unfit(place, code, reason, json.loads(told)) for place, code, reason, told in rows)


def entry_of(columns: Sequence[Any], version: str) -> Entry:
    """An entry from `COLUMNS`."""
    code, display, also, parent, shut, valid_from, valid_until, extra = columns
    return Entry(
        code,
        display,
        version,
        tuple(also.split("\n")) if also else (),
        parent,
        bool(shut & GROUP),
        day_or_none(valid_from),
        day_or_none(valid_until),
        bool(shut & WITHDRAWN),
        json.loads(extra) if extra else {},
    )


def day_or_none(kept: str) -> date | None:
    return date.fromisoformat(kept) if kept else None


def _edition(row: Iterable[Any]) -> Edition:
    number, book, version, title, starter, since, until, imported, source, digest, entries, refused = row
    return Edition(
        number,
        Book(book),
        version,
        title,
        bool(starter),
        day_or_none(since),
        day_or_none(until),
        moment(imported),
        source,
        digest,
        entries,
        refused,
    )
