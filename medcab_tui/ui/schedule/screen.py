"""«Расписание»: the day, the week as a grid, and visits found by their patients."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from medcab_tui.domain.ids import Id
from medcab_tui.domain.schedule import DayLoad
from medcab_tui.locale import _
from medcab_tui.ui.schedule.acting import Acting
from medcab_tui.ui.schedule.day import Moment, columns, moments, nearest, of_visits
from medcab_tui.ui.schedule.grid import grid
from medcab_tui.ui.schedule.week import WeekGrid, week_title
from medcab_tui.ui.schedule.words import moment, summary_of, told
from medcab_tui.ui.shell.dates import weekday
from medcab_tui.ui.verbs import Verb, bindings
from medcab_tui.ui.widgets.key_line import KeyHint
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.plot_small import bar
from medcab_tui.ui.widgets.prose import ProsePanel
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.soon import soon
from medcab_tui.ui.widgets.window import Note

if TYPE_CHECKING:
    from textual.message import Message

    from medcab_tui.domain.rooms import Appointment
    from medcab_tui.ui.exports.offered import Offered
    from medcab_tui.ui.shell.filters import Choice

NARROW = 100
"""Cells of a screen under which the dates of a week are told without their year."""


class ScheduleScreen(Acting):
    """One doctor, one week at a time; what stands under the cursor is told whole below."""

    CSS_PATH = Path(__file__).with_name("schedule.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("schedule")]
    place = "schedule"
    topics = frozenset({"schedule"})

    def __init__(self) -> None:
        super().__init__()
        self._wanted: dict[str, str] = {}
        self._begun = False

    def compose_view(self, view: str) -> ComposeResult:
        if view == "list":
            yield WeekGrid()
        else:
            from medcab_tui.ui.shell.filters import FilterBar

            yield FilterBar("schedule", self._choices, text=False)
            yield RowList(
                columns(dated=view == "search"),
                key=lambda row: row.key,
                empty=self._empty_search if view == "search" else self._empty_day,
                classes="schedule-rows",
            )
        with Horizontal(classes="schedule-below"):
            with Vertical():
                yield ProsePanel(classes="schedule-preview")
            if view != "search":
                yield Panel(classes="schedule-load")

    async def refresh_view(self, topics: frozenset[str]) -> None:
        await self.read_week()
        if not self._begun:
            self._begun, self._goto = True, self._goto or self.wall()
        if self.view == "search":
            await self._find()
        self._show()

    def on_search(self, text: str) -> None:
        soon(self, self._search, group="find")

    async def _search(self) -> None:
        await self._find()
        if self.view == "search":
            self._show()

    async def _find(self) -> None:
        pinned = self.medcab.pinned
        found = await self.cabinet.schedule.find(self.field.value, pinned.id if pinned else None)
        self._found = found

    def focus_view(self, view: str) -> None:
        if view == "list" and view in self._panes:
            self.set_focus(self._panes[view].query_one(WeekGrid))
        else:
            super().focus_view(view)

    @property
    def listed(self) -> bool:
        return bool(self._visits_shown())

    async def to_export(self) -> Offered:
        from medcab_tui.ui.schedule.exporting import schedule_offered

        days = {"summary": (self.day, self.day), "list": (self.monday, self.monday + timedelta(days=6))}
        return schedule_offered(
            self._visits_shown(),
            days.get(self.view),
            self.doctor.name if self.doctor is not None and self.view != "search" else "",
            self._filter_words(),
        )

    def _visits_shown(self) -> tuple[Appointment, ...]:
        """The visits of the day, of the week or found, as they are narrowed."""
        if self.view == "list":
            return self._span.visits if self._span is not None else ()
        if self.rows is None:
            return ()
        return tuple(row.visit for row in self.rows.rows if isinstance(row, Moment) and row.visit is not None)

    def _filter_words(self) -> list[str]:
        from medcab_tui.ui.shell.filter_lines import words_of_filter

        bar = self.filter_bar
        said = words_of_filter(bar.wanted, self._choices(), ()) if bar is not None else []
        words = self.field.value.strip() if self.view == "search" else ""
        return [f"«{words}»", *said] if words else said

    def patient_of_row(self) -> Id | None:
        return self.visit.patient if self.visit is not None else None

    def word_for(self, verb: Verb) -> str:
        return _("put down") if self.carried is not None and verb.id == "row.open" else super().word_for(verb)

    def moving(self) -> list[KeyHint]:
        if self.carried is not None:
            return [KeyHint("Esc", _("let go"), action="back")]
        if self.view == "list":
            return [KeyHint("←→ ↑↓", _("day, time")), KeyHint("PgUp PgDn", _("week"))]
        return [KeyHint("←→", _("day"))] if self.view == "summary" else []

    def action_open_row(self) -> None:
        """Puts down what is carried; else opens the card of a visit, or the sheet of a free time."""
        if self.carried is not None:
            self.call_later(self.put_down)
        elif self.visit is not None:
            self.action_card_of_row()
        else:
            self.call_later(self.action_book_visit)

    def action_back(self) -> None:
        if self.carried is not None and not self.field.has_focus:
            self.let_go()
        else:
            super().action_back()

    def action_turn_day(self, days: int) -> None:
        """Another day, in the list of one."""
        if self.view == "summary":
            self._day = self.day + timedelta(days=days)
            self.read_again()

    def action_today(self) -> None:
        """Back to this day, at this time."""
        self.turn_to(self.wall())

    def place_state(self) -> dict[str, str]:
        state = super().place_state() | {"day": self.day.isoformat()}
        if self.doctor is not None:
            state["doctor"] = self.doctor.id.hex()
        if self.weeks is not None and self.weeks.moment is not None:
            state["moment"] = self.weeks.moment.isoformat()
        elif self.visit is not None:
            state["row"] = self.visit.id.hex()
        return state

    def restore_place(self, state: dict[str, str]) -> None:
        if state.get("day"):
            self._day = date.fromisoformat(state["day"])
        if state.get("moment"):
            self._goto = datetime.fromisoformat(state["moment"])
        self._wanted = state
        super().restore_place(state)

    async def read_week(self) -> None:
        await super().read_week()
        if wanted := self._wanted.pop("doctor", ""):
            self.show_doctor(Id(bytes.fromhex(wanted)))

    @on(RowList.Moved)
    @on(WeekGrid.Moved)
    def _moved(self) -> None:
        self.meeting = ()
        self.show_preview()
        self.refresh_key_line()

    @on(RowList.Opened)
    def _opened(self) -> None:
        self.action_open_row()

    @on(WeekGrid.Turned)
    def _turned(self, event: WeekGrid.Turned) -> None:
        if not event.weeks:
            self.action_today()
            return
        self._day = self.day + timedelta(weeks=event.weeks)
        self.read_again()

    # Showing.

    def _show(self) -> None:
        pane, span = self._panes.get(self.view), self._span
        if pane is None:
            return
        if self.view == "list" and self.weeks is not None:
            self._show_week(self.weeks)
        elif self.rows is not None:
            self._show_rows(self.rows)
        if self.view != "search" and span is not None and pane.query(".schedule-load"):
            lines = [_load(one) for one in span.load if one.capacity or one.booked]
            soon = summary_of([at for at in span.free if at >= self.wall()], self.wall().date())
            lines += [((soon, "dim"),)] if soon else []
            pane.query_one(".schedule-load", Panel).show(lines, title=_("Load") if lines else "")
        self.show_preview()
        self.call_after_refresh(self._refresh_key_line_if_here)  # verbs act on what was painted

    def _show_week(self, shown: WeekGrid) -> None:
        span = self._span
        week = grid(self.monday, span.visits, span.week, span.free) if span else grid(self.monday, ())
        said = [self.doctor.name if self.doctor else "", _booked(span.load if span else ())]
        if week.conflicts:
            said.append(_("to sort out: {n}").format(n=week.conflicts))
        shown.show(
            week,
            week_title(week.days, short=self.size.width < NARROW),
            " · ".join(part for part in said if part),
            self.wall(),
        )
        if self._goto is not None:
            at, self._goto = self._goto, None
            shown.place(at.weekday(), at)

    def _show_rows(self, rows: RowList) -> None:
        if self.view == "search":
            found = self._narrowed(of_visits(self._found))
            rows.set_title(_("Found {n}").format(n=len(found)), _("a month back, three ahead"))
            rows.set_rows(found)
        else:
            lines = self._narrowed(moments(self._span, self.day) if self._span else [])
            today = _("Today {weekday}") if self.day == self.wall().date() else "{weekday}"
            title = today.format(weekday=f"{weekday(self.day)} {self.day:%Y-%m-%d}")
            rows.set_title(f"{title} · {self.doctor.name}" if self.doctor else title, self._day_note())
            rows.set_rows(lines)
            if self._goto is not None:
                at, self._goto = self._goto, None
                row = nearest(rows.rows, at, self._span) if self._span else None
                if row is not None:
                    rows.select(row.key)
                    rows.show_from_top()
        if wanted := self._wanted.pop("row", ""):
            rows.select(Id(bytes.fromhex(wanted)))

    def _narrowed(self, rows: Sequence[Moment | Note]) -> list[Moment | Note]:
        from medcab_tui.ui.schedule.narrowing import narrowed

        bar = self.filter_bar
        if bar is None:
            return list(rows)
        kept = narrowed(rows, bar.wanted)
        bar.show_found(len(kept))
        return kept

    def _choices(self) -> tuple[Choice, ...]:
        from medcab_tui.ui.schedule.narrowing import choices

        shown = self._found if self.view == "search" else self._span.visits if self._span else ()
        return choices(shown)

    def on_filter_bar_changed(self, event: Message) -> None:
        """Other visits are wanted."""
        event.stop()
        self._show()

    def turn_to(self, at: datetime) -> None:
        """No filter hides where the cursor is sent to."""
        self.widen()
        super().turn_to(at)

    def _day_note(self) -> str:
        return _booked([one for one in self._span.load if one.day == self.day] if self._span else [])

    def show_preview(self) -> None:
        pane = self._panes.get(self.view)
        if pane is None or not pane.query(".schedule-preview"):
            return
        panel = pane.query_one(".schedule-preview", Panel)
        if self.carried is not None:
            panel.show(self._carrying(self.carried.patient_name), title=_("Moving a visit"))
        elif found := self.standing:
            panel.show([line for one in found for line in told(one)], title=moment(found[0].start))
        elif self.weeks is not None or self.slot is not None:
            panel.show([((self._free_words(), "dim"),)], title=moment(self.moment))
        else:
            panel.show([], title="")

    def _carrying(self, who: str) -> list[Line]:
        if self.meeting:
            return list(self.meeting)
        assert self.carried is not None  # noqa: S101 - asked for by show_preview only
        way: Line = (
            (who, "bold"),
            (f"  {moment(self.carried.start)} → ", "dim"),
            (moment(self.moment), "text") if self.slot is not None else (_("not a free time"), "warning"),
        )
        return [
            way,
            ((_("Enter puts it down on a free time"), "dim"),),
            ((_("с/c finds the next one, Esc lets go"), "dim"),),
        ]

    def _free_words(self) -> str:
        if self._span is not None and not self._span.week.days:
            return _("No working hours are set. и/b sets them.")
        state = self.weeks.state if self.weeks is not None else "free"
        return {
            "free": _("free · з/p books"),
            "break": _("break"),
            "gone": _("this time has passed, or is too short"),
            "closed": _("outside working hours"),
        }[state]

    def _empty_day(self) -> str:
        if self._narrowing:
            return _("No such visits. Esc takes the filter away.")
        if self.doctor is None:
            return _("Nobody receives patients yet. A worker who is a clinician will stand here.")
        if self._span is None or not self._span.week.days:
            return _("No working hours are set. и/b sets them; then there are free times here.")
        if self._span.week.on(self.day) is None:
            return _("No reception on this day. с/c goes to the next free time.")
        return _("No free time is left on this day. с/c goes to the next one.")

    @property
    def _narrowing(self) -> bool:
        return self.filter_bar is not None and self.filter_bar.active

    def _empty_search(self) -> str:
        if self._narrowing:
            return _("No such visits. Esc takes the filter away.")
        if self.field.value.strip():
            return _("No visits of such patients. Clear the field with Esc, or book one: с/c, then з/p.")
        return _("Type a patient's name: visits of a month back and three months ahead.")


def _booked(load: Sequence[DayLoad]) -> str:
    booked, room = sum(one.booked for one in load), sum(one.capacity for one in load)
    if not room:
        return _("bookings: {n}").format(n=booked) if booked else ""
    return _("booked {n} of {all}").format(n=booked, all=room)


def _load(one: DayLoad) -> Line:
    said = f" {one.booked}/{one.capacity}" if one.capacity else f" {one.booked}"
    return bar((f"{weekday(one.day)} ", "dim"), one.share, said, width=20, room=8)
