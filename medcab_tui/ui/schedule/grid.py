"""The week as a grid: days across, quarters of an hour down, one cursor. Arithmetic only, no drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from medcab_tui.domain.rooms import Appointment, AppointmentStatus

SLOT = timedelta(minutes=15)
WORKDAYS = 6
"""Monday to Saturday are always shown; Sunday only if somebody is booked."""

DAY_BEGINS, DAY_ENDS = time(9), time(12)
"""What is shown of a week without bookings; bookings outside widen it."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A week's bookings by day and slot."""

    days: tuple[date, ...]
    times: tuple[time, ...]
    cells: dict[tuple[date, time], tuple[Appointment, ...]]

    def at(self, day: int, slot: int) -> tuple[Appointment, ...]:
        """The bookings that stand in a cell; more than one is a conflict."""
        return self.cells.get((self.days[day], self.times[slot]), ())

    @property
    def conflicts(self) -> int:
        """Cells where live bookings meet."""
        return sum(1 for found in self.cells.values() if len(live(found)) > 1)

    @property
    def taken(self) -> int:
        """Slots that somebody is booked into."""
        return sum(1 for found in self.cells.values() if live(found))

    def load(self, day: int) -> float:
        """The booked share of a day, 0 to 1."""
        mine = sum(1 for (when, _), found in self.cells.items() if when == self.days[day] and live(found))
        return mine / len(self.times) if self.times else 0.0


def grid(monday: date, visits: Sequence[Appointment]) -> Grid:
    """The week that begins on this Monday."""
    count = 7 if any(one.start.weekday() == 6 for one in visits) else WORKDAYS
    days = tuple(monday + timedelta(days=number) for number in range(count))
    begins = min((slot_of(one.start) for one in visits), default=DAY_BEGINS)
    ends = max((slot_of(_last(one)) for one in visits), default=DAY_ENDS)
    times = _times(min(begins, DAY_BEGINS), max(ends, DAY_ENDS))
    cells: dict[tuple[date, time], tuple[Appointment, ...]] = {}
    for one in sorted(visits, key=lambda visit: (visit.start, visit.id)):
        moment = one.start
        while moment <= _last(one):
            key = (moment.date(), slot_of(moment))
            cells[key] = (*cells.get(key, ()), one)
            moment += SLOT
    return Grid(days, times, cells)


def live(found: Sequence[Appointment]) -> list[Appointment]:
    """Those that take the time: cancelled ones and no-shows don't."""
    gone = (AppointmentStatus.CANCELLED, AppointmentStatus.NO_SHOW)
    return [one for one in found if one.status not in gone]


def slot_of(moment: datetime) -> time:
    """The quarter of an hour a moment lies in."""
    return time(moment.hour, moment.minute // 15 * 15)


def _last(one: Appointment) -> datetime:
    """The beginning of the last slot of a booking, on its own day."""
    end = one.start + timedelta(minutes=max(one.minutes, 1) - 1)
    last = end if end.date() == one.start.date() else one.start
    return one.start + (last - one.start) // SLOT * SLOT


def _times(first: time, last: time) -> tuple[time, ...]:
    start, end = first.hour * 4 + first.minute // 15, last.hour * 4 + last.minute // 15
    return tuple(time(number // 4, number % 4 * 15) for number in range(start, end + 1))
