"""Opening a card outside one's department for a reason, and saying whom a department treats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from msgspec.structs import replace

from medcab_tui.cabinet.actions import Action, Done, fingerprint
from medcab_tui.domain.access import Assignment, check_area, check_reason, may_assign
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Forbidden, Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.store.transaction import Transaction

_TOPICS = frozenset({"access", "home"})


@dataclass(frozen=True, slots=True)
class OpenOutside(Action[Id]):
    """Opens a card outside one's department until the end of the local day.

    The heads of the patient's departments and one's own are told who, when and why (`cabinet.notices`).
    Refused where the card is open anyhow: nobody is to be alarmed for nothing.
    """

    code: ClassVar[str] = "card.opened_outside"
    permission: ClassVar[Permission] = Permission.READ_CARD
    topics: ClassVar[frozenset[str]] = _TOPICS

    id: Id
    patient: Id
    reason: str

    def apply(self, tx: Transaction) -> Done[Id]:
        reason = check_reason(self.reason)
        tx.patients.birth(self.patient)  # Refused if there is no such patient
        if tx.access.way(self.patient) is not None:
            raise Invalid("card.inside")
        tx.access.open(self.id, self.patient, reason)
        params = {"patient": self.patient.hex(), "opening": self.id.hex()}
        return Done(self.id, 1, params, after=fingerprint(self.patient, reason))


@dataclass(frozen=True, slots=True)
class Assign(Action[Id]):
    """A department treats an area, or one patient, from a day on; a head says it of their own department."""

    code: ClassVar[str] = "access.assigned"
    permission: ClassVar[Permission] = Permission.ASSIGN_PATIENTS
    topics: ClassVar[frozenset[str]] = _TOPICS

    id: Id
    department: Id
    area: str
    patient: Id | None
    since: date
    until: date | None = None

    def apply(self, tx: Transaction) -> Done[Id]:
        _require(tx, self.department)
        if self.patient is None:
            area = check_area(self.area)
        elif self.area.strip():
            raise Invalid("access.both", "patient")
        else:
            area = ""
            tx.patients.birth(self.patient)  # Refused if there is no such patient
        if self.until is not None and self.until <= self.since:
            raise Invalid("access.until", "until")
        new = Assignment(self.id, self.department, area, self.patient, self.since, self.until)
        tx.access.assign(new)
        return _done(new, 1, after=fingerprint(new))

    def like(self) -> tuple[object, ...]:
        return (self.department, self.area, self.patient, self.since)

    def stands(self, tx: Transaction, first: Id) -> bool:
        return tx.access.counts(first)


@dataclass(frozen=True, slots=True)
class EndAssignment(Action[Id]):
    """From a day on the department does not treat an area, or a patient, any more."""

    code: ClassVar[str] = "access.ended"
    permission: ClassVar[Permission] = Permission.ASSIGN_PATIENTS
    topics: ClassVar[frozenset[str]] = _TOPICS

    id: Id
    assignment: Id
    seen: int
    until: date

    def apply(self, tx: Transaction) -> Done[Id]:
        before = tx.access.assignment(self.assignment, self.seen)
        _require(tx, before.department)
        if self.until < before.since:
            raise Invalid("access.until", "until")
        after = replace(before, until=self.until)
        version = tx.access.end(before, self.until)
        return _done(after, version, before=fingerprint(before), after=fingerprint(after))


@dataclass(frozen=True, slots=True)
class ReopenAssignment(Action[Id]):
    """Takes the end of an assignment back; it stands until `until` as it did, or without an end."""

    code: ClassVar[str] = "access.reopened"
    permission: ClassVar[Permission] = Permission.ASSIGN_PATIENTS
    topics: ClassVar[frozenset[str]] = _TOPICS

    id: Id
    assignment: Id
    seen: int
    until: date | None = None

    def apply(self, tx: Transaction) -> Done[Id]:
        before = tx.access.assignment(self.assignment, self.seen)
        _require(tx, before.department)
        if before.until is None:
            raise Invalid("access.stands")
        if self.until is not None and self.until <= before.since:
            raise Invalid("access.until", "until")
        after = replace(before, until=self.until)
        tx.access.refuse_twice(after)
        version = tx.access.end(before, self.until)
        return _done(after, version, before=fingerprint(before), after=fingerprint(after))


def _require(tx: Transaction, department: Id) -> None:
    tx.access.department(department)
    if not may_assign(tx.worker, department, tx.access.own()):
        raise Forbidden("access.not_yours", permission=Permission.ASSIGN_PATIENTS.value)


def _done(one: Assignment, version: int, *, before: bytes = b"", after: bytes = b"") -> Done[Id]:
    params = {"assignment": one.id.hex(), "department": one.department.hex(), "version": str(version)}
    if one.patient is not None:
        params["patient"] = one.patient.hex()
    return Done(one.id, version, params, before=before, after=after, now=one)
