"""Which times are free, and what may become of a visit. Pure: the moment is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import Appointment, AppointmentStatus
from medcab_tui.domain.schedule_hours import Week, WorkingHours, told
from medcab_tui.domain.times import utc_of

Taken = tuple[datetime, datetime]
"""A time that is gone, from and to, aware."""

FOLLOWING: Final = {
    AppointmentStatus.BOOKED: AppointmentStatus.ARRIVED,
    AppointmentStatus.ARRIVED: AppointmentStatus.IN_PROGRESS,
    AppointmentStatus.IN_PROGRESS: AppointmentStatus.DONE,
}
"""What one key makes of a visit."""

LIVE: Final = frozenset(AppointmentStatus) - {AppointmentStatus.CANCELLED, AppointmentStatus.NO_SHOW}
"""States in which a visit takes its time."""


class Doctor(Struct, frozen=True):
    """Somebody who receives patients."""

    id: Id
    name: str
    """Surname and initials."""
    post: str


class Booked(Struct, frozen=True):
    """A visit with what tells two bookings apart: whose, and who booked it when. Unknown if it was loaded."""

    visit: Appointment
    birth: date
    by: str
    at: datetime | None


class DayLoad(Struct, frozen=True):
    """How much of a day is taken, in visits of the usual length."""

    day: date
    booked: int
    capacity: int

    @property
    def share(self) -> float:
        """From 0 to 1; a day without hours that somebody is booked into is full."""
        return min(1.0, self.booked / self.capacity) if self.capacity else float(self.booked > 0)


def once(wall: datetime, zone: str) -> bool:
    """Whether the clock on the wall shows this time exactly once: not skipped, not repeated."""
    return _skipped(wall, zone) is False and _repeated(wall, zone) is False


def check_wall(wall: datetime, zone: str, field: str = "start") -> None:
    """Refuses a time the clock skips or shows twice, since nobody could say when that visit is."""
    if _skipped(wall, zone):
        raise Invalid("visit.gap", field)
    if _repeated(wall, zone):
        raise Invalid("visit.twice", field)


def check_booking(start: datetime, minutes: int, week: Week, zone: str, now: datetime) -> None:
    """A time to come, which exists once and lies within the doctor's hours. Raises Invalid."""
    check_wall(start, zone)
    if utc_of(start, zone) < now:
        raise Invalid("visit.past", "start")
    hours = week.on(start.date())
    if hours is None:
        raise Invalid("visit.no_reception" if week.days else "hours.missing", "start")
    if not hours.fits(start, minutes):
        raise Invalid("visit.outside_hours", "start", hours=told(hours))


def free_starts(
    day: date,
    hours: WorkingHours | None,
    taken: Iterable[Taken],
    *,
    zone: str,
    now: datetime,
    minutes: int = 0,
) -> tuple[datetime, ...]:
    """The wall times of a day at which a visit of that length (the usual one) could still be booked."""
    if hours is None:
        return ()
    gone = list(taken)
    length = timedelta(minutes=minutes or hours.minutes)
    found = []
    for wall in _starts(day, hours, minutes or hours.minutes):
        if not once(wall, zone):
            continue
        begins = utc_of(wall, zone)
        if begins >= now and not any(begins < end and begins + length > start for start, end in gone):
            found.append(wall)
    return tuple(found)


def following(status: AppointmentStatus) -> AppointmentStatus:
    """What comes after a state; Invalid if nothing does."""
    if status not in FOLLOWING:
        raise Invalid("visit.over")
    return FOLLOWING[status]


def check_before(before: Appointment, after: Appointment) -> None:
    """Whether one change of ours can have made `after` of `before`; Invalid if not."""
    stepped = FOLLOWING.get(before.status) is after.status or after.status not in LIVE
    moved = before.status is after.status is AppointmentStatus.BOOKED
    same = replace(after, version=before.version, status=before.status, cause=before.cause)
    if moved:
        same = replace(
            same, start=before.start, doctor_id=before.doctor_id, doctor=before.doctor, room=before.room
        )
    if (
        before.version != after.version - 1
        or before.status not in LIVE
        or not (stepped or moved)
        or same != before
    ):
        raise Invalid("visit.not_before")


def _starts(day: date, hours: WorkingHours, minutes: int) -> Iterator[datetime]:
    for begins, ends in hours.spans:
        moment, last = datetime.combine(day, begins), datetime.combine(day, ends)
        while moment + timedelta(minutes=minutes) <= last:
            yield moment
            moment += timedelta(minutes=hours.minutes)


def _skipped(wall: datetime, zone: str) -> bool:
    back = utc_of(wall, zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    return back != wall.replace(fold=0)


def _repeated(wall: datetime, zone: str) -> bool:
    there = ZoneInfo(zone)
    early = wall.replace(tzinfo=there, fold=0).astimezone(UTC)
    late = wall.replace(tzinfo=there, fold=1).astimezone(UTC)
    return late > early
