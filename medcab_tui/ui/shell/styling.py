"""Style sheets parsed once: Textual parses every rule anew for each new screen, a third of a start."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen

SOURCES = 512
"""Parsed sources kept; Textual's 64 are fewer than the widgets of one screen with their bases."""


class ParsedOnce(Stylesheet):
    """Keeps what it parsed for as long as the theme's variables stay."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(SOURCES)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take the theme's variables; the same ones as before change nothing."""
        if variables != self._variables:
            super().set_variables(variables)
            self._require_parse = True

    def reparse(self) -> None:
        """Parse what was not parsed yet, or everything after a change of theme."""
        if self._require_parse:
            self.parse()


class StyledApp(App[int]):
    """The part of the app that styles: each screen once for each theme."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.stylesheet = ParsedOnce(variables=self.stylesheet._variables)

    def begin_in(self, mode: str) -> None:
        """Which mode is built first; only before the app runs. A door nobody waits at costs a screen."""
        self._current_mode = mode
        self._screen_stacks = {mode: []}

    def begin_with(self, theme: str) -> None:
        """Take a registered theme before anything is styled; Textual would style twice."""
        self.theme = theme
        self.stylesheet.set_variables(self.get_css_variables())

    def _load_screen_css(self, screen: Screen[Any]) -> None:
        super()._load_screen_css(screen)
        if screen._css_update_count < 0:
            # It is styled while it is mounted: Textual would style all screens anew, twice.
            screen._css_update_count = self._css_update_count

    def refresh_css(self, animate: bool = True) -> None:
        """Style the screens again, unless nothing changed since they were styled last."""
        count = self._css_update_count
        if any(screen._css_update_count != count for screen in self._screen_stack):
            super().refresh_css(animate=animate)
            for screen in self._screen_stack:
                screen._css_update_count = count
