"""«Что ответит служба»: what the stand-in got and will say, its letters and SMS, and how it is directed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.stand import Copy, Direction, Letter, Received
from medcab_tui.locale import N_, _
from medcab_tui.ui.patients.live_sheet import LiveSheet
from medcab_tui.ui.shell.notice import Notice
from medcab_tui.ui.stand.showing import letter_columns, letter_lines, received_columns, received_lines
from medcab_tui.ui.stand.words import VIEWS, direction_line, kind_words
from medcab_tui.ui.widgets.key_line import KeyHint
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.prose import ProsePanel
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.soon import soon
from medcab_tui.ui.widgets.tabs import Tab, Tabs

LOOK_SECONDS = 5.0
"""Between two looks: what it will say comes to be said as time goes."""


class StandScreen(LiveSheet):
    """Three lists, one at a time; under it all of what the cursor stands on."""

    DEFAULT_CSS = """
    StandScreen > #sheet-heading, StandScreen.-low > #sheet-heading { margin-bottom: 0; }
    StandScreen #directed { margin: 1 0; }
    StandScreen.-low #directed { margin: 0; }
    StandScreen RowList { max-height: 50%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("и,b", "answers", show=False, id="stand.answers", tooltip=N_("How it answers from now on")),
        Binding("н,y", "alter", show=False, id="stand.alter", tooltip=N_("Change a patient there")),
        Binding(
            "left_square_bracket,х", "turn(-1)", show=False, id="stand.before", tooltip=N_("The list before")
        ),
        Binding(
            "right_square_bracket,ъ", "turn(1)", show=False, id="stand.after", tooltip=N_("The next list")
        ),
    ]  # fmt: skip

    def __init__(self, view: str = "received") -> None:
        super().__init__()
        self._view = view

    def head(self, width: int) -> list[Line]:
        told = _("a stand-in: nothing here is real, nothing leaves this machine")
        title = _("What the service will say").upper()
        return [((" ", "text"), (title, "bold accent"), (f"  {told}", "dim"))]

    def hints(self) -> Sequence[KeyHint]:
        return (
            KeyHint("и/b", _("how it answers"), action="answers"),
            KeyHint("н/y", _("change a patient there"), action="alter"),
            KeyHint("[ ]", _("other list"), action="turn(1)"),
            KeyHint("Esc", _("back"), action="back"),
        )

    def content(self) -> ComposeResult:
        yield Tabs([Tab(view, _(title)) for view, title in VIEWS.items()], active=self._view)
        yield Panel(id="directed", indent=1)
        yield RowList(self._columns(), title=_(VIEWS[self._view]), empty=self._nothing, id="stand-rows")
        with VerticalScroll(can_focus=False):
            yield ProsePanel(" ", id="stand-whole")
        yield Notice()

    def on_mount(self) -> None:
        super().on_mount()
        self.hear(lambda _topics: self._look())
        self.set_interval(LOOK_SECONDS, self._look, name="stand-look")
        self._look()

    # Reading and showing.

    def _look(self) -> None:
        soon(self, self._read, group="stand")

    async def _read(self) -> None:
        cabinet = self.medcab.cabinet
        if cabinet is None:
            return
        room, view = cabinet.stand, self._view
        reads: dict[str, Callable[[], Any]] = {
            "received": room.received, "mailbox": room.mailbox, "phone": room.phone,
        }  # fmt: skip
        try:
            direction, rows = await room.direction(), await reads[view]()
        except Refused as refused:
            self.medcab.report(refused)
            return
        if view != self._view or not self.is_attached:
            return
        self.query_one("#directed", Panel).show([direction_line(direction)])
        self.query_one("#stand-rows", RowList).set_rows(rows, keep=True)
        self._show()

    def _columns(self) -> Sequence[Any]:
        now, zone = self.cabinet.surroundings.clock.now, self.cabinet.surroundings.zone
        if self._view == "received":
            return received_columns(now, zone)
        return letter_columns(now, phone=self._view == "phone")

    def _nothing(self) -> str:
        if self._view == "received":
            return _("It got nothing yet. о/j on a document sends it here.")
        if self._view == "mailbox":
            return _("No letter yet. Choose letters in Settings, Notifications.")
        return _("No SMS yet. Choose SMS in Settings, Notifications.")

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        event.stop()
        self._show()

    def _show(self) -> None:
        row = self.query_one("#stand-rows", RowList).cursor_row
        whole = self.query_one("#stand-whole", ProsePanel)
        whole.display = row is not None
        zone, now = self.cabinet.surroundings.zone, self.cabinet.surroundings.clock.now()
        if isinstance(row, Received):
            kind = kind_words(row.kind)
            kind = kind[:1].upper() + kind[1:]
            told = f"{kind}: {row.told}" if row.told else kind
            whole.show(received_lines(row, now, zone), title=told)
        elif isinstance(row, Letter):
            whole.show(letter_lines(row, zone), title=row.subject or _(VIEWS[self._view]))

    # Moving.

    @on(Tabs.Chosen)
    def _tab(self, event: Tabs.Chosen) -> None:
        event.stop()
        self._turn_to(event.key)

    def action_turn(self, step: int) -> None:
        """The list beside this one."""
        names = list(VIEWS)
        self._turn_to(names[(names.index(self._view) + step) % len(names)])

    def _turn_to(self, view: str) -> None:
        self._view = view
        self.query_one(Notice).clear()
        self.query_one(Tabs).show(active=view)
        rows = self.query_one("#stand-rows", RowList)
        rows.set_rows(())
        rows.set_columns(self._columns())
        rows.set_title(_(VIEWS[view]))
        self._show()
        self._look()

    # What is done.

    async def action_answers(self) -> None:
        """How it answers from now on."""
        from medcab_tui.ui.stand.directing import choose

        await choose(self)

    async def action_alter(self) -> None:
        """Change a patient there."""
        from medcab_tui.ui.stand.directing import alter

        await alter(self)

    def direct(self, direction: Direction | None) -> None:
        """Tell it, and show that it was told."""
        soon(self, self._direct, direction, group="stand-tell")

    def alter(self, copy: Copy, field: str, value: str) -> None:
        """Put a field right there."""
        soon(self, self._alter, copy, field, value, group="stand-tell")

    async def _direct(self, direction: Direction | None) -> None:
        try:
            await self.cabinet.stand.direct(direction)
        except Refused as refused:
            self.medcab.report(refused)
        else:
            self.say(_("The stand-in was told."))

    async def _alter(self, copy: Copy, field: str, value: str) -> None:
        try:
            await self.cabinet.stand.alter(copy.remote_id, field, value)
        except Refused as refused:
            self.medcab.report(refused)
        else:
            self.say(_("Changed there. Here it arrives with the next exchange."))

    def on_key(self) -> None:
        """A notice that nobody dismissed goes after some keys."""
        self.query_one(Notice).key_pressed()
