"""Ctrl+P: every place and every verb that works here, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from medcab_tui.domain.folding import fold
from medcab_tui.locale import _
from medcab_tui.ui.shell.section import SectionScreen
from medcab_tui.ui.verbs import Verb, title_of, verbs_of
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.top import SearchField


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a verb, or a view of a section. `action` runs on the section's screen."""

    id: str
    title: str
    help: str
    keys: str
    action: str


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

    def __init__(self, section: SectionScreen) -> None:
        super().__init__()
        self._section = section
        self._entries = entries(section)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield SearchField(_("command or place…"))
            yield RowList(
                [
                    Column(lambda entry: entry.title, flex=2, role="text"),
                    Column(lambda entry: entry.help, flex=3, role="dim", needs=50),
                    Column(lambda entry: (entry.keys, "key"), width=5),
                ],
                title=_("Commands"),
                empty=lambda: _("No such command. Delete a letter."),
                lit=True,
            )

    def on_mount(self) -> None:
        field, rows = self.query_one(SearchField), self.query_one(RowList)
        field.drives = rows
        rows.can_focus = False
        rows.set_rows(self._entries)
        self.set_focus(field)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one(RowList).set_rows(matching(self._entries, event.value), keep=False)

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
        section = self._section
        self.dismiss()
        self.app.call_later(self.app.run_action, entry.action, section)


def entries(section: SectionScreen) -> list[Entry]:
    """What can be done from this section now: its verbs, then every place and view."""
    verbs = [verb for verb in verbs_of(section.place, section.view) if verb.palette and _now(section, verb)]
    doable = [
        Entry(verb.id, _(verb.title).capitalize(), _(verb.help), verb.shown_keys, verb.action)
        for verb in verbs
    ]
    views = [
        Entry(f"view.{view}", title_of(view), _("A view of this section"), "", f"show_view('{view}')")
        for view in section.views
        if view != section.view
    ]
    return [*doable, *views]


def matching(found: list[Entry], text: str) -> list[Entry]:
    """Entries in whose title every typed word begins a word; those found by their help come after."""
    words = fold(text).split()
    if not words:
        return found
    by_title = [entry for entry in found if _begins(words, entry.title)]
    by_help = [
        entry for entry in found if entry not in by_title and _begins(words, f"{entry.title} {entry.help}")
    ]
    return [*by_title, *by_help]


def _begins(words: list[str], text: str) -> bool:
    there = fold(text).split()
    return all(any(word.startswith(typed) for word in there) for typed in words)


def _now(section: SectionScreen, verb: Verb) -> bool:
    return verb.action.startswith("app.") or section.available(verb.action)
