"""Visits: booked as wall time in a zone, excluded by the derived instants. Reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import apsw
from msgspec.structs import replace

from medcab_tui.domain import names
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.folding import LAST, name_key, name_part
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import Appointment, AppointmentStatus, VisitKind
from medcab_tui.domain.schedule import Booked, Taken
from medcab_tui.domain.times import instant, moment
from medcab_tui.store import merged

_LIST = (
    "n.id, n.patient, n.wall, n.minutes, n.status, n.reason, n.version, n.doctor, n.room, n.kind, n.cause,"
    " p.surname, p.given, p.patronymic, w.surname, w.given, w.patronymic"
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
_OF_PATIENT = (
    f"SELECT {_LIST} FROM appointment n {_JOINED}"
    " WHERE n.patient = ? AND n.wall >= ? AND n.wall < ? ORDER BY n.wall, n.id LIMIT ?"
)
_NAMED = (
    f"SELECT {_LIST} FROM appointment n {_JOINED}"
    " WHERE n.wall >= ? AND n.wall < ? AND p.fold >= ? AND p.fold < ? ORDER BY n.wall, n.id LIMIT ?"
)
_ONE = f"SELECT {_LIST} FROM appointment n {_JOINED} WHERE n.id = ?"
_LASTS = "SELECT 1 FROM visit WHERE appointment = ? AND void = 0 AND closed IS NULL"
_BIRTH = "SELECT birth FROM patient WHERE id = ?"
_BOOKED = (
    "SELECT a.name, r.at FROM revision r CROSS JOIN author a ON a.id = r.author"
    " WHERE r.object = ? AND r.version = 1"
)
_HAS_OWN = "SELECT 1 FROM appointment WHERE doctor = ? LIMIT 1"
_NEXT = (
    "SELECT starts, zone FROM appointment WHERE patient = ? AND live = 1 AND starts >= ?"
    " AND status IN ('booked', 'arrived') ORDER BY starts LIMIT 1"
)
_TAKEN = "SELECT starts, ends FROM appointment WHERE live = 1 AND doctor = ? AND starts > ? AND starts < ?"
_ROOM_TAKEN = (
    "SELECT starts, ends FROM appointment"
    " WHERE live = 1 AND room <> '' AND room = ? AND starts > ? AND starts < ?"
)
_PATIENT_TAKEN = (
    "SELECT starts, ends FROM appointment WHERE live = 1 AND patient = ? AND starts > ? AND starts < ?"
)
_LONGEST = 86_400_000_000
_MOST = 2_000
FOUND = 200
"""Visits that a search gives at most."""


def between(
    connection: apsw.Connection, worker: Id, start: datetime, end: datetime
) -> tuple[Appointment, ...]:
    """Visits of a worker from one wall time to another; everybody's for one who receives nobody."""
    if connection.execute(_HAS_OWN, (worker,)).fetchone() is not None:
        return of_doctor(connection, worker, start, end)
    return _rows(connection, _ALL, (_wall(start), _wall(end), _MOST))


def of_doctor(
    connection: apsw.Connection, doctor: Id, start: datetime, end: datetime
) -> tuple[Appointment, ...]:
    """Visits of one doctor from one wall time to another."""
    return _rows(connection, _OWN, (doctor, _wall(start), _wall(end), _MOST))


def of_patients(
    connection: apsw.Connection, patients: Sequence[Id], start: datetime, end: datetime
) -> tuple[Appointment, ...]:
    """Visits of some patients, the nearest first."""
    found = [
        visit
        for patient in dict.fromkeys(one for asked in patients for one in merged.person(connection, asked))
        for visit in _rows(connection, _OF_PATIENT, (patient, _wall(start), _wall(end), FOUND))
    ]
    return tuple(sorted(found, key=lambda one: (one.start, one.id))[:FOUND])


def named(connection: apsw.Connection, text: str, start: datetime, end: datetime) -> tuple[Appointment, ...]:
    """Visits of everybody whose names begin as typed; for names that too many patients bear."""
    words = [name_part(word) for word in text.split() if name_part(word)]
    first = words[0] if words else ""
    rows = _rows(connection, _NAMED, (_wall(start), _wall(end), first, first + LAST, _MOST))
    return tuple(one for one in rows if _begins(one.patient_name, words))[:FOUND]


def one(connection: apsw.Connection, visit: Id) -> Appointment:
    """A visit by id; Refused if there is none."""
    found = connection.execute(_ONE, (visit,)).fetchone()
    if found is None:
        raise Refused("visit.missing")
    return _row(found)


def lasts(connection: apsw.Connection, appointment: Id) -> bool:
    """Whether the visit that an appointment became is not closed yet."""
    return connection.execute(_LASTS, (appointment,)).fetchone() is not None


def booked(connection: apsw.Connection, visit: Id) -> Booked:
    """A visit with whose it is and who booked it."""
    found = one(connection, visit)
    (birth,) = connection.execute(_BIRTH, (found.patient,)).fetchone() or ("",)
    by, at = connection.execute(_BOOKED, (visit,)).fetchone() or ("", None)
    return Booked(found, date.fromisoformat(birth), by, moment(at) if at is not None else None)


def taken(
    connection: apsw.Connection,
    doctor: Id,
    first: datetime,
    last: datetime,
    *,
    rooms: Sequence[str] = (),
    patient: Id | None = None,
) -> tuple[Taken, ...]:
    """Times between two instants at which the doctor, one of the rooms or the patient is not free."""
    since, until = instant(first) - _LONGEST, instant(last)
    asked: list[tuple[str, object]] = [(_TAKEN, doctor), *((_ROOM_TAKEN, room) for room in rooms if room)]
    if patient is not None:
        asked += [(_PATIENT_TAKEN, one) for one in merged.person(connection, patient)]
    return tuple(
        (moment(starts), moment(ends))
        for query, whose in asked
        for starts, ends in connection.execute(query, (whose, since, until))
        if ends > since + _LONGEST
    )


def _nearest(parts: Sequence[tuple[datetime | None, str]]) -> tuple[datetime | None, str]:
    known = [(at, zone) for at, zone in parts if at is not None]
    return min(known) if known else parts[0]


@merged.across(_nearest)
def next_visit(connection: apsw.Connection, patient: Id, now: datetime) -> tuple[datetime | None, str]:
    """The instant of a patient's next visit and the zone it was booked in."""
    found = connection.execute(_NEXT, (patient, instant(now))).fetchone()
    return (moment(found[0]), found[1]) if found else (None, "")


def midnight(day: date, days: int = 0) -> datetime:
    """The wall time a day begins at, or one that many days later."""
    return datetime(day.year, day.month, day.day) + timedelta(days=days)  # noqa: DTZ001 - wall time


def _begins(name: str, words: Sequence[str]) -> bool:
    parts = name_key(*[*name.split(), "", "", ""][:3]).split()
    return all(any(part.startswith(word) for part in parts) for word in words)


def _wall(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _rows(connection: apsw.Connection, query: str, values: tuple[Any, ...]) -> tuple[Appointment, ...]:
    rows = tuple(_row(columns) for columns in connection.execute(query, values))
    return tuple(_led(connection, row) for row in rows) if merged.exist(connection) else rows


def _led(connection: apsw.Connection, row: Appointment) -> Appointment:
    """A visit that was booked on a card which was merged since is shown as the person's."""
    name = merged.called(connection, row.patient)
    if name is None:
        return row
    stays = merged.standing(connection, row.patient)
    return replace(row, patient=stays, patient_name=names.full_name(*name[:3]))


def _row(columns: tuple[Any, ...]) -> Appointment:
    identity, patient, wall, minutes, status, reason, version, doctor, room, kind, cause, *people = columns
    return Appointment(
        Id(identity),
        Id(patient),
        names.full_name(*people[:3]),
        names.initials(*people[3:]),
        datetime.fromisoformat(wall),
        minutes,
        AppointmentStatus(status),
        reason,
        version,
        Id(doctor),
        room,
        VisitKind(kind) if kind else None,
        cause,
    )
