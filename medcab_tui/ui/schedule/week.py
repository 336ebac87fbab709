"""The grid of a week drawn, with a cursor that holds a day and a time."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from medcab_tui.domain.rooms import Appointment, AppointmentStatus
from medcab_tui.locale import _, ngettext
from medcab_tui.ui.home.words import VISITS, short
from medcab_tui.ui.schedule.grid import Grid, live
from medcab_tui.ui.shell.dates import weekday
from medcab_tui.ui.widgets.glyphs import MARK
from medcab_tui.ui.widgets.labels import Labelled
from medcab_tui.ui.widgets.lines import Line, Run, blank, clean, cut, fit, look_of, paint
from medcab_tui.ui.widgets.panel import rule

TIME_WIDTH = 7
DAY_WIDTH = 14
"""Cells a day needs at least; as many days are shown as have room, around the cursor's."""

HEAD = 2


class WeekGrid(Labelled, can_focus=True):
    """Arrows move by day and slot, PgUp and PgDn by week."""

    DEFAULT_CSS = "WeekGrid { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(0, -1)", show=False, id="week.up", tooltip="Earlier"),
        Binding("down", "step(0, 1)", show=False, id="week.down", tooltip="Later"),
        Binding("left", "step(-1, 0)", show=False, id="week.left", tooltip="The day before"),
        Binding("right", "step(1, 0)", show=False, id="week.right", tooltip="The day after"),
        Binding("pageup", "turn(-1)", show=False, id="week.before", tooltip="The week before"),
        Binding("pagedown", "turn(1)", show=False, id="week.after", tooltip="The week after"),
        Binding("home", "today", show=False, id="week.today", tooltip="Today"),
    ]

    class Moved(Message):
        """The cursor stands on another cell."""

    class Turned(Message):
        """Another week is asked for."""

        def __init__(self, weeks: int) -> None:
            super().__init__()
            self.weeks = weeks
            """0 for the present one."""

    def __init__(self) -> None:
        super().__init__()
        self._grid: Grid | None = None
        self._title = self._note = ""
        self._today = date.min
        self.day = self.slot = 0
        self._top = 0
        self._painted: tuple[Appointment, ...] | None = None

    @property
    def found(self) -> tuple[Appointment, ...]:
        """What a verb acts on: the bookings the screen showed under the cursor, when data moved since."""
        return self.standing if self._painted is None else self._painted

    @property
    def standing(self) -> tuple[Appointment, ...]:
        """The bookings that stand under the cursor now, painted or not."""
        return self._grid.at(self.day, self.slot) if self._grid else ()

    @property
    def bookable(self) -> datetime | None:
        """The free time under the cursor."""
        taken = self._grid is None or live(self.found)
        return None if taken or self._grid is None else self._grid.bookable(self.day, self.slot)

    @property
    def state(self) -> str:
        """What an empty cell is: "free", "break", "gone" in the hours, "closed" outside them."""
        if self.bookable is not None:
            return "free"
        if self._grid is None or not self._grid.received(self.day, self.slot):
            return "break" if self._grid and self._grid.paused(self.day, self.slot) else "closed"
        return "gone"

    @property
    def moment(self) -> datetime | None:
        """The day and time under the cursor."""
        if self._grid is None:
            return None
        free = self._grid.bookable(self.day, self.slot)
        return free or datetime.combine(self._grid.days[self.day], self._grid.times[self.slot])

    def show(self, grid: Grid, title: str, note: str, now: datetime) -> None:
        """Show a week; the cursor stays on its day and time, and starts at now."""
        before, first = self.moment, self._grid is None
        taller = self._grid is None or len(self._grid.times) != len(grid.times)
        self._grid, self._title, self._note, self._today = grid, title, note, now.date()
        self.refresh(layout=taller)
        wanted = now if first or before is None else before
        painted = self._painted
        self.place(wanted.weekday(), wanted)
        self._painted = painted if wanted is before else None

    def place(self, day: int, moment: datetime) -> None:
        """The cursor to a day of the week and the slot of a moment, as near as there is one."""
        if self._grid is None:
            return
        self.day = min(max(0, day), len(self._grid.days) - 1)
        self.slot = self._grid.slot_of(time(moment.hour, moment.minute))
        self._follow()

    def action_step(self, days: int, slots: int) -> None:
        if self._grid is None:
            return
        day = self.day + days
        if not 0 <= day < len(self._grid.days):
            self.post_message(self.Turned(1 if days > 0 else -1))
            self.day = 0 if days > 0 else len(self._grid.days) - 1
            return
        self.day = day
        self.slot = min(max(0, self.slot + slots), len(self._grid.times) - 1)
        self._follow()

    def action_turn(self, weeks: int) -> None:
        self.post_message(self.Turned(weeks))

    def action_today(self) -> None:
        self.post_message(self.Turned(0))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if self._grid is None or event.y < HEAD:
            return
        first, count, width = self._days_shown()
        column, slot = (event.x - TIME_WIDTH) // width, self._top + event.y - HEAD
        if event.x >= TIME_WIDTH and column < count and slot < len(self._grid.times):
            self.day, self.slot = first + column, slot
            self._follow()

    def on_resize(self) -> None:
        self._top = 0
        self._follow()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return HEAD + (len(self._grid.times) if self._grid else 1)

    def render_line(self, y: int) -> Strip:
        look, width = look_of(self), self.size.width
        if y == 0:
            line = rule(self._title, self._note, width, focused=self.has_focus, marked=False)
            return paint(look, line, width)
        if self._grid is None:
            return blank(look, width)
        first, count, wide = self._days_shown()
        if y == 1:
            return paint(look, fit(self._heading(first, count, wide), width), width)
        slot = self._top + y - HEAD
        if slot >= len(self._grid.times):
            return blank(look, width)
        strips = [paint(look, ((f" {self._grid.times[slot]:%H:%M} ", "dim"),), TIME_WIDTH)]
        for day in range(first, first + count):
            here = day == self.day and slot == self.slot
            line = fit(self._cell(day, slot, here, wide - 1), wide)
            fill = ("cursor" if self.has_focus else "cursor_dim") if here else "background"
            strips.append(paint(look, line, wide, fill))
        return Strip.join(strips).adjust_cell_length(width, look.style("", "background"))

    def _heading(self, first: int, count: int, wide: int) -> Line:
        assert self._grid is not None  # noqa: S101 - asked for by render_line only
        runs: list[Run] = [(" " * TIME_WIDTH, "")]
        for day in self._grid.days[first : first + count]:
            text = f" {weekday(day)} {day:%m-%d}"
            runs.append((f"{text:<{wide}}", "bold" if day == self._today else "dim"))
        return tuple(runs)

    def _blank(self, day: int, slot: int) -> str:
        """What an empty cell says: · is free, │ a break; nothing stands where nobody can be booked."""
        assert self._grid is not None  # noqa: S101 - asked for by render_line only
        if self._grid.bookable(day, slot) is not None:
            return "·"
        if self._grid.paused(day, slot):
            return "│"
        closed = self._grid.week.days and self._grid.week.on(self._grid.days[day]) is None
        return _("— no reception") if closed and slot == self._top else ""

    def _cell(self, day: int, slot: int, here: bool, width: int) -> Line:
        assert self._grid is not None  # noqa: S101 - asked for by render_line only
        found = self._grid.at(day, slot)
        if here:
            self._painted = found
        start: Run = (MARK, "cursor_mark") if here else (" ", "")
        standing = live(found)
        if len(standing) > 1:
            text = ngettext("‼ {n} booking", "‼ {n} bookings", len(standing)).format(n=len(standing))
            return (start, (text, "bold danger"))
        if not found:
            return (start, (self._blank(day, slot), "dim"))
        one = standing[0] if standing else found[-1]
        glyph, _word, role = VISITS[one.status]
        if one.status is AppointmentStatus.BOOKED:
            return (start, *_name(one, "text", width - 1))
        name_role = "text" if one.status is AppointmentStatus.DONE else role.removeprefix("bold ")
        return (start, *_name(one, name_role, width - 3), (f" {glyph}", role))

    def _days_shown(self) -> tuple[int, int, int]:
        """First day, how many, and the width of each."""
        days = len(self._grid.days) if self._grid else 1
        room = max(DAY_WIDTH, self.size.width - TIME_WIDTH)
        count = min(days, max(1, room // DAY_WIDTH))
        first = min(max(0, self.day - count // 2), days - count)
        return first, count, room // count

    def _follow(self) -> None:
        self._painted = None
        height = max(1, self.size.height - HEAD)
        if self.slot < self._top:
            self._top = self.slot
        elif self.slot >= self._top + height:
            self._top = self.slot - height + 1
        if self._grid is not None:
            self._top = max(0, min(self._top, len(self._grid.times) - height))
        self.refresh()
        self.post_message(self.Moved())


def _name(one: Appointment, role: str, width: int) -> Line:
    """The name without its second initial: there is little room, and the whole stands in the preview."""
    head, _sep, _tail = short(one.patient_name).partition(". ")
    return cut(clean(((f"{head}." if _sep else head, role),)), width)


def week_title(days: tuple[date, ...], *, short: bool = False) -> str:
    """«Неделя 48 · пн 2026-11-23 — сб 2026-11-28»."""
    first, last = days[0], days[-1]
    form = "%m-%d" if short else "%Y-%m-%d"
    return _("Week {n} · {first} — {last}").format(
        n=first.isocalendar().week,
        first=f"{weekday(first)} {first:{form}}",
        last=f"{weekday(last)} {last:{form}}",
    )
