"""The tables patients are found by, written together with the rows they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import apsw
from msgspec import Struct

from medcab_tui.domain.folding import FOLD_VERSION, name_key
from medcab_tui.domain.ids import Id
from medcab_tui.domain.searching import left_out
from medcab_tui.store import merged

_BY_NAME = "INSERT INTO patient_by_name VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_BY_YEAR = "INSERT INTO patient_by_year VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_BY_DAY = "INSERT INTO patient_by_day VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_BY_PHONE = "INSERT INTO patient_by_phone VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_DIGITS = "INSERT OR IGNORE INTO patient_digits VALUES (?, ?)"
_SURNAME_THERE = "SELECT 1 FROM surname WHERE later = 0 AND part = ?1 AND surname = ?1"
_SURNAME = "INSERT OR IGNORE INTO surname VALUES (?, ?, ?)"
_SLIP = "INSERT OR IGNORE INTO surname_slip VALUES (?, ?)"
_GIVEN = "INSERT OR IGNORE INTO given_name VALUES (?, ?)"
_OUT_OF_NAMES = "DELETE FROM patient_by_name WHERE fold = ? AND id = ?"
_OUT_OF_YEARS = "DELETE FROM patient_by_year WHERE birth_year = ? AND fold = ? AND id = ?"
_OUT_OF_DAYS = "DELETE FROM patient_by_day WHERE day = ? AND fold = ? AND id = ?"
_OUT_OF_PHONES = "DELETE FROM patient_by_phone WHERE tail = ? AND id = ?"
_OUT_OF_DIGITS = "DELETE FROM patient_digits WHERE digits = ? AND id = ?"
_ALERT_BY_NAME = "UPDATE patient_by_name SET alert = ? WHERE fold = ? AND id = ?"
_ALERT_BY_YEAR = "UPDATE patient_by_year SET alert = ? WHERE birth_year = ? AND fold = ? AND id = ?"
_ALERT_BY_DAY = "UPDATE patient_by_day SET alert = ? WHERE day = ? AND fold = ? AND id = ?"
_ALERT_BY_PHONE = "UPDATE patient_by_phone SET alert = ? WHERE tail = ? AND id = ?"
_NAMED = "SELECT 1 FROM patient_by_name WHERE fold >= ?1 AND fold < ?1 || '!' LIMIT 1"
_NO_SURNAME = "DELETE FROM surname WHERE later = ? AND part = ? AND surname = ?"
_NO_SLIP = "DELETE FROM surname_slip WHERE slip = ? AND surname = ?"
_EMPTY = (
    "DELETE FROM patient_by_name",
    "DELETE FROM patient_by_year",
    "DELETE FROM patient_by_day",
    "DELETE FROM patient_by_phone",
    "DELETE FROM patient_digits",
    "DELETE FROM surname",
    "DELETE FROM surname_slip",
    "DELETE FROM given_name",
)
_SOME = "SELECT id, fold, surname, given, patronymic FROM patient WHERE id > ? ORDER BY id LIMIT ?"
_THESE = "FROM patient WHERE id BETWEEN ? AND ?"
_LISTED = "fold, id, surname, given, patronymic, sex, birth, area, alert"
# OR FAIL: the transaction is given up as a whole anyway, and SQLite need not remember each page as it was.
_INTO = "INSERT OR FAIL INTO"
_TEN = "CASE WHEN phone LIKE '+7%' THEN substr(phone, 3) ELSE phone END"
_FILL = (
    f"{_INTO} patient_by_name SELECT {_LISTED} {_THESE} ORDER BY fold, id",
    f"{_INTO} patient_by_year SELECT CAST(substr(birth, 1, 4) AS INTEGER), {_LISTED} {_THESE}"
    " ORDER BY 1, fold, id",
    f"{_INTO} patient_by_day SELECT substr(birth, 6, 2) || substr(birth, 9), {_LISTED} {_THESE}"
    " ORDER BY 1, fold, id",
    f"{_INTO} patient_by_phone SELECT backwards({_TEN}), {_LISTED} {_THESE} AND phone <> '' ORDER BY 1, id",
    *(
        f"{_INTO} patient_digits SELECT {digits}, id {_THESE} AND {column} <> '' ORDER BY 1, id"
        for digits, column in (
            ("'p' || policy", "policy"),
            ("'s' || snils", "snils"),
            ("'r' || backwards(snils)", "snils"),
        )
    ),
)
_REFOLD = "UPDATE patient SET fold = ? WHERE id = ?"
_SET_FIGURE = "UPDATE figure SET number = ?2 WHERE name = ?1"
_FIGURE = "SELECT number FROM figure WHERE name = ?"
_AT_ONCE = 20_000
_SORTED = 400_000
"""Patients whose rows are sorted at once, in some 60 MB: fewer times is each page of the tables written."""
_FEW = 1_000
_DEFERRED = 0


class Entry(Struct, frozen=True):
    """What the search tables know of a patient."""

    id: Id
    surname: str
    given: str
    patronymic: str
    sex: str
    birth: str
    area: str
    alert: str
    snils: str
    policy: str
    phone: str
    fold: str
    """The three names folded: `name_key`."""

    @property
    def day(self) -> str:
        """Of birth, without its year: «0314»."""
        return day_of(self.birth)

    @property
    def tail(self) -> str:
        """The phone from its last digit on; empty if there is none."""
        return self.phone.removeprefix("+7")[::-1]


def day_of(birth: str) -> str:
    """Month and day of an ISO date, as `patient_by_day` keeps them."""
    return birth[5:7] + birth[8:10]


def write(connection: apsw.Connection, entries: Sequence[Entry]) -> None:
    """Adds patients to every table they are found by."""
    listed = [
        (e.fold, e.id, e.surname, e.given, e.patronymic, e.sex, e.birth, e.area, e.alert) for e in entries
    ]
    connection.executemany(_BY_NAME, listed)
    connection.executemany(_BY_YEAR, ((int(row[6][:4]), *row) for row in listed))
    connection.executemany(_BY_DAY, ((day_of(row[6]), *row) for row in listed))
    phones = [(entry.tail, *row) for entry, row in zip(entries, listed, strict=True) if entry.phone]
    connection.executemany(_BY_PHONE, phones)
    connection.executemany(_DIGITS, (row for entry in entries for row in _digits(entry)))
    _write_words(connection, (entry.fold for entry in entries))


def defer(connection: apsw.Connection) -> bool:
    """Leaves the tables alone until `reindex`, if so few patients are there that nobody misses the search.

    Whoever signs in before that (after a crash) makes the tables anew: they are not current.
    """
    if (connection.execute(_FIGURE, ("patients",)).get or 0) >= _FEW:
        return False
    connection.execute(_SET_FIGURE, ("fold_version", _DEFERRED))
    return True


def deferred(connection: apsw.Connection) -> bool:
    """Whether patients are added without being entered here, because `reindex` will do it for all."""
    return bool(connection.execute(_FIGURE, ("fold_version",)).get == _DEFERRED)


def reindex(connection: apsw.Connection) -> int:
    """Makes the search tables anew from the patients, as after a change of folding; gives their count.

    Every table is filled in its own order, very many patients at a time, so that each of its pages is
    written a few times and not once a patient.
    """
    for statement in _EMPTY:
        connection.execute(statement)
    connection.create_scalar_function("backwards", _backwards, 1, deterministic=True)
    total, last, unfilled = 0, b"", 0
    first = None
    while found := _rows(connection, last):
        first = found[0][0] if first is None else first
        last = found[-1][0]
        total += len(found)
        unfilled += len(found)
        folded = [(name_key(*names), identity) for identity, _, *names in found]
        connection.executemany(
            _REFOLD, (new for new, (_, fold, *_) in zip(folded, found, strict=True) if new[0] != fold)
        )
        found.clear()
        _write_words(connection, (fold for fold, _ in folded))
        if unfilled >= _SORTED:
            _fill(connection, first, last)
            first, unfilled = None, 0
    if first is not None:
        _fill(connection, first, last)
    standing = total - merged.count(connection)
    connection.executemany(_SET_FIGURE, (("fold_version", FOLD_VERSION), ("patients", standing)))
    return standing


def _fill(connection: apsw.Connection, first: bytes, last: bytes) -> None:
    for statement in _FILL:
        connection.execute(statement, (first, last))


def _rows(connection: apsw.Connection, after: bytes) -> list[tuple[Any, ...]]:
    return connection.execute(_SOME, (after, _AT_ONCE)).fetchall()


def _backwards(*texts: Any) -> str:
    return str(texts[0])[::-1]


def is_current(connection: apsw.Connection) -> bool:
    """Whether the search tables were made by the folding of this program."""
    found = connection.execute(_FIGURE, ("fold_version",)).fetchone()
    return found is not None and found[0] == FOLD_VERSION


def _digits(entry: Entry) -> Iterator[tuple[str, Id]]:
    if entry.policy:
        yield "p" + entry.policy, entry.id
    if entry.snils:
        yield "s" + entry.snils, entry.id
        yield "r" + entry.snils[::-1], entry.id


def _write_words(connection: apsw.Connection, folds: Iterable[str]) -> None:
    surnames: set[str] = set()
    others: set[str] = set()
    for fold in folds:
        surname, _, later = fold.partition(" ")
        surnames.add(surname)
        others.add(later)
    given = {
        (min(place, 1), part)
        for names in others
        if names
        for place, part in enumerate(part for name in names.split(" ") for part in name.split("-"))
    }
    for surname in surnames:
        if connection.execute(_SURNAME_THERE, (surname,)).fetchone() is None:
            _write_surname(connection, surname)
    connection.executemany(_GIVEN, given)


def _write_surname(connection: apsw.Connection, surname: str) -> None:
    later = surname.split("-")[1:]
    connection.executemany(_SURNAME, [(0, surname, surname), *((1, part, surname) for part in later)])
    slips = {slip for part in (surname, *later) for slip in (part, *left_out(part))}
    connection.executemany(_SLIP, ((slip, surname) for slip in slips))


def rewrite(connection: apsw.Connection, before: Entry, now: Entry) -> None:
    """A patient is found by what the card says now and by nothing it said before."""
    connection.execute(_OUT_OF_NAMES, (before.fold, before.id))
    connection.execute(_OUT_OF_YEARS, (int(before.birth[:4]), before.fold, before.id))
    connection.execute(_OUT_OF_DAYS, (before.day, before.fold, before.id))
    connection.execute(_OUT_OF_PHONES, (before.tail, before.id))
    connection.executemany(_OUT_OF_DIGITS, _digits(before))
    write(connection, [now])
    surname = before.fold.split(" ")[0]
    if now.fold.split(" ")[0] != surname and connection.execute(_NAMED, (surname,)).fetchone() is None:
        _forget_surname(connection, surname)


def warn(connection: apsw.Connection, entry: Entry) -> None:
    """What lists warn of beside a patient's name, where only that changed."""
    connection.execute(_ALERT_BY_NAME, (entry.alert, entry.fold, entry.id))
    connection.execute(_ALERT_BY_YEAR, (entry.alert, int(entry.birth[:4]), entry.fold, entry.id))
    connection.execute(_ALERT_BY_DAY, (entry.alert, entry.day, entry.fold, entry.id))
    connection.execute(_ALERT_BY_PHONE, (entry.alert, entry.tail, entry.id))


def _forget_surname(connection: apsw.Connection, surname: str) -> None:
    """Nobody is called that any more. Given names stay: few are ever lost, and one too many finds nobody."""
    later = surname.split("-")[1:]
    connection.executemany(_NO_SURNAME, [(0, surname, surname), *((1, part, surname) for part in later)])
    slips = {slip for part in (surname, *later) for slip in (part, *left_out(part))}
    connection.executemany(_NO_SLIP, ((slip, surname) for slip in slips))
