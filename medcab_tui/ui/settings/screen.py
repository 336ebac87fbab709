"""«Настройки»: who I am, how it looks, which keys, where the store lies, and what I did. Read-only."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import ScrollableContainer, Vertical

from medcab_tui import locale
from medcab_tui.domain.rooms import JournalRow
from medcab_tui.locale import _
from medcab_tui.ui.settings.journal import told
from medcab_tui.ui.settings.pages import appearance, keys, me, place_of_store
from medcab_tui.ui.shell.dates import stamp
from medcab_tui.ui.shell.filtering import matching
from medcab_tui.ui.shell.section import SectionScreen
from medcab_tui.ui.verbs import bindings
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.lines import Run
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.prose import ProsePanel
from medcab_tui.ui.widgets.row_list import RowList


class SettingsScreen(SectionScreen):
    """«Сводка» tells the settings in force, «Список» one's own actions, «Поиск» filters those."""

    CSS_PATH = Path(__file__).with_name("settings.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("settings")]
    place = "settings"
    topics = frozenset({"accounts", "patients", "encounters"})

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[JournalRow, ...] = ()

    def compose_view(self, view: str) -> ComposeResult:
        if view == "summary":
            with ScrollableContainer(classes="settings-columns"):
                with Vertical():
                    yield ProsePanel(id="settings-me")
                    yield ProsePanel(id="settings-look")
                    yield ProsePanel(id="settings-store")
                with Vertical():
                    yield Panel(id="settings-keys")
        else:
            yield RowList(
                self._columns(),
                key=lambda row: row.sequence,
                empty=lambda: _("Nothing was done yet. What you do will stand here."),
            )

    async def refresh_view(self, topics: frozenset[str]) -> None:
        if self.view == "summary":
            self._show_settings()
            return
        self._rows = await self.cabinet.journal.mine()
        self._show_rows()

    def on_search(self, text: str) -> None:
        self._show_rows()

    def focus_view(self, view: str) -> None:
        if view == "summary" and view in self._panes:
            self.set_focus(self._panes[view].query_one(ScrollableContainer))
        else:
            super().focus_view(view)

    def _show_settings(self) -> None:
        pane, app = self._panes["summary"], self.medcab
        theme = app.palettes[app.theme].title(locale.language())
        for name, title, lines in (
            ("#settings-me", _("Me"), me(self.cabinet.worker, self.cabinet.organisation)),
            ("#settings-look", _("Appearance"), appearance(app.settings, theme)),
            ("#settings-store", _("Store"), place_of_store(app.settings)),
            ("#settings-keys", _("Keys"), keys(app.settings.keymap)),
        ):
            pane.query_one(name, Panel).show(lines, title=title)

    def _show_rows(self) -> None:
        pane = self._panes.get(self.view)
        if pane is None or not pane.query(RowList):
            return
        rows = pane.query_one(RowList)
        shown = self._rows
        if self.view == "search":
            shown = matching(self._rows, self.field.value, self._texts)
            rows.set_title(_("Found {n}").format(n=len(shown)))
        else:
            rows.set_title(_("My actions"), _("the latest {n}").format(n=len(shown)))
        rows.set_rows(shown)

    def _columns(self) -> list[Column]:
        zone = self.cabinet.surroundings.zone
        return [
            Column(lambda row: (str(row.sequence), "dim"), lambda: "№", width=6, align="right"),
            Column(lambda row: (stamp(row.at, zone), "dim"), lambda: _("When"), width=16),
            Column(told, lambda: _("What"), flex=1),
            Column(_outcome, lambda: _("Outcome"), width=12),
        ]

    def _texts(self, row: JournalRow) -> tuple[str, ...]:
        return (told(row), stamp(row.at, self.cabinet.surroundings.zone), row.outcome)


def _outcome(row: JournalRow) -> Run:
    if row.outcome in ("done", "ok", ""):
        return (_("✓ done"), "ok")
    return (f"✕ {row.outcome}", "danger")
