"""What stands around the list of «Сводка»: today's visits, the load, and what can be done at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.rooms import Appointment
from medcab_tui.domain.schedule import DayLoad
from medcab_tui.locale import _
from medcab_tui.ui.home.load import WEEKS, first_day, lines_of, this_week
from medcab_tui.ui.home.today import Day, day
from medcab_tui.ui.shell.dates import weekday
from medcab_tui.ui.shell.hints import working
from medcab_tui.ui.shell.section import SectionScreen
from medcab_tui.ui.verbs import keys_shown
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.panel import Panel


class Side(SectionScreen):
    """The panels beside and under the list."""

    _visits: tuple[Appointment, ...] = ()
    _days: Sequence[DayLoad] = ()

    async def read_side(self) -> None:
        """Today's visits and the load of four weeks, as far as this worker may see them."""
        if not self.cabinet.worker.may(Permission.READ_SCHEDULE):
            return
        today = self._wall().date()
        self._visits = await self.cabinet.schedule.day(today)
        self._days = await self.cabinet.schedule.load(first_day(today), WEEKS * 7)
        self.show_side()

    def show_side(self) -> None:
        """Paint the panels again."""
        pane = self._panes.get("summary")
        if self.view != "summary" or pane is None or not pane.query(".home-today"):
            return
        wall = self._wall()
        today = day(self._visits, wall)
        lines = self._lines(today) or (((_("nobody is booked today"), "dim"),),)
        pane.query_one(".home-today", Panel).show(
            lines,
            title=_("Today, {weekday}").format(weekday=self._weekday(wall.date())),
            note=self._taken(today),
        )
        load = lines_of(self._days, wall.date())
        pane.query_one(".home-load", Panel).show(load, title=_("Load, four weeks") if load else "")
        self.show_letters()

    def _taken(self, today: Day) -> str:
        """How much of the day is taken: by working hours where there are any."""
        wall = self._wall().date()
        known = next((one for one in self._days if one.day == wall and one.capacity), None)
        taken, offered = (known.booked, known.capacity) if known else (today.taken, today.offered)
        said = [_("taken {n} of {all}").format(n=taken, all=offered)] if offered else []
        if self._in_short and (week := this_week(self._days, wall)):
            said.append(_("the week {load}").format(load=week))
        return " · ".join(said)

    def show_letters(self) -> None:
        """«Можно сразу»: the letters that work on the row under the cursor."""
        pane = self._panes.get("summary")
        if (
            self.view != "summary"
            or pane is None
            or self.has_class("-stacked")
            or not pane.query(".home-now")
        ):
            return  # where panels stack there is no room for it: the key line says the same
        panel = pane.query_one(".home-now", Panel)
        own = self.medcab.own_keys
        verbs = [verb for verb in working(self) if verb.letter]
        letters: tuple[Line, ...] = tuple(
            ((f"{keys_shown(verb, own):<5}", "key"), (_(verb.title), "text")) for verb in verbs
        )
        if letters != panel.lines:
            panel.show(letters, title=_("Can be done at once") if letters else "")

    @property
    def _in_short(self) -> bool:
        """Whether the day has one line, and the load the end of its rule."""
        return self.has_class("-stacked") and self.has_class("-low")

    def _weekday(self, today: date) -> str:
        """With the day of the month where the rule is long enough."""
        return f"{weekday(today)} {today.day}" if self.has_class("-stacked") else weekday(today)

    def _lines(self, today: Day) -> tuple[Line, ...]:
        if self._in_short:
            return (today.in_one_line(),) if today.lines else ()
        return today.around(self._room(today))

    def _room(self, today: Day) -> int:
        if self.has_class("-stacked"):
            return 3
        return max(3, min(len(today.lines), self.size.height - 16))

    def _wall(self) -> datetime:
        """The time on the institution's wall."""
        raise NotImplementedError
