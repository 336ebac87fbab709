"""Visits: booked as wall time in a zone, excluded by the derived instants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import apsw

from medcab_tui.domain import names
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import Appointment, AppointmentStatus
from medcab_tui.domain.times import instant, moment, utc_of

_ADD = (
    "INSERT INTO appointment (id, patient, doctor, wall, zone, minutes, starts, ends, status, reason)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_LIST = (
    "n.id, n.patient, n.wall, n.minutes, n.status, n.reason, p.surname, p.given, p.patronymic,"
    " w.surname, w.given, w.patronymic"
)
_JOINED = "CROSS JOIN patient p ON p.id = n.patient CROSS JOIN worker w ON w.id = n.doctor"
_OWN = (
    f"SELECT {_LIST} FROM appointment n {_JOINED}"
    " WHERE n.doctor = ? AND n.wall >= ? AND n.wall < ? ORDER BY n.wall, n.id LIMIT ?"
)
_ALL = (
    f"SELECT {_LIST} FROM appointment n {_JOINED}"
    " WHERE n.wall >= ? AND n.wall < ? ORDER BY n.wall, n.id LIMIT ?"
)
_HAS_OWN = "SELECT 1 FROM appointment WHERE doctor = ? LIMIT 1"
_NEXT = (
    "SELECT starts, zone FROM appointment WHERE patient = ? AND live = 1 AND starts >= ?"
    " ORDER BY starts LIMIT 1"
)
_MOST = 2_000


@dataclass(frozen=True, slots=True)
class NewAppointment:
    """A visit to be booked: `start` is naive wall time in `zone`."""

    id: Id
    patient: Id
    doctor: Id
    start: datetime
    zone: str
    minutes: int
    status: AppointmentStatus
    reason: str


class ScheduleWrites:
    """What an action may do with visits."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def add_all(self, new: Sequence[NewAppointment]) -> None:
        """Books visits; Invalid appointment.taken if one begins before another of the same doctor ends."""
        try:
            self._connection.executemany(_ADD, (_columns(visit) for visit in new))
        except apsw.ConstraintError as error:
            if "appointment.taken" in str(error):
                raise Invalid("appointment.taken", "start") from error
            if "appointment.room_taken" in str(error):
                raise Invalid("appointment.room_taken", "start") from error
            raise


def between(
    connection: apsw.Connection, worker: Id, start: datetime, end: datetime
) -> tuple[Appointment, ...]:
    """Visits of a worker from one wall time to another; everybody's for one who receives nobody."""
    if connection.execute(_HAS_OWN, (worker,)).fetchone() is not None:
        rows = connection.execute(
            _OWN, (worker, start.isoformat(timespec="seconds"), end.isoformat(timespec="seconds"), _MOST)
        )
    else:
        rows = connection.execute(
            _ALL, (start.isoformat(timespec="seconds"), end.isoformat(timespec="seconds"), _MOST)
        )
    return tuple(_row(columns) for columns in rows)


def next_visit(connection: apsw.Connection, patient: Id, now: datetime) -> tuple[datetime | None, str]:
    """The instant of a patient's next visit and the zone it was booked in."""
    found = connection.execute(_NEXT, (patient, instant(now))).fetchone()
    return (moment(found[0]), found[1]) if found else (None, "")


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
    )


def _row(columns: tuple[Any, ...]) -> Appointment:
    identity, patient, wall, minutes, status, reason, *people = columns
    return Appointment(
        Id(identity),
        Id(patient),
        names.full_name(*people[:3]),
        names.initials(*people[3:]),
        datetime.fromisoformat(wall),
        minutes,
        AppointmentStatus(status),
        reason,
    )
