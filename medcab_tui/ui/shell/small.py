"""What a window too small to work in shows instead."""

from __future__ import annotations

from typing import Any

from rich.text import Text
from textual import events
from textual.geometry import Size
from textual.reactive import Reactive
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

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """Not every widget again when the focus moves: those it leaves and comes to paint themselves."""

    _had_focus: Widget | None = None

    def _compositor_refresh(self) -> None:
        if not holds(self):
            super()._compositor_refresh()

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        """Nothing is styled again unless the theme changed while another screen was shown."""
        if self._css_update_count == self.app._css_update_count:
            event.refresh_styles = False

    async def _compose(self) -> None:
        """Its classes are there before what stands on it: everything is styled once."""
        for name, there in _classes(self.app.size).items():
            self.set_class(there, name, update=False)
        await super()._compose()

    def on_resize(self, event: events.Resize) -> None:
        classes = _classes(event.size)
        small = classes["-small"]
        if small and not self.has_class("-small"):
            self._had_focus = self.focused
        elif not small and self.has_class("-small"):
            self.call_after_refresh(self._focus_again)
        for name, there in classes.items():
            self.set_class(there, name)
        if small:
            self.query_one(TooSmall).tell(event.size)

    def _focus_again(self) -> None:
        """Textual takes the focus from what is hidden; it belongs where the hands left it."""
        had, self._had_focus = self._had_focus, None
        if had is not None and had.is_attached and self.focused is None:
            self.set_focus(had)


def _classes(size: Size) -> dict[str, bool]:
    """What style sheets are told of the size of the screen."""
    return {
        "-small": size.width < LEAST.width or size.height < LEAST.height,
        "-narrow": size.width < 100,
        "-stacked": size.width < SIDE_BY_SIDE,
        "-low": size.height < 30,
    }
