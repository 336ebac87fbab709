"""«Главная»: what needs attention, the day, and what can be done at once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import Appointment, AttentionRow
from medcab_tui.locale import _
from medcab_tui.ui.home.today import Day, day
from medcab_tui.ui.home.words import mark, preview, status, texts, who
from medcab_tui.ui.shell.dates import age, local
from medcab_tui.ui.shell.filtering import matching
from medcab_tui.ui.shell.hints import working
from medcab_tui.ui.shell.section import SectionScreen
from medcab_tui.ui.verbs import bindings
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.row_list import RowList


class HomeScreen(SectionScreen):
    """Tasks in the order of their urgency; the row under the cursor is told whole below."""

    CSS_PATH = Path(__file__).with_name("home.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("home")]
    place = "home"
    topics = frozenset({"home", "schedule"})

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[AttentionRow, ...] = ()
        self._visits: tuple[Appointment, ...] = ()
        self._cursor = ""

    def compose_view(self, view: str) -> ComposeResult:
        with Vertical(classes="home-main"):
            yield RowList(
                self._columns(wide=view != "summary"),
                empty=lambda: _("Nothing needs your attention. New results and tasks will stand here."),
                classes="home-rows",
            )
            yield Panel(classes="home-preview")
        if view == "summary":
            with Vertical(classes="home-side"):
                yield Panel(classes="home-today")
                yield Panel(classes="home-now")

    def _columns(self, *, wide: bool) -> list[Column]:
        now, zone = self._now(), self.cabinet.surroundings.zone
        found = [
            Column(mark, width=2),
            Column(lambda row: (age(row.since, now), "dim"), width=5, align="right"),
            Column(lambda row: row.title, flex=3, least=18),
            Column(who, width=17),
            Column(status, flex=2, least=14),
        ]
        if wide:
            found.insert(4, Column(lambda row: (row.responsible, "dim"), width=16, needs=100))
            found.insert(
                5,
                Column(
                    lambda row: (f"{local(row.due, zone):%Y-%m-%d}" if row.due else "", "dim"),
                    lambda: "",
                    width=10,
                    needs=90,
                ),
            )
        return found

    async def refresh_view(self, topics: frozenset[str]) -> None:
        if "home" in topics:
            self._rows = await self.cabinet.home.attention()
            self._show_rows()
        if "schedule" in topics and self.view == "summary":
            self._visits = await self.cabinet.schedule.day(self._wall().date())
            self._show_side()

    def on_search(self, text: str) -> None:
        self._show_rows()

    def patient_of_row(self) -> Id | None:
        pane = self._panes.get(self.view)
        rows = pane.query(RowList) if pane else ()
        row: AttentionRow | None = rows.first().painted_row if rows else None
        return row.patient if row is not None else None

    def available(self, action: str) -> bool:
        if action == "open_row":
            return self.patient_of_row() is not None
        if action == "next_attention":
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
        rows, row = self._list, self._row()
        shown = list(rows.rows)
        start = shown.index(row) + 1 if row in shown else 0
        later = [one for one in (*shown[start:], *shown[:start]) if one.attention]
        if later:
            rows.select(later[0].id)
            self.set_focus(rows)

    @on(RowList.Moved)
    def _moved(self) -> None:
        self._show_preview()
        self._show_letters()

    @on(RowList.Opened)
    def _opened(self) -> None:
        self.action_card_of_row()

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        if self._panes:
            self.call_after_refresh(self._show_again)

    def _show_again(self) -> None:
        pane = self._panes.get(self.view)
        if pane is not None and pane.query(".home-preview"):
            self._show_preview()
            self._show_side()

    @property
    def _list(self) -> RowList:
        return self._panes[self.view].query_one(RowList)

    def _row(self) -> AttentionRow | None:
        pane = self._panes.get(self.view)
        rows = pane.query(RowList) if pane else ()
        return rows.first().cursor_row if rows else None

    def _now(self) -> datetime:
        return self.cabinet.surroundings.clock.now()

    def _wall(self) -> datetime:
        return local(self._now(), self.cabinet.surroundings.zone).replace(tzinfo=None)

    def _show_rows(self) -> None:
        pane = self._panes.get(self.view)
        if pane is None or not pane.query(RowList):
            return
        shown = matching(self._rows, self.field.value, texts) if self.view == "search" else self._rows
        waiting = sum(1 for row in shown if row.attention)
        rows = self._list
        rows.set_columns(self._columns(wide=self.view != "summary"))
        title = _("Found {n}") if self.view == "search" else _("Needs attention {n}")
        number = len(shown) if self.view == "search" else waiting
        rows.set_title(title.format(n=number))
        rows.set_rows(shown)
        if self._cursor:
            rows.select(Id(bytes.fromhex(self._cursor)))
            self._cursor = ""
        self._show_preview()
        self.refresh_key_line()

    def _show_preview(self) -> None:
        panel, row = self._panes[self.view].query_one(".home-preview", Panel), self._row()
        if row is None:
            panel.show([], title="")
            return
        width = max(20, (panel.size.width or self.size.width) - 4)
        title, lines = preview(row, self._now(), self.cabinet.surroundings.zone, width)
        panel.show(lines, title=title)

    def _show_side(self) -> None:
        if self.view != "summary":
            return
        pane, today = self._panes["summary"], day(self._visits, self._wall())
        free = _("nobody is booked today")
        panel = pane.query_one(".home-today", Panel)
        lines = today.around(self._room(today)) or (((free, "dim"),),)
        panel.show(
            lines,
            title=_("Today"),
            note=_("taken {n} of {all}").format(n=today.taken, all=today.offered) if today.lines else "",
        )
        self._show_letters()

    def _show_letters(self) -> None:
        """«Можно сразу»: the letters that work on the row under the cursor."""
        pane = self._panes.get("summary")
        if self.view != "summary" or pane is None or not pane.query(".home-now"):
            return
        panel = pane.query_one(".home-now", Panel)
        verbs = [verb for verb in working(self) if verb.letter]
        letters: tuple[Line, ...] = tuple(
            ((f"{verb.shown_keys:<5}", "key"), (_(verb.title), "text")) for verb in verbs
        )
        if letters != panel.lines:
            panel.show(letters, title=_("Can be done at once") if letters else "")

    def _room(self, today: Day) -> int:
        if self.has_class("-stacked"):
            return 3
        return max(3, min(len(today.lines), self.size.height - 14))
