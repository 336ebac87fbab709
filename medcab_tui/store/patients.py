"""Patients in the store: their own rows, the list, likely duplicates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Final

import apsw

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.folding import LAST, name_key, name_part
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import (
    Allergy,
    AllergyGrade,
    Certainty,
    Coded,
    NewPatient,
    Patient,
    PatientRow,
    Sex,
)
from medcab_tui.domain.searching import after_all
from medcab_tui.domain.times import instant
from medcab_tui.store import merged, patient_index
from medcab_tui.store.patient_rows import COLUMNS, row_of

_FIRST: Final = ("", b"")
_ADD = (
    "INSERT INTO patient (id, fold, surname, given, patronymic, sex, birth, snils, policy, phone, address,"
    " area, alert, recorded) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_DETAILS = (
    "UPDATE patient SET policy_kind = ?, policy_kind_display = ?, policy_kind_dictionary = ?, passport = ?,"
    " phone2 = ?, email = ?, contact = ? WHERE id = ?"
)
_ADD_ALLERGY = (
    "INSERT INTO allergy (patient, id, version, substance, code, dictionary, grade, reaction, certainty,"
    " since) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_MORE = "UPDATE figure SET number = number + ? WHERE name = 'patients'"
_TOTAL = "SELECT number FROM figure WHERE name = 'patients'"
_ONE = (
    "SELECT id, version, surname, given, patronymic, sex, birth, snils, policy, phone, address, area,"
    " policy_kind, policy_kind_display, policy_kind_dictionary, passport, phone2, email, contact"
    " FROM patient WHERE id = ?"
)
_BIRTH = "SELECT birth FROM patient WHERE id = ?"
_ROW = f"SELECT {COLUMNS} FROM patient n WHERE n.id = ?"
_ALLERGIES = (
    "SELECT id, version, substance, code, dictionary, grade, reaction, certainty, since, origin FROM allergy"
    " WHERE patient = ? AND entered_in_error = ? ORDER BY id"
)
_STANDING = " AND NOT EXISTS (SELECT 1 FROM merged_patient m WHERE m.patient = n.id)"
_AFTER = (
    f"SELECT {COLUMNS} FROM patient_by_name n WHERE (n.fold, n.id) > (?, ?){_STANDING}"
    " ORDER BY n.fold, n.id LIMIT ?"
)
_BEFORE = (
    f"SELECT {COLUMNS} FROM patient_by_name n WHERE (n.fold, n.id) < (?, ?){_STANDING}"
    " ORDER BY n.fold DESC, n.id DESC LIMIT ?"
)
_LAST = (
    f"SELECT {COLUMNS} FROM patient_by_name n WHERE n.fold < ?{_STANDING}"
    " ORDER BY n.fold DESC, n.id DESC LIMIT ?"
)
_BY_DIGITS = (
    f"SELECT {COLUMNS} FROM patient_digits d CROSS JOIN patient n ON n.id = d.id WHERE d.digits = ? LIMIT ?"
)
_BORN_ON = f"SELECT {COLUMNS} FROM patient_by_day n WHERE n.day = ? AND n.birth = ? LIMIT ?"
_BORN = (
    f"SELECT {COLUMNS} FROM patient_by_year n WHERE n.birth_year = ? AND n.fold >= ? AND n.fold < ?"
    " AND n.birth = ? LIMIT ?"
)
_MOST_DUPLICATES = 20


class PatientWrites:
    """What an action may do with patients."""

    def __init__(self, connection: apsw.Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, identity: Id, patient: NewPatient, allergies: Sequence[Allergy] = ()) -> None:
        """Opens a card. The patient was checked."""
        self.add_all([(identity, patient, allergies)])

    def add_all(self, new: Sequence[tuple[Id, NewPatient, Sequence[Allergy]]]) -> None:
        """Opens many cards; every table they are found by is written too."""
        recorded = instant(self._now)
        enter(
            self._connection,
            [columns(identity, patient, allergies, recorded) for identity, patient, allergies in new],
            [row for identity, _, allergies in new for row in allergy_columns(identity, allergies)],
            [detail_columns(identity, patient) for identity, patient, _ in new if has_details(patient)],
        )

    def birth(self, patient: Id) -> date:
        """A patient's birth; Refused if there is no such patient."""
        found = self._connection.execute(_BIRTH, (patient,)).fetchone()
        if found is None:
            raise Refused("patient.missing")
        return date.fromisoformat(found[0])

    def likely_duplicates(self, new: NewPatient) -> tuple[PatientRow, ...]:
        """Patients this one may already be; see `likely_duplicates`."""
        return likely_duplicates(self._connection, new)

    def reindex(self) -> int:
        """Makes the search tables anew; gives the count of patients."""
        return patient_index.reindex(self._connection)


def columns(
    identity: Id, patient: NewPatient, allergies: Sequence[Allergy], recorded: int
) -> tuple[Any, ...]:
    """A patient as the row of `patient`."""
    p = patient
    return (
        identity,
        name_key(p.surname, p.given, p.patronymic),
        p.surname,
        p.given,
        p.patronymic,
        p.sex.value,
        p.birth.isoformat(),
        p.snils,
        p.policy,
        p.phone,
        p.address,
        p.area,
        gravest(allergies),
        recorded,
    )


def has_details(patient: NewPatient) -> bool:
    """Whether more is known than nearly everybody's card says: of a million few are written twice."""
    p = patient
    return bool(p.policy_kind or p.passport or p.phone2 or p.email or p.contact)


def detail_columns(identity: Id, patient: NewPatient) -> tuple[Any, ...]:
    """What few cards say, for the row of `patient`."""
    p = patient
    return (*coded_columns(p.policy_kind), p.passport, p.phone2, p.email, p.contact, identity)


def coded_columns(coded: Coded | None) -> tuple[str | None, str | None, str | None]:
    """An entry of a dictionary as three columns."""
    return (coded.code, coded.display, coded.version) if coded is not None else (None, None, None)


def allergy_columns(identity: Id, allergies: Sequence[Allergy]) -> list[tuple[Any, ...]]:
    """What a patient can't bear as rows."""
    return [
        (
            identity,
            one.id,
            one.version,
            one.substance,
            one.code.code if one.code else None,
            one.code.version if one.code else None,
            one.grade.value,
            one.reaction,
            one.certainty.value,
            one.since,
        )
        for one in allergies
    ]


def enter(
    connection: apsw.Connection,
    rows: Sequence[tuple[Any, ...]],
    allergies: Sequence[tuple[Any, ...]],
    details: Sequence[tuple[Any, ...]] = (),
) -> None:
    """Writes rows of patients, and every table they are found by unless that is put off."""
    connection.executemany(_ADD, rows)
    if details:
        connection.executemany(_DETAILS, details)
    if not patient_index.deferred(connection):
        patient_index.write(connection, [_entry(row) for row in rows])
    connection.executemany(_ADD_ALLERGY, allergies)
    connection.execute(_MORE, (len(rows),))


def _entry(row: tuple[Any, ...]) -> patient_index.Entry:
    identity, fold, surname, given, patronymic, sex, birth, snils, policy, phone, _address, area, alert, _ = (
        row
    )
    return patient_index.Entry(
        identity, surname, given, patronymic, sex, birth, area, alert, snils, policy, phone, fold
    )


def gravest(allergies: Sequence[Allergy]) -> str:
    """What a list warns of: the substance of the gravest allergy."""
    return min(allergies, key=attrgetter("gravity")).substance if allergies else ""


def total(connection: apsw.Connection) -> int:
    """How many patients there are: a kept figure."""
    found = connection.execute(_TOTAL).fetchone()
    return int(found[0]) if found else 0


def page(
    connection: apsw.Connection,
    *,
    after: tuple[str, bytes] | None,
    before: tuple[str, bytes] | None,
    last: bool,
    limit: int,
) -> list[PatientRow]:
    """A window of the list, always in its order: after a key, before one, the last rows, or the first."""
    if last:
        rows = connection.execute(_LAST, (LAST, limit)).fetchall()[::-1]
    elif before is not None:
        rows = connection.execute(_BEFORE, (*before, limit)).fetchall()[::-1]
    else:
        rows = connection.execute(_AFTER, (*(after or _FIRST), limit)).fetchall()
    return [row_of(columns) for _, *columns in rows]


def one(connection: apsw.Connection, patient: Id) -> Patient:
    """A patient's own data; Refused if there is no such patient."""
    found = connection.execute(_ONE, (patient,)).fetchone()
    if found is None:
        raise Refused("patient.missing")
    identity, version, surname, given, patronymic, sex, birth, *rest = found
    snils, policy, phone, address, area, code, display, dictionary, passport, phone2, email, contact = rest
    return Patient(
        Id(identity), version, surname, given, patronymic, Sex(sex), date.fromisoformat(birth), snils, policy,
        phone, address, area, coded(code, display, dictionary), passport, phone2, email, contact,
    )  # fmt: skip


def coded(code: str | None, display: str | None, version: str | None) -> Coded | None:
    """An entry of a dictionary from its three columns."""
    return Coded(code, display or "", version or "") if code is not None else None


def row(connection: apsw.Connection, patient: Id) -> PatientRow:
    """A patient as lists show one; a merged one as the card it leads to. Refused if there is none."""
    found = connection.execute(_ROW, (merged.standing(connection, patient),)).fetchone()
    if found is None:
        raise Refused("patient.missing")
    return row_of(found[1:])


@merged.listed(attrgetter("gravity"))
def allergies(connection: apsw.Connection, patient: Id, *, withdrawn: bool = False) -> tuple[Allergy, ...]:
    """What a patient can't bear, the gravest first; or what was entered in error."""
    return tuple(
        sorted(map(_allergy, connection.execute(_ALLERGIES, (patient, withdrawn))), key=attrgetter("gravity"))
    )


def _allergy(columns: tuple[Any, ...]) -> Allergy:
    identity, version, substance, code, dictionary, grade, reaction, certainty, since, origin = columns
    return Allergy(
        Id(identity),
        substance,
        AllergyGrade(grade),
        since,
        coded(code, substance, dictionary),
        reaction,
        Certainty(certainty),
        version,
        origin,
    )


def likely_duplicates(connection: apsw.Connection, new: NewPatient) -> tuple[PatientRow, ...]:
    """Patients with the same number, or born the same day with the same surname or other names.

    The last finds a surname that changed with marriage.
    """
    found: dict[Id, PatientRow] = {}

    def take(sql: str, *values: object) -> None:
        for _, *columns in connection.execute(sql, (*values, _MOST_DUPLICATES)):
            known = row_of(columns)
            found.setdefault(known.id, known)

    if new.snils:
        take(_BY_DIGITS, "s" + new.snils)
    if new.policy:
        take(_BY_DIGITS, "p" + new.policy)
    surname, birth = name_part(new.surname), new.birth.isoformat()
    take(_BORN, new.birth.year, surname, after_all(surname), birth)
    other_names = name_key("", new.given, new.patronymic)
    for _, *columns in connection.execute(_BORN_ON, (patient_index.day_of(birth), birth, 500)):
        known = row_of(columns)
        if name_key("", known.given, known.patronymic) == other_names:
            found.setdefault(known.id, known)
    if merged.exist(connection):
        from medcab_tui.store import former

        for digits in ("s" + new.snils, "p" + new.policy):
            for before in former.owners(connection, digits):
                found.setdefault(before, row(connection, before))
    return led(connection, tuple(found.values()))[:_MOST_DUPLICATES]


def led(connection: apsw.Connection, rows: tuple[PatientRow, ...]) -> tuple[PatientRow, ...]:
    """Each as the card it leads to, nobody twice: who was merged is still found by name and numbers."""
    if not merged.exist(connection):
        return rows
    known = {one.id: one for one in rows}
    standing = dict.fromkeys(merged.standing(connection, one.id) for one in rows)
    return tuple(known[one] if one in known else row(connection, one) for one in standing)
