"""A panel whose lines go on below where they have no room: for facts and sentences, never for tables."""

from __future__ import annotations

from textual.geometry import Size
from textual.strip import Strip

from medcab_tui.ui.widgets.lines import Line, clean, width_of, wrap
from medcab_tui.ui.widgets.panel import Panel


class ProsePanel(Panel):
    """A `Panel` in which nothing is cut. A label of two runs keeps its column: the text hangs beside it."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._wrapped(width)) + bool(self._title)

    def _rows(self) -> int:
        return len(self._wrapped(self.size.width)) + bool(self._title)

    def render_line(self, y: int) -> Strip:
        given = self._lines
        self._lines = self._wrapped(self.size.width)
        try:
            return super().render_line(y)
        finally:
            self._lines = given

    def _wrapped(self, width: int) -> tuple[Line, ...]:
        room = max(1, width - self._indent)
        return tuple(part for line in self._lines for part in wrapped(line, room))


def wrapped(line: Line, width: int) -> list[Line]:
    """A line in as many as it takes. What follows a label goes on under its own beginning."""
    shown = clean(line)
    if width_of(shown) <= width or not shown:
        return [line]
    *label, (text, role) = shown
    taken = width_of(label)
    parts = wrap(text, max(1, width - taken))
    return [(*label, (parts[0], role)), *(((" " * taken, ""), (part, role)) for part in parts[1:])]
