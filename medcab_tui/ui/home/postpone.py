"""Until when? Typed in words and told back at once, or one of four moments by its digit."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, ClassVar, Final, cast

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.home import check_postponed
from medcab_tui.domain.times import utc_of
from medcab_tui.domain.when import moment_meant
from medcab_tui.locale import _
from medcab_tui.ui.shell.dates import local, weekday
from medcab_tui.ui.verbs import FORM, bindings
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.widgets.lines import Line, wrap
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.top import SearchField
from medcab_tui.ui.words import words_of

if TYPE_CHECKING:
    from medcab_tui.cabinet.surroundings import Surroundings
    from medcab_tui.ui.app import MedcabApp

MORNING: Final = time(9)
PATIENCE: Final = 1.0
"""Seconds to wait for the field to take what was typed into it."""


class Moment(Struct, frozen=True):
    """One of the moments offered. `wall`: on the institution's wall, naive."""

    id: int
    name: str
    wall: datetime


def offered(wall: datetime) -> tuple[Moment, ...]:
    """What is offered at this wall time, each later than the one before: an hour, tomorrow, Monday, a week.

    Where two would be one and the same day, the later one goes on to a day that is none of them.
    """
    today = wall.date()

    def morning(days: int) -> datetime:
        return datetime.combine(today + timedelta(days=days), MORNING)

    to_monday = 7 - today.weekday()
    third = (
        Moment(3, _("Monday at 9:00"), morning(to_monday))
        if to_monday > 1
        else Moment(3, _("the day after tomorrow"), morning(2))
    )
    fourth = (
        Moment(4, _("in a week"), morning(7)) if to_monday < 7 else Moment(4, _("in two weeks"), morning(14))
    )
    return (
        Moment(1, _("in an hour"), wall + timedelta(hours=1)),
        Moment(2, _("tomorrow at 9:00"), morning(1)),
        third,
        fourth,
    )


class Postpone(ModalScreen[datetime | None], inherit_bindings=False):
    """Asks until when; gives an aware moment, or None. `typed`: what was typed here before."""

    AUTO_FOCUS = ""
    place = FORM
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(FORM)]
    DEFAULT_CSS = """
    Postpone { align: center middle; background: $medcab-background 60%; }
    Postpone > Vertical { width: 76; max-width: 100%; height: auto; padding: 0 1;
        background: $medcab-background; }
    Postpone SearchField, Postpone SearchField:focus { width: 1fr; padding: 0 1; margin: 1 0 0 0; }
    Postpone #postpone-said { margin-bottom: 1; }
    Postpone RowList { height: auto; }
    """

    def __init__(self, about: str, typed: str = "") -> None:
        super().__init__()
        self._about = about
        self.typed = typed

    @property
    def medcab(self) -> MedcabApp:
        """The app, by its own type."""
        return cast("MedcabApp", self.app)

    @property
    def field(self) -> SearchField:
        """Where the moment is typed; the arrows move the choices under it."""
        return self.query_one(SearchField)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Panel(id="postpone-about")
            yield SearchField(_("tomorrow, 2w, mon 9:00, in 3 days, 15:30, 2026-12-01 9:00"))
            yield Panel(id="postpone-said", indent=1)
            yield RowList(
                [
                    Column(lambda row: (str(row.id), "key"), width=1),
                    Column(lambda row: row.name, width=22),
                    Column(lambda row: (shown(row.wall), "dim"), width=20),
                ],
                title=_("Or by digit"),
                lit=True,
            )
            yield KeyLine()

    def on_mount(self) -> None:
        width = min(76, self.app.size.width) - 6
        lines: list[Line] = [
            ((line, "text"),) for part in self._about.splitlines()[:6] for line in wrap(part, max(20, width))
        ]
        self.query_one("#postpone-about", Panel).show(lines, title=_("Postpone until…"))
        rows, field = self.query_one(RowList), self.field
        rows.can_focus = False
        rows.set_rows(offered(self._wall()))
        field.drives = rows
        with self.prevent(Input.Changed):
            field.value = self.typed
        field.cursor_position = len(self.typed)
        self.set_focus(field)
        self._echo()
        self.query_one(KeyLine).show(
            [
                KeyHint("1–4, ↑↓", _("choose")),
                KeyHint("Enter", _("postpone"), action="save"),
                KeyHint("Esc", _("back"), action="back"),
            ]
        )

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        chosen = self._by_digit()
        if chosen is not None:
            self.query_one(RowList).select(chosen.id)
        self._echo()

    @on(RowList.Moved)
    def _moved(self) -> None:
        self._echo()

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        event.stop()
        if isinstance(event.row, Moment):
            self._give(utc_of(event.row.wall, self._around.zone))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._take()

    async def action_save(self) -> None:
        """The same by the key of every sheet; letters pressed before it may still be on their way."""
        reached = asyncio.Event()
        if self.field.call_later(reached.set):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(reached.wait(), PATIENCE)
        self._take()

    def _take(self) -> None:
        """What is typed; where nothing is, the moment under the cursor."""
        try:
            self._give(self._meant())
        except Invalid as invalid:
            self._say(words_of(invalid).whole, "danger")

    def action_back(self) -> None:
        """Nothing happens; what was typed is there the next time."""
        self.typed = self.field.value
        self.dismiss(None)

    def _meant(self) -> datetime:
        """Invalid if what is typed is no moment."""
        text, rows = self.field.value.strip(), self.query_one(RowList)
        chosen = self._by_digit() if text else rows.cursor_row
        if chosen is not None:
            return utc_of(chosen.wall, self._around.zone)
        return moment_meant(text, self._around.clock.now(), self._around.zone)

    def _by_digit(self) -> Moment | None:
        """The choice with the digit that alone is typed."""
        text = self.field.value.strip()
        return next((one for one in self.query_one(RowList).rows if str(one.id) == text), None)

    def _echo(self) -> None:
        """«→ пн 2026-11-30 09:00» under the field, letter by letter."""
        try:
            until = self._meant()
        except Invalid:
            self._say("→ …", "dim")
            return
        wall = local(until, self._around.zone)
        ahead = until > self._around.clock.now()
        self._say(f"→ {shown(wall)}", "bold accent" if ahead else "danger")

    def _say(self, text: str, role: str) -> None:
        self.query_one("#postpone-said", Panel).show([((text, role),)])

    def _give(self, until: datetime) -> None:
        try:
            check_postponed(until, self._around.clock.now())
        except Invalid as invalid:
            self._say(words_of(invalid).whole, "danger")
            return
        self.typed = ""
        self.dismiss(until)

    @property
    def _around(self) -> Surroundings:
        cabinet = self.medcab.cabinet
        if cabinet is None:
            raise RuntimeError("a sheet without a cabinet")
        return cabinet.surroundings

    def _wall(self) -> datetime:
        now = local(self._around.clock.now(), self._around.zone)
        return now.replace(tzinfo=None, second=0, microsecond=0)

    @on(KeyLine.Chosen)
    def _hint_chosen(self, event: KeyLine.Chosen) -> None:
        event.stop()
        if event.hint.action:
            self.call_later(self.run_action, event.hint.action)


def shown(wall: datetime) -> str:
    """«пн 2026-11-30 09:00»."""
    return f"{weekday(wall.date())} {wall:%Y-%m-%d %H:%M}"
