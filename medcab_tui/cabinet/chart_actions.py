"""What may be written of a person beside records: identity and contacts, allergies, problems."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from medcab_tui.cabinet.actions import Action, Done, fingerprint
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.chart import Problem, details_of
from medcab_tui.domain.chart_rules import check_allergy, check_closed, check_problem
from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.domain.exchange_patient import fields_of
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Allergy, NewPatient
from medcab_tui.domain.reference import Book
from medcab_tui.domain.rules import check_line, check_patient, check_reason
from medcab_tui.store.outbox import Outgoing
from medcab_tui.store.transaction import Transaction

_CARD = frozenset({"patients", "home"})


@dataclass(frozen=True, slots=True)
class AmendPatient(Action[Id]):
    """Writes identity and contacts anew; what stood there before is kept. Stale if it moved on."""

    code: ClassVar[str] = "patient.amended"
    permission: ClassVar[Permission] = Permission.AMEND_PATIENT
    topics: ClassVar[frozenset[str]] = frozenset({"patients", "schedule", "home", "documents"})

    id: Id
    patient: Id
    seen: int
    details: NewPatient
    reason: str = ""

    def apply(self, tx: Transaction) -> Done[Id]:
        tx.access.require(self.patient)  # as it stands: another area may be one's own
        if tx.merges.leads_away(self.patient):
            raise Refused("merge.leads_away")
        checked = check_patient(self.details, tx.today)
        reason = " ".join(self.reason.split())
        check_line(reason, "reason")
        before = tx.chart.person(self.patient, self.seen)
        was = details_of(before)
        if was == checked:
            raise Invalid("chart.unchanged")
        version = tx.chart.amend_person(before, checked, reason)
        return Done(
            self.patient,
            version,
            {"patient": self.patient.hex(), "version": str(version)},
            before=fingerprint(was),
            after=fingerprint(checked),
            outgoing=(Outgoing(self.patient, "patient", json.dumps(fields_of(checked), sort_keys=True)),),
        )


@dataclass(frozen=True, slots=True)
class AddAllergy(Action[Id]):
    """Writes down what a patient can't bear; every list warns of it at once."""

    code: ClassVar[str] = "allergy.added"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = _CARD

    id: Id
    patient: Id
    allergy: Allergy

    def apply(self, tx: Transaction) -> Done[Id]:
        checked = check_allergy(self.allergy, tx.patients.birth(self.patient), tx.today)
        tx.chart.add_allergy(self.patient, checked)
        _chosen(tx, checked)
        return _done("allergy", self.patient, checked.id, 1, after=fingerprint(checked))

    def like(self) -> tuple[object, ...]:
        return (self.patient, replace(self.allergy, id=self.patient))

    def stands(self, tx: Transaction, first: Id) -> bool:
        return tx.chart.stands("allergy", self.patient, first)


@dataclass(frozen=True, slots=True)
class AmendAllergy(Action[Id]):
    """Writes what is known of an allergy now. Stale if it moved on."""

    code: ClassVar[str] = "allergy.amended"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = _CARD

    id: Id
    patient: Id
    seen: int
    allergy: Allergy

    def apply(self, tx: Transaction) -> Done[Id]:
        checked = check_allergy(self.allergy, tx.patients.birth(self.patient), tx.today)
        before = tx.chart.allergy(self.patient, checked.id, self.seen)
        if replace(checked, version=before.version) == before:
            raise Invalid("chart.unchanged")
        version = tx.chart.amend_allergy(self.patient, before, checked)
        if checked.code != before.code:
            _chosen(tx, checked)
        return _done(
            "allergy", self.patient, checked.id, version,
            before=fingerprint(before), after=fingerprint(checked),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class WithdrawAllergy(Action[Id]):
    """It was entered in error: it warns of nothing any more, and stays to be read."""

    code: ClassVar[str] = "allergy.withdrawn"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = _CARD

    id: Id
    patient: Id
    allergy: Id
    seen: int
    reason: str

    def apply(self, tx: Transaction) -> Done[Id]:
        reason = check_reason(self.reason)
        before = tx.chart.allergy(self.patient, self.allergy, self.seen)
        version = tx.chart.mark_allergy(self.patient, before, reason, withdrawn=True)
        return _done("allergy", self.patient, self.allergy, version, before=fingerprint(before))


@dataclass(frozen=True, slots=True)
class RestoreAllergy(Action[Id]):
    """A withdrawn allergy stands again."""

    code: ClassVar[str] = "allergy.restored"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = _CARD

    id: Id
    patient: Id
    allergy: Id
    seen: int

    def apply(self, tx: Transaction) -> Done[Id]:
        before = tx.chart.allergy(self.patient, self.allergy, self.seen, withdrawn=True)
        version = tx.chart.mark_allergy(self.patient, before, "", withdrawn=False)
        return _done("allergy", self.patient, self.allergy, version, after=fingerprint(before))


@dataclass(frozen=True, slots=True)
class AddProblem(Action[Id]):
    """Puts an illness on the list of a patient's problems."""

    code: ClassVar[str] = "problem.added"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = _CARD

    id: Id
    patient: Id
    problem: Problem

    def apply(self, tx: Transaction) -> Done[Id]:
        checked = check_problem(self.problem, tx.patients.birth(self.patient), tx.today)
        tx.chart.refuse_twice(self.patient, checked)
        tx.chart.add_problem(self.patient, checked)
        tx.reference.used(Book.ICD10, checked.code.code)
        return _done("problem", self.patient, checked.id, 1, after=fingerprint(checked))

    def like(self) -> tuple[object, ...]:
        return (self.patient, replace(self.problem, id=self.patient))

    def stands(self, tx: Transaction, first: Id) -> bool:
        return tx.chart.stands("problem", self.patient, first)


@dataclass(frozen=True, slots=True)
class AmendProblem(Action[Id]):
    """Writes what is known of a problem now. Stale if it moved on."""

    code: ClassVar[str] = "problem.amended"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = _CARD

    id: Id
    patient: Id
    seen: int
    problem: Problem

    def apply(self, tx: Transaction) -> Done[Id]:
        checked = check_problem(self.problem, tx.patients.birth(self.patient), tx.today)
        before = tx.chart.problem(self.patient, checked.id, self.seen)
        if replace(checked, version=before.version) == before:
            raise Invalid("chart.unchanged")
        tx.chart.refuse_twice(self.patient, checked)
        version = tx.chart.amend_problem(self.patient, before, checked)
        if checked.code != before.code:
            tx.reference.used(Book.ICD10, checked.code.code)
        return _done(
            "problem", self.patient, checked.id, version,
            before=fingerprint(before), after=fingerprint(checked),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CloseProblem(Action[Id]):
    """An illness is over since a day."""

    code: ClassVar[str] = "problem.closed"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = _CARD

    id: Id
    patient: Id
    problem: Id
    seen: int
    on: date

    def apply(self, tx: Transaction) -> Done[Id]:
        before = tx.chart.problem(self.patient, self.problem, self.seen)
        if not before.active:
            raise Invalid("problem.is_closed")
        check_closed(self.on.isoformat(), before.since, tx.today)
        closed = replace(before, closed=self.on.isoformat())
        version = tx.chart.amend_problem(self.patient, before, closed)
        return _done(
            "problem", self.patient, self.problem, version,
            before=fingerprint(before), after=fingerprint(closed),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReopenProblem(Action[Id]):
    """An illness that was closed lasts: by mistake, or it came back."""

    code: ClassVar[str] = "problem.reopened"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = _CARD

    id: Id
    patient: Id
    problem: Id
    seen: int

    def apply(self, tx: Transaction) -> Done[Id]:
        before = tx.chart.problem(self.patient, self.problem, self.seen)
        if before.active:
            raise Invalid("problem.is_open")
        opened = replace(before, closed="")
        tx.chart.refuse_twice(self.patient, opened)
        version = tx.chart.amend_problem(self.patient, before, opened)
        return _done(
            "problem", self.patient, self.problem, version,
            before=fingerprint(before), after=fingerprint(opened),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class WithdrawProblem(Action[Id]):
    """It was entered in error: the card names it no more."""

    code: ClassVar[str] = "problem.withdrawn"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = _CARD

    id: Id
    patient: Id
    problem: Id
    seen: int
    reason: str

    def apply(self, tx: Transaction) -> Done[Id]:
        reason = check_reason(self.reason)
        before = tx.chart.problem(self.patient, self.problem, self.seen)
        version = tx.chart.mark_problem(self.patient, before, reason, withdrawn=True)
        return _done("problem", self.patient, self.problem, version, before=fingerprint(before))


@dataclass(frozen=True, slots=True)
class RestoreProblem(Action[Id]):
    """A withdrawn problem stands again."""

    code: ClassVar[str] = "problem.restored"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = _CARD

    id: Id
    patient: Id
    problem: Id
    seen: int

    def apply(self, tx: Transaction) -> Done[Id]:
        before = tx.chart.problem(self.patient, self.problem, self.seen, withdrawn=True)
        tx.chart.refuse_twice(self.patient, before)
        version = tx.chart.mark_problem(self.patient, before, "", withdrawn=False)
        return _done("problem", self.patient, self.problem, version, after=fingerprint(before))


def _chosen(tx: Transaction, allergy: Allergy) -> None:
    if allergy.code is not None:
        tx.reference.used(Book.INN, allergy.code.code)


def _done(
    kind: str, patient: Id, edited: Id, version: int, *, before: bytes = b"", after: bytes = b""
) -> Done[Id]:
    params = {"patient": patient.hex(), kind: edited.hex(), "version": str(version)}
    outgoing = (Outgoing(edited, kind, json.dumps({"patient": patient.hex(), "version": version})),)
    return Done(edited, version, params, before=before, after=after, outgoing=outgoing)
