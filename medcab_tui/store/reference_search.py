"""Finding entries while somebody types: few rows are read for each letter, however large the book."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple, TypeAlias

import apsw

from medcab_tui.domain.ids import Id
from medcab_tui.domain.reference import Edition, Entry
from medcab_tui.domain.reference_words import RANKS, code_like, readings
from medcab_tui.domain.searching import after_all
from medcab_tui.store.reference import COLUMNS, entry_of

_CANDIDATE: Final = "e.id, e.code, e.words, e.common, length(e.display)"
_OFFERED: Final = "e.shut = 0 AND e.valid_from <= ?1 AND (e.valid_until = '' OR e.valid_until > ?1)"
BY_WORD: Final = (
    f"SELECT {_CANDIDATE} FROM reference_word w CROSS JOIN reference_entry e ON e.id = w.entry"
    f" WHERE w.edition = ?2 AND w.rank = ?3 AND w.word >= ?4 AND w.word < ?5 AND {_OFFERED}"
)
MINE: Final = (
    f"SELECT {_CANDIDATE}, u.uses FROM reference_use u"
    " CROSS JOIN reference_entry e ON e.edition = ?2 AND e.code = u.code"
    f" WHERE u.worker = ?3 AND u.book = ?4 AND {_OFFERED} ORDER BY u.uses DESC, u.last DESC LIMIT ?5"
)
EXACT: Final = (
    f"SELECT {_CANDIDATE} FROM reference_entry e WHERE e.edition = ?2 AND e.code = ?3 AND {_OFFERED}"
)
MANY: Final = (
    "SELECT count(*) FROM (SELECT 1 FROM reference_word WHERE edition = ? AND rank = ? AND word >= ?"
    " AND word < ? LIMIT ?)"
)
BY_ID: Final = f"SELECT {COLUMNS} FROM reference_entry e WHERE e.id = ?"
_MOST_MINE: Final = 100
_MOST_READ: Final = 400
"""Entries that fit and are compared, of one rank."""
_COUNTED: Final = 1_000


_Ranked: TypeAlias = tuple[tuple[Any, ...], int]


class _Candidate(NamedTuple):
    id: int
    code: str
    words: str
    common: int
    length: int
    uses: int = 0


def find(
    connection: apsw.Connection, edition: Edition, worker: Id, text: str, on: date, limit: int
) -> tuple[Entry, ...]:
    """The entries that fit best and may be chosen on a day; without a text those chosen most."""
    search = _Search(connection, edition, on.isoformat(), limit)
    mine = search.mine(worker)
    read = readings(text)
    found: dict[int, None] = {one.id: None for one in mine} if not read and not text.strip() else {}
    if read and all(map(code_like, read)):
        both = sorted(each for words in read for each in search.best(words, text, mine))
        found = dict.fromkeys(identity for _, identity in both)
    else:
        for words in read:
            found |= dict.fromkeys(identity for _, identity in search.best(words, text, mine))
            if len(found) >= limit:
                break
    rows = (connection.execute(BY_ID, (identity,)).fetchone() for identity in list(found)[:limit])
    return tuple(entry_of(row, edition.version) for row in rows if row is not None)


class _Search:
    """One question to one version of a book."""

    def __init__(self, connection: apsw.Connection, edition: Edition, day: str, limit: int) -> None:
        self._connection, self._edition, self._day, self._limit = connection, edition, day, limit

    def mine(self, worker: Id) -> list[_Candidate]:
        """What this worker chose most."""
        values = (self._day, self._edition.number, worker, self._edition.book.value, _MOST_MINE)
        return [_Candidate(*row) for row in self._connection.execute(MINE, values)]

    def best(self, words: Sequence[str], text: str, mine: Sequence[_Candidate]) -> list[_Ranked]:
        """The entries in which every typed word begins a word, the best first."""
        found = {one.id: one for one in mine if _fits(one.words, words)}
        for one in self._exact(text.strip().upper(), words[0].upper()):
            found.setdefault(one.id, one)
        driver = self._rarest(words)
        others = [f" {word}" for word in words if word != driver]
        for rank in RANKS:
            for one in self._by_word(rank, driver, others):
                found.setdefault(one.id, one)
            if len(found) >= self._limit and rank > 0:
                break
        return sorted((_key(one, words), one.id) for one in found.values())

    def _by_word(self, rank: int, driver: str, others: Sequence[str]) -> list[_Candidate]:
        terms = "".join(f" AND instr(e.words, ?{place}) > 0" for place in range(7, 7 + len(others)))
        values = (self._day, self._edition.number, rank, driver, after_all(driver), _MOST_READ, *others)
        rows = self._connection.execute(f"{BY_WORD}{terms} LIMIT ?6", values)
        return [_Candidate(*row) for row in rows]

    def _exact(self, *codes: str) -> list[_Candidate]:
        return [
            _Candidate(*row)
            for code in dict.fromkeys(codes)
            for row in self._connection.execute(EXACT, (self._day, self._edition.number, code))
        ]

    def _rarest(self, words: Sequence[str]) -> str:
        if len(words) == 1:
            return words[0]
        return min(words, key=self._many)

    def _many(self, word: str) -> int:
        return sum(
            int(
                self._connection.execute(
                    MANY, (self._edition.number, rank, word, after_all(word), _COUNTED)
                ).get
                or 0
            )
            for rank in RANKS
        )


def _fits(line: str, words: Sequence[str]) -> bool:
    return all(f" {word}" in line for word in words)


def _key(one: _Candidate, words: Sequence[str]) -> tuple[Any, ...]:
    """What is named exactly, what this worker chose most, then what is common, what begins so."""
    code, display, also = one.words.split(" |")
    typed = " ".join(words)
    named = typed == code.strip() or f"/ {typed} /" in also
    begun = [len(name) for name in (display, *also.split("/")) if name.startswith(f" {words[0]}")]
    whole = sum(f" {word} " in f"{one.words} " for word in words)
    by_code = len(words) == 1 and code.strip().startswith(typed)
    length = 0 if by_code else min(begun, default=one.length)
    return not named, -one.uses, not by_code, not one.common, not begun, -whole, length, one.code
