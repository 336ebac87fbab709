"""«Главная»: what needs attention, the day, and what can be done at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.timer import Timer

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Refused
from medcab_tui.domain.home import may_accept, may_mark
from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.patients import Observation
from medcab_tui.domain.rooms import AttentionRow, TaskState
from medcab_tui.locale import _
from medcab_tui.ui.home.answering import Answering
from medcab_tui.ui.home.groups import by_state, counts, group_of, summary
from medcab_tui.ui.home.listing import choices, columns, orders, readers
from medcab_tui.ui.home.opening import open_source
from medcab_tui.ui.home.preview import has_exchange, heading, leads_to, lines_of, opens
from medcab_tui.ui.home.side import Side
from medcab_tui.ui.home.words import texts
from medcab_tui.ui.shell.dates import local
from medcab_tui.ui.shell.filter_lines import sifted
from medcab_tui.ui.shell.filtering import matching
from medcab_tui.ui.verbs import bindings
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.rail import NARROW, WIDE
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.soon import soon

MOST, WHOLE = 200, 1000
"""Rows that are read for «Сводка», of more than which the title says so; and for «Список», of each state."""

AHEAD = 40
"""Rows whose trends are read before the cursor comes to them."""

LOW, CALM = 30, 36
"""Lines of a screen under which the preview is told in few lines: beside the day, and above it."""

RULES = 11
"""Cells of a title's line that neither title nor note has."""

ROOMY = 140
"""Columns of a screen from which a line beside the day has room for all it says."""

MINUTE = 60.0
"""Seconds after which ages, limits and postponed rows are looked at again."""


class HomeScreen(Side, Answering):
    """Tasks in the order of their urgency; the row under the cursor is told whole below."""

    CSS_PATH = Path(__file__).with_name("home.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("home")]
    place = "home"
    topics = frozenset({"home", "schedule"})

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[AttentionRow, ...] = ()
        self._trends: dict[Id, tuple[Observation, ...]] = {}
        self._exchanges: dict[Id, tuple[AttentionRow, ...]] = {}
        self._cursor = ""
        self._undone = False
        self._minute: Timer | None = None
        self._asked: object = None

    def compose_view(self, view: str) -> ComposeResult:
        with Vertical(classes="home-main"):
            if view == "list":
                from medcab_tui.ui.shell.filters import FilterBar

                yield FilterBar("home", choices, orders)
            yield RowList(
                self._columns(view == "summary"),
                empty=lambda: _("Nothing needs your attention. New results and tasks will stand here."),
                markable=may_accept,
                in_bulk=may_mark,
                classes="home-rows",
            )
            yield Panel(classes="home-preview")
            if view == "summary":
                yield Panel(classes="home-load")
        if view == "summary":
            with Vertical(classes="home-side"):
                yield Panel(classes="home-today")
                yield Panel(classes="home-now")

    def on_mount(self) -> None:
        super().on_mount()
        self._minute = self.set_interval(MINUTE, self._minute_passed, name="home-minute")

    def _minute_passed(self) -> None:
        """What was postponed comes back, what was fresh gets late: time alone changes what is shown."""
        if self.medcab.session is not None and self.is_current:
            self.medcab.read_menu_again()
            self.changed(self.topics)

    async def refresh_view(self, topics: frozenset[str]) -> None:
        if "home" in topics:
            self._rows = await self._read_rows()
            self._exchanges.clear()
            self._show_rows()
            self._read_trends()
        if "schedule" in topics and self.view == "summary":
            await self.read_side()

    async def _read_rows(self) -> tuple[AttentionRow, ...]:
        """What stands in «Сводка»; for the list and its search everything, finished long since too."""
        home = self.cabinet.home
        if self.view == "summary":
            return await home.attention(MOST)
        waiting = await home.attention(WHOLE)
        done = await home.page(TaskState.DONE, limit=WHOLE)
        return (*(row for row in waiting if row.state is not TaskState.DONE), *done)

    def on_search(self, text: str) -> None:
        self._show_rows()

    def patient_of_row(self) -> Id | None:
        row = self._painted()
        return row.patient if row is not None else None

    def available(self, action: str) -> bool:
        if action == "open_row":
            row = self._painted()
            return row is not None and bool(opens(row))
        if action == "open_source":
            row = self._painted()
            return row is not None and has_exchange(row) and bool(leads_to(row))
        if action in ("next_attention", "previous_attention"):
            return any(row.attention for row in self._rows)
        return super().available(action)

    def place_state(self) -> dict[str, str]:
        row = self._row()
        return super().place_state() | {"row": row.id.hex() if row is not None else ""}

    def restore_place(self, state: dict[str, str]) -> None:
        self._cursor = state.get("row", "")
        super().restore_place(state)

    def action_next_attention(self) -> None:
        """To the next row that waits for somebody, round the end."""
        self._attend(1)

    def action_previous_attention(self) -> None:
        """To the one before, round the beginning."""
        self._attend(-1)

    def _attend(self, step: int) -> None:
        rows, row = self.rows, self._row()
        shown: Sequence[AttentionRow] = rows.rows[::step]
        start = shown.index(row) + 1 if row in shown else 0
        later = [one for one in (*shown[start:], *shown[:start]) if one.attention]
        if later:
            rows.select(later[0].id)
            self.set_focus(rows)

    @on(RowList.Moved)
    def _moved(self) -> None:
        self._show_preview()
        self.show_letters()

    @on(RowList.Marked)
    def _marked(self) -> None:
        self.refresh_key_line()
        self.show_letters()

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        if isinstance(event.row, AttentionRow):
            self._open(event.row)

    def _open(self, row: AttentionRow) -> None:
        """Where Enter leads: the messages of a message, the source of everything else."""
        if has_exchange(row):
            self.run_worker(self.open_exchange(row), group="sheet")
        else:
            self._follow(row)

    def _follow(self, row: AttentionRow) -> None:
        if self.medcab.session is not None:
            self.medcab.session.attended = row
        open_source(self.medcab, row, self._zone())

    def action_open_source(self) -> None:
        """What a message is about."""
        row = self._painted()
        if row is not None:
            self._follow(row)

    async def action_view_applications(self) -> None:
        """«Список» with nothing but what patients ask for."""
        from medcab_tui.domain.preferences import Wanted
        from medcab_tui.ui.shell.filters import FilterBar

        self.show_view("list")
        pane = await self.built("list")
        pane.query_one(FilterBar).want(Wanted((("kind", NoticeKind.APPLICATION.value),)))

    def on_filter_bar_changed(self) -> None:
        """The list is narrowed or ordered another way."""
        self._show_rows()

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        for pane in self._panes.values():
            for rows in pane.query(".home-rows").results(RowList):
                rows.set_columns(self._columns(pane.id == "view-summary"))
        if self._panes:
            self.call_after_refresh(self._show_again)

    def _columns(self, summary: bool) -> list[Column]:
        """Beside the day of a screen that is not wide there is no room for everybody's age."""
        close = summary and not self.has_class("-stacked") and self.size.width < ROOMY
        return columns(self._now, self._zone, wide=not summary, close=close)

    def _show_again(self) -> None:
        pane = self._panes.get(self.view)
        if pane is not None and pane.query(".home-preview"):
            self._show_preview()
            self.show_side()

    def _row(self) -> AttentionRow | None:
        rows = self.shown_list
        return rows.cursor_row if rows is not None else None

    def _painted(self) -> AttentionRow | None:
        rows = self.shown_list
        return rows.painted_row if rows is not None else None

    def _now(self) -> datetime:
        return self.cabinet.surroundings.clock.now()

    def _zone(self) -> str:
        return self.cabinet.surroundings.zone

    def _wall(self) -> datetime:
        return local(self._now(), self._zone()).replace(tzinfo=None)

    def _show_rows(self) -> None:
        pane = self._panes.get(self.view)
        rows = self.shown_list
        if pane is None or rows is None:
            return
        now, zone = self._now(), self._zone()
        stays = None if self._cursor else self._next_of_moved(rows)
        told = lambda row: texts(row, now, zone)  # noqa: E731 - one and the same for search and filter
        waiting = sum(1 for row in self._rows if row.attention)
        if self.view == "summary":
            title = _("Needs attention {n}").format(n=f"{waiting}+" if waiting >= MOST else waiting)
            rows.set_title(title, counts(self._rows, self._room_wide() - len(title) - RULES))
            rows.set_rows(summary(self._rows))
        elif self.view == "list":
            from medcab_tui.ui.shell.filters import FilterBar

            bar = pane.query_one(FilterBar)
            shown = sifted(self._rows, bar.wanted, readers(), told=told, orders=orders())
            bar.show_found(len(shown))
            title = _("Tasks {n}").format(n=len(shown))
            rows.set_title(title, counts(shown, self._room_wide() - len(title) - RULES))
            self._fill(shown if bar.wanted.order else by_state(shown), bar.wanted)
        else:
            found = matching(self._rows, self.field.value, told)
            rows.set_title(_("Found {n}").format(n=len(found)))
            self._fill(found, self.field.value)
        if self._cursor:
            self._go_back_to(Id(bytes.fromhex(self._cursor)))
        elif stays is not None:
            rows.stand_on(stays)
        self._show_preview()
        self.refresh_key_line()

    def _go_back_to(self, row: Id) -> None:
        """The cursor to a row; to one that stands again after undoing with what is above it in view too."""
        self.rows.select(row)
        if self._undone:
            self.rows.show_from_top()
        self._cursor, self._undone = "", False

    def _next_of_moved(self, rows: RowList) -> Id | None:
        """The row the cursor goes to when its own was answered elsewhere and now stands in another group: the
        next one, which stands where it did. None if the cursor may stay on its row.
        """
        bar = self.filter_bar
        now = {row.id: group_of(row) for row in self._rows}
        was = rows.cursor_row
        if was is None or now.get(was.id) in (None, group_of(was)) or (bar is not None and bar.wanted.order):
            return None
        held = rows.rows
        here = held.index(was)
        after = (*held[here + 1 :], *reversed(held[:here]))
        return next((row.id for row in after if now.get(row.id) == group_of(row)), None)

    def returning(self, acted: Sequence[AttentionRow]) -> Callable[[], None]:
        first = acted[0].id

        def back() -> None:
            """The list may or may not have been read again already."""
            held = next((row for row in self.rows.rows if row.id == first), None)
            self._undone = True
            if held is not None and group_of(held) == group_of(acted[0]):
                self._go_back_to(first)
            else:
                self._cursor = first.hex()

        return back

    def _fill(self, shown: Sequence[Any], asked: object) -> None:
        """The rows that were asked for: those that another question let in are not announced as new."""
        self.rows.set_rows(shown, arrived=asked == self._asked)
        self._asked = asked

    def _show_preview(self) -> None:
        pane = self._panes.get(self.view)
        if pane is None or not pane.query(".home-preview"):
            return
        panel, row = pane.query_one(".home-preview", Panel), self._row()
        if row is None:
            panel.show([], title="")
            return
        width = max(20, (panel.size.width or self._room_wide()) - 4)
        trend = self._trends.get(row.id, ())
        if row.result is not None and not trend:
            self._read_trends(row)
        low = self.size.height < (CALM if self.has_class("-stacked") else LOW)
        exchange = self._exchanges.get(row.id, ())
        if row.thread is not None and not exchange:
            soon(self, self._fetch_exchange, row, group="exchange", exclusive=True)
        lines = lines_of(row, trend, self._now(), self._zone(), width, low=low, exchange=exchange)
        panel.show(lines, title=heading(row))

    def _room_wide(self) -> int:
        """Cells of the middle, before anything was laid out: without menu and side."""
        beside = 37 if self.view == "summary" and not self.has_class("-stacked") else 0
        return self.size.width - (NARROW if self.has_class("-narrow") else WIDE) - beside

    def _read_trends(self, *rows: AttentionRow) -> None:
        """Read the last values of these results, else of the first that wait: the cursor finds them there."""
        if not self.cabinet.worker.may(Permission.READ_CARD):
            return
        asked = [
            (row.patient, row.result)
            for row in rows or self._rows[:AHEAD]
            if row.result is not None and row.patient is not None
        ]
        if asked:
            soon(self, self._fetch_trends, asked, group="trend", exclusive=not rows)

    async def _fetch_trends(self, asked: Sequence[tuple[Id, Observation]]) -> None:
        before = self._trends.copy()
        self._trends |= await self.cabinet.home.trends(asked)
        row = self._row()
        if row is not None and self._trends.get(row.id) != before.get(row.id):
            self._show_preview()

    async def _fetch_exchange(self, row: AttentionRow) -> None:
        try:
            self._exchanges[row.id] = await self.cabinet.home.thread(row.id)
        except Refused:
            return  # taken back meanwhile: the next read of the list tells
        if self._row() == row:
            self._show_preview()
