"""The tables patients are found by, written together with the rows they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import apsw

from medcab_tui.domain.folding import FOLD_VERSION, name_key
from medcab_tui.domain.ids import Id
from medcab_tui.domain.searching import left_out

_BY_NAME = "INSERT INTO patient_by_name VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_BY_YEAR = "INSERT INTO patient_by_year VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_DIGITS = "INSERT OR IGNORE INTO patient_digits VALUES (?, ?)"
_SURNAME_THERE = "SELECT 1 FROM surname WHERE later = 0 AND part = ?1 AND surname = ?1"
_SURNAME = "INSERT OR IGNORE INTO surname VALUES (?, ?, ?)"
_SLIP = "INSERT OR IGNORE INTO surname_slip VALUES (?, ?)"
_GIVEN = "INSERT OR IGNORE INTO given_name VALUES (?, ?)"
_EMPTY = (
    "DELETE FROM patient_by_name",
    "DELETE FROM patient_by_year",
    "DELETE FROM patient_digits",
    "DELETE FROM surname",
    "DELETE FROM surname_slip",
    "DELETE FROM given_name",
)
_EVERYBODY = (
    "SELECT id, surname, given, patronymic, sex, birth, area, alert, snils, policy, phone FROM patient"
)
_REFOLD = "UPDATE patient SET fold = ?1 WHERE id = ?2 AND fold <> ?1"
_SET_FIGURE = "UPDATE figure SET number = ?2 WHERE name = ?1"
_FIGURE = "SELECT number FROM figure WHERE name = ?"
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
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

    @classmethod
    def of(
        cls,
        identity: Id,
        surname: str,
        given: str,
        patronymic: str,
        sex: str,
        birth: str,
        area: str,
        alert: str,
        snils: str,
        policy: str,
        phone: str,
    ) -> Entry:
        """An entry with its names folded."""
        fold = name_key(surname, given, patronymic)
        return cls(identity, surname, given, patronymic, sex, birth, area, alert, snils, policy, phone, fold)


def write(connection: apsw.Connection, entries: Sequence[Entry]) -> None:
    """Adds patients to every table they are found by."""
    listed = [
        (e.fold, e.id, e.surname, e.given, e.patronymic, e.sex, e.birth, e.area, e.alert) for e in entries
    ]
    connection.executemany(_BY_NAME, listed)
    connection.executemany(_BY_YEAR, ((int(row[6][:4]), *row) for row in listed))
    connection.executemany(_DIGITS, (row for entry in entries for row in _digits(entry)))
    _write_words(connection, entries)


def reindex(connection: apsw.Connection) -> int:
    """Makes the search tables anew from the patients, as after a change of folding; gives their count."""
    for statement in _EMPTY:
        connection.execute(statement)
    total = 0
    everybody = connection.execute(_EVERYBODY)
    while batch := [Entry.of(*row) for row in islice(everybody, _AT_ONCE)]:
        connection.executemany(_REFOLD, ((entry.fold, entry.id) for entry in batch))
        write(connection, batch)
        total += len(batch)
    connection.executemany(_SET_FIGURE, (("fold_version", FOLD_VERSION), ("patients", total)))
    return total


def is_current(connection: apsw.Connection) -> bool:
    """Whether the search tables were made by the folding of this program."""
    found = connection.execute(_FIGURE, ("fold_version",)).fetchone()
    return found is not None and found[0] == FOLD_VERSION


def _digits(entry: Entry) -> Iterator[tuple[str, Id]]:
    yield "b" + entry.birth.replace("-", ""), entry.id
    if entry.policy:
        yield "p" + entry.policy, entry.id
    if entry.snils:
        yield "s" + entry.snils, entry.id
        yield "r" + entry.snils[::-1], entry.id
    if entry.phone:
        yield "t" + entry.phone.removeprefix("+7")[::-1], entry.id


def _write_words(connection: apsw.Connection, entries: Iterable[Entry]) -> None:
    surnames: set[str] = set()
    given: set[tuple[int, str]] = set()
    for entry in entries:
        surname, *others = entry.fold.split(" ")
        surnames.add(surname)
        parts = [part for name in others for part in name.split("-")]
        given.update((min(place, 1), part) for place, part in enumerate(parts))
    for surname in surnames:
        if connection.execute(_SURNAME_THERE, (surname,)).fetchone() is None:
            _write_surname(connection, surname)
    connection.executemany(_GIVEN, given)


def _write_surname(connection: apsw.Connection, surname: str) -> None:
    later = surname.split("-")[1:]
    connection.executemany(_SURNAME, [(0, surname, surname), *((1, part, surname) for part in later)])
    slips = {slip for part in (surname, *later) for slip in (part, *left_out(part))}
    connection.executemany(_SLIP, ((slip, surname) for slip in slips))
