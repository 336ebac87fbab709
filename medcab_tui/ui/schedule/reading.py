"""What Schedule has read: whose week is shown, which day of it, and what the cursor stands on."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from medcab_tui.cabinet.schedule import Span
from medcab_tui.domain.accounts import author_of
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import Appointment
from medcab_tui.domain.schedule import Doctor
from medcab_tui.ui.schedule.day import Moment
from medcab_tui.ui.schedule.grid import live
from medcab_tui.ui.schedule.week import WeekGrid
from medcab_tui.ui.shell.dates import local
from medcab_tui.ui.shell.section import SectionScreen
from medcab_tui.ui.widgets.row_list import RowList


class Reading(SectionScreen):
    """A week of one doctor, of which one day is the present one."""

    def __init__(self) -> None:
        super().__init__()
        self._doctor: Doctor | None = None
        self._doctors: tuple[Doctor, ...] = ()
        self._day: date | None = None
        self._span: Span | None = None
        self._found: tuple[Appointment, ...] = ()
        self._goto: datetime | None = None
        """Where the cursor is to go when the week has been read."""

    @property
    def day(self) -> date:
        """The day that is shown."""
        return self._day or self.wall().date()

    @property
    def monday(self) -> date:
        """The Monday of the week that is shown."""
        return self.day - timedelta(days=self.day.weekday())

    @property
    def doctor(self) -> Doctor | None:
        """Whose visits are shown."""
        return self._doctor

    def wall(self) -> datetime:
        """The clock on the institution's wall."""
        surroundings = self.cabinet.surroundings
        return local(surroundings.clock.now(), surroundings.zone).replace(tzinfo=None)

    async def read_week(self) -> None:
        """The doctors, and the shown week of the shown one; the worker's own where they receive."""
        if not self._doctors:
            self._doctors = await self.cabinet.schedule.doctors()
        if self._doctor is None:
            self._doctor = self._own() or (self._doctors[0] if self._doctors else None)
        if self._doctor is not None:
            self._span = await self.cabinet.schedule.span(self._doctor.id, self.monday)

    def turn_to(self, at: datetime) -> None:
        """Show the day of a moment, with the cursor on it."""
        self._day, self._goto = at.date(), at
        self.read_again()

    def show_doctor(self, doctor: Id) -> None:
        """Show somebody else's week."""
        found = next((one for one in self._doctors if one.id == doctor), None)
        if found is not None and found != self._doctor:
            self._doctor, self._span = found, None
            self.read_again()

    # Under the cursor, as it was painted.

    @property
    def rows(self) -> RowList | None:
        """The list of the shown view, if it has one."""
        pane = self._panes.get(self.view)
        lists = pane.query(RowList) if pane is not None else ()
        return lists.first() if lists else None

    @property
    def weeks(self) -> WeekGrid | None:
        """The grid of the shown view, if it has one."""
        pane = self._panes.get(self.view)
        grids = pane.query(WeekGrid) if pane is not None else ()
        return grids.first() if grids else None

    @property
    def visits(self) -> tuple[Appointment, ...]:
        """The visits a verb may mean."""
        if self.weeks is not None:
            return self.weeks.found
        row = self.rows.painted_row if self.rows is not None else None
        return (row.visit,) if isinstance(row, Moment) and row.visit is not None else ()

    @property
    def standing(self) -> tuple[Appointment, ...]:
        """The visits that stand under the cursor now, painted or not: what the preview tells of."""
        if self.weeks is not None:
            return self.weeks.standing
        row = self.rows.cursor_row if self.rows is not None else None
        return (row.visit,) if isinstance(row, Moment) and row.visit is not None else ()

    @property
    def visit(self) -> Appointment | None:
        """The visit a verb acts on: one that takes its time before one that doesn't."""
        return next(iter((*live(self.visits), *reversed(self.visits))), None)

    @property
    def slot(self) -> datetime | None:
        """The free time under the cursor."""
        if self.weeks is not None:
            return self.weeks.bookable
        row = self.rows.painted_row if self.rows is not None else None
        return row.at if isinstance(row, Moment) and row.visit is None else None

    @property
    def moment(self) -> datetime:
        """The time the cursor stands at."""
        if self.weeks is not None and self.weeks.moment is not None:
            return self.weeks.moment
        row = self.rows.painted_row if self.rows is not None else None
        return row.at if isinstance(row, Moment) else datetime.combine(self.day, self.wall().time())

    def _own(self) -> Doctor | None:
        worker = self.cabinet.worker
        if not worker.receives:
            return None
        author = author_of(worker)
        return Doctor(author.worker, author.name, author.post)
