"""«Расписание»: the day, the week as a grid, and a search among the week's bookings. Read-only."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import Appointment
from medcab_tui.locale import _
from medcab_tui.ui.home.words import VISITS
from medcab_tui.ui.schedule.grid import Grid, grid
from medcab_tui.ui.schedule.week import WeekGrid, week_title
from medcab_tui.ui.shell.dates import local, weekday
from medcab_tui.ui.shell.filtering import matching
from medcab_tui.ui.shell.section import SectionScreen
from medcab_tui.ui.verbs import bindings
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.key_line import KeyHint
from medcab_tui.ui.widgets.lines import Line, Run
from medcab_tui.ui.widgets.marks import progress
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.prose import ProsePanel
from medcab_tui.ui.widgets.row_list import RowList


class ScheduleScreen(SectionScreen):
    """One week at a time; what stands under the cursor is told whole below."""

    CSS_PATH = Path(__file__).with_name("schedule.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("schedule")]
    place = "schedule"
    topics = frozenset({"schedule"})

    def __init__(self) -> None:
        super().__init__()
        self._week: tuple[Appointment, ...] = ()
        self._monday: date | None = None
        self._wanted: dict[str, str] = {}

    def compose_view(self, view: str) -> ComposeResult:
        if view == "list":
            yield WeekGrid()
        else:
            yield RowList(
                _columns(dated=view == "search"),
                empty=lambda: _("Nobody is booked. Visits will stand here."),
                classes="schedule-rows",
            )
        with Horizontal(classes="schedule-below"):
            with Vertical():
                yield ProsePanel(classes="schedule-preview")
            if view != "search":
                yield Panel(classes="schedule-load")

    async def refresh_view(self, topics: frozenset[str]) -> None:
        self._week = await self.cabinet.schedule.week(self.monday)
        self._show()

    @property
    def monday(self) -> date:
        """The Monday of the week that is shown."""
        if self._monday is None:
            today = self._wall().date()
            self._monday = today - timedelta(days=today.weekday())
        return self._monday

    def on_search(self, text: str) -> None:
        self._show()

    def focus_view(self, view: str) -> None:
        if view == "list" and view in self._panes:
            self.set_focus(self._panes[view].query_one(WeekGrid))
        else:
            super().focus_view(view)

    def patient_of_row(self) -> Id | None:
        found = self._under_cursor()
        return found[0].patient if found else None

    def available(self, action: str) -> bool:
        return self.patient_of_row() is not None if action == "open_row" else super().available(action)

    def moving(self) -> list[KeyHint]:
        if self.view != "list":
            return []
        return [KeyHint("←→ ↑↓", _("day, time")), KeyHint("PgUp PgDn", _("week"))]

    def action_open_row(self) -> None:
        self.action_card_of_row()

    def place_state(self) -> dict[str, str]:
        state = super().place_state() | {"monday": self.monday.isoformat()}
        weeks = self._panes["list"].query(WeekGrid) if "list" in self._panes else ()
        if weeks and (moment := weeks.first().moment) is not None:
            state["moment"] = moment.isoformat()
        found = self._under_cursor() if self.view != "list" else ()
        return state | ({"row": found[0].id.hex()} if found else {})

    def restore_place(self, state: dict[str, str]) -> None:
        if state.get("monday"):
            self._monday = date.fromisoformat(state["monday"])
        self._wanted = state
        super().restore_place(state)

    @on(RowList.Moved)
    @on(WeekGrid.Moved)
    def _moved(self) -> None:
        self._show_preview()
        self.refresh_key_line()

    @on(RowList.Opened)
    def _opened(self) -> None:
        self.action_card_of_row()

    @on(WeekGrid.Turned)
    def _turned(self, event: WeekGrid.Turned) -> None:
        today = self._wall().date()
        self._monday = (
            self.monday + timedelta(weeks=event.weeks)
            if event.weeks
            else today - timedelta(days=today.weekday())
        )
        self.read_again()

    def _under_cursor(self) -> tuple[Appointment, ...]:
        pane = self._panes.get(self.view)
        if pane is None:
            return ()
        if self.view == "list":
            weeks = pane.query(WeekGrid)
            return weeks.first().found if weeks else ()
        rows = pane.query(RowList)
        row = rows.first().cursor_row if rows else None
        return (row,) if row is not None else ()

    def _wall(self) -> datetime:
        surroundings = self.cabinet.surroundings
        return local(surroundings.clock.now(), surroundings.zone).replace(tzinfo=None)

    def _show(self) -> None:
        pane = self._panes.get(self.view)
        if pane is None:
            return
        week = grid(self.monday, self._week)
        if self.view == "list":
            self._show_week(pane.query_one(WeekGrid), week)
        elif pane.query(RowList):
            self._show_rows(pane.query_one(RowList))
        if self.view != "search" and pane.query(".schedule-load"):
            pane.query_one(".schedule-load", Panel).show(_load(week), title=_("Load"))
        self._show_preview()
        self.refresh_key_line()

    def _show_week(self, shown: WeekGrid, week: Grid) -> None:
        note = _("booked {n} of {all}").format(n=week.taken, all=len(week.days) * len(week.times))
        if week.conflicts:
            note = f"{note} · " + _("to sort out: {n}").format(n=week.conflicts)
        shown.show(week, week_title(week.days), note, self._wall())
        if moment := self._wanted.get("moment"):
            at = datetime.fromisoformat(moment)
            shown.place(at.weekday(), at)
            self._wanted = {}

    def _show_rows(self, rows: RowList) -> None:
        today = self._wall().date()
        if self.view == "summary":
            found = tuple(one for one in self._week if one.start.date() == today)
            title = _("Today {weekday}").format(weekday=f"{weekday(today)} {today:%Y-%m-%d}")
            rows.set_title(title, _("bookings: {n}").format(n=len(found)))
        else:
            found = matching(self._week, self.field.value, _texts)
            rows.set_title(_("Found {n}").format(n=len(found)), week_title(grid(self.monday, ()).days))
        rows.set_rows(found)
        if row := self._wanted.get("row"):
            rows.select(Id(bytes.fromhex(row)))
            self._wanted = {}

    def _show_preview(self) -> None:
        pane = self._panes.get(self.view)
        if pane is None or not pane.query(".schedule-preview"):
            return
        panel, found = pane.query_one(".schedule-preview", Panel), self._under_cursor()
        if not found:
            panel.show([((_("free"), "dim"),)] if self.view == "list" else [], title=self._cell_title())
            return
        panel.show([_booking(one) for one in found], title=self._cell_title(found[0]))

    def _cell_title(self, one: Appointment | None = None) -> str:
        if one is not None:
            return f"{weekday(one.start)} {one.start:%Y-%m-%d %H:%M} · {one.doctor}"
        if self.view != "list":
            return ""
        moment = self._panes["list"].query_one(WeekGrid).moment
        return f"{weekday(moment)} {moment:%Y-%m-%d %H:%M}" if moment else ""


def _columns(*, dated: bool) -> list[Column]:
    day = Column(lambda one: (f"{weekday(one.start)} {one.start:%m-%d}", "dim"), width=8)
    rest = [
        Column(lambda one: (f"{one.start:%H:%M}", "dim"), width=5),
        Column(lambda one: one.patient_name, flex=3, least=16),
        Column(_status, width=16),
        Column(lambda one: (one.reason, "dim"), flex=3, needs=70),
        Column(lambda one: (one.doctor, "dim"), width=16, needs=90),
    ]
    return [day, *rest] if dated else rest


def _status(one: Appointment) -> Run:
    glyph, word, role = VISITS[one.status]
    return (f"{glyph} {_(word) if word else _('booked')}", role)


def _booking(one: Appointment) -> Line:
    minutes = _("{n} min").format(n=one.minutes)
    return (
        (f"{one.start:%H:%M}  ", "dim"),
        (one.patient_name, "bold"),
        ("   ", ""),
        _status(one),
        (f"   {minutes}", "dim"),
        (f"   {one.reason}" if one.reason else "", "text"),
    )


def _texts(one: Appointment) -> tuple[str, ...]:
    return (one.patient_name, one.doctor, one.reason, f"{one.start:%Y-%m-%d %H:%M}", weekday(one.start))


def _load(week: Grid) -> list[Line]:
    lines: list[Line] = []
    for number, day in enumerate(week.days):
        share = week.load(number)
        lines.append(
            ((f"{weekday(day)} ", "dim"), *progress(share, 20), (f" {round(share * 100):>3} %", "text"))
        )
    return lines
