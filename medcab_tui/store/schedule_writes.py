"""Visits: what actions write. The table itself refuses two visits at one time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

import apsw
from msgspec import Struct

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.errors import Invalid, Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import Appointment, AppointmentStatus, VisitKind
from medcab_tui.domain.times import instant, utc_of
from medcab_tui.store import revisions, schedule
from medcab_tui.store.authors import number_of

SHAPE = 1
"""Of the editions of a visit."""

_ADD = (
    "INSERT INTO appointment (id, patient, doctor, wall, zone, minutes, starts, ends, status, reason, room,"
    " kind) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_CHANGE = (
    "UPDATE appointment SET version = ?, doctor = ?, wall = ?, zone = ?, minutes = ?, starts = ?, ends = ?,"
    " status = ?, reason = ?, room = ?, kind = ?, cause = ? WHERE id = ?"
)
_AROUND = "starts < ? AND starts > ? AND ends > ? AND id <> ? ORDER BY starts LIMIT 1"
_CLASHES = {
    "appointment.room_taken": (
        f"SELECT id FROM appointment WHERE live = 1 AND room <> '' AND room = ? AND {_AROUND}"
    ),
    "appointment.patient_taken": f"SELECT id FROM appointment WHERE live = 1 AND patient = ? AND {_AROUND}",
    "appointment.taken": f"SELECT id FROM appointment WHERE live = 1 AND doctor = ? AND {_AROUND}",
}
_DOCTOR = "SELECT doctor FROM appointment WHERE id = ?"
_FROM = "SELECT json_extract(body, '$.from') FROM revision WHERE object = ? AND version = ?"
_LONGEST = 86_400_000_000
_LAST_AUTHOR = (
    "SELECT a.name FROM revision r CROSS JOIN author a ON a.id = r.author"
    " WHERE r.object = ? AND r.version = ?"
)


class NewAppointment(Struct, frozen=True):
    """A visit to be booked: `start` is naive wall time in `zone`."""

    id: Id
    patient: Id
    doctor: Id
    start: datetime
    zone: str
    minutes: int
    status: AppointmentStatus
    reason: str
    room: str = ""
    kind: VisitKind | None = None


class ScheduleWrites:
    """What an action may do with visits."""

    def __init__(self, connection: apsw.Connection, now: datetime, author: Author) -> None:
        self._connection = connection
        self._now = now
        self._author = author

    def add_all(self, new: Sequence[NewAppointment]) -> None:
        """Adds visits as they are known; Invalid if two of a doctor, a room or a patient would overlap."""
        try:
            self._connection.executemany(_ADD, (_columns(visit) for visit in new))
        except apsw.ConstraintError as error:
            raise _refusal(error) from error

    def book(self, new: NewAppointment, *, alone: bool = False) -> Appointment:
        """Adds one visit in its first edition; Invalid names the visit that stands in the way, as `other`.

        alone: who books it gives it to themselves, and the card is closed to them: it lets nobody in.
        """
        try:
            self._connection.execute(_ADD, _columns(new))
        except apsw.ConstraintError as error:
            raise self._clash(error, new) from error
        return self._edition(new.id, new.zone, "", alone=alone)

    def standing(self, visit: Id, seen: int) -> Appointment:
        """How a visit stands; Stale if it moved on since."""
        found = schedule.one(self._connection, visit)
        if found.version != seen:
            told = self._connection.execute(_LAST_AUTHOR, (visit, found.version)).fetchone()
            author = told[0] if told else ""
            raise Stale("visit.stale", seen=str(seen), current=str(found.version), author=author)
        return found

    def one(self, visit: Id) -> Appointment:
        """A visit as it stands."""
        return schedule.one(self._connection, visit)

    def was_of(self, standing: Appointment, doctor: Id) -> bool:
        """Whether the edition that stands took the visit from this doctor."""
        found = self._connection.execute(_FROM, (standing.id, standing.version)).fetchone()
        return found is not None and found[0] == doctor.hex()

    def change(self, wanted: Appointment, zone: str, reason: str = "", *, alone: bool = False) -> Appointment:
        """Writes the next edition of a visit that was read as `standing`. alone: as in `book`."""
        whole = NewAppointment(
            wanted.id,
            wanted.patient,
            wanted.doctor_id,
            wanted.start,
            zone,
            wanted.minutes,
            wanted.status,
            wanted.reason,
            wanted.room,
            wanted.kind,
        )
        identity, _patient, *rest = _columns(whole)
        before = Id(self._connection.execute(_DOCTOR, (identity,)).get)
        try:
            self._connection.execute(_CHANGE, (wanted.version + 1, *rest, wanted.cause, identity))
        except apsw.ConstraintError as error:
            raise self._clash(error, whole) from error
        taken = before if before != wanted.doctor_id else None
        return self._edition(wanted.id, zone, reason, alone=alone, taken=taken)

    def _edition(
        self, visit: Id, zone: str, reason: str, *, alone: bool, taken: Id | None = None
    ) -> Appointment:
        kept = schedule.one(self._connection, visit)
        author = number_of(self._connection, self._author)
        body = _kept(written(kept, zone), self._author.worker if alone else None, taken)
        row = (visit, kept.version, author, instant(self._now), reason, SHAPE, body)
        revisions.add_all(self._connection, [row])
        return kept

    def _clash(self, error: apsw.ConstraintError, new: NewAppointment) -> Invalid:
        refusal = _refusal(error)
        starts = instant(utc_of(new.start, new.zone))
        ends = starts + new.minutes * 60_000_000
        whose = {"room": new.room, "patient": new.patient}.get(refusal.field or "", new.doctor)
        bounds = (ends, starts - _LONGEST, starts, new.id)
        other = self._connection.execute(_CLASHES[refusal.code], (whose, *bounds)).fetchone()
        return _refusal(error, other[0].hex() if other else "")


def written(visit: Appointment, zone: str) -> str:
    """A visit as its editions and the outbox keep it."""
    return json.dumps(
        {
            "patient": visit.patient.hex(),
            "doctor": visit.doctor_id.hex(),
            "wall": visit.start.isoformat(timespec="seconds"),
            "zone": zone,
            "minutes": visit.minutes,
            "room": visit.room,
            "status": visit.status.value,
            "kind": visit.kind.value if visit.kind else "",
            "reason": visit.reason,
            "cause": visit.cause,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _kept(body: str, alone: Id | None, taken: Id | None) -> str:
    """What is written of a visit, with what only its editions keep: who gave it to themselves, from whom."""
    more = {"alone": alone.hex() if alone else "", "from": taken.hex() if taken else ""}
    said = {name: value for name, value in more.items() if value}
    return body if not said else json.dumps({**json.loads(body), **said}, ensure_ascii=False)


def _refusal(error: apsw.ConstraintError, other: str = "") -> Invalid:
    """What a trigger of ours refused, in our words; anything else is a fault and goes on as it was."""
    said = str(error)
    if "appointment.room_taken" in said:
        return Invalid("appointment.room_taken", "room", other=other)
    if "appointment.patient_taken" in said:
        return Invalid("appointment.patient_taken", "patient", other=other)
    if "appointment.taken" in said:
        return Invalid("appointment.taken", "start", other=other)
    raise error


def _columns(visit: NewAppointment) -> tuple[object, ...]:
    starts = utc_of(visit.start, visit.zone)
    return (
        visit.id,
        visit.patient,
        visit.doctor,
        visit.start.isoformat(timespec="seconds"),
        visit.zone,
        visit.minutes,
        instant(starts),
        instant(starts + timedelta(minutes=visit.minutes)),
        visit.status.value,
        visit.reason,
        visit.room,
        visit.kind.value if visit.kind else "",
    )
