"""What a card was found by before a merge gave it the other one's name or number: it still is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import apsw

from medcab_tui.domain.folding import name_key
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import NewPatient
from medcab_tui.domain.searching import Question, after_all

_KEEP: Final = "INSERT OR IGNORE INTO former_key (key, patient, other, fold, birth) VALUES (?, ?, ?, ?, ?)"
DROP: Final = "DELETE FROM former_key WHERE other = ?"
FOUND: Final = "SELECT patient, fold, birth FROM former_key WHERE key >= ? AND key < ? LIMIT 200"
OWNERS: Final = "SELECT patient FROM former_key WHERE key = ? LIMIT 20"
NAME: Final = "n"


def keep(connection: apsw.Connection, patient: Id, was: NewPatient, now: NewPatient, other: Id) -> None:
    """Keeps what a merge took from a card: its name and numbers, where they changed."""
    fold = name_key(was.surname, was.given, was.patronymic)
    gone = set(_keys(was)) - set(_keys(now))
    connection.executemany(
        _KEEP, [(key, patient, other, fold, was.birth.isoformat()) for key in sorted(gone)]
    )


def drop(connection: apsw.Connection, other: Id) -> None:
    """The merge was taken back: the card is called what it was."""
    connection.execute(DROP, (other,))


def owners(connection: apsw.Connection, digits: str) -> list[Id]:
    """Cards that a merge took this number from; `digits` as in patient_digits."""
    rows: list[Any] = connection.execute(OWNERS, (digits,)).fetchall()
    return [Id(patient) for (patient,) in rows]


def found(connection: apsw.Connection, question: Question, digits: Iterator[str]) -> list[Id]:
    """Cards that a question found before: by a word that begins the name, or by digits as they are kept."""
    beginnings = [*(NAME + word for word in question.words), *digits]
    patients: dict[Id, None] = {}
    for key in beginnings:
        for patient, fold, birth in connection.execute(FOUND, (key, after_all(key))):
            parts = [part for name in str(fold).split(" ") for part in (name, *name.split("-"))]
            named = all(any(part.startswith(word) for part in parts) for word in question.words)
            if named and all(one.covers(str(birth)) for one in question.births):
                patients[Id(bytes(patient))] = None
    return list(patients)


def _keys(of: NewPatient) -> Iterator[str]:
    yield NAME + name_key(of.surname, of.given, of.patronymic)
    if of.policy:
        yield "p" + of.policy
    if of.snils:
        yield "s" + of.snils
        yield "r" + of.snils[::-1]
    if of.phone:
        yield "t" + of.phone.removeprefix("+7")[::-1]
