"""The words of entries, written together with them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

import apsw
from msgspec.structs import replace

from medcab_tui.domain.folding import FOLD_VERSION
from medcab_tui.domain.reference import Book, Entry
from medcab_tui.domain.reference_words import line_of, ranked_words
from medcab_tui.store.reference import COLUMNS, GROUP, WITHDRAWN, entry_of

NEXT: Final = "SELECT coalesce(max(id), 0) + 1 FROM reference_entry"
_ENTRY: Final = (
    "INSERT INTO reference_entry (id, edition, code, words, common, valid_from, valid_until, display, parent,"
    " shut, also, extra) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_WORD: Final = "INSERT INTO reference_word VALUES (?, ?, ?, ?)"
_UNWORD: Final = "DELETE FROM reference_word WHERE edition = ? AND rank = ? AND word = ? AND entry = ?"
OF_EDITION: Final = (
    f"SELECT e.id, e.words, e.common, {COLUMNS} FROM reference_entry e WHERE e.edition = ? AND e.code = ?"
)
EVERY: Final = (
    "SELECT number, starter FROM reference_edition INDEXED BY reference_edition_whole"
    " WHERE whole = 1 AND book = ?"
)
CODES: Final = "SELECT code FROM reference_entry WHERE edition = ? ORDER BY code"
_JOINED: Final = "UPDATE reference_entry SET words = ?2, common = 1, also = ?3, extra = ?4 WHERE id = ?1"
ANEW: Final = (
    f"SELECT e.id, e.edition, e.common, {COLUMNS} FROM reference_entry e WHERE e.id > ? ORDER BY e.id LIMIT ?"
)
_LINE: Final = "UPDATE reference_entry SET words = ? WHERE id = ?"
_SET_FIGURE: Final = "UPDATE figure SET number = ? WHERE name = 'reference_fold_version'"
_AT_ONCE: Final = 2_000


def enter(connection: apsw.Connection, edition: int, entries: Iterable[Entry], *, common: bool) -> int:
    """Writes entries with their words; gives how many."""
    first = int(connection.execute(NEXT).get)
    rows: list[tuple[Any, ...]] = []
    words: list[tuple[Any, ...]] = []
    for number, entry in enumerate(entries, first):
        line = line_of(entry)
        shut = _shut(entry)
        rows.append((number, edition, entry.code, line, common, *_kept(entry)))
        if not shut:
            words += [(edition, *ranked, number) for ranked in ranked_words(line, common=common)]
    connection.executemany(_ENTRY, rows)
    connection.executemany(_WORD, sorted(words))
    return len(rows)


def join(connection: apsw.Connection, book: Book) -> None:
    """Gives the entries of every other version what the starter list of the book knows of them by code."""
    editions: Sequence[Any] = connection.execute(EVERY, (book.value,)).fetchall()
    starter = next((number for number, is_starter in editions if is_starter), None)
    others = [number for number, is_starter in editions if not is_starter]
    if starter is None or not others:
        return
    codes: Sequence[Any] = connection.execute(CODES, (starter,)).fetchall()
    for (code,) in codes:
        known = _one(connection, starter, code)
        for edition in others:
            if known is not None and (found := _one(connection, edition, code)) is not None:
                _give(connection, edition, found, known[3])


def reindex(connection: apsw.Connection) -> None:
    """Makes the words of every entry anew, as after a change of folding."""
    connection.execute("DELETE FROM reference_word")
    last: Any = 0
    while found := connection.execute(ANEW, (last, _AT_ONCE)).fetchall():
        last = found[-1][0]
        words: list[tuple[Any, ...]] = []
        for number, edition, common, *columns in found:
            entry = entry_of(columns, "")
            line = line_of(entry)
            connection.execute(_LINE, (line, number))
            if not _shut(entry):
                words += [(edition, *ranked, number) for ranked in ranked_words(line, common=bool(common))]
        connection.executemany(_WORD, sorted(words))
    connection.execute(_SET_FIGURE, (FOLD_VERSION,))


def _one(connection: apsw.Connection, edition: int, code: str) -> tuple[int, str, int, Entry] | None:
    found = connection.execute(OF_EDITION, (edition, code)).fetchone()
    if found is None:
        return None
    number, line, common, *columns = found
    return number, line, common, entry_of(columns, "")


def _give(
    connection: apsw.Connection, edition: int, found: tuple[int, str, int, Entry], known: Entry
) -> None:
    number, line, common, entry = found
    also = tuple(dict.fromkeys((*entry.also, *known.also)))
    extra = {**known.extra, **entry.extra}
    if common and also == entry.also and extra == entry.extra:
        return
    joined = line_of(replace(entry, also=also))
    connection.execute(_JOINED, (number, joined, "\n".join(also), _json(extra)))
    if not _shut(entry):
        old = ranked_words(line, common=bool(common))
        connection.executemany(_UNWORD, [(edition, *ranked, number) for ranked in old])
        new = ranked_words(joined, common=True)
        connection.executemany(_WORD, [(edition, *ranked, number) for ranked in new])


def _kept(entry: Entry) -> Sequence[object]:
    return (
        entry.valid_from.isoformat() if entry.valid_from else "",
        entry.valid_until.isoformat() if entry.valid_until else "",
        entry.display,
        entry.parent,
        _shut(entry),
        "\n".join(entry.also),
        _json(entry.extra),
    )


def _shut(entry: Entry) -> int:
    return GROUP * entry.group + WITHDRAWN * entry.closed


def _json(extra: Any) -> str:
    return json.dumps(dict(extra), ensure_ascii=False) if extra else ""
