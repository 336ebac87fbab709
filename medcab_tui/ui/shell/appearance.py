"""How the app looks and speaks, changed at once and kept in the settings file; one's own themes live."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from msgspec.structs import replace
from textual.filter import LineFilter

from medcab_tui import locale, settings
from medcab_tui.domain.errors import Refused
from medcab_tui.locale import _
from medcab_tui.settings import Settings, SettingsFault
from medcab_tui.ui.look import DEFAULT, Look, broken_themes, depth_of, load_palettes, textual_theme
from medcab_tui.ui.look.watch import ThemeWatch
from medcab_tui.ui.shell.commands import Commands
from medcab_tui.ui.widgets.barrier import line_filters
from medcab_tui.ui.words import words_of

if TYPE_CHECKING:
    from medcab_tui.ui.app import MedcabApp
    from medcab_tui.ui.shell.entries import Entry

NEXT_TIME = frozenset({"store", "escape_delay_ms", "zone"})
"""Settings that a running program does not change under itself."""


class Appearance(Commands, inherit_bindings=False):
    """The part of the app that settings change."""

    def dress(self, chosen: Settings) -> None:
        """Read the themes and take the chosen one; only before the app runs."""
        self._watch_of_themes: ThemeWatch | None = None
        self._looks: dict[str, Look] = {}
        self._filters_of: dict[str, list[LineFilter]] = {}
        self._faults_of_themes: tuple[Refused, ...] = ()
        self._read_themes()
        self._depth = depth_of(self, chosen.colours)
        self._offer_themes()
        self.begin_with(chosen.theme if chosen.theme in self.palettes else DEFAULT)

    @property
    def look(self) -> Look:
        """The styles of the running theme, in as many colours as are shown."""
        found = self._looks.get(self.theme)
        if found is None:
            found = self._looks[self.theme] = Look(self.palettes[self.theme], depth=self._depth)
        return found

    @property
    def own_themes(self) -> Path | None:
        """The folder of one's own themes, beside the settings file; None where there is no such file."""
        return self.settings.file.parent / "themes" if self.settings.file else None

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Nothing hostile leaves; glyphs and colours as the settings ask."""
        found = self._filters_of.get(self.theme)
        if found is None:
            found = line_filters(self, ascii_only=self.settings.ascii, depth=self.look.depth)
            self._filters_of[self.theme] = found
        return found

    def wear(self, theme: str) -> None:
        """Show a theme, without keeping it: a preview."""
        if theme in self.palettes and theme != self.theme:
            self.theme = theme

    async def change(self, name: str, value: Any) -> bool:
        """Change a setting: at once, and in the settings file. Tells what went wrong; whether it was kept."""
        if name not in NEXT_TIME:
            self.settings = dataclasses.replace(self.settings, **{name: value})
            await self._apply(name, value)
        return await self._keep(name, value)

    async def _keep(self, name: str, value: Any) -> bool:
        file = self.settings.file
        if file is None:
            return True
        try:
            await asyncio.to_thread(lambda: settings.keep(name, None if value == () else value, path=file))
        except SettingsFault as fault:
            self.notify(_("{fault} It holds until you quit.").format(fault=fault), severity="warning")
            return False
        return True

    async def _apply(self, name: str, value: Any) -> None:
        if name == "theme":
            self.wear(value)
        elif name in ("colours", "ascii"):
            self._depth = depth_of(self, self.settings.colours)
            self._dress_again()
        elif name == "language":
            locale.use(value)
            self.call_later(self.rebuild)  # not from here: the screen that asks is one of those built anew
        elif name == "idle_minutes" and self.idle is not None:
            self.idle.limits = replace(self.idle.limits, idle=timedelta(minutes=value))
            self.idle.look()
        elif name == "repeat_minutes" and self.session is not None:
            self.session.cabinet.repeats_within = timedelta(minutes=value)
        elif name == "signing_minutes" and self.session is not None:
            self.session.cabinet.proved_within = timedelta(minutes=value)
        elif name == "file_megabytes" and self.session is not None:
            self.session.cabinet.file_megabytes = value
        elif name == "mouse":
            listen: Callable[[bool], None] | None = getattr(self._driver, "listen_to_mouse", None)
            if listen is not None:
                listen(value)
        elif name == "keymap":
            self.use_keymap(dict(value))

    def settings_pages(self) -> Sequence[Entry]:
        """The pages of the settings, for the palette."""
        from medcab_tui.ui.settings.rows import PAGES
        from medcab_tui.ui.shell.entries import Entry, names_of

        return [
            Entry(
                f"settings.{page}",
                _(title),
                _("A page of the settings"),
                also=names_of(title),
                place="settings",
                view="summary",
                action=f"show_page('{page}')",
            )
            for page, title in PAGES.items()
        ]

    async def stand_pages(self) -> Sequence[Entry]:
        """What a stand-in of services shows, for the palette; nothing where none is switched on."""
        from medcab_tui.ui.stand.opening import entries

        return await entries(cast("MedcabApp", self))

    # Themes.

    def faults_of_themes(self) -> tuple[str, ...]:
        """Which theme files cannot be used: file, line or key, and what to do."""
        return tuple(words_of(fault).whole for fault in self._faults_of_themes)

    def watch_themes(self) -> None:
        """Begin to look whether one's own themes are written anew."""
        folder = self.own_themes
        if folder is not None and self._watch_of_themes is None:
            ask = asyncio.get_running_loop().call_soon_threadsafe
            self._watch_of_themes = ThemeWatch(folder, ask=ask, changed=self._themes_written)

    def on_unmount(self) -> None:
        if self._watch_of_themes is not None:
            self._watch_of_themes.stop()

    def _themes_written(self) -> None:
        self.call_later(self.read_themes_again)

    def read_themes_again(self) -> None:
        """Take the theme files as they are now. One that broke is told and, if worn, keeps its colours.

        A theme that is gone stays until another is chosen.
        """
        worn, before = self.palettes[self.theme], self._faults_of_themes
        self._read_themes()
        self.palettes.setdefault(worn.name, worn)
        self._dress_again()
        for fault in self._faults_of_themes:
            if fault.values not in [known.values for known in before]:
                self.notify(words_of(fault).whole, severity="warning")

    def _read_themes(self) -> None:
        own = self.own_themes
        self.palettes = load_palettes(own=own)
        self._faults_of_themes = broken_themes((), own=own) if own is not None and own.is_dir() else ()

    def _offer_themes(self) -> None:
        for palette in self.palettes.values():
            self.register_theme(textual_theme(palette.at(self._depth)))

    def _dress_again(self) -> None:
        self._looks.clear()
        self._filters_of.clear()
        self._offer_themes()
        self._watch_theme(self.theme)
