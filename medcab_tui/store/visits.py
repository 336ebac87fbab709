"""Visits as they lie in the store: what belongs to one is read from the rooms it stands in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

import apsw

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.errors import Forbidden, Invalid, Refused, Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Coded
from medcab_tui.domain.rooms import Appointment
from medcab_tui.domain.times import day_in, instant, moment
from medcab_tui.domain.visits import Draft, Lack, Missing, Part, PartKind, Visit, VisitService
from medcab_tui.store import merged, signatures, vitals

MOST: Final = 50
"""Visits of a patient that are listed."""

_VISIT = (
    "v.id, v.version, v.patient, v.doctor, w.surname, w.given, w.patronymic, v.appointment, v.began,"
    " v.closed, v.lacked, v.reason FROM visit v CROSS JOIN worker w ON w.id = v.doctor"
)
_ONE = f"SELECT {_VISIT} WHERE v.id = ? AND v.void = 0"
_OF_PATIENT = (
    f"SELECT {_VISIT} WHERE v.patient = ? AND v.void = 0 ORDER BY v.began DESC, v.id DESC LIMIT {MOST}"
)
_OF_APPOINTMENT = "SELECT id FROM visit WHERE appointment = ? AND void = 0"
_OPEN = (
    "SELECT id FROM visit WHERE doctor = ? AND patient = ? AND closed IS NULL AND void = 0 AND began >= ?"
    " ORDER BY began DESC LIMIT 1"
)
_LASTING = (
    "SELECT id FROM visit INDEXED BY visit_open"
    " WHERE doctor = ? AND patient = ? AND closed IS NULL AND void = 0 ORDER BY began DESC LIMIT 1"
)
_SINCE = (
    "SELECT began FROM visit INDEXED BY visit_by_patient WHERE patient = ? AND void = 0 AND closed IS NULL"
    " ORDER BY began DESC LIMIT 1"
)
_LATEST = (
    "SELECT id FROM visit INDEXED BY visit_by_patient WHERE patient = ? AND doctor = ? AND void = 0"
    " ORDER BY began DESC, id DESC LIMIT 1"
)
_RECORDS = (
    "SELECT e.id, e.at, e.version, e.summary, e.code, e.display, e.dictionary FROM visit_part p"
    " CROSS JOIN encounter e ON e.id = p.object WHERE p.visit = ? AND p.kind = 'record'"
    " AND e.entered_in_error = 0 ORDER BY p.object"
)
_DOCUMENTS = (
    "SELECT d.id, d.title, d.number FROM visit_part p CROSS JOIN document d ON d.id = p.object"
    " WHERE p.visit = ? AND p.kind = 'document' AND d.withdrawn IS NULL ORDER BY p.object"
)
_ORDERS = (
    "SELECT o.id, o.tests, o.ordered, o.status FROM visit_part p CROSS JOIN lab_order o ON o.id = p.object"
    " WHERE p.visit = ? AND p.kind = 'order' AND o.status <> 'withdrawn' ORDER BY p.object"
)
_VITALS = (
    "SELECT m.id FROM visit_part p CROSS JOIN measurement m ON m.id = p.object"
    " WHERE p.visit = ? AND p.kind = 'vitals' AND m.entered_in_error = 0 ORDER BY p.object"
)
_WENT = "SELECT 1 FROM outbox WHERE object = ? AND state IN ('sent', 'accepted', 'registered') LIMIT 1"
_SERVICES = (
    "SELECT id, code, name, count, cost, covered, asked FROM visit_service"
    " WHERE visit = ? AND removed = 0 ORDER BY added, id"
)
_SERVICE = "SELECT visit, removed FROM visit_service WHERE id = ?"
_DRAFTS = "SELECT place, object FROM draft WHERE worker = ? ORDER BY place, object LIMIT 1000"
_LOOSE = (
    "SELECT e.id FROM encounter e CROSS JOIN author a ON a.id = e.author"
    " WHERE e.patient = ? AND e.entered_in_error = 0 AND e.at >= ? AND a.worker = ? AND e.external = 0"
    " AND NOT EXISTS (SELECT 1 FROM visit_part p WHERE p.object = e.id)"
)
_MEASURED = (
    "SELECT m.id FROM measurement m INDEXED BY measurement_by_patient"
    " WHERE m.patient = ? AND m.entered_in_error = 0 AND m.at >= ? AND m.origin = ''"
    " AND NOT EXISTS (SELECT 1 FROM visit_part p WHERE p.object = m.id)"
)
_LASTS_TODAY = (
    "SELECT id FROM visit INDEXED BY visit_by_patient WHERE patient = ? AND void = 0 AND closed IS NULL"
    " AND began >= ? LIMIT 2"
)
_LET_GO = "DELETE FROM visit_part WHERE visit = ?"
_ADD = "INSERT INTO visit (id, patient, doctor, appointment, began) VALUES (?, ?, ?, ?, ?)"
_ADD_PART = "INSERT OR IGNORE INTO visit_part (visit, kind, object) VALUES (?, ?, ?)"
_ADD_SERVICE = (
    "INSERT INTO visit_service (id, visit, code, name, dictionary, count, added) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_REMOVE = "UPDATE visit_service SET removed = ? WHERE id = ?"
_CLOSE = "UPDATE visit SET version = version + 1, closed = ?, lacked = ?, reason = ? WHERE id = ?"
_TOUCH = "UPDATE visit SET version = version + 1 WHERE id = ?"
_TAKES = "UPDATE visit SET version = version + 1, appointment = ? WHERE id = ?"
_VOID = "UPDATE visit SET version = version + 1, void = 1 WHERE id = ?"


class VisitWrites:
    """What an action may do with visits. All are of the worker who acts, but those the desk begins."""

    def __init__(self, connection: apsw.Connection, now: datetime, author: Author, zone: str) -> None:
        self._connection, self._now, self._author, self._zone = connection, now, author, zone

    def standing(self, visit: Id, seen: int, *, own: bool = True) -> Visit:
        """A visit of this worker as it stands; Stale if it moved on, Forbidden if it is another's."""
        found = one(self._connection, visit)
        if own and found.doctor != self._author.worker:
            raise Forbidden("visit.not_own", doctor=found.doctor_name)
        if found.version != seen:
            raise Stale("visit.stale", seen=str(seen), current=str(found.version), author=found.doctor_name)
        return found

    def begin(self, visit: Id, patient: Id, doctor: Id, appointment: Id | None = None) -> Visit:
        """A visit begins now. What the doctor wrote today, and what anybody here measured, belongs to it
        if it is in no visit yet.
        """
        self._connection.execute(_ADD, (visit, patient, doctor, appointment, instant(self._now)))
        since = _midnight(self._now, self._zone)
        for card in merged.person(self._connection, patient):
            for (record,) in self._connection.execute(_LOOSE, (card, since, doctor)).fetchall():
                self._connection.execute(_ADD_PART, (visit, PartKind.RECORD.value, record))
            for (measured,) in self._connection.execute(_MEASURED, (card, since)).fetchall():
                self._connection.execute(_ADD_PART, (visit, PartKind.VITALS.value, measured))
        return one(self._connection, visit)

    def refuse_second(self, patient: Id, appointment: Id | None) -> None:
        """Invalid if this worker's visit of the patient lasts, or if the appointment became one already."""
        became = appointment is not None and of_appointment(self._connection, appointment) is not None
        if became or self._lasting(self._author.worker, patient) is not None:
            raise Invalid("visit.begun")

    def let_in(self, visit: Id, appointment: Appointment) -> None:
        """A patient with an appointment is with the doctor; a visit that lasts without one takes this one."""
        if of_appointment(self._connection, appointment.id) is not None:
            return
        lasting = self._lasting(appointment.doctor_id, appointment.patient)
        if lasting is not None and one(self._connection, lasting).appointment is None:
            self._connection.execute(_TAKES, (appointment.id, lasting))
        else:
            self.begin(visit, appointment.patient, appointment.doctor_id, appointment.id)

    def _lasting(self, doctor: Id, patient: Id) -> Id | None:
        return open_of(self._connection, doctor, patient, self._now, self._zone)

    def of_appointment(self, appointment: Id) -> Visit | None:
        """The visit that an appointment became; None before."""
        found = of_appointment(self._connection, appointment)
        return None if found is None else one(self._connection, found)

    def tie(self, patient: Id, kind: PartKind, part: Id) -> Id | None:
        """What was made just now belongs to the visit that lasts, if there is one today; its id."""
        visit = self._lasting(self._author.worker, patient)
        if visit is not None:
            self._connection.execute(_ADD_PART, (visit, kind.value, part))
        return visit

    def tie_measured(self, patient: Id, part: Id, at: datetime) -> None:
        """What was measured today belongs to the visit of who measured, else to the only one that lasts
        today; what was measured before and is only entered now, to none.
        """
        since = _midnight(self._now, self._zone)
        if instant(at) < since or self.tie(patient, PartKind.VITALS, part) is not None:
            return
        lasting: list[Any] = [
            row
            for card in merged.person(self._connection, patient)
            for row in self._connection.execute(_LASTS_TODAY, (card, since))
        ]
        if len(lasting) == 1:
            self._connection.execute(_ADD_PART, (lasting[0][0], PartKind.VITALS.value, part))

    def void(self, visit: Visit) -> int:
        """It was begun by a slip; Invalid if something was done in it. What was measured before is let go."""
        done = [one for one in visit.parts if not _came_before(visit, one)]
        if done or visit.services or not visit.open:
            raise Invalid("visit.has_parts")
        self._connection.execute(_VOID, (visit.id,))
        self._connection.execute(_LET_GO, (visit.id,))
        return visit.version + 1

    def close(self, visit: Visit, lacked: Iterable[Lack], reason: str) -> int:
        """It is over; what it lacked is kept with the reason."""
        words = " ".join(dict.fromkeys(one.missing.value for one in lacked))
        self._connection.execute(_CLOSE, (instant(self._now), words, reason, visit.id))
        return visit.version + 1

    def reopen(self, visit: Visit) -> int:
        """It lasts again."""
        self._connection.execute(_CLOSE, (None, "", "", visit.id))
        return visit.version + 1

    def add_service(self, visit: Visit, service: Id, code: Coded, count: int) -> int:
        """A service was rendered."""
        row = (service, visit.id, code.code, code.display, code.version, count, instant(self._now))
        self._connection.execute(_ADD_SERVICE, row)
        self._connection.execute(_TOUCH, (visit.id,))
        return visit.version + 1

    def mark_service(self, visit: Visit, service: Id, *, removed: bool) -> int:
        """It was not rendered after all, or was; Refused if there is none such."""
        found = self._connection.execute(_SERVICE, (service,)).fetchone()
        if found is None or found[0] != visit.id or bool(found[1]) is removed:
            raise Refused("visit.service_missing")
        self._connection.execute(_REMOVE, (int(removed), service))
        self._connection.execute(_TOUCH, (visit.id,))
        return visit.version + 1


def _came_before(visit: Visit, part: Part) -> bool:
    return part.kind is PartKind.VITALS and part.at is not None and part.at < visit.began


def one(connection: apsw.Connection, visit: Id) -> Visit:
    """A visit with all that belongs to it; Refused if there is none."""
    found = connection.execute(_ONE, (visit,)).fetchone()
    if found is None:
        raise Refused("visit.missing")
    return _whole(connection, found)


@merged.listed(lambda one: (one.began, one.id), reverse=True)
def of(connection: apsw.Connection, patient: Id) -> tuple[Visit, ...]:
    """A patient's visits, the newest first."""
    return tuple(_whole(connection, row) for row in connection.execute(_OF_PATIENT, (patient,)).fetchall())


def latest(connection: apsw.Connection, doctor: Id, patient: Id) -> Visit | None:
    """The visit of this patient to this doctor that lasts, else the newest one."""
    cards = merged.person(connection, patient)
    lasting: list[Any] = [row for card in cards for row in connection.execute(_LASTING, (doctor, card))]
    found = lasting or [row for card in cards for row in connection.execute(_LATEST, (card, doctor))]
    visits = [one(connection, Id(visit)) for (visit,) in found]
    return max(visits, key=lambda visit: visit.began, default=None)


def lasting_since(connection: apsw.Connection, patient: Id) -> datetime | None:
    """When the latest visit of a patient began that is not closed; None if all are."""
    cards = merged.person(connection, patient)
    found: list[Any] = [row for card in cards for row in connection.execute(_SINCE, (card,))]
    return max((moment(began) for (began,) in found), default=None)


def of_appointment(connection: apsw.Connection, appointment: Id) -> Id | None:
    """The visit that an appointment became."""
    found = connection.execute(_OF_APPOINTMENT, (appointment,)).fetchone()
    return None if found is None else Id(found[0])


def open_of(connection: apsw.Connection, doctor: Id, patient: Id, now: datetime, zone: str) -> Id | None:
    """The visit of this patient to this doctor that began today and lasts.

    One left open earlier stays what it was: nothing of today goes into it.
    """
    since = _midnight(now, zone)
    for one_of in merged.person(connection, patient):
        for (visit,) in connection.execute(_OPEN, (doctor, one_of, since)):
            return Id(visit)
    return None


def _midnight(now: datetime, zone: str) -> int:
    first = datetime.combine(day_in(now, zone), time(), ZoneInfo(zone))
    return instant(first.astimezone(UTC))


def _whole(connection: apsw.Connection, columns: tuple[Any, ...]) -> Visit:
    from medcab_tui.domain.names import initials

    identity, version, patient, doctor, *name, appointment, began, closed, lacked, reason = columns
    visit = Id(identity)
    records = _records(connection, visit)
    about = {patient.hex(), *(one.id.hex() for one in records)}
    return Visit(
        visit,
        version,
        Id(patient),
        Id(doctor),
        initials(*name),
        None if appointment is None else Id(appointment),
        moment(began),
        None if closed is None else moment(closed),
        (
            *records,
            *_documents(connection, visit),
            *_orders(connection, visit),
            *_vitals(connection, visit),
        ),
        tuple(map(_service, connection.execute(_SERVICES, (visit,)))),
        tuple(
            Draft(place, Id(bytes.fromhex(about_what)))
            for place, about_what in connection.execute(_DRAFTS, (doctor,))
            if about_what in about
        ),
        tuple(Missing(word) for word in lacked.split()),
        reason,
    )


def _records(connection: apsw.Connection, visit: Id) -> tuple[Part, ...]:
    rows: list[Any] = connection.execute(_RECORDS, (visit,)).fetchall()
    marks = signatures.marks(connection, [Id(row[0]) for row in rows])
    found = []
    for identity, at, version, summary, code, display, dictionary in rows:
        mark = marks.get(Id(identity))
        coded = Coded(code, display, dictionary) if code is not None else None
        signed = mark is not None and not mark[1].changed_since
        found.append(Part(PartKind.RECORD, Id(identity), summary, moment(at), version, signed, coded))
    return tuple(found)


def _documents(connection: apsw.Connection, visit: Id) -> tuple[Part, ...]:
    return tuple(
        Part(PartKind.DOCUMENT, Id(identity), f"{title} № {number}" if number else title)
        for identity, title, number in connection.execute(_DOCUMENTS, (visit,))
    )


def _orders(connection: apsw.Connection, visit: Id) -> tuple[Part, ...]:
    import json

    found = []
    rows: list[Any] = connection.execute(_ORDERS, (visit,)).fetchall()
    for identity, tests, ordered, status in rows:
        went = status in ("accepted", "done") or connection.execute(_WENT, (identity,)).fetchone() is not None
        words = ", ".join(str(test[1]) for test in json.loads(tests))
        found.append(Part(PartKind.ORDER, Id(identity), words, moment(ordered), sent=went))
    return tuple(found)


def _vitals(connection: apsw.Connection, visit: Id) -> tuple[Part, ...]:
    found: list[Any] = connection.execute(_VITALS, (visit,)).fetchall()
    written = [vitals.one(connection, Id(identity)) for (identity,) in found]
    return tuple(Part(PartKind.VITALS, one.id, at=one.at, measured=one.said) for one in written)


def _service(columns: tuple[Any, ...]) -> VisitService:
    identity, code, name, count, cost, covered, asked = columns
    at = None if asked is None else moment(asked)
    return VisitService(Id(identity), code, name, count, cost, covered, at)
