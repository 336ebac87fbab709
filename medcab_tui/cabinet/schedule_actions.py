"""Schedule: what a worker does with visits and hours. Every change names the version it saw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from msgspec.structs import replace

from medcab_tui.cabinet.actions import Action, Done, fingerprint
from medcab_tui.cabinet.insurance_actions import asked_by_itself
from medcab_tui.cabinet.visits_actions import goes_back, goes_on
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Forbidden, Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.names import tidy
from medcab_tui.domain.rooms import Appointment, AppointmentStatus, VisitKind
from medcab_tui.domain.rules import check_line, check_reason, check_visit
from medcab_tui.domain.schedule import check_before, check_booking, following
from medcab_tui.domain.schedule_hours import WorkingHours, check_hours
from medcab_tui.domain.times import utc_of
from medcab_tui.store.outbox import Outgoing
from medcab_tui.store.schedule_writes import NewAppointment, written
from medcab_tui.store.transaction import Transaction

_TOPICS = frozenset({"schedule", "home"})


@dataclass(frozen=True, slots=True)
class BookVisit(Action[Id]):
    """Books a free time. `start` is naive wall time of the institution."""

    code: ClassVar[str] = "visit.booked"
    permission: ClassVar[Permission] = Permission.BOOK_VISITS
    topics: ClassVar[frozenset[str]] = _TOPICS

    id: Id
    patient: Id
    doctor: Id
    start: datetime
    minutes: int
    kind: VisitKind
    reason: str = ""
    room: str = ""

    def apply(self, tx: Transaction) -> Done[Id]:
        tx.patients.birth(self.patient)
        if not tx.accounts.worker(self.doctor).receives:
            raise Invalid("visit.doctor", "start")
        check_visit(self.start, tx.zone, self.minutes)
        reason, room = tidy(self.reason), tidy(self.room)
        check_line(reason, "reason")
        check_line(room, "room")
        check_booking(self.start, self.minutes, tx.hours.week(self.doctor), tx.zone, tx.now)
        new = NewAppointment(
            self.id,
            self.patient,
            self.doctor,
            self.start,
            tx.zone,
            self.minutes,
            AppointmentStatus.BOOKED,
            reason,
            room,
            self.kind,
        )
        alone = _alone(tx, self.patient, self.doctor)
        return _done(tx, None, tx.schedule.book(new, alone=alone))


@dataclass(frozen=True, slots=True)
class MoveVisit(Action[Id]):
    """Books a visit that nobody came to yet for another time, and another doctor if one is named."""

    code: ClassVar[str] = "visit.moved"
    permission: ClassVar[Permission] = Permission.BOOK_VISITS
    topics: ClassVar[frozenset[str]] = _TOPICS

    id: Id
    visit: Id
    seen: int
    start: datetime
    doctor: Id

    def apply(self, tx: Transaction) -> Done[Id]:
        before = tx.schedule.standing(self.visit, self.seen)
        if before.status is not AppointmentStatus.BOOKED:
            raise Invalid("visit.not_booked", "start")
        check_visit(self.start, tx.zone, before.minutes)
        week = tx.hours.week(self.doctor)
        check_booking(self.start, before.minutes, week, tx.zone, tx.now)
        room = before.room
        if self.doctor != before.doctor_id:
            if not tx.accounts.worker(self.doctor).receives:
                raise Invalid("visit.doctor", "start")
            hours = week.on(self.start.date())
            room = hours.room if hours else ""
        wanted = replace(before, start=self.start, doctor_id=self.doctor, room=room)
        alone = self.doctor != before.doctor_id and _alone(tx, before.patient, self.doctor)
        return _done(tx, before, tx.schedule.change(wanted, tx.zone, alone=alone))


@dataclass(frozen=True, slots=True)
class CancelVisit(Action[Id]):
    """Cancels a visit, with a reason; its time is free again."""

    code: ClassVar[str] = "visit.cancelled"
    permission: ClassVar[Permission] = Permission.BOOK_VISITS
    topics: ClassVar[frozenset[str]] = _TOPICS

    id: Id
    visit: Id
    seen: int
    reason: str

    def apply(self, tx: Transaction) -> Done[Id]:
        reason = check_reason(self.reason)
        before = tx.schedule.standing(self.visit, self.seen)
        if before.status not in (AppointmentStatus.BOOKED, AppointmentStatus.ARRIVED):
            raise Invalid("visit.over")
        wanted = replace(before, status=AppointmentStatus.CANCELLED, cause=reason)
        return _done(tx, before, tx.schedule.change(wanted, tx.zone, reason))


@dataclass(frozen=True, slots=True)
class AdvanceVisit(Action[Id]):
    """Booked → arrived → in progress → done: one step, on the day of the visit or later."""

    code: ClassVar[str] = "visit.advanced"
    permission: ClassVar[Permission] = Permission.BOOK_VISITS
    topics: ClassVar[frozenset[str]] = _TOPICS

    id: Id
    visit: Id
    seen: int

    def apply(self, tx: Transaction) -> Done[Id]:
        before = tx.schedule.standing(self.visit, self.seen)
        status = following(before.status)
        if before.start.date() > tx.today:
            raise Invalid("visit.not_yet")
        after = tx.schedule.change(replace(before, status=status), tx.zone)
        goes_on(tx, after)
        done = _done(tx, before, after)
        if after.status is not AppointmentStatus.IN_PROGRESS:
            return done
        return replace(done, outgoing=(*done.outgoing, *asked_by_itself(tx, after.patient)))


@dataclass(frozen=True, slots=True)
class MarkNoShow(Action[Id]):
    """Nobody came: a booked visit whose time has begun."""

    code: ClassVar[str] = "visit.no_show"
    permission: ClassVar[Permission] = Permission.BOOK_VISITS
    topics: ClassVar[frozenset[str]] = _TOPICS

    id: Id
    visit: Id
    seen: int

    def apply(self, tx: Transaction) -> Done[Id]:
        before = tx.schedule.standing(self.visit, self.seen)
        if before.status is not AppointmentStatus.BOOKED:
            raise Invalid("visit.not_booked")
        if utc_of(before.start, tx.zone) > tx.now:
            raise Invalid("visit.not_yet")
        wanted = replace(before, status=AppointmentStatus.NO_SHOW)
        return _done(tx, before, tx.schedule.change(wanted, tx.zone))


@dataclass(frozen=True, slots=True)
class RestoreVisit(Action[Id]):
    """Takes back the latest change of a visit: it stands again as `before`, or is cancelled.

    seen: the version that change made. A time that somebody else has booked since is refused as any other.
    """

    code: ClassVar[str] = "visit.restored"
    permission: ClassVar[Permission] = Permission.BOOK_VISITS
    topics: ClassVar[frozenset[str]] = _TOPICS

    id: Id
    visit: Id
    seen: int
    before: Appointment | None

    def apply(self, tx: Transaction) -> Done[Id]:
        standing = tx.schedule.standing(self.visit, self.seen)
        if self.before is None:
            if standing.status is not AppointmentStatus.BOOKED:
                raise Invalid("visit.not_booked")
            wanted = replace(standing, status=AppointmentStatus.CANCELLED)
        else:
            check_before(self.before, standing)
            wanted = replace(
                standing,
                start=self.before.start,
                doctor_id=self.before.doctor_id,
                room=self.before.room,
                status=self.before.status,
                cause=self.before.cause,
            )
        alone = (
            wanted.doctor_id != standing.doctor_id
            and not tx.schedule.was_of(standing, wanted.doctor_id)
            and _alone(tx, standing.patient, wanted.doctor_id)
        )
        after = tx.schedule.change(wanted, tx.zone, alone=alone)
        goes_back(tx, after)
        return _done(tx, standing, after)


@dataclass(frozen=True, slots=True)
class SetWorkingHours(Action[Id]):
    """Sets a doctor's whole week. Another's hours take the right to manage workers."""

    code: ClassVar[str] = "hours.set"
    permission: ClassVar[Permission] = Permission.SET_HOURS
    topics: ClassVar[frozenset[str]] = _TOPICS

    id: Id
    worker: Id
    seen: int
    """The version of the hours that was seen; 0 where there were none."""
    days: tuple[WorkingHours, ...]

    def apply(self, tx: Transaction) -> Done[Id]:
        if self.worker != tx.worker.id and not tx.worker.may(Permission.MANAGE_WORKERS):
            raise Forbidden("forbidden", permission=Permission.MANAGE_WORKERS.value)
        if not tx.accounts.worker(self.worker).receives:
            raise Invalid("visit.doctor")
        days = check_hours(self.days)
        before = tx.hours.week(self.worker)
        version = tx.hours.put(self.worker, self.seen, days)
        return Done(
            self.worker,
            version,
            {"worker": self.worker.hex(), "version": str(version)},
            before=fingerprint(before.days),
            after=fingerprint(days),
        )


def _alone(tx: Transaction, patient: Id, doctor: Id) -> bool:
    """Whether a worker gives a visit to themselves while the card is closed to them. It opens no card, until
    somebody else has a hand in it (the desk marks that the patient came) or a reason was given.
    """
    return doctor == tx.worker.id and tx.access.way(patient) is None


def _done(tx: Transaction, before: Appointment | None, after: Appointment) -> Done[Id]:
    return Done(
        after.id,
        after.version,
        {"visit": after.id.hex(), "patient": after.patient.hex(), "version": str(after.version)},
        before=_print(before) if before else b"",
        after=_print(after),
        outgoing=(Outgoing(after.id, "appointment", written(after, tx.zone)),),
        was=before,
        now=after,
    )


def _print(visit: Appointment) -> bytes:
    """What changed and what not: the names shown beside a visit are not part of it."""
    return fingerprint(replace(visit, patient_name="", doctor=""))
