"""What a worker does with visits: beginning one, its services, closing it in one place, reopening it."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import ClassVar

from msgspec.structs import replace

from medcab_tui.cabinet.actions import Action, Done, fingerprint
from medcab_tui.cabinet.insurance_actions import asked_by_itself, priced_by_itself
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Forbidden, Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Coded
from medcab_tui.domain.reference import Book
from medcab_tui.domain.rooms import Appointment, AppointmentStatus
from medcab_tui.domain.rules import check_reason
from medcab_tui.domain.visits import Visit, check_service, lacks
from medcab_tui.store.outbox import Outgoing
from medcab_tui.store.schedule_writes import written
from medcab_tui.store.transaction import Transaction

_COMING = (AppointmentStatus.BOOKED, AppointmentStatus.ARRIVED, AppointmentStatus.IN_PROGRESS)
"""States of an appointment in which its visit can begin."""

_TOPICS = frozenset({"encounters", "schedule", "home"})


@dataclass(frozen=True, slots=True)
class BeginVisit(Action[Id]):
    """The patient is with the doctor: without an appointment, or with one of today, which goes on with it."""

    code: ClassVar[str] = "reception.begun"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = _TOPICS

    id: Id
    patient: Id
    appointment: Id | None = None

    def apply(self, tx: Transaction) -> Done[Id]:
        tx.patients.birth(self.patient)
        if self.appointment is not None:
            visit = tx.schedule.one(self.appointment)
            if not tx.merges.same(visit.patient, self.patient) or visit.doctor_id != tx.worker.id:
                raise Forbidden("visit.not_own", doctor=visit.doctor)
            if visit.status not in _COMING or visit.start.date() != tx.today:
                raise Invalid("visit.not_in_progress")
        tx.visits.refuse_second(self.patient, self.appointment)
        begun = tx.visits.begin(self.id, self.patient, tx.worker.id, self.appointment)
        outgoing = _appointment(tx, begun, _COMING, AppointmentStatus.IN_PROGRESS)
        return replace(_done(begun, begun.version), outgoing=(*outgoing, *asked_by_itself(tx, self.patient)))


@dataclass(frozen=True, slots=True)
class AbandonVisit(Action[Id]):
    """Takes back the beginning of a visit in which nothing stands yet."""

    code: ClassVar[str] = "reception.abandoned"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = _TOPICS

    id: Id
    visit: Id
    seen: int

    def apply(self, tx: Transaction) -> Done[Id]:
        before = tx.visits.standing(self.visit, self.seen)
        version = tx.visits.void(before)
        outgoing = _appointment(tx, before, (AppointmentStatus.IN_PROGRESS,), AppointmentStatus.ARRIVED)
        return replace(_done(before, version), outgoing=outgoing)


@dataclass(frozen=True, slots=True)
class RenderService(Action[Id]):
    """A service of the nomenclature was rendered at this visit, so many times."""

    code: ClassVar[str] = "reception.service_added"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = _TOPICS

    id: Id
    visit: Id
    seen: int
    service: Coded
    count: int = 1

    def apply(self, tx: Transaction) -> Done[Id]:
        before = _open(tx.visits.standing(self.visit, self.seen))
        check_service(self.service, self.count, before.services)
        version = tx.visits.add_service(before, self.id, self.service, self.count)
        tx.reference.used(Book.SERVICES, self.service.code)
        done = _done(before, version, fingerprint(self.service, self.count))
        return replace(done, outgoing=priced_by_itself(tx, before.id, before.patient))


@dataclass(frozen=True, slots=True)
class TakeOutService(Action[Id]):
    """A service was not rendered after all."""

    code: ClassVar[str] = "reception.service_removed"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = _TOPICS

    id: Id
    visit: Id
    seen: int
    service: Id

    def apply(self, tx: Transaction) -> Done[Id]:
        before = _open(tx.visits.standing(self.visit, self.seen))
        return _done(before, tx.visits.mark_service(before, self.service, removed=True))


@dataclass(frozen=True, slots=True)
class PutBackService(Action[Id]):
    """What was taken out stands again: the inverse of taking it out."""

    code: ClassVar[str] = "reception.service_restored"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = _TOPICS

    id: Id
    visit: Id
    seen: int
    service: Id

    def apply(self, tx: Transaction) -> Done[Id]:
        before = _open(tx.visits.standing(self.visit, self.seen))
        return _done(before, tx.visits.mark_service(before, self.service, removed=False))


@dataclass(frozen=True, slots=True)
class CloseVisit(Action[Id]):
    """The visit is over, and its appointment done. What is missing takes a reason, and both are kept."""

    code: ClassVar[str] = "reception.closed"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = _TOPICS

    id: Id
    visit: Id
    seen: int
    reason: str = ""

    def apply(self, tx: Transaction) -> Done[Id]:
        before = _open(tx.visits.standing(self.visit, self.seen))
        lacking = lacks(before)
        if lacking and not self.reason.strip():
            raise Invalid("visit.incomplete", "reason", count=str(len(lacking)))
        reason = check_reason(self.reason) if lacking else ""
        version = tx.visits.close(before, lacking, reason)
        outgoing = _appointment(tx, before, (AppointmentStatus.IN_PROGRESS,), AppointmentStatus.DONE)
        return replace(_done(before, version), outgoing=outgoing)


@dataclass(frozen=True, slots=True)
class ReopenVisit(Action[Id]):
    """A closed visit lasts again, and so does its appointment: the inverse of closing it."""

    code: ClassVar[str] = "reception.reopened"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = _TOPICS

    id: Id
    visit: Id
    seen: int

    def apply(self, tx: Transaction) -> Done[Id]:
        before = tx.visits.standing(self.visit, self.seen)
        if before.open:
            raise Invalid("visit.is_open")
        version = tx.visits.reopen(before)
        outgoing = _appointment(tx, before, (AppointmentStatus.DONE,), AppointmentStatus.IN_PROGRESS)
        return replace(_done(before, version), outgoing=outgoing)


def goes_on(tx: Transaction, after: Appointment) -> None:
    """An appointment went on to its next state: with the doctor a visit begins, and its doctor closes it.

    The desk may mark the appointment done: that the visit is not closed its doctor still sees.
    """
    if after.status is AppointmentStatus.IN_PROGRESS:
        tx.visits.let_in(tx.ids.new(), after)
    elif after.status is AppointmentStatus.DONE and after.doctor_id == tx.worker.id:
        visit = tx.visits.of_appointment(after.id)
        if visit is not None and visit.open:
            raise Invalid("visit.lasts", doctor=visit.doctor_name)


def goes_back(tx: Transaction, after: Appointment) -> None:
    """An appointment was put back to an earlier state: a visit in which nothing stands has not begun."""
    visit = tx.visits.of_appointment(after.id)
    if visit is not None and visit.open and after.status is not AppointmentStatus.IN_PROGRESS:
        tx.visits.void(visit)


def _open(visit: Visit) -> Visit:
    if not visit.open:
        raise Invalid("visit.is_closed")
    return visit


def _appointment(
    tx: Transaction, visit: Visit, before: Container[AppointmentStatus], after: AppointmentStatus
) -> tuple[Outgoing, ...]:
    """The appointment follows its visit; one that stands otherwise by now is left alone."""
    if visit.appointment is None:
        return ()
    standing = tx.schedule.one(visit.appointment)
    if standing.status not in before or standing.status is after:
        return ()
    kept = tx.schedule.change(replace(standing, status=after), tx.zone)
    return (Outgoing(kept.id, "appointment", written(kept, tx.zone)),)


def _done(visit: Visit, version: int, after: bytes = b"") -> Done[Id]:
    params = {"reception": visit.id.hex(), "patient": visit.patient.hex(), "version": str(version)}
    before, after = fingerprint(visit.version), after or fingerprint(version)
    return Done(visit.id, version, params, before=before, after=after)
