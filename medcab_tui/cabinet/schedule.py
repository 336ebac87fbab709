"""Schedule: what a worker reads of visits, hours and free times."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.folding import name_part
from medcab_tui.domain.ids import Id
from medcab_tui.domain.names import full_name
from medcab_tui.domain.rooms import NOBODY, Appointment
from medcab_tui.domain.schedule import Booked, DayLoad, Doctor, free_starts
from medcab_tui.domain.schedule_hours import Week
from medcab_tui.domain.times import day_in, utc_of
from medcab_tui.store import schedule, schedule_hours

if TYPE_CHECKING:
    from medcab_tui.store.patient_search import Answer
    from medcab_tui.store.transaction import Connection

AHEAD = 90
"""Days in which a free time is looked for, and visits are found."""

BACK = 30
"""Days back in which visits are found."""

FEW = 50
"""Patients of a search whose visits are looked up one by one."""


class Span(Struct, frozen=True):
    """Some days of one doctor: hours, visits, and the wall times that can still be booked."""

    doctor: Id
    week: Week
    days: tuple[date, ...]
    visits: tuple[Appointment, ...]
    free: tuple[datetime, ...]
    load: tuple[DayLoad, ...]


class Whom(Struct, frozen=True):
    """A patient as the one who books sees them: not more than it takes to tell people apart."""

    id: Id
    name: str
    birth: date
    alike: bool = False
    """Only similar to what was typed, or a namesake of another one found: not to be taken unawares."""


class ScheduleRoom:
    """Visits, hours and free times of every doctor.

    Who neither treats nor books reads when there are visits and with whom, never whose they are nor why.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def _books(self) -> bool:
        return self._desk.worker.may(Permission.BOOK_VISITS)

    def _shown(self, visits: tuple[Appointment, ...]) -> tuple[Appointment, ...]:
        if self._books:
            return visits
        return tuple(replace(one, patient=NOBODY, patient_name="", reason="", cause="") for one in visits)

    async def day(self, day: date) -> tuple[Appointment, ...]:
        """A day's visits by time: the worker's own; everybody's for one who receives nobody."""
        return await self._between(day, 1)

    async def week(self, monday: date) -> tuple[Appointment, ...]:
        """Visits of seven days, by time; whose as `day`."""
        return await self._between(monday, 7)

    async def load(self, first: date, days: int = 7, doctor: Id | None = None) -> tuple[DayLoad, ...]:
        """How full each of some days is: of a doctor, else the worker's own, else of everybody together."""
        own = doctor or (self._desk.worker.id if self._desk.worker.receives else None)
        asked = [first + timedelta(days=number) for number in range(days)]
        return await self._desk.read(
            Permission.READ_SCHEDULE,
            lambda c: schedule_hours.load(
                c, [own] if own else [one.id for one in schedule_hours.doctors(c)], asked
            ),
        )

    async def doctors(self) -> tuple[Doctor, ...]:
        """Who receives patients, by name."""
        return await self._desk.read(Permission.READ_SCHEDULE, schedule_hours.doctors)

    async def hours(self, doctor: Id) -> Week:
        """A doctor's working hours."""
        return await self._desk.read(Permission.READ_SCHEDULE, lambda c: schedule_hours.week(c, doctor))

    async def span(self, doctor: Id, first: date, days: int = 7) -> Span:
        """Some days of a doctor with all that stands in them."""
        zone, now = self._desk.surroundings.zone, self._desk.surroundings.clock.now()
        asked = tuple(first + timedelta(days=number) for number in range(days))
        start, end = schedule.midnight(first), schedule.midnight(first, days)

        def read(c: Connection) -> Span:
            week = schedule_hours.week(c, doctor)
            gone = schedule.taken(c, doctor, utc_of(start, zone), utc_of(end, zone), rooms=_rooms(week))
            free = [at for day in asked for at in free_starts(day, week.on(day), gone, zone=zone, now=now)]
            visits = self._shown(schedule.of_doctor(c, doctor, start, end))
            return Span(doctor, week, asked, visits, tuple(free), schedule_hours.load(c, [doctor], asked))

        return await self._desk.read(Permission.READ_SCHEDULE, read)

    async def free(
        self,
        doctor: Id,
        *,
        since: datetime | None = None,
        minutes: int = 0,
        patient: Id | None = None,
        limit: int = 6,
    ) -> tuple[datetime, ...]:
        """The next wall times at which the doctor, the room and the patient are free; from now or `since`."""
        zone, now = self._desk.surroundings.zone, self._desk.surroundings.clock.now()
        after = utc_of(since, zone) if since is not None else now
        first = (since or schedule.midnight(day_in(now, zone))).date()

        def read(c: Connection) -> tuple[datetime, ...]:
            week = schedule_hours.week(c, doctor)
            begins, ends = (
                utc_of(schedule.midnight(first), zone),
                utc_of(schedule.midnight(first, AHEAD), zone),
            )
            gone = schedule.taken(c, doctor, begins, ends, rooms=_rooms(week), patient=patient)
            found: list[datetime] = []
            for number in range(AHEAD if week.days else 0):
                day = first + timedelta(days=number)
                bounds = (utc_of(schedule.midnight(day), zone), utc_of(schedule.midnight(day, 1), zone))
                near = [one for one in gone if one[1] > bounds[0] and one[0] < bounds[1]]
                found += free_starts(day, week.on(day), near, zone=zone, now=max(now, after), minutes=minutes)
                if len(found) >= limit:
                    break
            return tuple(found[:limit])

        return await self._desk.read(Permission.READ_SCHEDULE, read)

    async def booked(self, visit: Id) -> Booked:
        """A visit with what tells it from another one: whose, booked by whom and when."""
        return await self._desk.read(Permission.BOOK_VISITS, lambda c: schedule.booked(c, visit))

    async def lasts(self, visit: Id) -> bool:
        """Whether a doctor has begun what was booked here and not closed it yet."""
        return await self._desk.read(Permission.BOOK_VISITS, lambda c: schedule.lasts(c, visit))

    async def find(self, text: str, patient: Id | None = None) -> tuple[Appointment, ...]:
        """Visits of a month back and three ahead: of the patients a text means, else of one patient."""
        today = day_in(self._desk.surroundings.clock.now(), self._desk.surroundings.zone)
        start, end = schedule.midnight(today, -BACK), schedule.midnight(today, AHEAD)

        def read(c: Connection) -> tuple[Appointment, ...]:
            if not self._books:
                return ()
            if not text.strip():
                return schedule.of_patients(c, [patient] if patient else [], start, end)
            rows = _meant(c, text, today, FEW).rows
            if len(rows) > FEW:
                return schedule.named(c, text, start, end)
            return schedule.of_patients(c, [row.id for row in rows], start, end)

        return await self._desk.read(Permission.READ_SCHEDULE, read)

    async def whom(self, text: str, limit: int = 6) -> tuple[Whom, ...]:
        """Patients that a text means, to choose one who is to be booked."""
        today = day_in(self._desk.surroundings.clock.now(), self._desk.surroundings.zone)
        answer = await self._desk.read(Permission.BOOK_VISITS, lambda c: _meant(c, text, today, limit))
        found = [*answer.rows[:limit], *answer.similar][:limit]
        bearers = Counter((name_part(row.surname), name_part(row.given)) for row in found)
        return tuple(
            Whom(
                row.id,
                full_name(row.surname, row.given, row.patronymic),
                row.birth,
                row in answer.similar or bearers[name_part(row.surname), name_part(row.given)] > 1,
            )
            for row in found
        )

    async def _between(self, first: date, days: int) -> tuple[Appointment, ...]:
        worker = self._desk.worker.id
        return self._shown(
            await self._desk.read(
                Permission.READ_SCHEDULE,
                lambda c: schedule.between(
                    c, worker, schedule.midnight(first), schedule.midnight(first, days)
                ),
            )
        )


def _meant(connection: Connection, text: str, today: date, limit: int) -> Answer:
    """The patients that a text means. Imported when somebody is looked for: a day is shown without it."""
    from medcab_tui.domain.searching import understand
    from medcab_tui.store import patient_search

    return patient_search.find(connection, understand(text, today), limit)


def _rooms(week: Week) -> tuple[str, ...]:
    return tuple({one.room for one in week.days if one.room})
