"""What an action may do with what stands in a card beside its records: the person, allergies, problems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import apsw

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.chart import Edition, Problem, details_of, with_details
from medcab_tui.domain.errors import Invalid, Refused, Stale
from medcab_tui.domain.folding import name_key
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Allergy, NewPatient, Patient
from medcab_tui.domain.times import instant, moment
from medcab_tui.store import document_index, editions, merged, patient_index, patients, problem_rows

_SET_PATIENT = (
    "UPDATE patient SET version = version + 1, fold = ?, surname = ?, given = ?, patronymic = ?, sex = ?,"
    " birth = ?, snils = ?, policy = ?, phone = ?, address = ?, area = ?, policy_kind = ?,"
    " policy_kind_display = ?, policy_kind_dictionary = ?, passport = ?, phone2 = ?, email = ?, contact = ?"
    " WHERE id = ?"
)
_KEPT_OF_PATIENT = "SELECT alert, recorded FROM patient WHERE id = ?"
_SET_ALERT = "UPDATE patient SET alert = ? WHERE id = ?"
_SET_ALLERGY = (
    "UPDATE allergy SET version = version + 1, substance = ?, code = ?, dictionary = ?, grade = ?,"
    " reaction = ?, certainty = ?, since = ? WHERE patient = ? AND id = ?"
)
_RECORDED = {
    "allergy": "UPDATE allergy SET recorded = ? WHERE patient = ? AND id = ?",
    "problem": "UPDATE problem SET recorded = ? WHERE patient = ? AND id = ?",
}
_MARK = {
    table: f"UPDATE {table} SET version = version + 1, entered_in_error = ? WHERE patient = ? AND id = ?"
    for table in ("allergy", "problem")
}
_STANDING = {
    table: f"SELECT version, recorded, entered_in_error FROM {table} WHERE patient = ? AND id = ?"
    for table in ("allergy", "problem")
}
_OWNERS = "SELECT id FROM patient_digits WHERE digits = ? LIMIT 100"


class ChartWrites:
    """Each change names the version that was seen, and keeps the edition before it."""

    def __init__(self, connection: apsw.Connection, now: datetime, author: Author) -> None:
        self._connection, self._now, self._author = connection, now, author

    # The person.

    def person(self, patient: Id, seen: int) -> Patient:
        """A patient's own data; Stale if they are not at the version that was seen."""
        found = patients.one(self._connection, patient)
        self._fresh(patient, found.version, seen)
        return found

    def details_at(self, patient: Id, version: int) -> NewPatient:
        """What a card said of the person in an edition; the present one where no editions are kept."""
        kept = versions_of_person(self._connection, patient)
        found = next((one for one in kept if one.version == version), kept[0])
        return found.body  # type: ignore[no-any-return]

    def keep_opened(self, patient: Id, details: NewPatient) -> None:
        """The first edition of a card that was opened here."""
        self._keep(patient, 1, details)

    def amend_person(self, before: Patient, details: NewPatient, reason: str, own: Id | None = None) -> int:
        """Writes what the card says of the person now, with every table they are found by.

        own: another card of the same person, whose numbers it may take.
        """
        here, d = self._connection, details
        alert, opened = _opened(here, before.id)
        was = details_of(before)
        for number, kind, field in ((d.snils, "s", "snils"), (d.policy, "p", "policy")):
            if number and number != getattr(was, field):
                self._unowned(kind + number, {*merged.person(here, before.id), own}, field)
        editions.keep_first(here, before.id, before.version, was, opened)
        fold = name_key(d.surname, d.given, d.patronymic)
        renamed = (was.surname, was.given, was.patronymic) != (d.surname, d.given, d.patronymic)
        papers = document_index.taken_out(here, before.id) if renamed else ()
        here.execute(
            _SET_PATIENT,
            (
                fold, d.surname, d.given, d.patronymic, d.sex.value, d.birth.isoformat(), d.snils, d.policy,
                d.phone, d.address, d.area, *patients.detail_columns(before.id, d),
            ),
        )  # fmt: skip
        version = before.version + 1
        document_index.put_back(here, papers)
        patient_index.rewrite(here, _entry(before, alert), _entry(with_details(before, d), alert))
        self._keep(before.id, version, d, reason)
        return version

    def _unowned(self, digits: str, own: set[Id | None], field: str) -> None:
        if any(owner not in own for (owner,) in self._connection.execute(_OWNERS, (digits,))):
            raise Invalid("patient.number_taken", field)

    # Allergies.

    def allergy(self, patient: Id, allergy: Id, seen: int, *, withdrawn: bool = False) -> Allergy:
        """An allergy as it stands; Stale if it is not at the version that was seen."""
        self._standing("allergy", patient, allergy, seen, withdrawn=withdrawn)
        if withdrawn:
            found = editions.all_of(self._connection, allergy, editions.allergy(allergy))
            return replace(found[0].body, version=seen)  # type: ignore[no-any-return]
        return next(one for one in patients.allergies(self._connection, patient) if one.id == allergy)

    def add_allergy(self, patient: Id, allergy: Allergy) -> None:
        """Writes a new allergy; lists warn of it at once."""
        first = replace(allergy, version=1)
        patients.enter(self._connection, (), patients.allergy_columns(patient, [first]))
        self._connection.execute(_RECORDED["allergy"], (instant(self._now), patient, allergy.id))
        self._keep(allergy.id, 1, first)
        self.warn(patient)

    def amend_allergy(self, patient: Id, before: Allergy, allergy: Allergy) -> int:
        """Writes what an allergy is known to be now."""
        self._keep_first("allergy", patient, before)
        a = allergy
        self._connection.execute(
            _SET_ALLERGY,
            (
                a.substance, a.code.code if a.code else None, a.code.version if a.code else None,
                a.grade.value, a.reaction, a.certainty.value, a.since,
                self._card("allergy", patient, before.id), before.id,
            ),
        )  # fmt: skip
        self._keep(before.id, before.version + 1, allergy)
        self.warn(patient)
        return before.version + 1

    def mark_allergy(self, patient: Id, before: Allergy, reason: str, *, withdrawn: bool) -> int:
        """Entered in error, or standing again: the row stays."""
        self._mark("allergy", patient, before, reason, withdrawn=withdrawn)
        self.warn(patient)
        return before.version + 1

    def warn(self, patient: Id) -> None:
        """Lists say of a card what is graver than all else the person can't bear."""
        here, patient = self._connection, merged.standing(self._connection, patient)
        alert = patients.gravest(patients.allergies(here, patient))
        here.execute(_SET_ALERT, (alert, patient))
        patient_index.warn(here, _entry(patients.one(here, patient), alert))

    # Problems.

    def problem(self, patient: Id, problem: Id, seen: int, *, withdrawn: bool = False) -> Problem:
        """A problem as it stands; Stale if it is not at the version that was seen."""
        self._standing("problem", patient, problem, seen, withdrawn=withdrawn)
        if withdrawn:
            found = editions.all_of(self._connection, problem, editions.problem(problem))
            return replace(found[0].body, version=seen)  # type: ignore[no-any-return]
        return next(one for one in problem_rows.of_patient(self._connection, patient) if one.id == problem)

    def refuse_twice(self, patient: Id, problem: Problem) -> None:
        """A card does not name one lasting illness twice."""
        for one in problem_rows.of_patient(self._connection, patient):
            if one.active and problem.active and one.code.code == problem.code.code and one.id != problem.id:
                raise Invalid("problem.twice", "code", named=problem.code.code)

    def add_problem(self, patient: Id, problem: Problem) -> None:
        """Writes a new problem."""
        first = replace(problem, version=1)
        problem_rows.enter(self._connection, [problem_rows.columns(patient, first, instant(self._now))])
        self._keep(problem.id, 1, first)

    def amend_problem(self, patient: Id, before: Problem, problem: Problem) -> int:
        """Writes what a problem is known to be now; closing and opening it again are such changes."""
        self._keep_first("problem", patient, before)
        card = self._card("problem", patient, before.id)
        problem_rows.amend(self._connection, card, replace(problem, id=before.id))
        self._keep(before.id, before.version + 1, problem)
        return before.version + 1

    def mark_problem(self, patient: Id, before: Problem, reason: str, *, withdrawn: bool) -> int:
        """Entered in error, or standing again: the row stays."""
        return self._mark("problem", patient, before, reason, withdrawn=withdrawn)

    # What they share.

    def stands(self, table: str, patient: Id, written: Id) -> bool:
        """Whether an allergy or a problem is there and was not withdrawn."""
        found = self._connection.execute(
            _STANDING[table], (self._card(table, patient, written), written)
        ).fetchone()
        return found is not None and not found[2]

    def _card(self, table: str, patient: Id, edited: Id) -> Id:
        """Which card of the person it stands in."""
        return merged.holder(self._connection, patient, _STANDING[table], edited)

    def _standing(self, table: str, patient: Id, edited: Id, seen: int, *, withdrawn: bool) -> None:
        card = self._card(table, patient, edited)
        found = self._connection.execute(_STANDING[table], (card, edited)).fetchone()
        if found is None:
            raise _missing(table)
        version, _recorded, in_error = found
        self._fresh(edited, version, seen)
        if bool(in_error) != withdrawn:
            raise _missing(table)

    def _fresh(self, edited: Id, version: int, seen: int) -> None:
        if version != seen:
            author = editions.last_author(self._connection, edited, version)
            raise Stale("chart.stale", seen=str(seen), current=str(version), author=author)

    def _keep_first(self, table: str, patient: Id, before: Allergy | Problem) -> None:
        at = _recorded(self._connection, table, patient, before.id)
        editions.keep_first(self._connection, before.id, before.version, before, at)

    def _keep(
        self, edited: Id, version: int, body: Any, reason: str = "", *, withdrawn: bool = False
    ) -> None:
        editions.keep(
            self._connection, edited, version, body, author=self._author, at=self._now, reason=reason,
            withdrawn=withdrawn,
        )  # fmt: skip

    def _mark(
        self, table: str, patient: Id, before: Allergy | Problem, reason: str, *, withdrawn: bool
    ) -> int:
        self._keep_first(table, patient, before)
        card = self._card(table, patient, before.id)
        self._connection.execute(_MARK[table], (int(withdrawn), card, before.id))
        self._keep(before.id, before.version + 1, before, reason, withdrawn=withdrawn)
        return before.version + 1


def _entry(p: Patient, alert: str) -> patient_index.Entry:
    return patient_index.Entry(
        p.id, p.surname, p.given, p.patronymic, p.sex.value, p.birth.isoformat(), p.area, alert, p.snils,
        p.policy, p.phone, name_key(p.surname, p.given, p.patronymic),
    )  # fmt: skip


def versions_of_person(connection: apsw.Connection, patient: Id) -> Sequence[Edition]:
    """Every edition of what a card says of the person, newest first; the present one if alone."""
    found = editions.all_of(connection, patient, editions.details)
    if found:
        return found
    person = patients.one(connection, patient)
    opened = _opened(connection, patient)[1]
    return (Edition(person.version, editions.NOBODY, opened, "", details_of(person)),)


def versions_of_allergy(connection: apsw.Connection, patient: Id, allergy: Id) -> Sequence[Edition]:
    """Every edition of an allergy, newest first."""
    found = editions.all_of(connection, allergy, editions.allergy(allergy))
    present = [one for one in patients.allergies(connection, patient) if one.id == allergy]
    return found or _only(connection, patient, "allergy", present)


def versions_of_problem(connection: apsw.Connection, patient: Id, problem: Id) -> Sequence[Edition]:
    """Every edition of a problem, newest first."""
    found = editions.all_of(connection, problem, editions.problem(problem))
    present = [one for one in problem_rows.of_patient(connection, patient) if one.id == problem]
    return found or _only(connection, patient, "problem", present)


def _only(
    connection: apsw.Connection, patient: Id, table: str, present: Sequence[Allergy] | Sequence[Problem]
) -> Sequence[Edition]:
    if not present:
        raise _missing(table)
    one = present[0]
    at = _recorded(connection, table, patient, one.id)
    return (Edition(one.version, editions.NOBODY, at, "", one),)


def _missing(table: str) -> Refused:
    return Refused("allergy.missing") if table == "allergy" else Refused("problem.missing")


def _opened(connection: apsw.Connection, patient: Id) -> tuple[str, datetime]:
    """What lists warn of beside a patient, and when the card was opened."""
    for alert, recorded in connection.execute(_KEPT_OF_PATIENT, (patient,)):
        return alert, moment(recorded)
    raise Refused("patient.missing")


def _recorded(connection: apsw.Connection, table: str, patient: Id, edited: Id) -> datetime:
    """When an allergy or a problem was written down; of one that came with a card, when that was opened."""
    card = merged.holder(connection, patient, _STANDING[table], edited)
    for _version, recorded, _in_error in connection.execute(_STANDING[table], (card, edited)):
        if recorded:
            return moment(recorded)
    return _opened(connection, patient)[1]
