"""Schedule: visits by day and week."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.rooms import Appointment
from medcab_tui.store import schedule


class ScheduleRoom:
    """The worker's own visits; everybody's for one who receives nobody."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def day(self, day: date) -> tuple[Appointment, ...]:
        """Visits of a day, by time."""
        return await self._between(day, 1)

    async def week(self, monday: date) -> tuple[Appointment, ...]:
        """Visits of seven days, by time."""
        return await self._between(monday, 7)

    async def _between(self, first: date, days: int) -> tuple[Appointment, ...]:
        start = datetime.combine(first, time())
        worker = self._desk.worker.id
        return await self._desk.read(
            Permission.READ_SCHEDULE,
            lambda c: schedule.between(c, worker, start, start + timedelta(days=days)),
        )
