"""The week as a grid: days across, times down, one cursor. Arithmetic only, no drawing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from msgspec import Struct, field

from medcab_tui.domain.rooms import Appointment
from medcab_tui.domain.schedule import LIVE
from medcab_tui.domain.schedule_hours import SLOT, Week

WORKDAYS = 6
"""Monday to Saturday are always shown; Sunday only if the doctor receives or somebody is booked."""

DAY_BEGINS, DAY_ENDS = 9 * 60, 12 * 60
"""What is shown of a week without hours and bookings, in minutes of the day."""

_DAY = 24 * 60


class Grid(Struct, frozen=True):
    """A week's bookings and free times by day and slot."""

    days: tuple[date, ...]
    times: tuple[time, ...]
    step: int
    """Minutes between two lines."""
    cells: dict[tuple[int, int], tuple[Appointment, ...]]
    free: dict[tuple[int, int], datetime]
    """The time that would be booked in a cell."""
    week: Week = field(default_factory=lambda: Week(0, ()))

    def at(self, day: int, slot: int) -> tuple[Appointment, ...]:
        """The bookings that stand in a cell; more than one live is a conflict."""
        return self.cells.get((day, slot), ())

    def bookable(self, day: int, slot: int) -> datetime | None:
        """The free time a cell stands for."""
        return self.free.get((day, slot))

    def received(self, day: int, slot: int) -> bool:
        """Whether a cell lies in the doctor's hours, break excluded."""
        hours = self.week.on(self.days[day])
        if hours is None:
            return False
        at = self.times[slot]
        return any(begins <= at < ends for begins, ends in hours.spans)

    def paused(self, day: int, slot: int) -> bool:
        """Whether a cell lies in the doctor's break."""
        hours = self.week.on(self.days[day])
        pause = hours.pause if hours else None
        return pause is not None and pause[0] <= self.times[slot] < pause[1]

    @property
    def conflicts(self) -> int:
        """Cells where live bookings meet."""
        return sum(1 for found in self.cells.values() if len(live(found)) > 1)

    def slot_of(self, at: time) -> int:
        """The line a time stands in; the last one for what is later than all."""
        begins = _minutes(self.times[0])
        return min(max(0, (_minutes(at) - begins) // self.step), len(self.times) - 1)


def grid(
    monday: date, visits: Sequence[Appointment], week: Week | None = None, free: Sequence[datetime] = ()
) -> Grid:
    """The week that begins on this Monday."""
    week = week or Week(0, ())
    sunday = any(one.start.weekday() == 6 for one in visits) or any(one.weekday == 6 for one in week.days)
    days = tuple(monday + timedelta(days=number) for number in range(7 if sunday else WORKDAYS))
    step = min((one.minutes for one in week.days), default=SLOT)
    begins = [_minutes(one.start.time()) for one in visits] + [_minutes(one.opens) for one in week.days]
    ends = [_last(one) for one in visits] + [_minutes(one.closes) for one in week.days]
    if not week.days:
        begins, ends = [*begins, DAY_BEGINS], [*ends, DAY_ENDS]
    first = min(begins) // step * step if not week.days else _aligned(min(begins), week, step)
    times = tuple(time(at // 60, at % 60) for at in range(first, min(max(ends), _DAY), step))
    made = Grid(days, times, step, {}, {}, week)
    for one in sorted(visits, key=lambda visit: (visit.start, visit.id)):
        day = (one.start.date() - monday).days
        for slot in range(made.slot_of(one.start.time()), _slot(made, _last(one) - 1) + 1):
            if 0 <= day < len(days):
                made.cells[day, slot] = (*made.cells.get((day, slot), ()), one)
    for at in free:
        day = (at.date() - monday).days
        if 0 <= day < len(days):
            made.free.setdefault((day, made.slot_of(at.time())), at)
    return made


def live(found: Sequence[Appointment]) -> list[Appointment]:
    """Those that take the time: cancelled ones and no-shows don't."""
    return [one for one in found if one.status in LIVE]


def _aligned(first: int, week: Week, step: int) -> int:
    """The first line, on a whole number of steps from when the earliest day opens."""
    opens = min(_minutes(one.opens) for one in week.days)
    return opens - -(-(opens - first) // step) * step if first < opens else opens


def _slot(made: Grid, at: int) -> int:
    return made.slot_of(time(at // 60, at % 60))


def _last(one: Appointment) -> int:
    """When a booking ends, in minutes of its own day."""
    return min(_minutes(one.start.time()) + max(one.minutes, 1), _DAY)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
