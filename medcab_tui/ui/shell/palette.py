"""Ctrl+P: every place and everything that can be done, by name."""

from __future__ import annotations

import inspect
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from medcab_tui.domain.finding import ranked, sure
from medcab_tui.locale import _
from medcab_tui.ui.shell.entries import Entry, entries
from medcab_tui.ui.shell.section import SectionScreen
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.top import SearchField


class Palette(ModalScreen[None], inherit_bindings=False):
    """Type a part of a name, Enter does it."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss_palette", show=False, id="palette.close", tooltip="Close the commands"),
    ]
    DEFAULT_CSS = """
    Palette { align: center top; background: $medcab-background 60%; }
    Palette > Vertical { width: 76; max-width: 100%; height: auto; max-height: 80%; margin-top: 2;
        background: $medcab-background; }
    Palette SearchField, Palette SearchField:focus { width: 1fr; padding: 0 1; }
    Palette RowList { height: auto; max-height: 16; }
    """

    def __init__(self, section: SectionScreen, text: str = "") -> None:
        super().__init__()
        self._section, self._text = section, text
        self._entries = entries(section)

    @property
    def palette_text(self) -> str:
        """What is typed now; a lock keeps it with the searches."""
        field = self.query(SearchField)
        return field.first().value if field else self._text

    def compose(self) -> ComposeResult:
        with Vertical():
            yield SearchField(_("command or place…"))
            yield RowList(
                [
                    Column(lambda entry: (entry.title, "text" if entry.now else "dim"), flex=2),
                    Column(lambda entry: entry.help, flex=3, role="dim", needs=50),
                    Column(lambda entry: (entry.keys, "key"), width=6),
                ],
                title=_("Commands"),
                empty=lambda: _("No such command. Delete a letter."),
                lit=True,
            )

    def on_mount(self) -> None:
        field, rows = self.query_one(SearchField), self.query_one(RowList)
        field.drives = rows
        rows.can_focus = False
        with self.prevent(Input.Changed):
            field.value = self._text
        field.cursor_position = len(self._text)
        self._show()
        self.set_focus(field)
        self.run_worker(self._ask_providers(), group="palette")

    async def _ask_providers(self) -> None:
        """What others offer comes when it was read; the line under the cursor stays where it is."""
        more: list[Entry] = []
        for provider in self._section.medcab.palette_providers:
            offered = provider()
            more += await offered if inspect.isawaitable(offered) else offered
        if more and self.is_attached:
            self._entries = [*self._entries, *more]
            self._show(keep=True)

    def _show(self, *, keep: bool = False) -> None:
        used = self._section.medcab.memory.used
        text = self.palette_text
        found = ranked((entry for entry in self._entries if entry.now), text, used)
        if text.strip():
            named = [entry for entry in self._entries if not entry.now and sure(entry, text)]
            certain = [entry for entry in found if sure(entry, text)]
            guessed = [entry for entry in found if entry not in certain]
            found = [*certain, *ranked(named, text), *guessed]
        self.query_one(RowList).set_rows(found, keep=keep)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._show()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._do(self.query_one(RowList).cursor_row)

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        self._do(event.row)

    def action_dismiss_palette(self) -> None:
        self.dismiss()

    def _do(self, entry: Entry | None) -> None:
        if entry is None:
            return
        if not entry.now:
            self.dismiss()
            said = _("“{verb}” does not apply here.").format(verb=entry.title)
            self._section.call_later(self._section.say, said, "warning")
            return
        section, app = self._section, self._section.medcab
        if entry.kept:
            app.memory.note_used(entry.id)
        self.dismiss()
        if entry.run is not None:
            app.call_later(entry.run)
        elif entry.place and (entry.place, entry.view or section.view) != (section.place, section.view):
            app.call_later(app.go, entry.place, entry.view or None, entry.action)
        else:
            app.call_later(app.run_action, entry.action, section)
