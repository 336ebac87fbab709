"""Working hours by weekday, who receives, and how full the days are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, time

import apsw

from medcab_tui.domain import names
from medcab_tui.domain.accounts import RECEIVING
from medcab_tui.domain.errors import Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.schedule import DayLoad, Doctor
from medcab_tui.domain.schedule_hours import Week, WorkingHours
from medcab_tui.store.schedule import midnight

_VERSION = "SELECT version FROM working_week WHERE worker = ?"
_WEEK = (
    "SELECT weekday, opens, closes, minutes, room, pause_from, pause_to FROM working_hours"
    " WHERE worker = ? ORDER BY weekday"
)
_RAISE = (
    "INSERT INTO working_week (worker, version) VALUES (?, ?)"
    " ON CONFLICT (worker) DO UPDATE SET version = excluded.version"
)
_CLEAR = "DELETE FROM working_hours WHERE worker = ?"
_ADD = (
    "INSERT INTO working_hours (worker, weekday, opens, closes, minutes, room, pause_from, pause_to)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_DOCTORS = (
    "SELECT w.id, w.surname, w.given, w.patronymic, w.post FROM worker w INDEXED BY worker_by_name"
    " WHERE w.removed IS NULL AND w.fold >= ''"
    " AND EXISTS (SELECT 1 FROM worker_role r WHERE r.worker = w.id AND r.role IN (?, ?))"
    " ORDER BY w.fold, w.id"
)
_LOAD = "SELECT wall, minutes FROM appointment WHERE doctor = ? AND wall >= ? AND wall < ? AND live = 1"


class HoursWrites:
    """What an action may do with working hours."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def week(self, worker: Id) -> Week:
        """The hours as they stand."""
        return week(self._connection, worker)

    def put(self, worker: Id, seen: int, days: Sequence[WorkingHours]) -> int:
        """Writes a whole week anew; gives its version. Stale if it is not at the one that was seen."""
        current = week(self._connection, worker).version
        if current != seen:
            raise Stale("hours.stale", seen=str(seen), current=str(current))
        self._connection.execute(_RAISE, (worker, current + 1))
        self._connection.execute(_CLEAR, (worker,))
        self._connection.executemany(
            _ADD,
            (
                (
                    worker,
                    one.weekday,
                    _kept(one.opens),
                    _kept(one.closes),
                    one.minutes,
                    one.room,
                    *(map(_kept, one.pause) if one.pause else (None, None)),
                )
                for one in days
            ),
        )
        return current + 1


def week(connection: apsw.Connection, worker: Id) -> Week:
    """A doctor's hours; version 0 if they were never set."""
    found = connection.execute(_VERSION, (worker,)).fetchone()
    if found is None:
        return Week(0, ())
    return Week(
        found[0],
        tuple(
            WorkingHours(
                weekday,
                time.fromisoformat(opens),
                time.fromisoformat(closes),
                minutes,
                room,
                (time.fromisoformat(begins), time.fromisoformat(ends)) if begins and ends else None,
            )
            for weekday, opens, closes, minutes, room, begins, ends in connection.execute(_WEEK, (worker,))
        ),
    )


def doctors(connection: apsw.Connection) -> tuple[Doctor, ...]:
    """Who receives patients, by name."""
    return tuple(
        Doctor(Id(identity), names.initials(*name), post)
        for identity, *name, post in connection.execute(_DOCTORS, tuple(sorted(RECEIVING)))
    )


def load(connection: apsw.Connection, of: Sequence[Id], days: Sequence[date]) -> tuple[DayLoad, ...]:
    """How much of each day is taken, over some doctors; the days follow one another."""
    booked: Counter[date] = Counter()
    room: Counter[date] = Counter()
    bounds = (_at(days[0], 0), _at(days[-1], 1)) if days else ("", "")
    for doctor in of:
        hours = week(connection, doctor)
        for day in days:
            on = hours.on(day)
            room[day] += on.slots if on else 0
        for wall, minutes in connection.execute(_LOAD, (doctor, *bounds)):
            day = date.fromisoformat(wall[:10])
            on = hours.on(day)
            booked[day] += -(-minutes // on.minutes) if on else 1
    return tuple(DayLoad(day, booked[day], room[day]) for day in days)


def _at(day: date, later: int) -> str:
    return midnight(day, later).isoformat(timespec="seconds")


def _kept(at: time) -> str:
    return at.isoformat(timespec="minutes")
