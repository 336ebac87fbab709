"""What a window too small to work in shows instead."""

from __future__ import annotations

from typing import Any

from rich.text import Text
from textual import events
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from medcab_tui.locale import _
from medcab_tui.ui.terminal.once import holds

LEAST = Size(60, 15)
"""Under this nothing is laid out any more; from 80×24 on everything is."""

SIDE_BY_SIDE = 124
"""Columns from which a panel stands beside a list; under this the list would be squeezed to unreadable."""


class TooSmall(Static):
    """One sentence in place of the screen."""

    def tell(self, size: Size) -> None:
        """Say what there is and what is needed."""
        self.update(
            Text(
                _("The window is too small: {width}×{height}. 80×24 is needed.").format(
                    width=size.width, height=size.height
                )
            )
        )


class Sized(Screen[Any]):
    """A screen that gives way to `TooSmall`; it yields one in `compose`. It paints once for one step."""

    _had_focus: Widget | None = None

    def _compositor_refresh(self) -> None:
        if not holds(self):
            super()._compositor_refresh()

    def on_resize(self, event: events.Resize) -> None:
        small = event.size.width < LEAST.width or event.size.height < LEAST.height
        if small and not self.has_class("-small"):
            self._had_focus = self.focused
        elif not small and self.has_class("-small"):
            self.call_after_refresh(self._focus_again)
        self.set_class(small, "-small")
        self.set_class(event.size.width < 100, "-narrow")
        self.set_class(event.size.width < SIDE_BY_SIDE, "-stacked")
        self.set_class(event.size.height < 30, "-low")
        if small:
            self.query_one(TooSmall).tell(event.size)

    def _focus_again(self) -> None:
        """Textual takes the focus from what is hidden; it belongs where the hands left it."""
        had, self._had_focus = self._had_focus, None
        if had is not None and had.is_attached and self.focused is None:
            self.set_focus(had)
